"""`truerole fit --more KIND --less KIND` on a small market of a test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.data.market.made_up import worked_market
from truerole.data.store.store import open_store

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    with open_store() as store:
        store.add(worked_market(), "v1")


def test_wishes_list_the_postings_that_suit_best(truerole: Run) -> None:
    done = truerole("fit", "--know", "SQL", "--more", "modelling", "--less", "analysis")
    assert (done.code, done.err) == (0, "")
    words = " ".join(done.out.split())
    days = "30 points more statistics and modelling, 20 points less analysis and reports"
    assert f"1. Data analyst, Firm 29: you know 100 % of it; {days}" in words


def test_the_same_as_data(truerole: Run) -> None:
    found = json.loads(truerole("fit", "--know", "SQL", "--more", "data_science", "--json").out)
    assert [row["company"] for row in found["postings"]] == [f"Firm {n}" for n in (29, 27, 25, 23, 21)]
    assert found["postings"][0]["coverage"] == 1.0
    assert "postings" not in json.loads(truerole("fit", "--know", "SQL", "--json").out)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--more", "juggling"), "--more: 'juggling' is none of analysis, data_engineering, data_science"),
        (("--less", "analysis,tea"), "--less: 'tea' is none of analysis"),
        (("--more", "reports,analysis"), "--more: 'reports' is none of"),
        (("--more", "analysis", "--less", "Analysis"), "--more and --less both name analysis; leave one of them out"),
    ],
)
def test_wishes_that_cannot_be_are_one_line(truerole: Run, options: tuple[str, ...], says: str) -> None:
    done = truerole("fit", "--know", "SQL", *options)
    assert (done.code, done.out) == (2, "")
    assert says in " ".join(done.err.split())
