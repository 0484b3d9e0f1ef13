"""`truerole market pay` on a small market of a test."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.data.market.paid import paid_market
from truerole.data.store.store import open_store

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    with open_store() as store:
        store.add(paid_market(), "v1")


def test_pay_by_role(truerole: Run) -> None:
    done = truerole("market", "pay")
    assert (done.code, done.err) == (0, "")
    words = " ".join(done.out.split())
    assert "47 of 57 postings (82 %) publish the pay. These figures stand on 47 postings in USD." in words
    assert "Data engineer 110,500 USD" in words
    assert "Data analyst 72,000 USD" in words


def test_each_row_says_where_most_of_it_is_from(truerole: Run) -> None:
    assert "All postings behind these figures are from lever: " in " ".join(truerole("market", "pay").out.split())
    rows = json.loads(truerole("market", "pay", "--json").out)["pay"]
    assert {(row["source"], row["source share"]) for row in rows} == {("lever", 1.0)}


def test_the_same_as_data(truerole: Run) -> None:
    found = json.loads(truerole("market", "pay", "--by", "level", "--json").out)
    assert (found["published"], found["of"], found["currencies"]) == (47, 57, {"USD": 47})
    assert [(row["id"], row["postings"]) for row in found["pay"]] == [("mid", 47)]
    rows = list(csv.DictReader(truerole("market", "pay", "--by", "skill", "--csv").out.splitlines()))
    assert [(row["skill"], row["currency"], row["postings"], row["sure"]) for row in rows] == [
        ("Python", "USD", "23", "false")
    ]


def test_a_skill_is_beside_like_postings_without_it(truerole: Run) -> None:
    words = " ".join(truerole("market", "pay", "--by", "skill").out.split())
    assert "By how much postings that name a skill pay more than postings of the same role, level, country" in words
    (row,) = json.loads(truerole("market", "pay", "--by", "skill", "--json").out)["pay"]
    assert (row["id"], row["least"] < 0 < row["most"], abs(row["more"]) < 0.02) == ("python", True, True)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--by", "weather"), "--by: 'weather' is none of role, level, country, year, skill"),
        (("--currency", "chf"), "--currency: no posting here has pay in 'chf'; there are: USD"),
    ],
)
def test_what_is_not_there_is_one_line(truerole: Run, options: tuple[str, ...], says: str) -> None:
    done = truerole("market", "pay", *options)
    assert (done.code, done.out) == (2, "")
    assert says in " ".join(done.err.split())


def test_too_few_give_no_row(truerole: Run) -> None:
    assert json.loads(truerole("market", "pay", "--estimated", "--json").out)["pay"] == []


def test_no_source_is_behind_figures_where_there_are_none(truerole: Run) -> None:
    words = " ".join(truerole("market", "pay", "--skill", "python", "--role", "data_engineer").out.split())
    assert "Too few to say anything: 20 postings in one currency are needed." in words
    assert "behind these figures" not in words
