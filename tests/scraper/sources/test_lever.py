"""Lever: lists apart from the description, places and a country, pay with its own words for a year."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.responses import LEVER, UUID, changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Malformed
from truerole.scraper.sources.lever import SOURCE

ENTRY: dict[str, Any] = LEVER[0]


def entry(**fields: object) -> Posting:
    return parse_one("lever", [changed(ENTRY, **fields)])


def test_a_posting() -> None:
    assert parse_one("lever", LEVER) == Posting(
        source="lever",
        board="acme",
        external_id=UUID,
        title="Data Analyst",
        description="What we are\n\nWhat you'll do\n\n• Ask questions\n• Answer them\n\nNeeded\n\n• SQL\n\n"
        "How we hire\n\nPay is fair.",
        url=f"https://jobs.lever.co/acme/{UUID}",
        location="Lyon, France; Paris, France",
        country="fr",
        workplace="hybrid",
        posted_on=date(2026, 5, 19),
        posted_basis="created",
        salary=Salary(50_000, 60_000, "EUR", "year", "published"),
        employment_type="full-time",
        origin=f"lever:{UUID}",
    )


BARE = {"lists": None, "additional": None, "salaryDescription": None}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"description": "", "opening": "<p>One</p>", "descriptionBody": "<p>Two</p>"}, "One\n\nTwo"),
        ({"opening": "<p>One</p>", "descriptionBody": "<p>Two</p>"}, "What we are"),
        ({"description": ..., "descriptionPlain": "One\nTwo"}, "One\nTwo"),
        ({"lists": [{"text": "Empty", "content": ""}, "no list", {"content": "<li>x</li>"}]}, "What we are\n\n• x"),
        ({"description": None}, ""),
    ],
)
def test_texts(fields: dict[str, Any], text: str) -> None:
    assert entry(**BARE | fields).description == text


@pytest.mark.parametrize(
    ("fields", "location", "country", "workplace"),
    [
        ({"categories": {"location": "Remote"}, "workplaceType": "unspecified"}, None, "fr", "remote"),
        ({"categories": {"location": "Lyon"}, "workplaceType": "on-site"}, "Lyon", "fr", "onsite"),
        ({"categories": {"allLocations": ["Oslo, Norway"]}, "country": None}, "Oslo, Norway", "no", "hybrid"),
        ({"categories": {"location": "Lund, Sweden", "allLocations": ["Oslo, Norway"]}, "country": "SE"},
         "Lund, Sweden; Oslo, Norway", None, "hybrid"),
        ({"categories": None, "country": None, "workplaceType": None}, None, None, None),
        ({"categories": {"location": "Pune, India - Remote"}, "country": ..., "workplaceType": "unspecified"},
         "Pune, India - Remote", "in", "remote"),
    ],
)  # fmt: skip
def test_places(fields: dict[str, Any], location: str | None, country: str | None, workplace: str | None) -> None:
    posting = entry(**fields)
    assert (posting.location, posting.country, posting.workplace) == (location, country, workplace)


@pytest.mark.parametrize(
    ("pay", "salary"),
    [
        ({"min": 20, "max": 30, "currency": "USD", "interval": "per-hour-wage"}, (20, 30, "USD", "hour")),
        ({"min": "3000", "max": None, "currency": "EUR", "interval": "1-MONTH"}, (3000, None, "EUR", "month")),
        ({"min": 1, "max": 2, "currency": "EUR", "interval": "2-WEEKS"}, (1, 2, "EUR", None)),
        ({"min": 0, "max": 0, "currency": "USD", "interval": "1-YEAR"}, None),
        ("much", None),
        (None, None),
    ],
)
def test_pay(pay: object, salary: tuple[object, ...] | None) -> None:
    assert entry(salaryRange=pay).salary == (salary and Salary(*salary, "published"))


@pytest.mark.parametrize("day", [1779223091267, "1779223091267", 1779223091, "2026-05-19T20:38:11Z"])
def test_days(day: object) -> None:
    assert entry(createdAt=day).posted_on == date(2026, 5, 19)


def test_what_refuses_is_malformed_and_an_empty_site_is_empty() -> None:
    with pytest.raises(Malformed, match="Document not found"):
        parse("lever", {"ok": False, "error": "Document not found"})
    assert parse("lever", []).postings == ()


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://jobs.lever.co/acme", "acme"),
        ("https://JOBS.eu.lever.co/acme/?team=Data", "acme"),
        (f"https://jobs.lever.co/Acme-2/{UUID}/apply?lever-source=x", "Acme-2"),
        ("https://api.lever.co/v0/postings/acme?mode=json", "acme"),
        ("https://api.eu.lever.co/v0/postings/acme", "acme"),
        ("https://jobs.lever.co/", None),
        ("https://hire.lever.co/acme", None),
        ("https://lever.co/acme", None),
        ("jobs.lever.co.evil.example/acme", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_europe_is_asked_where_the_site_is_not_known() -> None:
    request = SOURCE.start_request("acme")
    assert request.url == "https://api.lever.co/v0/postings/acme?mode=json"
    assert request.fallback
    assert request.fallback.url == "https://api.eu.lever.co/v0/postings/acme?mode=json"
    assert SOURCE.board_of(request.url) == SOURCE.board_of(request.fallback.url) == "acme"
