"""Teamtailor: a feed in pages, RSS and JSON, whose postings have the same ids."""

from datetime import date

import pytest

from tests.scraper.sources.responses import TEAMTAILOR, TEAMTAILOR_FEED, UUID, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Malformed
from truerole.scraper.sources.teamtailor import SOURCE


def test_a_posting_of_rss() -> None:
    assert parse("teamtailor", TEAMTAILOR).postings == (
        Posting(
            source="teamtailor",
            board="acme",
            external_id=UUID,
            title="Data Analyst",
            description="Count & chart.\n\n• Weekly",
            url="https://jobs.acme.example/jobs/7167985-data-analyst",
            location="Dublin, Ireland; Cork, Ireland",
            country="ie",
            workplace="hybrid",
            posted_on=date(2026, 2, 4),
            posted_basis="published",
            origin="teamtailor:7167985",
        ),
    )


def test_a_posting_of_json() -> None:
    assert parse_one("teamtailor", TEAMTAILOR_FEED) == Posting(
        source="teamtailor",
        board="acme",
        external_id=UUID,
        title="Data Analyst",
        description="Count & chart.",
        url="https://acme.teamtailor.com/jobs/7167985-data-analyst",
        company="Acme Ltd",
        location="Dublin, Ireland",
        country="ie",
        workplace="remote",
        posted_on=date(2026, 2, 4),
        posted_basis="published",
        employment_type="part-time",
        origin="teamtailor:7167985",
    )


def test_an_item_of_json_without_more() -> None:
    item = {"id": 5, "title": "Analyst", "content_html": "<p>Count.</p>", "_jobposting": None}
    posting = parse_one("teamtailor", {"title": "Acme", "items": [item]})
    assert (posting.external_id, posting.title, posting.description, posting.company) == (
        "5",
        "Analyst",
        "Count.",
        "Acme",
    )
    assert posting.url is posting.origin is posting.posted_on is None


@pytest.mark.parametrize(
    ("status", "workplace"),
    [("fully", "remote"), ("temporary", "remote"), ("none", "onsite"), ("", None), ("Hybrid", "hybrid")],
)
def test_workplaces(status: str, workplace: str | None) -> None:
    assert parse("teamtailor", TEAMTAILOR.replace(">hybrid<", f">{status}<")).postings[0].workplace == workplace


def test_pages_follow_until_one_is_empty() -> None:
    first = SOURCE.start_request("acme")
    (second,) = parse("teamtailor", TEAMTAILOR, asked=first).more
    assert second.url == "https://acme.teamtailor.com/jobs.rss?per_page=100&offset=1"
    other = TEAMTAILOR.replace(UUID, UUID[::-1])
    (third,) = parse("teamtailor", other, asked=second).more
    assert third.url.endswith("offset=2")
    empty = "<rss><channel><title>Acme</title></channel></rss>"
    assert parse("teamtailor", empty, asked=third) == parse("teamtailor", empty)
    assert parse("teamtailor", empty).more == ()


def test_a_site_that_sends_one_page_for_ever_is_left() -> None:
    (second,) = parse("teamtailor", TEAMTAILOR, asked=SOURCE.start_request("acme")).more
    again = parse("teamtailor", TEAMTAILOR, asked=second)
    assert (again.postings, again.more, again.truncated) == ((), (), False)


def test_other_documents_are_malformed() -> None:
    for text in ("<html><body>Hello</body></html>", "{}", "[1]", "words"):
        with pytest.raises(Malformed):
            parse("teamtailor", text)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://acme.teamtailor.com/jobs/7167985-data-analyst", "acme"),
        ("https://ACME.na.teamtailor.com/jobs.rss?offset=0", "acme.na"),
        ("https://www.teamtailor.com/", None),
        ("https://teamtailor.com/jobs", None),
        ("https://jobs.acme.example/jobs/7167985-data-analyst", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_the_request_leads_back_to_the_board() -> None:
    assert SOURCE.board_of(SOURCE.start_request("acme.na").url) == "acme.na"
