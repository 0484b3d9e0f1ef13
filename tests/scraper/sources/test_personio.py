"""Personio: XML, sections with headings, offices, one of two domains."""

from datetime import date

import pytest

from tests.scraper.sources.responses import PERSONIO, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Malformed, Request
from truerole.scraper.sources.personio import SOURCE


def test_a_posting_is_taken_once() -> None:
    assert parse_one("personio", PERSONIO) == Posting(
        source="personio",
        board="acme",
        external_id="991",
        title="Data Engineer",
        description="Your tasks\n\n• Build & run\n• Fix\n\nYour profile\n\nSQL",
        url="https://acme.jobs.personio.de/job/991",
        company="Acme GmbH & Co. KG",
        location="Munich, Germany; Berlin, Germany",
        country="de",
        posted_on=date(2024, 11, 13),
        posted_basis="created",
        employment_type="full-time",
        origin="personio:acme/991",
    )


@pytest.mark.parametrize(
    ("asked", "board", "url"),
    [
        ("https://acme.jobs.personio.com/xml?language=en", "acme", "https://acme.jobs.personio.com/job/991"),
        ("https://other.jobs.personio.com/xml", "acme", "https://acme.jobs.personio.de/job/991"),
        ("saved.xml", "", None),
    ],
)
def test_the_address_is_at_the_domain_that_answered(asked: str, board: str, url: str | None) -> None:
    assert parse_one("personio", PERSONIO, board, Request(asked)).url == url


@pytest.mark.parametrize(
    ("kind", "schedule", "employment"),
    [
        ("permanent", "part-time", "part-time"),
        ("intern", "full-time", "internship"),
        ("freelance", "", "freelance"),
        ("permanent", "", "permanent"),
        ("permanent", "full-or-part-time", "full or part time"),
        ("", "", None),
    ],
)
def test_employment(kind: str, schedule: str, employment: str | None) -> None:
    changed = PERSONIO.replace(">permanent<", f">{kind}<").replace(">full-time<", f">{schedule}<")
    assert parse_one("personio", changed).employment_type == employment


def test_an_empty_feed_is_empty_and_another_document_is_malformed() -> None:
    assert parse("personio", "<workzag-jobs></workzag-jobs>").postings == ()
    assert parse("personio", "<workzag-jobs><position><id>1</id></position></workzag-jobs>").problems[0].which == "1"
    for text in ("<html><body>Hello</body></html>", "<!doctype html><p>Hello", "", "{}"):
        with pytest.raises(Malformed):
            parse("personio", text)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://acme.jobs.personio.de/job/991?language=de", "acme"),
        ("https://ACME.jobs.personio.com", "acme"),
        ("https://acme.jobs.personio.de/xml?language=en", "acme"),
        ("https://www.personio.de/jobs", None),
        ("https://jobs.personio.de/", None),
        ("https://acme.personio.de/", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_both_domains_are_asked() -> None:
    request = SOURCE.start_request("acme")
    assert request.url == "https://acme.jobs.personio.de/xml?language=en"
    assert request.fallback
    assert SOURCE.board_of(request.url) == SOURCE.board_of(request.fallback.url) == "acme"
