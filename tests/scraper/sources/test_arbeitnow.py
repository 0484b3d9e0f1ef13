"""Arbeitnow: pages counted by us, texts escaped or not, types of work among degrees of experience."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import ARBEITNOW, LINES, PAGE
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.arbeitnow import SOURCE

JOB = ARBEITNOW["data"][0]


def job(**fields: object) -> Posting:
    return parse_one("arbeitnow", {"data": [changed(JOB, **fields)]}, "")


def test_a_posting() -> None:
    assert parse_one("arbeitnow", ARBEITNOW, "") == Posting(
        source="arbeitnow",
        external_id="data-engineer-leipzig-11",
        title="Data Engineer (m/w/d)",
        description=LINES,
        url="https://www.arbeitnow.com/jobs/companies/kestrel/data-engineer-leipzig-11",
        company="Kestrel GmbH",
        location="Leipzig, Germany",
        country="de",
        workplace="remote",
        posted_on=date(2026, 5, 4),
        posted_basis="created",
        employment_type="full-time",
    )


@pytest.mark.parametrize("description", [PAGE, PAGE.replace("<", "&lt;").replace(">", "&gt;")])
def test_texts_escaped_or_not(description: str) -> None:
    assert job(description=description).description == LINES


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["professional / experienced"], None),
        (["Teilzeit", "Berufseinstieg"], "part-time"),
        (["Full Time"], "full-time"),
        (["Vollzeit", "Teilzeit"], None),
        (["Praktikum"], "internship"),
        ([], None),
        (None, None),
        ("Vollzeit", "full-time"),
    ],
)
def test_types_of_work(types: object, kind: str | None) -> None:
    assert job(job_types=types).employment_type == kind


def test_a_no_to_remote_leaves_it_open() -> None:
    assert job(remote=False).workplace is None


def test_pages_are_counted_until_one_is_empty() -> None:
    first = SOURCE.start_request("")
    (second,) = parse("arbeitnow", ARBEITNOW, "", first).more
    assert second.url == "https://www.arbeitnow.com/api/job-board-api?page=2"
    (third,) = parse("arbeitnow", ARBEITNOW, "", second).more
    assert third.url.endswith("page=3")
    assert parse("arbeitnow", {"data": []}, "", third).more == ()
    assert parse("arbeitnow", ARBEITNOW, "").more == ()
