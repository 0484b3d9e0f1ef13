"""The Muse: categories as boards, all pages from the first one, a workplace among the places."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import LINES, THEMUSE
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.themuse import SOURCE

JOB = THEMUSE["results"][0]


def test_a_posting() -> None:
    assert parse_one("themuse", THEMUSE, "") == Posting(
        source="themuse",
        external_id="9001",
        title="Data Scientist",
        description=LINES,
        url="https://www.themuse.com/jobs/kestrel/data-scientist",
        company="Kestrel",
        workplace="remote",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        employment_type="internship",
    )


@pytest.mark.parametrize(
    ("names", "location", "country", "workplace"),
    [
        (["Reno, NV", "Boise, ID"], "Reno, NV; Boise, ID", "us", None),
        (["Lyon, France", "Reno, NV"], "Lyon, France; Reno, NV", None, None),
        (["Flexible / Remote", "Reno, NV"], "Reno, NV", "us", None),
        ([], None, None, None),
        ([None], None, None, None),
    ],
)
def test_places(names: list[str], location: str | None, country: str | None, workplace: str | None) -> None:
    made = parse_one("themuse", {"results": [changed(JOB, locations=[{"name": name} for name in names])]}, "")
    assert (made.location, made.country, made.workplace) == (location, country, workplace)


def test_the_first_page_asks_for_all_others() -> None:
    parsed = parse("themuse", THEMUSE, "")
    assert [request.url.partition("&")[0] for request in parsed.more] == [
        "https://www.themuse.com/api/public/jobs?page=1",
        "https://www.themuse.com/api/public/jobs?page=2",
    ]
    assert not parsed.truncated
    assert parse("themuse", THEMUSE | {"page": 1}, "").more == ()
    deep = parse("themuse", THEMUSE | {"page_count": 400}, "")
    assert (len(deep.more), deep.truncated) == (99, True)


@pytest.mark.parametrize(
    ("board", "categories"),
    [
        ("", "&category=Data+and+Analytics&category=Data+Science&"),
        ("Software Engineering", "&category=Software+Engineering&"),
    ],
)
def test_a_board_is_a_category(board: str, categories: str) -> None:
    assert categories in SOURCE.start_request(board).url
    assert parse_one("themuse", THEMUSE, board).board == (board or None)


def test_an_error_object_has_no_postings() -> None:
    with pytest.raises(Exception, match="has no list of postings: Rate limit"):
        parse("themuse", {"code": 403, "error": "Rate limit"}, "")
