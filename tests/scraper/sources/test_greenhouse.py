"""Greenhouse: texts escaped once more, fields that employers make, offices, ranges of pay."""

from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.responses import GREENHOUSE, changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Request
from truerole.scraper.sources.greenhouse import SOURCE

JOB: dict[str, Any] = GREENHOUSE["jobs"][0]


def job(**fields: object) -> Posting:
    return parse_one("greenhouse", {"jobs": [changed(JOB, **fields)]})


def test_a_posting() -> None:
    assert parse_one("greenhouse", GREENHOUSE) == Posting(
        source="greenhouse",
        board="acme",
        external_id="4100001",
        title="Data Engineer & Builder",
        description="We ship R&D. Daily.\n\nYour work\n\n• Build pipelines\n• Run them",
        url="https://job-boards.greenhouse.io/acme/jobs/4100001",
        company="Acme",
        location="Leeds, United Kingdom",
        country="gb",
        workplace="hybrid",
        posted_on=date(2026, 5, 1),
        posted_basis="published",
        deadline=date(2026, 7, 1),
        employment_type="full-time",
        language="en",
        origin="greenhouse:4100001",
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Not escaped</p>", "Not escaped"),
        ("&lt;p&gt;Write &amp;lt;b&amp;gt; &amp;amp; more&lt;/p&gt;", "Write <b> & more"),
        ("Only words", "Only words"),
        (None, ""),
        (7, "7"),
    ],
)
def test_texts(content: object, text: str) -> None:
    assert job(content=content).description == text


@pytest.mark.parametrize(
    ("fields", "location", "country", "workplace"),
    [
        ({"location": {"name": "Hybrid"}, "metadata": None}, "Leeds, England, United Kingdom", "gb", "hybrid"),
        ({"location": {"name": "Remote"}, "offices": [], "metadata": None}, None, None, "remote"),
        ({"location": {"name": "Leeds"}, "metadata": None}, "Leeds", "gb", None),
        ({"location": None, "offices": [{"name": "Oslo, Norway", "location": None}]}, "Oslo, Norway", "no", "hybrid"),
        ({"location": {"name": "Rome, Italy or Milan, Italy"}}, "Rome, Italy; Milan, Italy", "it", "hybrid"),
        ({"location": {"name": "Oslo, Norway | Lund, Sweden"}}, "Oslo, Norway; Lund, Sweden", None, "hybrid"),
        ({"location": {"name": "Lund, Sweden; lund, sweden"}}, "Lund, Sweden", "se", "hybrid"),
        ({"location": "Lund, Sweden", "metadata": "x"}, "Lund, Sweden", "se", None),
        ({"metadata": [{"name": "Remote?", "value": True}]}, "Leeds, United Kingdom", "gb", "remote"),
        ({"metadata": [{"name": "Remote?", "value": False}]}, "Leeds, United Kingdom", "gb", None),
    ],
)
def test_places(fields: dict[str, Any], location: str | None, country: str | None, workplace: str | None) -> None:
    posting = job(**fields)
    assert (posting.location, posting.country, posting.workplace) == (location, country, workplace)


@pytest.mark.parametrize(
    ("fields", "day", "basis"),
    [
        ({"first_published": None}, date(2026, 6, 2), "updated"),
        ({"first_published": ..., "updated_at": ...}, None, None),
        ({"first_published": "soon"}, date(2026, 6, 2), "updated"),
    ],
)
def test_days(fields: dict[str, Any], day: date | None, basis: str | None) -> None:
    posting = job(**fields)
    assert (posting.posted_on, posting.posted_basis) == (day, basis)


RANGE = (
    '<div class="title">{}</div><div class="pay-range"><span>{}</span><span class="divider">&mdash;</span>'
    "<span>{}</span></div>"
)
YEAR, HOUR = RANGE.format("Annual Salary", "$86,000", "$114,000 USD"), RANGE.format("Pay per hour", "$20", "$25 USD")


def cents(low: object, high: object, currency: str = "USD", title: str = "Annual pay") -> dict[str, object]:
    return {"min_cents": low, "max_cents": high, "currency_type": currency, "title": title}


def own(name: str, value: object) -> dict[str, object]:
    return {"metadata": [{"name": name, "value": value}]}


@pytest.mark.parametrize(
    ("fields", "salary"),
    [
        ({"pay_input_ranges": [cents(9_000_000, "12000000")]}, Salary(90_000, 120_000, "USD", "year", "published")),
        (
            {"pay_input_ranges": [cents(9_000_000, 12_000_000), cents(8_000_000, 10_000_000, title="Annual, Ohio")]},
            Salary(80_000, 120_000, "USD", "year", "published"),
        ),
        ({"pay_input_ranges": [cents(9_000_000, 12_000_000), cents(8_000_000, 10_000_000, "CAD")]}, None),
        ({"pay_input_ranges": [cents(0, None)]}, None),
        (
            own("Salary Range", {"min_value": "50000.0", "max_value": "60000.0", "unit": "GBP"}),
            Salary(50_000, 60_000, "GBP", None, "published"),
        ),
        (own("Salary Range", "fair"), None),
        ({"content": YEAR}, Salary(86_000, 114_000, "USD", "year", "parsed")),
        ({"content": HOUR}, Salary(20, 25, "USD", "hour", "parsed")),
        ({"content": HOUR + YEAR}, None),
        ({"content": "<p>We raised $86,000,000 USD</p>"}, None),
    ],
)
def test_pay(fields: dict[str, Any], salary: Salary | None) -> None:
    assert job(**fields).salary == salary


def test_what_is_no_opening_is_passed_over_and_an_id_taken_once() -> None:
    jobs = [changed(JOB, id=9, internal_job_id=None), JOB, JOB]
    parsed = parse("greenhouse", {"jobs": jobs})
    assert [posting.external_id for posting in parsed.postings] == ["4100001"]
    assert parsed.problems == ()


def test_a_board_that_came_without_texts_asks_for_each() -> None:
    parsed = parse("greenhouse", {"jobs": [changed(JOB, content=...)]})
    address = "https://boards-api.greenhouse.io/v1/boards/acme/jobs/4100001?pay_transparency=true"
    assert parsed.more == (Request(address, posting_id="4100001"),)
    assert parse("greenhouse", changed(JOB, content=...), asked=parsed.more[0]).more == ()


@pytest.mark.parametrize("wrap", [lambda jobs: jobs, lambda jobs: {"saved": {"Jobs": jobs}}, lambda jobs: jobs[0]])
def test_wrapped_otherwise(wrap: Any) -> None:
    assert parse_one("greenhouse", wrap([JOB])).title == "Data Engineer & Builder"


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://boards.greenhouse.io/acme", "acme"),
        ("HTTPS://JOB-BOARDS.greenhouse.io/acme/jobs/12?gh_src=x#top", "acme"),
        ("job-boards.eu.greenhouse.io/acme", "acme"),
        ("https://boards.greenhouse.io/embed/job_board?for=acme&b=https%3A%2F%2Facme.example", "acme"),
        ("https://boards.greenhouse.io/embed/job_app?for=acme&token=12", "acme"),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true", "acme"),
        ("https://boards.greenhouse.io/", None),
        ("https://boards.greenhouse.io/embed/job_board/js", None),
        ("https://www.greenhouse.io/acme", None),
        ("https://notgreenhouse.io/acme", None),
        ("https://acme.example/jobs?gh_jid=12", None),
        ("https://[::bad", None),
        ("", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_the_request_leads_back_to_the_board() -> None:
    request = SOURCE.start_request("a c/me")
    assert request.url == "https://boards-api.greenhouse.io/v1/boards/a%20c%2Fme/jobs?content=true"
    assert SOURCE.board_of(request.url) == "a c/me"
