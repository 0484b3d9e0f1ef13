"""`truerole fit` on a small market of a test: what it prints, and one line for what cannot be."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.data.market.made_up import entry_of
from truerole.core.posting import Posting
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.aggregates import Filters, Selection, select_postings
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.skill_match import advise
from truerole.data.market.wishes import Person
from truerole.data.store.store import open_store
from truerole.phrasing.fit import advised_sample

Run = Callable[..., Any]
# times, month, what data analysts require; 2018 is before the newest 24 months
MARKET = "40 2026-03 sql excel tableau r / 30 2026-02 sql excel / 50 2018-01 sql hadoop"


@pytest.fixture(autouse=True)
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    lines = [line.split() for line in MARKET.split("/")]
    asked = [(month, skills) for times, month, *skills in lines for _ in range(int(times))]
    with open_store() as store:
        store.add(
            (
                replace(
                    entry_of(n, "data_analyst", skills),
                    posting=Posting("lever", str(n), "Title", f"{n} text"),
                    month=month,
                )
                for n, (month, skills) in enumerate(asked)
            ),
            "v1",
        )


def test_what_to_learn_next(truerole: Run) -> None:
    done = truerole("fit", "--know", "SQL")
    assert (done.code, done.err) == (0, "")
    words = " ".join(done.out.split())
    assert words.startswith(
        "70 postings, February 2026 to March 2026, from 1 source. Only 70 postings, all from lever: a share can be off "
        "by 12 percentage points by chance, and tells of this source alone. For data analysts, whose postings"
    )
    assert "Learn Microsoft Excel next: named by 70 of 70 postings." in words
    assert "One after the other: Microsoft Excel (named by 70 of 70), then R (named by 40 of 70)" in words
    assert "Within your reach, by role: data analysts 30 of 70 (you know 35.7 %)" in words
    assert [line.split()[-4:] for line in done.out.splitlines()[-3:]] == [
        ["of", "70", "+35.7", "40"],
        ["of", "70", "+14.3", "40"],
        ["of", "70", "+14.3", "40"],
    ]


def test_the_caution_is_of_the_role_that_is_advised_for_on_the_page_too() -> None:
    with open_store() as store:
        index = refresh(store)
    filters = Filters({"role": ("data_analyst", "data_engineer")})
    selection = Selection(index, filters, select_postings(index, filters))
    for role, postings in (("data_analyst", 120), (None, 120), ("data_engineer", 0)):
        advice = advise(index, filters, Person(frozenset({"sql"})), load_taxonomy(), role=role)
        assert advised_sample(selection, advice).postings == postings


def test_the_same_as_data(truerole: Run) -> None:
    found = json.loads(truerole("fit", "--know", "T-SQL,tableau", "--know", "MS Excel", "--json").out)
    assert {"sql", "tableau", "dashboards", "excel"} <= set(found["known"])
    assert (found["role"], found["role_chosen"], found["sample"]["postings"]) == ("data_analyst", False, 70)
    assert found["reach"][0] | {"within_reach": 70, "of": 70} == found["reach"][0]
    assert [(step["id"], step["named"], step["of"]) for step in found["next"]] == [("r", 40, 70)]
    assert found["next"] == found["path"]
    out = truerole("fit", "--know", "sql", "--csv").out.splitlines()
    assert out[0].startswith("skill,id,named,of,gained,")
    assert out[1].startswith("Microsoft Excel,excel,70,70,40,")


def test_all_time_asks_other_things(truerole: Run) -> None:
    found = json.loads(truerole("fit", "--know", "sql", "--all-time", "--role", "data analysts", "--json").out)
    assert ("hadoop", 50, 120) in {(step["id"], step["named"], step["of"]) for step in found["next"]}
    assert found["role_chosen"]


def test_a_role_of_few_postings_gets_no_advice(truerole: Run) -> None:
    done = truerole("fit", "--know", "sql", "--role", "data engineer")
    assert done.code == 0
    words = " ".join(done.out.split())
    assert "For data engineers: only 0 postings here, too few to advise." in words
    assert "no skill to advise" not in words
    assert "data engineers 0 of 0" not in words


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--know", "tablo"), "--know: no skill is called 'tablo'; near: Tableau"),
        (("--know", "sql,,Pythn"), "--know: no skill is called 'Pythn'; near: Python"),
        (("--know", "\x1b[31mzzzzzz"), "--know: no skill is called"),
        (("--know", " , "), "--know: name at least one skill, such as --know SQL,Excel"),
        (("--know", "sql", "--role", "other work"), "--role: there is advice for the four data roles only"),
        (("--know", "sql", "--role", "pilot"), "--role: no role is called 'pilot'"),
        (("--know", "sql", "--json", "--csv"), "--json and --csv exclude each other"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(truerole: Run, options: tuple[str, ...], says: str) -> None:
    done = truerole("fit", *options)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith(f"truerole: {says}")
    assert done.err.count("\n") == 1
    assert "\x1b" not in done.err
