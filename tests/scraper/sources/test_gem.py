"""Gem: a whole board at once, places of the posting or else of its offices."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.ats_responses import GEM, LINES
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.gem import SOURCE


def test_a_posting() -> None:
    assert parse_one("gem", GEM, "kestrel") == Posting(
        source="gem",
        board="kestrel",
        external_id="am9icG9zdDp4",
        title="ML Engineer",
        description=LINES,
        url="https://jobs.gem.com/kestrel/am9icG9zdDp4",
        location="Lisbon, Portugal",
        country="pt",
        workplace="hybrid",
        posted_on=date(2026, 3, 4),
        posted_basis="published",
        employment_type="full-time",
        origin="gem:am9icG9zdDp4",
    )


@pytest.mark.parametrize(
    ("fields", "location", "workplace", "basis"),
    [
        ({"location": None}, "Porto, Portugal", "hybrid", "published"),
        ({"location": {"name": "Remote"}, "location_type": None}, "Porto, Portugal", None, "published"),
        ({"location": "Rome or Milan", "location_type": "in_office"}, "Rome; Milan", "onsite", "published"),
        ({"first_published_at": None, "location_type": "remote"}, "Lisbon, Portugal", "remote", "created"),
    ],
)
def test_details(fields: dict[str, Any], location: str, workplace: str | None, basis: str) -> None:
    posting = parse_one("gem", [changed(GEM[0], **fields)])
    assert (posting.location, posting.workplace, posting.posted_basis) == (location, workplace, basis)


def test_an_empty_board_is_whole() -> None:
    parsed = parse("gem", [])
    assert (parsed.postings, parsed.truncated, parsed.more) == ((), False, ())


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://jobs.gem.com/kestrel/am9icG9zdDp4", "kestrel"),
        (SOURCE.start_request("kestrel").url, "kestrel"),
        ("https://www.gem.com/about", None),
        ("https://jobs.gem.com/api/public", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
