"""Bundesagentur für Arbeit: a search in pages, a detail for each posting, places with and without a country."""

from datetime import date

import pytest

from tests.scraper.sources.responses import changed, parse, parse_one
from tests.scraper.sources.search_responses import BUNDESAGENTUR, BUNDESAGENTUR_DETAIL
from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.bundesagentur import SOURCE

BOARD = "was=data&wo=Potsdam"
API = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc/v4"


def test_a_posting_by_itself() -> None:
    assert parse_one("bundesagentur", BUNDESAGENTUR_DETAIL, BOARD, Request("", posting_id="10001-77-S")) == Posting(
        source="bundesagentur",
        board=BOARD,
        external_id="10001-77-S",
        title="Datenanalyst (m/w/d)",
        description="Sie zählen Brote.\n\n• Fragen\n• Antworten",
        url="https://www.arbeitsagentur.de/jobsuche/jobdetail/10001-77-S",
        company="Turmfalke GmbH",
        location="Potsdam, Brandenburg, Germany; Graz, Österreich",
        posted_on=date(2026, 5, 4),
        posted_basis="republished",
        employment_type="full-time",
        origin="bundesagentur:10001-77-S",
    )


def test_a_page_leads_to_the_next_and_to_details() -> None:
    asked = SOURCE.start_request(BOARD)
    assert asked.url == f"{API}/jobs?angebotsart=1&page=1&size=100&was=data&wo=Potsdam"
    parsed = parse("bundesagentur", BUNDESAGENTUR, BOARD, asked)
    (posting,), (page, detail) = parsed.postings, parsed.more
    assert (posting.location, posting.country) == ("Potsdam, Brandenburg, Germany", "de")
    assert "page=2&" in page.url
    assert detail == Request(f"{API}/jobdetails/MTAwMDEtNzctUw%3D%3D", posting_id="10001-77-S")


def test_a_search_without_results_is_whole() -> None:
    parsed = parse("bundesagentur", {"maxErgebnisse": 0, "page": 1}, BOARD, SOURCE.start_request(BOARD))
    assert (parsed.postings, parsed.truncated) == ((), False)


@pytest.mark.parametrize(
    ("hours", "kind"),
    [(["TEILZEIT"], "part-time"), (["VOLLZEIT", "TEILZEIT"], None), (["SCHICHT"], None), (None, None)],
)
def test_hours(hours: object, kind: str | None) -> None:
    detail = changed(BUNDESAGENTUR_DETAIL, arbeitszeitmodelle=hours)
    assert parse_one("bundesagentur", detail, BOARD).employment_type == kind


@pytest.mark.parametrize(
    ("search", "board"),
    [
        (Search("data engineer", "Berlin", days=7), "was=data+engineer&wo=Berlin&veroeffentlichtseit=7"),
        (Search("data", "Germany", remote=True), "was=data&arbeitszeit=ho"),
        (Search("data", "Leeds, UK"), None),
    ],
)
def test_searches(search: Search, board: str | None) -> None:
    assert SOURCE.spec.search_board
    assert SOURCE.spec.search_board(search) == board
    assert board is None or SOURCE.board_of(SOURCE.start_request(board).url) == board


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://www.arbeitsagentur.de/jobsuche/suche?angebotsart=1&was=data&wo=Potsdam&umkreis=25", BOARD),
        ("https://www.arbeitsagentur.de/jobsuche/", ""),
        ("https://web.arbeitsagentur.de/x", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
