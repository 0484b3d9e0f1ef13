"""Adzuna: a search in a country, pay that is not predicted, texts that are cut."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.responses import changed, parse, parse_one
from tests.scraper.sources.search_responses import ADZUNA
from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.adzuna import SOURCE

BOARD = "gb?what=data&where=Leeds"
JOB: dict[str, Any] = ADZUNA["results"][0]


def test_a_posting() -> None:
    assert parse_one("adzuna", ADZUNA, BOARD) == Posting(
        source="adzuna",
        board=BOARD,
        external_id="4401",
        title="Data Analyst",
        description="You keep the numbers of a bakery and ask why loaves …",
        url="https://www.adzuna.co.uk/land/ad/4401?se=x",
        company="Kestrel & Co",
        location="Leeds, West Yorkshire",
        country="gb",
        posted_on=date(2026, 5, 4),
        posted_basis="created",
        salary=Salary(41_000, 46_000, "GBP", "year", "published"),
        employment_type="full-time",
        origin="adzuna:4401",
    )


def test_its_card_says_that_texts_are_cut() -> None:
    assert SOURCE.spec.cut_texts
    assert "cut" in SOURCE.spec.terms


@pytest.mark.parametrize(
    ("fields", "salary"),
    [
        ({"salary_is_predicted": "1"}, None),
        ({"salary_min": None}, Salary(None, 46_000, "GBP", "year", "published")),
        ({"redirect_url": "https://www.adzuna.de/land/ad/1"}, Salary(41_000, 46_000, "EUR", "year", "published")),
    ],
)
def test_pay(fields: dict[str, Any], salary: Salary | None) -> None:
    assert parse_one("adzuna", {"results": [changed(JOB, **fields)]}, BOARD).salary == salary


def test_pages_to_the_end() -> None:
    asked = SOURCE.start_request(BOARD)
    assert asked.url.endswith("/gb/search/1?results_per_page=50&sort_by=date&what=data&where=Leeds")
    (following,) = parse("adzuna", ADZUNA, BOARD, asked).more
    assert "/gb/search/2?" in following.url
    again = parse("adzuna", ADZUNA, BOARD, following)
    assert (again.more, again.truncated) == ((), True)
    last = ADZUNA | {"results": [changed(JOB, id="9")] * 119}
    assert (parse("adzuna", last, BOARD, following).more, parse("adzuna", ADZUNA, BOARD).more) == ((), ())


@pytest.mark.parametrize(
    ("search", "board"),
    [
        (Search("data engineer", "Leeds, UK"), "gb?what=data+engineer&where=Leeds%2C+UK"),
        (Search("data", "Munich", True, 7, 60_000), "de?what=data+remote&where=Munich&max_days_old=7&salary_min=60000"),
        (Search("data", "Germany"), "de?what=data"),
        (Search("data", "Tokyo"), None),
        (Search("data"), None),
        (Search("x" * 300, "Leeds, UK"), None),
    ],
)
def test_searches(search: Search, board: str | None) -> None:
    assert SOURCE.spec.search_board
    assert SOURCE.spec.search_board(search) == board
    assert board is None or SOURCE.board_of(SOURCE.start_request(board).url) == board


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://www.adzuna.co.uk/search?q=data%20analyst&w=Leeds", "gb?what=data+analyst&where=Leeds"),
        ("https://www.adzuna.de/search?q=data", "de?what=data"),
        ("https://www.adzuna.com", "us?what=data"),
        ("https://api.adzuna.com/v1/api/jobs/xx/search/1?what=data", None),
        ("https://developer.adzuna.com/overview", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
