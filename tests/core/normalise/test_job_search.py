"""A person's search: its place may be a city, a city with a country, or a country."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from truerole.core.normalise.job_search import Search, fits
from truerole.core.posting import Posting, Salary


@pytest.mark.parametrize(
    ("place", "country", "whole"),
    [
        ("Berlin", "de", False),
        ("Berlin, Germany", "de", False),
        ("Germany", "de", True),
        ("US", "us", True),
        ("DE", "de", False),
        ("", None, False),
    ],
)
def test_places(place: str, country: str | None, whole: bool) -> None:
    search = Search("data", place)
    assert (search.country, search.is_country) == (country, whole)


POSTING = Posting(
    "a", "1", "Senior Data Engineer (m/f/d)", "We build C++ tools for machine learning.", location="München"
)
TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("search", "fields", "found"),
    [
        (Search("data engineer"), {}, True),
        (Search("engineer data"), {}, True),
        (Search("machine learning"), {}, True),
        (Search("learning machine"), {}, False),
        (Search("data engine"), {}, False),
        (Search("c++"), {}, True),
        (Search("machine learning"), {"description": ""}, False),
        (Search("data", "Munich"), {}, True),
        (Search("data", "Munich, Germany"), {"country": "de"}, True),
        (Search("data", "Berlin"), {}, False),
        (Search("data", "Berlin", remote=True), {"workplace": "remote"}, False),
        (Search("data", "Berlin", remote=True), {"workplace": "remote", "location": None}, True),
        (Search("data", "Berlin", remote=True), {"workplace": "remote", "location": "Germany", "country": "de"}, True),
        (Search("data", "Berlin", remote=True), {"workplace": "remote", "location": "Spain", "country": "es"}, False),
        (Search("data", remote=True), {"workplace": "hybrid"}, False),
        (Search("data", days=7), {"posted_on": date(2026, 6, 8)}, True),
        (Search("data", days=7), {"posted_on": date(2026, 6, 7)}, False),
        (Search("data", days=7), {}, True),
        (Search("data", salary_from=60_000), {}, False),
        (Search("data", salary_from=60_000), {"description": ""}, True),
        (Search("data", salary_from=60_000), {"salary": Salary(50_000, 60_000, "EUR", "year")}, True),
        (Search("data", salary_from=60_000), {"salary": Salary(20, 25, "EUR", "hour")}, False),
        (Search("data", salary_from=60_000), {"salary": Salary(5_000, None, "EUR", "month")}, True),
    ],
)
def test_postings(search: Search, fields: dict[str, Any], found: bool) -> None:
    assert fits(search, replace(POSTING, **fields), TODAY) is found


def test_said() -> None:
    assert (
        str(Search("data engineer", "Berlin", True, 7, 60_000))
        == '"data engineer", Berlin, remote, last 7 days, from 60,000'
    )
    assert str(Search("data")) == '"data"'
