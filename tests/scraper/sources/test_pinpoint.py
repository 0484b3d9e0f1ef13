"""Pinpoint: a text in sections with the employer's headings, pay that may be hidden, a deadline."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.ats_responses import PINPOINT, UUID
from tests.scraper.sources.responses import changed, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.pinpoint import SOURCE

ENTRY: dict[str, Any] = PINPOINT["data"][0]


def test_a_posting() -> None:
    assert parse_one("pinpoint", PINPOINT, "kestrel") == Posting(
        source="pinpoint",
        board="kestrel",
        external_id="5150",
        title="Data Engineer",
        description="Move the ferries' data.\n\nYour days\n\n• Build\n\nYou\n\n• SQL",
        url=f"https://kestrel.pinpointhq.com/en/postings/{UUID}",
        location="Leith, Scotland",
        country="gb",
        workplace="hybrid",
        deadline=date(2026, 8, 26),
        salary=Salary(52_000, 61_000, "GBP", "year", "published"),
        employment_type="full-time",
        origin=f"pinpoint:{UUID}",
    )


@pytest.mark.parametrize(
    ("fields", "salary"),
    [
        ({"compensation_visible": False}, None),
        ({"compensation_minimum": None, "compensation_maximum": None}, None),
        ({"compensation_frequency": "hour"}, Salary(52_000, 61_000, "GBP", "hour", "published")),
        ({"compensation_frequency": "two_weeks"}, Salary(52_000, 61_000, "GBP", None, "published")),
    ],
)
def test_pay(fields: dict[str, Any], salary: Salary | None) -> None:
    found = parse_one("pinpoint", {"data": [changed(ENTRY, **fields)]}).salary
    # No hour is paid so: what is implausible is left out.
    assert found == (None if salary and salary.period == "hour" else salary)


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ({"city": "", "province": "", "name": "Paris, France"}, ("Paris, France", "fr", "hybrid")),
        ({"city": "", "province": "", "name": "Remote"}, (None, None, "hybrid")),
        (None, (None, None, "hybrid")),
    ],
)
def test_places(location: object, place: tuple[str | None, ...]) -> None:
    posting = parse_one("pinpoint", {"data": [changed(ENTRY, location=location)]})
    assert (posting.location, posting.country, posting.workplace) == place


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"https://kestrel.pinpointhq.com/en/postings/{UUID}", "kestrel"),
        (SOURCE.start_request("kestrel").url, "kestrel"),
        ("https://www.pinpointhq.com/pricing", None),
        ("https://a.b.pinpointhq.com", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
