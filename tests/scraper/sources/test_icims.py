"""iCIMS: cards of a list in pages, a page for each posting, and the JSON of a site that stands before it."""

from typing import Any

import pytest

from tests.scraper.sources.ats_responses import ICIMS, ICIMS_LIST, LINES, job_page
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.icims import SOURCE

SITE = "https://careers-kestrel.icims.com/jobs"
JOB: dict[str, Any] = ICIMS["jobs"][0]["data"]


def test_a_posting_of_the_json() -> None:
    assert parse_one("icims", ICIMS, "careers-kestrel") == Posting(
        source="icims",
        board="careers-kestrel",
        external_id="3001",
        title="Data Manager",
        description="Keep the numbers.\n\nResponsibilities\n\n• Count",
        url="https://careers.kestrel.example/jobs/3001",
        location="Gary, IN, United States",
        country="us",
        salary=Salary(90_000, 120_000, None, "year", "parsed"),
        origin="icims:careers-kestrel/3001",
    )


@pytest.mark.parametrize(
    ("fields", "salary"),
    [
        ({"salary_min_value": 90_000, "salary_max_value": 95_000}, Salary(90_000, 95_000, None, None, "published")),
        ({"tags8": ["12 - 14 Monthly reports"], "tags6": ["No"]}, None),
        ({"tags8": None}, None),
    ],
)
def test_pay(fields: dict[str, Any], salary: Salary | None) -> None:
    assert parse_one("icims", {"jobs": [{"data": changed(JOB, **fields)}]}).salary == salary


def test_a_card_leads_to_its_posting_and_the_list_to_its_next_page() -> None:
    parsed = parse("icims", ICIMS_LIST, "careers-kestrel", SOURCE.start_request("careers-kestrel"))
    (posting,), (problem,) = parsed.postings, parsed.problems
    assert (posting.external_id, posting.title) == ("3001", "Data Manager")
    assert (posting.location, posting.country) == ("Gary, IN, United States", "us")
    assert (problem.which, problem.why) == ("Elsewhere", "leads to no posting of this site")
    page, detail = parsed.more
    assert (page.url, page.context) == (f"{SITE}/search?ss=1&pr=1&in_iframe=1", {"page": "1"})
    assert (detail.url, detail.posting_id) == (f"{SITE}/3001/job?in_iframe=1", "3001")
    read = parse_one("icims", job_page(), "careers-kestrel", detail)
    assert (read.external_id, read.description, read.location) == ("3001", LINES, "Gary, IN, United States")


@pytest.mark.parametrize(
    ("shown", "place"),
    [
        ("US-IN-Gary | US-IL-Alton", "Gary, IN, United States; Alton, IL, United States"),
        ("DE-BY", "BY, Germany"),
        ("Lyon, France", "Lyon, France"),
        ("", None),
    ],
)
def test_places_of_a_card(shown: str, place: str | None) -> None:
    parsed = parse("icims", ICIMS_LIST.replace("US-IN-Gary", shown), "careers-kestrel")
    assert parsed.postings[0].location == place


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"{SITE}/3001/data-manager/job", "careers-kestrel"),
        (SOURCE.start_request("careers-kestrel").url, "careers-kestrel"),
        ("https://www.icims.com/company/careers", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
