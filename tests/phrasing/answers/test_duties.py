"""`truerole market duties` on a small market of a test."""

import csv
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


def test_duties_by_role(truerole: Run) -> None:
    done = truerole("market", "duties")
    assert (done.code, done.err) == (0, "")
    words = " ".join(done.out.split())
    assert "The duties of 52 of 62 postings (84 %) are known" in words
    assert "Data analyst analysis and reports 60 %, statistics and modelling" in words
    assert "Data engineer data pipelines 90 %, software and IT 10 % 22" in words


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("title", ["Data analyst", "Data engineer"]),
        ("level", ["Some years"]),
        ("country", ["United States"]),
        ("year", ["2026"]),
    ],
)
def test_the_same_as_data(truerole: Run, by: str, names: list[str]) -> None:
    found = json.loads(truerole("market", "duties", "--by", by, "--json").out)
    assert (found["known"], found["of"]) == (52, 62)
    assert [next(iter(row.values())) for row in found["duties"]] == names
    rows = list(csv.DictReader(truerole("market", "duties", "--by", by, "--csv").out.splitlines()))
    assert [int(row["postings"]) for row in rows] == [row["postings"] for row in found["duties"]]
    assert {"analysis", "analysis low", "analysis high"} < set(rows[0])


def test_rows_of_other_roles_are_not_compared(truerole: Run) -> None:
    found = json.loads(truerole("market", "duties", "--by", "company", "--json").out)
    assert (found["duties"], [(row["id"], row["postings"]) for row in found["apart"]]) == (
        [],
        [("enterprise", 30), ("startup", 22)],
    )
    words = " ".join(truerole("market", "duties", "--by", "company").out.split())
    assert "Nothing can be compared, as these share too few postings" in words
    assert "Large organisation (30 postings), Start-up (22 postings)" in words


def test_another_facet_is_one_line(truerole: Run) -> None:
    done = truerole("market", "duties", "--by", "weather")
    assert (done.code, done.out) == (2, "")
    assert "--by: 'weather' is none of role, title, country, year, level, company" in " ".join(done.err.split())


def test_too_few_are_said_to_be_too_few(truerole: Run) -> None:
    done = truerole("market", "duties", "--role", "ML engineer")
    assert "No posting is left" in done.out
    found = json.loads(truerole("market", "duties", "--country", "us", "--title-role", "data_analyst", "--json").out)
    assert found["duties"] == []


def test_no_source_is_behind_figures_where_no_row_is_shown(truerole: Run) -> None:
    words = " ".join(truerole("market", "duties", "--by", "company").out.split())
    assert "Nothing can be compared" in words
    assert "behind these figures" not in words
    assert "behind these figures" in " ".join(truerole("market", "duties").out.split())
