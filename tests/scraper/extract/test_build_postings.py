"""Postings built of entries, each id once; what is none is a problem with its reason."""

from datetime import date

import pytest

from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.sources.base import Problem


def test_postings_and_problems() -> None:
    def make(fields: Fields) -> Posting | str | None:
        if fields.flag("hidden"):
            return None
        return "is odd" if fields.flag("odd") else Posting("s", fields.text("id") or "", fields.line("title") or "", "")

    entries = [{"id": 1, "title": "a"}, {"id": 1, "title": "b"}, 7, {"hidden": True}, {"id": 2, "odd": True}, {"id": 3},
               {"title": "x"}, {"id": "9" * 301, "title": "x"}]  # fmt: skip
    postings, problems = build_postings(entries, make)
    assert [posting.title for posting in postings] == ["a"]
    assert problems == (
        Problem("number 3", "is no object, or an empty one"),
        Problem("2", "is odd"),
        Problem("3", "there is no title"),
        Problem("x", "there is no id"),
        Problem("9" * 80, "the external_id is longer than 300 characters"),
    )


@pytest.mark.parametrize(
    ("day", "kept"),
    [(date(2026, 1, 5), True), (date(2100, 1, 1), False), (date(9999, 1, 1), False), (date(1990, 1, 1), False)],
)
def test_a_gathered_posting_is_kept_without_a_day_that_is_none(day: date, kept: bool) -> None:
    (posting,), _ = build_postings([{"id": 1}], lambda _: Posting("s", "1", "Baker", "", posted_on=day))
    assert posting.posted_on == (day if kept else None)


def test_a_gathered_posting_is_kept_without_pay_that_nobody_is_paid() -> None:
    pay = Salary(5, 1e9, "EUR", "year")
    (posting,), problems = build_postings([{"id": 1}], lambda _: Posting("s", "1", "Baker", "", salary=pay))
    assert (posting.salary, problems) == (None, ())
