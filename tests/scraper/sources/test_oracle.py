"""Oracle Recruiting: pages by an offset, a text in parts, a board of tenant and site."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.ats_responses import LINES, ORACLE, ORACLE_DETAIL
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.oracle import SOURCE

BOARD = "kest.fa.us2/CX_1"
SITE = "https://kest.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1"


def test_a_posting_by_itself() -> None:
    assert parse_one("oracle", ORACLE_DETAIL, BOARD, Request("", posting_id="3001")) == Posting(
        source="oracle",
        board=BOARD,
        external_id="3001",
        title="Data Steward",
        description=f"{LINES}\n\nQualifications\n\nSQL",
        url=f"{SITE}/job/3001",
        location="Ames, IA, United States",
        country="us",
        workplace="hybrid",
        posted_on=date(2026, 6, 12),
        posted_basis="published",
        deadline=date(2026, 9, 1),
        employment_type="full-time",
        origin="oracle:kest.fa.us2/3001",
    )


def test_a_page_leads_to_the_next_and_to_details() -> None:
    parsed = parse("oracle", ORACLE, BOARD, SOURCE.start_request(BOARD))
    page, detail = parsed.more
    assert parsed.postings[0].location == "Ames, IA, United States; Gary, IN, United States"
    assert parsed.postings[0].workplace == "onsite"
    assert ",offset=1," in page.url
    assert page.context == {"offset": "1", "total": "3", "first": "3001"}
    assert (detail.posting_id, "Id=%223001%22" in detail.url) == ("3001", True)


def page_of(*numbers: str, total: int = 0) -> dict[str, Any]:
    rows = [{"Id": number, "Title": "Data Steward", "PrimaryLocation": "Ames"} for number in numbers]
    return {"items": [{"TotalJobsCount": total, "requisitionList": rows}]}


@pytest.mark.parametrize(
    ("numbers", "context", "pages", "truncated"),
    [
        (("1", "2"), {"offset": "1", "total": "3", "first": "0"}, 0, False),
        (("1", "2"), {"offset": "1", "total": "9", "first": "0"}, 1, False),
        (("1", "2"), {"offset": "2", "total": "9", "first": "1"}, 0, True),
        ((), {"offset": "2", "total": "9", "first": "1"}, 0, True),
        ((), {}, 0, False),
    ],
)
def test_the_end_of_a_list(numbers: tuple[str, ...], context: dict[str, str], pages: int, truncated: bool) -> None:
    parsed = parse("oracle", page_of(*numbers), BOARD, Request("", context=context))
    assert (sum(more.posting_id is None for more in parsed.more), parsed.truncated) == (pages, truncated)


def test_a_detail_of_nothing_is_gone() -> None:
    assert parse("oracle", {"items": []}, BOARD, Request("", posting_id="3001")).gone


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"{SITE}/job/3001/?keyword=data", BOARD),
        (SOURCE.start_request(BOARD).url, BOARD),
        ("https://kest.fa.us2.oraclecloud.com/", None),
        ("https://www.oracle.com/careers", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
