"""Ashby: what is not listed stays out, a workplace beats a flag, pay of one kind in one currency."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.responses import ASHBY, UUID, changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.ashby import SOURCE

JOB: dict[str, Any] = ASHBY["jobs"][0]


def job(**fields: object) -> Posting:
    return parse_one("ashby", {"jobs": [changed(JOB, **fields)]})


def test_a_posting() -> None:
    assert parse_one("ashby", ASHBY) == Posting(
        source="ashby",
        board="acme",
        external_id=UUID,
        title="ML Engineer",
        description="About\n\nWe teach machines.\n\n• Train",
        url=f"https://jobs.ashbyhq.com/acme/{UUID}",
        location="Remote (Poland); Warsaw Office",
        country="pl",
        workplace="hybrid",
        posted_on=date(2026, 4, 7),
        posted_basis="republished",
        salary=Salary(100_000, 120_000, "USD", "year", "published"),
        employment_type="full-time",
        origin=f"ashby:{UUID}",
    )


def test_what_is_not_listed_stays_out() -> None:
    assert parse("ashby", {"jobs": [changed(JOB, isListed=False)]}).postings == ()
    assert job(isListed=...).title == "ML Engineer"


@pytest.mark.parametrize(
    ("fields", "location", "country", "workplace"),
    [
        ({"workplaceType": None}, "Remote (Poland); Warsaw Office", "pl", "remote"),
        ({"workplaceType": None, "isRemote": False, "location": "Warsaw"}, "Warsaw; Warsaw Office", "pl", None),
        ({"workplaceType": "OnSite"}, "Remote (Poland); Warsaw Office", "pl", "onsite"),
        ({"secondaryLocations": ["Lund, Sweden"]}, "Remote (Poland); Lund, Sweden", None, "hybrid"),
        ({"secondaryLocations": None, "location": "Europe",
          "address": {"postalAddress": {"addressCountry": "European Union"}}}, "Europe", None, "hybrid"),
        ({"secondaryLocations": [], "location": None,
          "address": {"postalAddress": {"addressLocality": "Oslo", "addressRegion": " ", "addressCountry": "NO"}}},
         "Oslo, Norway", "no", "hybrid"),
    ],
)  # fmt: skip
def test_places(fields: dict[str, Any], location: str | None, country: str | None, workplace: str | None) -> None:
    posting = job(**fields)
    assert (posting.location, posting.country, posting.workplace) == (location, country, workplace)


def part(low: object, high: object, currency: str = "USD", interval: str = "1 YEAR", kind: str = "Salary") -> Any:
    return {
        "compensationType": kind, "interval": interval, "currencyCode": currency, "minValue": low, "maxValue": high,
    }  # fmt: skip


def tiers(*parts: Any) -> Any:
    return {"compensationTiers": [{"components": [one_part]} for one_part in parts], "summaryComponents": []}


@pytest.mark.parametrize(
    ("compensation", "salary"),
    [
        ({"summaryComponents": [part(1, 2, kind="Bonus"), part(50, 40)]}, (40, 50, "USD", "year", "published")),
        (tiers(part(40_000, 50_000), part(30_000, 45_000)), (30_000, 50_000, "USD", "year", "published")),
        (tiers(part(40_000, 50_000), part(30_000, 45_000, "CAD")), None),
        (tiers(part(40_000, 50_000), part(20, 25, interval="1 HOUR")), None),
        ({"summaryComponents": [part(None, None)], "compensationTiers": []}, None),
        ({"summaryComponents": [part(30, None, interval="NONE")]}, (30, None, "USD", None, "published")),
        ({"scrapeableCompensationSalarySummary": "$151K - $231K"}, (151_000, 231_000, None, "year", "parsed")),
        ({"compensationTierSummary": "Offers Equity"}, None),
        (None, None),
    ],
)
def test_pay(compensation: object, salary: tuple[Any, ...] | None) -> None:
    assert job(compensation=compensation).salary == (salary and Salary(*salary))


@pytest.mark.parametrize(
    ("given", "kind"),
    [("Intern", "internship"), ("PartTime", "part-time"), ("Contract", "contract"), ("Temporary", "temporary")],
)
def test_employment(given: str, kind: str) -> None:
    assert job(employmentType=given).employment_type == kind


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://jobs.ashbyhq.com/acme", "acme"),
        (f"https://JOBS.ashbyhq.com/The%20Acme.Co/{UUID}/application?utm_source=x", "The Acme.Co"),
        ("https://jobs.ashbyhq.com/acme/embed?version=2", "acme"),
        ("https://api.ashbyhq.com/posting-api/job-board/The%20Acme.Co?includeCompensation=true", "The Acme.Co"),
        ("https://jobs.ashbyhq.com", None),
        ("https://app.ashbyhq.com/acme", None),
        ("https://www.ashbyhq.com/acme", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_the_request_leads_back_to_the_board() -> None:
    assert SOURCE.board_of(SOURCE.start_request("The Acme.Co/x").url) == "The Acme.Co/x"
