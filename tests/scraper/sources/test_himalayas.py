"""Himalayas: pages of twenty up to a cap, countries as a list, seconds for days."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import HIMALAYAS, LINES
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.himalayas import SOURCE

JOB = HIMALAYAS["jobs"][0]


def test_a_posting() -> None:
    assert parse_one("himalayas", HIMALAYAS, "") == Posting(
        source="himalayas",
        external_id="https://himalayas.app/companies/kestrel/jobs/ml-engineer",
        title="ML Engineer",
        description=LINES,
        url="https://himalayas.app/companies/kestrel/jobs/ml-engineer",
        company="Kestrel",
        location="Spain; Portugal",
        workplace="remote",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        deadline=date(2026, 5, 28),
        salary=Salary(40, 60, "USD", "hour", "published"),
        employment_type="contract",
        origin="lever:0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a",
    )


@pytest.mark.parametrize(
    ("restrictions", "location", "country"),
    [
        ([], None, None),
        (None, None, None),
        (["Spain"], "Spain", "es"),
        ("Spain", "Spain", "es"),
        ([{"alpha2": "ES", "name": "Spain", "slug": "spain"}], "Spain", "es"),
    ],
)
def test_countries(restrictions: object, location: str | None, country: str | None) -> None:
    made = parse_one("himalayas", {"jobs": [changed(JOB, locationRestrictions=restrictions)]}, "")
    assert (made.location, made.country, made.workplace) == (location, country, "remote")


@pytest.mark.parametrize(
    ("offset", "total", "many", "following", "truncated"),
    [
        (0, 90_000, 20, 20, True),
        (1_980, 90_000, 20, None, True),
        (0, 30, 20, 20, False),
        (20, 30, 10, None, False),
        (40, 90_000, 0, None, True),
        (None, None, 1, None, False),
        ("0", "30", 20, 20, False),
    ],
)
def test_pages_by_offset(offset: object, total: object, many: int, following: int | None, truncated: bool) -> None:
    jobs = [changed(JOB, guid=f"https://himalayas.app/{n}") for n in range(many)]
    parsed = parse("himalayas", {"offset": offset, "totalCount": total, "jobs": jobs}, "")
    wanted = [f"https://himalayas.app/jobs/api?limit=20&offset={following}"] if following else []
    assert [request.url for request in parsed.more] == wanted
    assert parsed.truncated is truncated
    assert SOURCE.start_request("").url == "https://himalayas.app/jobs/api?limit=20&offset=0"


def test_pages_by_cursor() -> None:
    (second,) = parse("himalayas", changed(HIMALAYAS, offset=..., nextCursor="a/b="), "", SOURCE.start_request("")).more
    assert second.url == "https://himalayas.app/jobs/api?limit=20&cursor=a%2Fb%3D"
    (third,) = parse("himalayas", changed(HIMALAYAS, offset=..., nextCursor="c"), "", second).more
    assert third.context["seen"] == "2"
