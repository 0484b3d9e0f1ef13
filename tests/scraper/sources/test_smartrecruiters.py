"""SmartRecruiters: off unless switched on; pages by a total, sections in order."""

from datetime import date

import pytest

from tests.scraper.sources.responses import SMARTRECRUITERS, SMARTRECRUITERS_DETAIL, changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.smartrecruiters import SOURCE

API = "https://api.smartrecruiters.com/v1/companies/Acme1/postings"


def test_it_is_off() -> None:
    assert not SOURCE.spec.on


def test_a_posting_by_itself() -> None:
    assert parse_one("smartrecruiters", SMARTRECRUITERS_DETAIL, "Acme1") == Posting(
        source="smartrecruiters",
        board="Acme1",
        external_id="744000133907678",
        title="Data Analyst",
        description="Job Description\n\nCount.\n\nQualifications\n\n• SQL",
        url="https://jobs.smartrecruiters.com/Acme1/744000133907678-data-analyst",
        company="Acme",
        location="Austin, TX, United States",
        country="us",
        workplace="hybrid",
        posted_on=date(2026, 6, 24),
        posted_basis="published",
        salary=Salary(50_000, 60_000, "USD", "year", "published"),
        employment_type="full-time",
        language="en",
        origin="smartrecruiters:744000133907678",
    )


def test_a_page_asks_for_texts_and_for_the_next_page() -> None:
    parsed = parse("smartrecruiters", SMARTRECRUITERS, "Acme1", SOURCE.start_request("Acme1"))
    (posting,) = parsed.postings
    assert (posting.description, posting.url) == ("", "https://jobs.smartrecruiters.com/Acme1/744000133907678")
    page, detail = parsed.more
    assert page == Request(f"{API}?limit=100&offset=1", context={"offset": "1", "total": "2"})
    assert (detail.url, detail.posting_id) == (f"{API}/744000133907678", "744000133907678")
    last = parse("smartrecruiters", SMARTRECRUITERS | {"offset": 1}, "Acme1", page)
    assert [request.posting_id for request in last.more] == ["744000133907678"]


def test_an_empty_page_before_the_end_leaves_the_list_unfinished() -> None:
    page = Request(API, context={"offset": "1", "total": "2"})
    assert parse("smartrecruiters", {"offset": 1, "totalFound": 0, "content": []}, "Acme1", page).truncated
    assert not parse("smartrecruiters", {"totalFound": 0, "content": []}, "Acme1").truncated


def test_a_detail_without_a_name_takes_that_of_the_list() -> None:
    bare = changed(SMARTRECRUITERS_DETAIL, id=..., name=...)
    asked = parse("smartrecruiters", SMARTRECRUITERS, "Acme1").more[1]
    posting = parse_one("smartrecruiters", bare, "Acme1", asked)
    assert (posting.external_id, posting.title) == ("744000133907678", "Data Analyst")
    assert [problem.why for problem in parse("smartrecruiters", bare).problems] == ["there is no id"]


def test_a_closed_posting_is_gone() -> None:
    closed = SMARTRECRUITERS_DETAIL | {"active": False}
    assert parse("smartrecruiters", closed, "Acme1", Request("", posting_id="744000133907678")).gone


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://jobs.smartrecruiters.com/Acme1/744000133907678-data-analyst", "Acme1"),
        ("https://CAREERS.smartrecruiters.com/Acme1", "Acme1"),
        ("https://jobs.smartrecruiters.com/oneclick-ui/company/Acme1/publication/x", "Acme1"),
        (f"{API}?limit=100", "Acme1"),
        ("https://www.smartrecruiters.com/Acme1", None),
        ("https://jobs.smartrecruiters.com/", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
