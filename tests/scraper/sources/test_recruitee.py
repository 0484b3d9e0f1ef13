"""Recruitee: two parts of a text, flags of the workplace, translations, days that are no ISO."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.responses import RECRUITEE, changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.recruitee import SOURCE

OFFER: dict[str, Any] = RECRUITEE["offers"][0]


def offer(**fields: object) -> Posting:
    return parse_one("recruitee", {"offers": [changed(OFFER, **fields)]})


def test_a_posting() -> None:
    assert parse_one("recruitee", RECRUITEE) == Posting(
        source="recruitee",
        board="acme",
        external_id="12",
        title="Data Engineer",
        description="Move data.\n\nRequirements\n\n• SQL",
        url="https://acme.recruitee.com/o/data-engineer",
        company="Acme",
        location="Ghent, Belgium; Antwerp, Flanders, Belgium",
        country="be",
        workplace="hybrid",
        posted_on=date(2026, 8, 11),
        posted_basis="published",
        deadline=date(2026, 9, 30),
        salary=Salary(4_000, 5_000, "EUR", "month", "published"),
        employment_type="full-time",
        origin="recruitee:acme/data-engineer",
    )


@pytest.mark.parametrize(
    ("fields", "location", "workplace"),
    [
        ({"locations": []}, "Ghent, Belgium", "hybrid"),
        ({"locations": None, "city": None, "country": None, "country_code": None}, None, "hybrid"),
        ({"remote": True}, "Ghent, Belgium; Antwerp, Flanders, Belgium", "hybrid"),
        ({"remote": True, "on_site": True}, "Ghent, Belgium; Antwerp, Flanders, Belgium", None),
        ({"hybrid": False, "on_site": "true"}, "Ghent, Belgium; Antwerp, Flanders, Belgium", "onsite"),
        ({"hybrid": None, "locations": [], "city": "", "country": "", "country_code": ""}, None, "remote"),
        ({"locations": [{"name": "Lund", "country_code": "SE"}]}, "Sweden", "hybrid"),
    ],
)
def test_places(fields: dict[str, Any], location: str | None, workplace: str | None) -> None:
    posting = offer(**fields)
    assert (posting.location, posting.workplace) == (location, workplace)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("parttime_permanent", "part-time"),
        ("fulltime_fixed_term", "contract"),
        ("freelance", "freelance"),
        ("internship", "internship"),
        ("on_call", "on call"),
        (None, None),
    ],
)
def test_employment(code: str | None, kind: str | None) -> None:
    assert offer(employment_type_code=code).employment_type == kind


def test_a_translation_stands_in() -> None:
    made = {"de": {"title": None}, "nl": {"title": "Ingenieur", "description": "<p>Doe dit.</p>"}}
    posting = offer(title=None, description=..., requirements=None, translations=made)
    assert (posting.title, posting.description) == ("Ingenieur", "Doe dit.")


def test_on_a_domain_of_its_own_the_board_tells_the_origin() -> None:
    fields = {"careers_url": "https://jobs.acme.example/o/data-engineer", "careers_apply_url": None}
    assert offer(**fields).origin == "recruitee:acme/data-engineer"
    assert parse_one("recruitee", {"offers": [OFFER | fields]}, board="").origin is None


def test_what_is_not_published_stays_out() -> None:
    assert parse("recruitee", {"offers": [changed(OFFER, status="internal")]}).postings == ()
    assert offer(status=...).title == "Data Engineer"


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://acme.recruitee.com", "acme"),
        ("https://ACME.recruitee.com/l/en/o/data-engineer/c/new", "acme"),
        ("https://acme.recruitee.com/api/offers/", "acme"),
        ("https://recruitee.com/careers", None),
        ("https://api.recruitee.com/c/12/offers", None),
        ("https://a.b.recruitee.com/", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_the_request_leads_back_to_the_board() -> None:
    assert SOURCE.board_of(SOURCE.start_request("acme").url) == "acme"
