"""Rippling: a row for each place in the list, a text in two parts, pay in ranges."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.ats_responses import LINES, RIPPLING, RIPPLING_DETAIL, UUID
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.rippling import SOURCE

API = "https://api.rippling.com/platform/api/ats/v1/board/kestrel/jobs"


def test_a_posting_by_itself() -> None:
    assert parse_one("rippling", RIPPLING_DETAIL, "kestrel") == Posting(
        source="rippling",
        board="kestrel",
        external_id=UUID,
        title="Data Analyst",
        description=f"We sail.\n\n{LINES}",
        url=f"https://ats.rippling.com/kestrel/jobs/{UUID}",
        company="Kestrel Ferries",
        location="Oslo, Norway; Remote (Norway)",
        country="no",
        posted_on=date(2026, 5, 7),
        posted_basis="created",
        salary=Salary(28, 35.5, "USD", "hour", "published"),
        employment_type="part-time",
        origin=f"rippling:{UUID}",
    )


def test_the_rows_of_a_posting_are_one_and_its_details_are_asked_for_once() -> None:
    parsed = parse("rippling", RIPPLING, "kestrel")
    (posting,), (more,) = parsed.postings, parsed.more
    assert (posting.location, posting.description) == ("Oslo, Norway; Bergen, Norway", "")
    assert more == Request(f"{API}/{UUID}", posting_id=UUID)


@pytest.mark.parametrize(
    ("fields", "kind", "workplace", "salary"),
    [
        ({"employmentType": {"label": "SALARIED_FT"}}, "full-time", None, Salary(28, 35.5, "USD", "hour", "published")),
        ({"employmentType": {"label": "INTERN"}, "payRangeDetails": []}, "internship", None, None),
        ({"employmentType": None, "isRemote": True, "payRangeDetails": None}, None, "remote", None),
        ({"workLocations": ["Remote"], "payRangeDetails": [{"rangeStart": None}]}, "part-time", "remote", None),
    ],
)
def test_details(fields: dict[str, Any], kind: str | None, workplace: str | None, salary: Salary | None) -> None:
    posting = parse_one("rippling", changed(RIPPLING_DETAIL, **fields))
    assert (posting.employment_type, posting.workplace, posting.salary) == (kind, workplace, salary)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"https://ats.rippling.com/kestrel/jobs/{UUID}", "kestrel"),
        ("https://ats.rippling.com/en-GB/kestrel/jobs?x=1", "kestrel"),
        ("https://ats.us1.rippling.com/kestrel/jobs", "kestrel"),
        (API, "kestrel"),
        ("https://www.rippling.com/careers", None),
        ("https://ats.rippling.com/", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
