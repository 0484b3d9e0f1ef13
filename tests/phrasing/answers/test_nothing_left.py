"""What a command says where no posting is left, on a small market of a test."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.reading import Role
from truerole.core.stored import StoreEntry
from truerole.data.store.store import open_store

Run = Callable[..., Any]
POSTINGS: tuple[tuple[Role, str, str, str], ...] = (
    ("data_engineer", "de", "lever", "2026-03"),
    ("data_engineer", "us", "lever", "2026-02"),
    ("data_analyst", "gb", "ashby", "2019-07"),
)


@pytest.fixture(autouse=True)
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    with open_store() as store:
        for number, (role, country, source, month) in enumerate(POSTINGS):
            posting = Posting(source, str(number), "Title", "", country=country)
            store.add([StoreEntry(posting, replace(FACTS, role=role), month)], "v1")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--country", "gb"), "With --all-time: 1 posting; without --country: 2 postings."),
        (("--role", "data analyst"), "With --all-time: 1 posting; without --role: 2 postings."),
        (("--sample", "--all-time"), "Without --sample: 3 postings."),
        (("--own", "--title-role", "data analyst"), "Without --title-role: 2 postings."),
        (("--no-skill", "sql", "--all-time"), "Without --no-skill: 3 postings."),
        (
            ("--country", "Slovakia", "--source", "ashby", "--skill", "k8s"),
            "Take more than one of these steps: with --all-time, without --country, without --source, without --skill.",
        ),
    ],
)
@pytest.mark.parametrize("command", ["skills", "pay"])
def test_it_says_what_to_leave_out(truerole: Run, command: str, arguments: tuple[str, ...], told: str) -> None:
    done = truerole("market", command, *arguments)
    assert (done.code, done.err) == (0, "")
    assert " ".join(done.out.split()) == f"No posting is left. {told}"


def test_a_trend_is_of_all_time_already(truerole: Run) -> None:
    done = truerole("market", "trend", "--country", "Slovakia")
    assert " ".join(done.out.split()) == "No posting is left. Without --country: 3 postings."


def test_where_postings_are_left_they_are_counted(truerole: Run) -> None:
    assert truerole("market", "skills", "--country", "de").out.startswith("1 posting, March 2026, from 1 source.")


def test_there_is_no_advice_from_nothing(truerole: Run) -> None:
    done = truerole("fit", "--know", "sql", "--country", "Slovakia")
    assert " ".join(done.out.split()) == "No posting is left. Without --country: 2 postings."
