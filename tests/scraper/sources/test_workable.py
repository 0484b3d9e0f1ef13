"""Workable: the widget, the newer list with its pages, and one posting in three parts."""

import json
from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.responses import WORKABLE, WORKABLE_DETAIL, WORKABLE_LIST, changed, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.workable import SOURCE

JOB: dict[str, Any] = WORKABLE["jobs"][0]


def job(**fields: object) -> Posting:
    return parse_one("workable", WORKABLE | {"jobs": [changed(JOB, **fields)]})


def test_a_posting() -> None:
    assert parse_one("workable", WORKABLE) == Posting(
        source="workable",
        board="acme",
        external_id="A1B2C3D4E5",
        title="Data Scientist",
        description="Model things.\n\n• Fit",
        url="https://apply.workable.com/j/A1B2C3D4E5",
        company="Acme",
        location="Toronto, Ontario, Canada",
        country="ca",
        workplace="remote",
        posted_on=date(2026, 6, 15),
        posted_basis="published",
        employment_type="part-time",
        origin="workable:A1B2C3D4E5",
    )


def test_a_page_of_the_newer_list_asks_for_texts_and_for_the_next_page() -> None:
    parsed = parse("workable", WORKABLE_LIST)
    (posting,) = parsed.postings
    assert (posting.description, posting.location, posting.country, posting.workplace) == (
        "",
        "Paris, France",
        "fr",
        "onsite",
    )
    assert (posting.posted_on, posting.employment_type, posting.language) == (date(2026, 6, 2), "full-time", "en")
    assert posting.url == "https://apply.workable.com/acme/j/A1B2C3D4E5"
    page, detail = parsed.more
    assert page.url == "https://apply.workable.com/api/v3/accounts/acme/jobs"
    assert json.loads(page.body or "")["token"] == "token-2"
    assert detail == Request("https://apply.workable.com/api/v2/accounts/acme/jobs/A1B2C3D4E5", posting_id="A1B2C3D4E5")
    assert len(parse("workable", WORKABLE_LIST | {"nextPage": None}).more) == 1


def test_a_posting_by_itself_has_three_parts() -> None:
    posting = parse_one("workable", WORKABLE_DETAIL)
    assert posting.description == "Model things.\n\nRequirements\n\n• Python\n\nBenefits\n\nLunch"
    assert (
        parse("workable", WORKABLE_DETAIL | {"description": ""}, asked=Request("", posting_id="A1B2C3D4E5")).more == ()
    )


def test_without_a_board_nothing_is_asked_for() -> None:
    parsed = parse("workable", WORKABLE_LIST, board="")
    assert parsed.more == ()
    assert parsed.postings[0].board is None
    assert parsed.postings[0].url == "https://apply.workable.com/j/A1B2C3D4E5"


@pytest.mark.parametrize(
    ("fields", "location", "workplace"),
    [
        ({"telecommuting": False}, "Toronto, Ontario, Canada", None),
        ({"locations": None}, "Toronto, Ontario, Canada", "remote"),
        ({"locations": [{"country": "Canada", "countryCode": "CA", "city": "", "region": None}]}, "Canada", "remote"),
        ({"locations": [{"city": "Oslo", "hidden": True}, {"city": "Lund", "hidden": False}]}, "Lund", "remote"),
        ({"locations": [{"city": "Oslo", "hidden": True}]}, "Oslo", "remote"),
        ({"locations": [], "city": "", "state": "published", "country": ""}, None, "remote"),
    ],
)
def test_places(fields: dict[str, Any], location: str | None, workplace: str | None) -> None:
    posting = job(**fields)
    assert (posting.location, posting.workplace) == (location, workplace)


def test_internal_postings_stay_out() -> None:
    assert parse("workable", {"jobs": [changed(JOB, isInternal=True)]}).postings == ()


def test_the_day_it_was_made_stands_in() -> None:
    posting = job(published_on=None)
    assert (posting.posted_on, posting.posted_basis) == (date(2026, 5, 5), "created")


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://apply.workable.com/acme/", "acme"),
        ("https://APPLY.workable.com/acme/j/A1B2C3D4E5/apply/", "acme"),
        ("https://apply.workable.com/acme/jobs.md", "acme"),
        ("https://apply.workable.com/api/v1/widget/accounts/acme?details=true", "acme"),
        ("https://apply.workable.com/api/v3/accounts/acme/jobs", "acme"),
        ("https://www.workable.com/api/accounts/acme?details=true", "acme"),
        ("https://acme.workable.com/jobs/123", "acme"),
        ("https://apply.workable.com/j/A1B2C3D4E5", None),
        ("https://www.workable.com/pricing", None),
        ("https://jobs.workable.com/view/abc", None),
        ("https://workable.com", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_the_request_leads_back_to_the_board() -> None:
    assert SOURCE.board_of(SOURCE.start_request("acme").url) == "acme"
