"""Remotive: all in one answer, pay in words, places as areas."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import LINES, REMOTIVE
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting, Salary

JOB = REMOTIVE["jobs"][0]


def job(**fields: object) -> Posting:
    return parse_one("remotive", {"jobs": [changed(JOB, **fields)]}, "")


def test_a_posting() -> None:
    assert parse_one("remotive", REMOTIVE, "") == Posting(
        source="remotive",
        external_id="7001",
        title="Data Analyst & Baker",
        description=LINES,
        url="https://remotive.com/remote-jobs/data/analyst-7001",
        company="Kestrel",
        location="USA",
        country="us",
        workplace="remote",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        salary=Salary(60_000, 80_000, "USD", "year", "parsed"),
        employment_type="full-time",
    )


@pytest.mark.parametrize(
    ("areas", "location", "country"),
    [
        ("Worldwide", "Worldwide", None),
        ("Europe, UK, France", "Europe; UK; France", None),
        ("Germany Only", "Germany", "de"),
        ("USA, United States", "USA; United States", "us"),
        ("Austin, TX", "Austin, TX", "us"),
        ("", None, None),
        (None, None, None),
        ("Remote", None, None),
    ],
)
def test_areas(areas: object, location: str | None, country: str | None) -> None:
    made = job(candidate_required_location=areas)
    assert (made.location, made.country, made.workplace) == (location, country, "remote")


@pytest.mark.parametrize(
    ("salary", "area", "pay"),
    [
        ("$18 - $22/hr", "USA", Salary(18, 22, "USD", "hour", "parsed")),
        ("$60k", "Worldwide", Salary(60_000, 60_000, None, "year", "parsed")),
        ("OTE $25k - $35k", "USA", None),
        ("competitive", "USA", None),
        ("", "USA", None),
        (None, "USA", None),
        (60_000, "USA", None),
    ],
)
def test_pay_is_parsed(salary: object, area: str, pay: Salary | None) -> None:
    assert job(salary=salary, candidate_required_location=area).salary == pay


@pytest.mark.parametrize("answer", [REMOTIVE["jobs"], {"whatever": REMOTIVE["jobs"]}, JOB])
def test_other_envelopes(answer: object) -> None:
    assert parse_one("remotive", answer, "").external_id == "7001"


def test_one_bad_posting_spoils_no_other_and_an_id_comes_once() -> None:
    jobs = [changed(JOB, title=None), 5, {}, JOB, JOB, changed(JOB, id=None)]
    parsed = parse("remotive", {"jobs": jobs}, "")
    assert [posting.external_id for posting in parsed.postings] == ["7001"]
    assert [problem.why for problem in parsed.problems] == [
        "there is no title", "is no object, or an empty one", "is no object, or an empty one", "there is no id",
    ]  # fmt: skip


def test_empty() -> None:
    assert parse("remotive", {"jobs": []}, "").postings == ()
