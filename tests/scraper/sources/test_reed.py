"""Reed: a search whose texts are cut, so that each whole text is asked for; days in the British order."""

from datetime import date

import pytest

from tests.scraper.sources.responses import parse, parse_one
from tests.scraper.sources.search_responses import REED, REED_DETAIL
from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.reed import SOURCE

BOARD = "keywords=data&locationname=Leeds"


def test_a_posting_by_itself() -> None:
    assert parse_one("reed", REED_DETAIL, BOARD, Request("", posting_id="5501")) == Posting(
        source="reed",
        board=BOARD,
        external_id="5501",
        title="Data Analyst",
        description="You keep the numbers of a bakery.\n\n• Ask why",
        url="https://www.reed.co.uk/jobs/data-analyst/5501",
        company="Kestrel",
        location="Leeds",
        country="gb",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        deadline=date(2026, 6, 15),
        salary=Salary(40_000, 46_800, "GBP", "year", "published"),
        employment_type="full-time",
        origin="reed:5501",
    )


def test_a_page_leads_to_the_next_and_to_whole_texts() -> None:
    parsed = parse("reed", REED, BOARD, SOURCE.start_request(BOARD))
    (posting,), (page, detail) = parsed.postings, parsed.more
    assert (posting.description, posting.salary) == ("", Salary(20.5, 24, "GBP", "hour", "published"))
    assert "resultsToSkip=1" in page.url
    assert detail == Request("https://www.reed.co.uk/api/1.0/jobs/5501", posting_id="5501")


def test_a_saved_page_keeps_its_cut_text() -> None:
    assert parse_one("reed", REED, "").description == "You keep the numbers of a bakery and ask"


@pytest.mark.parametrize(
    ("search", "board"),
    [
        (Search("data engineer", "Leeds"), "keywords=data+engineer&locationname=Leeds"),
        (Search("data", "UK", True, salary_from=60_000), "keywords=data+remote&minimumsalary=60000"),
        (Search("data"), "keywords=data"),
        (Search("data", "Munich"), None),
    ],
)
def test_searches(search: Search, board: str | None) -> None:
    assert SOURCE.spec.search_board
    assert SOURCE.spec.search_board(search) == board
    assert board is None or SOURCE.board_of(SOURCE.start_request(board).url) == board


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://www.reed.co.uk/api/1.0/search?keywords=data&locationName=Leeds&resultsToTake=9", BOARD),
        ("https://www.reed.co.uk/jobs/data-analyst/5501", ""),
        ("https://www.reed.com/careers", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
