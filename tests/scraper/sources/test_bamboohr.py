"""BambooHR and Breezy: never asked, as their terms forbid it; a saved answer is parsed."""

from datetime import date

import pytest

from tests.scraper.sources.ats_responses import (
    BAMBOOHR,
    BAMBOOHR_DETAIL,
    BREEZY,
    LINES,
    job_page,
)
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.errors import DataError
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.registry import source_of
from truerole.scraper.sources.resolve_board import resolve_board
from truerole.workflows.gathering.boards import is_on


@pytest.mark.parametrize(
    ("source", "address"),
    [("bamboohr", "https://kestrel.bamboohr.com/careers/82"), ("breezy", "https://kestrel.breezy.hr/p/ab12-x")],
)
def test_their_boards_are_recognised_and_refused(source: str, address: str) -> None:
    spec = source_of(source).spec
    assert source_of(source).board_of(address) == "kestrel"
    assert spec.posting_origin
    assert not is_on(source, [source])
    for text in (address, f"{source}:kestrel"):
        with pytest.raises(DataError, match=f"{spec.title} forbids programs to read it"):
            resolve_board(text)


def test_a_list() -> None:
    parsed = parse("bamboohr", BAMBOOHR, "kestrel")
    (posting,) = parsed.postings
    assert (posting.location, posting.country, posting.workplace) == ("Sorel, Quebec, Canada", "ca", "hybrid")
    assert parsed.more == (Request("https://kestrel.bamboohr.com/careers/82/detail", posting_id="82"),)


def test_a_posting_by_itself() -> None:
    assert parse_one("bamboohr", BAMBOOHR_DETAIL, "kestrel") == Posting(
        source="bamboohr",
        board="kestrel",
        external_id="82",
        title="Data Scientist",
        description=LINES,
        url="https://kestrel.bamboohr.com/careers/82",
        location="Augusta, Maine",
        country="us",
        workplace="onsite",
        posted_on=date(2026, 5, 11),
        posted_basis="published",
        salary=Salary(40, 50, None, "hour", "parsed"),
        employment_type="part-time",
        origin="bamboohr:kestrel/82",
    )


def test_a_posting_that_is_not_open_is_gone() -> None:
    closed = {"result": {"jobOpening": {"jobOpeningName": "x", "jobOpeningStatus": "Filled"}}}
    assert parse("bamboohr", closed, "kestrel", Request("", posting_id="82")).gone


def test_a_page_of_breezy_is_completed_by_its_list() -> None:
    (asked,) = parse("breezy", BREEZY, "kestrel").more
    assert parse_one("breezy", job_page(), "kestrel", asked) == Posting(
        source="breezy",
        board="kestrel",
        external_id="ab12",
        title="Data Analyst",
        description=LINES,
        url="https://kestrel.breezy.hr/p/ab12-data-analyst",
        company="Kestrel",
        location="Boise, ID",
        country="us",
        workplace="remote",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        salary=Salary(60_000, 70_000, None, "year", "parsed"),
        employment_type="full-time",
        origin="breezy:kestrel/ab12",
    )
