"""Jobicy: places apart by commas, pay by the year in older answers, one industry a board."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import JOBICY, LINES
from tests.scraper.sources.responses import changed, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.jobicy import SOURCE

JOB = JOBICY["jobs"][0]


def job(**fields: object) -> Posting:
    return parse_one("jobicy", {"jobs": [changed(JOB, **fields)]}, "")


def test_a_posting() -> None:
    assert parse_one("jobicy", JOBICY, "dev") == Posting(
        source="jobicy",
        board="dev",
        external_id="8001",
        title="Data Engineer",
        description=LINES,
        url="https://jobicy.com/jobs/8001-data-engineer",
        company="Kestrel & Co",
        location="Canada; USA",
        workplace="remote",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        salary=Salary(80_000, 90_000, "CAD", "year", "published"),
        employment_type="full-time",
    )


@pytest.mark.parametrize(
    ("fields", "pay"),
    [
        ({"salaryMax": None}, Salary(90_000, None, "CAD", "year", "published")),
        ({"salaryMin": 0, "salaryMax": 0}, None),
        ({"salaryMin": 30, "salaryMax": 40, "salaryPeriod": "hourly"}, Salary(30, 40, "CAD", "hour", "published")),
        (
            {"salaryMin": ..., "salaryMax": ..., "annualSalaryMin": 50_000, "annualSalaryMax": "60000"},
            Salary(50_000, 60_000, "CAD", "year", "published"),
        ),
    ],
)
def test_pay(fields: dict[str, object], pay: Salary | None) -> None:
    assert job(**fields).salary == pay


def test_a_text_that_is_missing_is_its_beginning() -> None:
    assert job(jobDescription=None).description == "You look"


@pytest.mark.parametrize(("board", "industry"), [("", "data-science"), ("dev", "dev")])
def test_a_board_is_an_industry(board: str, industry: str) -> None:
    assert SOURCE.start_request(board).url == f"https://jobicy.com/api/v2/remote-jobs?count=100&industry={industry}"
