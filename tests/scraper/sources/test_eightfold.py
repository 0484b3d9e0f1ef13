"""Eightfold: pages by an offset, a detail for each posting, a tenant with a domain that may be another."""

from datetime import date

import pytest

from tests.scraper.sources.ats_responses import EIGHTFOLD, EIGHTFOLD_DETAIL, LINES
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.eightfold import SOURCE

API = "https://kestrel.eightfold.ai/api/apply/v2/jobs"


def test_a_posting_by_itself() -> None:
    assert parse_one("eightfold", EIGHTFOLD_DETAIL, "kestrel", Request("", posting_id="446")) == Posting(
        source="eightfold",
        board="kestrel",
        external_id="446",
        title="Data Modeler & Editor",
        description=LINES,
        url="https://kestrel.eightfold.ai/careers/job/446",
        location="Turin, Italy; Remote, Italy",
        country="it",
        workplace="onsite",
        posted_on=date(2026, 6, 23),
        posted_basis="created",
        origin="eightfold:446",
    )


def test_a_page_leads_to_the_next_and_to_details() -> None:
    page, detail = parse("eightfold", EIGHTFOLD, "kestrel", SOURCE.start_request("kestrel")).more
    assert page.url == f"{API}?domain=kestrel.com&start=1&num=10&sort_by=timestamp"
    assert detail == Request(f"{API}/446?domain=kestrel.com", posting_id="446")
    again = parse("eightfold", EIGHTFOLD, "kestrel", page)
    assert (again.truncated, [more.posting_id for more in again.more]) == (True, ["446"])
    last = parse("eightfold", EIGHTFOLD | {"count": 0, "positions": []}, "kestrel", page)
    assert (last.truncated, last.more) == (True, ())


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://kestrel.eightfold.ai/careers?domain=kestrel.com&query=data", "kestrel"),
        ("https://kestrel.eightfold.ai/careers/job/446?domain=ferries.example", "kestrel/ferries.example"),
        (SOURCE.start_request("kestrel/ferries.example").url, "kestrel/ferries.example"),
        ("https://eightfold.ai/about", None),
        ("https://www.eightfold.ai/careers", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
