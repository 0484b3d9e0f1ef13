"""Hacker News: the newest thread, its comments as postings, roles that a comment lists."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import HN
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Malformed
from truerole.scraper.sources.hn import SOURCE

COMMENT = HN["children"][0]


def offers(text: str, **fields: object) -> list[Posting]:
    parsed = parse("hn", HN | {"children": [changed(COMMENT, text=text, **fields)]}, "")
    assert not parsed.problems
    return list(parsed.postings)


def test_a_posting() -> None:
    assert parse_one("hn", HN, "") == Posting(
        source="hn",
        external_id="101",
        title="Data Engineer",
        description="Kestrel (YC X1) | Data Engineer | Leeds, United Kingdom | ONSITE | Full-time | £60k-70k\n\n"
        "We move data.\n\n• SQL\n• Python\n\n"
        "See https://jobs.lever.co/kestrel/0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a",
        url="https://news.ycombinator.com/item?id=101",
        company="Kestrel",
        location="Leeds, United Kingdom",
        country="gb",
        workplace="onsite",
        posted_on=date(2026, 5, 1),
        posted_basis="created",
        salary=Salary(60_000, 70_000, "GBP", "year", "parsed"),
        employment_type="full-time",
        origin="lever:0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a",
    )


THREADS = [
    {"objectID": "90", "title": "Ask HN: Who is hiring? (April 2026)", "created_at_i": 1},
    {"objectID": "100", "title": "Ask HN: Who is hiring? (May 2026)", "created_at_i": 2},
    {"objectID": "110", "title": "Ask HN: Who wants to be hired? (May 2026)", "created_at_i": 3},
    {"objectID": "111", "title": "Ask HN: Freelancer? Seeking freelancer? (May 2026)", "created_at_i": 4},
    {"objectID": "112", "title": "Who is hiring? A history", "created_at_i": 5},
]


def test_the_newest_thread_is_asked_for() -> None:
    assert "author_whoishiring" in SOURCE.start_request("").url
    (request,) = parse("hn", {"hits": THREADS}, "").more
    assert request.url == "https://hn.algolia.com/api/v1/items/100"
    assert len(parse("hn", {"hits": THREADS[2:]}, "").problems) == 1


@pytest.mark.parametrize("title", ["Ask HN: Who wants to be hired? (May 2026)", "Freelancer? Seeking freelancer?"])
def test_another_thread_is_refused(title: str) -> None:
    with pytest.raises(Malformed, match="is another thread"):
        parse("hn", HN | {"title": title}, "")


LONG = "We bake. " * 20
ROLES = "<p>- Data Engineer (Remote) — you move loaves, $90k-$100k<p>- Analytics Lead: you count them"
LIST = f"<p>Open roles:{ROLES}<p>Write to us"


def test_roles_that_are_listed_are_postings_of_their_own() -> None:
    first, second = offers(f"Kestrel | Remote (US){LIST}")
    assert (first.external_id, first.title) == ("101", "Data Engineer")
    assert (second.external_id, second.title) == ("101-2", "Analytics Lead")
    assert first.salary == Salary(90_000, 100_000, "USD", "year", "parsed")
    assert second.salary is None
    assert "you move loaves" in first.description
    assert "you count them" not in first.description
    assert second.description.splitlines()[-3:] == ["• Analytics Lead: you count them", "", "Write to us"]
    assert {first.company, second.company} == {"Kestrel"}


@pytest.mark.parametrize(
    "points",
    [
        "We want:<p>- Data Engineer — a<p>- Experience as a software engineer",
        "You have:<p>- Data Engineer — a<p>- Analytics Lead — b",
        "Open roles:<p>- Data Engineer — a",
        "Open roles:<p>- Data Engineer — a<p>- Data Engineer — b",
        "Open roles:<p>- Work with engineers<p>- Mentor a developer",
    ],
)
def test_what_is_no_clear_list_of_roles_is_one_posting(points: str) -> None:
    (made,) = offers(f"Kestrel | ML Engineer | Remote<p>{points}<p>{LONG}")
    assert made.title == "ML Engineer"


def test_roles_of_the_first_line() -> None:
    made = offers(f"Kestrel | Data Engineer, ML Engineer | Leeds<p>{LONG}")
    assert [(posting.external_id, posting.title) for posting in made] == [
        ("101", "Data Engineer"),
        ("101-2", "ML Engineer"),
    ]


def test_without_parts_the_first_line_is_the_title() -> None:
    (made,) = offers(f"We are hiring at a bakery {'that is fine ' * 20}<p>{LONG}")
    assert made.company is None
    assert made.title.startswith("We are hiring at a bakery")
    assert made.title.endswith("…")
    assert len(made.title) <= 122


@pytest.mark.parametrize(
    "comment",
    [
        {"text": None},
        {"deleted": True},
        {"dead": True},
        {"parent_id": 99},
    ],
)
def test_passed_over(comment: dict[str, object]) -> None:
    parsed = parse("hn", HN | {"children": [changed(COMMENT, **comment)]}, "")
    assert (parsed.postings, parsed.problems) == ((), ())


@pytest.mark.parametrize("fields", [{"text": "Nice thread!"}, {"text": "a | b"}, {"id": None}])
def test_problems(fields: dict[str, object]) -> None:
    parsed = parse("hn", HN | {"children": [changed(COMMENT, **fields)]}, "")
    assert (parsed.postings, len(parsed.problems)) == ((), 1)


def test_comments_found_by_a_search() -> None:
    hit = {
        "objectID": "101",
        "comment_text": COMMENT["text"],
        "parent_id": 100,
        "story_id": 100,
        "story_title": "Ask HN",
    }
    reply = hit | {"objectID": "102", "parent_id": 101}
    (made,) = parse("hn", {"hits": [hit, reply]}, "").postings
    assert (made.external_id, made.title) == ("101", "Data Engineer")


def test_lines_of_a_paragraph_stay_lines() -> None:
    (made,) = offers(f"Kestrel | Baker and Data Analyst | Leeds<p>Stack:\n* SQL\n* Python<p>{LONG}")
    assert "Stack:\n• SQL\n• Python\n" in made.description
