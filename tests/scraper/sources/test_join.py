"""JOIN: a list in the script of a page, in pages of five, and a page for each posting."""

from datetime import date

import pytest

from tests.scraper.sources.ats_responses import JOIN, JOIN_JOBS, LINES, job_page, join_page
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Malformed, Request
from truerole.scraper.sources.join import SOURCE

SITE = "https://join.com/companies/kestrel"


def test_a_page_leads_to_the_next_and_to_each_posting() -> None:
    page, detail = parse("join", JOIN, "kestrel", SOURCE.start_request("kestrel")).more
    assert (page.url, page.context) == (f"{SITE}?page=2", {"page": "2"})
    assert (detail.url, detail.posting_id) == (f"{SITE}/77-data-engineer", "77")
    last = parse("join", JOIN, "kestrel", page)
    assert ([more.posting_id for more in last.more], last.truncated) == (["77"], False)
    empty = parse("join", join_page(JOIN_JOBS | {"items": []}), "kestrel")
    assert (empty.more, empty.truncated) == ((), True)


def test_a_posting_is_its_page_and_what_the_list_says() -> None:
    asked = parse("join", JOIN, "kestrel").more[1]
    pay = {"@type": "MonetaryAmount", "currency": "EUR", "value": {"minValue": 50_000, "unitText": "YEAR"}}
    assert parse_one("join", job_page(baseSalary=pay), "kestrel", asked) == Posting(
        source="join",
        board="kestrel",
        external_id="77",
        title="Data Analyst",
        description=LINES,
        url=f"{SITE}/77-data-engineer",
        company="Kestrel",
        location="Bonn, Germany",
        country="de",
        workplace="hybrid",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        salary=Salary(50_000, None, "EUR", "year", "published"),
        employment_type="full-time",
        origin="join:77",
    )


@pytest.mark.parametrize("page", ["<p>Nothing</p>", join_page({}), '<script id="__NEXT_DATA__">{"props": </script>'])
def test_a_page_without_a_list_is_malformed(page: str) -> None:
    with pytest.raises(Malformed):
        parse("join", page, "kestrel", SOURCE.start_request("kestrel"))


@pytest.mark.parametrize(
    ("page", "gone", "problems"),
    [("<p>This position has been filled.</p>", True, 0), ("<p>Welcome</p>", False, 1), (job_page(title=""), False, 0)],
)
def test_the_page_of_a_posting_that_is_closed_or_empty(page: str, gone: bool, problems: int) -> None:
    parsed = parse("join", page, "kestrel", Request(SITE, posting_id="77", context={"listed": '{"title": "Analyst"}'}))
    assert (parsed.gone, len(parsed.problems)) == (gone, problems)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"{SITE}/77-data-engineer", "kestrel"),
        (SOURCE.start_request("kestrel").url, "kestrel"),
        ("https://join.com/blog/kestrel", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
