"""Any careers page: its sitemaps, the JobPostings of its pages, its links where there is neither."""

import gzip
import json
import time
from datetime import date

import pytest

from tests.scraper.sources.feed_responses import CAREERS, SITEMAP
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Malformed, Request, Response
from truerole.scraper.sources.careers import SOURCE

BOARD = "https://www.kestrel.example/careers"
FIRST = "https://www.kestrel.example/jobs/data-engineer-1001"
SITE = "https://www.kestrel.example"
MAP = SOURCE.start_request(BOARD).fallback
JOB = {"@type": "JobPosting", "title": "Data Engineer", "description": "<p>You move data.</p>"}


def page(*items: object, text: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)
    return f"<!doctype html><html><title>Kestrel</title>{scripts}<p>{text}</p></html>"


def test_a_posting() -> None:
    asked = Request(FIRST, posting_id=FIRST)
    assert parse_one("careers", CAREERS, BOARD, asked) == Posting(
        source="careers",
        board=BOARD,
        external_id=FIRST,
        title="Data Engineer",
        description="You move data.\n\n• Write SQL",
        url=FIRST,
        company="Kestrel",
        location="Leeds, United Kingdom",
        country="gb",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        deadline=date(2026, 6, 4),
        employment_type="full-time",
    )


def test_of_a_saved_page_the_id_is_what_the_employer_calls_it() -> None:
    assert parse_one("careers", CAREERS, BOARD).external_id == "R-7"
    assert parse_one("careers", json.dumps(JOB | {"url": FIRST}), BOARD).external_id == FIRST


def test_several_postings_of_a_page() -> None:
    asked = Request(FIRST, posting_id=FIRST)
    items = [JOB, {"@graph": [JOB | {"identifier": "R-8"}]}, JOB | {"description": None}, {"@type": "Organization"}]
    parsed = parse("careers", page(*items), BOARD, asked)
    assert [posting.external_id for posting in parsed.postings] == [FIRST, f"{FIRST}#R-8"]
    assert [problem.why for problem in parsed.problems] == ["its JobPosting has no description"]


def test_a_list_of_stubs_asks_for_their_pages() -> None:
    stubs = [JOB | {"description": "", "url": f"{FIRST}{n}"} for n in range(2)]
    parsed = parse("careers", page(stubs), BOARD, Request(BOARD))
    assert [posting.description for posting in parsed.postings] == ["", ""]
    assert [(request.url, request.posting_id) for request in parsed.more] == [
        (f"{FIRST}{n}", f"{FIRST}{n}") for n in range(2)
    ]


# Sitemaps


def test_what_names_the_sitemaps_is_asked_for_first_and_the_page_at_last() -> None:
    asked, urls = SOURCE.start_request(BOARD), []
    while asked:
        urls.append(asked.url)
        asked = asked.fallback
    assert urls == [f"{SITE}/robots.txt", f"{SITE}/sitemap.xml", f"{SITE}/sitemap_index.xml", BOARD]
    assert SOURCE.start_request(FIRST).url == FIRST


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (
            f"User-agent: *\nDisallow: /x\nSitemap: {SITE}/a.xml\n sitemap : {SITE}/b.xml.gz\nSitemap:{SITE}/a.xml",
            ["a.xml", "b.xml.gz"],
        ),
        ("Sitemap: https://elsewhere.example/a.xml\nSitemap: /relative.xml", ["sitemap.xml"]),
        ("User-agent: *\nDisallow:", ["sitemap.xml"]),
        ("", ["sitemap.xml"]),
        ("<!doctype html><p>Sign in", ["sitemap.xml"]),
    ],
)
def test_robots_name_sitemaps(robots: str, asked: list[str]) -> None:
    found = parse("careers", robots, BOARD, SOURCE.start_request(BOARD)).more
    assert [request.url.rpartition("/")[2] for request in found] == asked


@pytest.mark.parametrize("worst", ["\n", "\n ", " ", "sitemap ", "\nsitemap ", "\nsitemap:\n", "\nsitemap :\t"])
def test_a_robots_txt_of_a_megabyte_is_read_within_a_second(worst: str) -> None:
    begun = time.process_time()
    parse("careers", worst * (1_000_000 // len(worst)), BOARD, SOURCE.start_request(BOARD))
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("packed", [False, True])
def test_postings_of_a_sitemap_are_listed_newest_first(packed: bool) -> None:
    body = gzip.compress(SITEMAP.encode()) if packed else SITEMAP.encode()
    parsed = SOURCE.parse(Response(MAP, body), BOARD)
    assert [(posting.title, posting.description) for posting in parsed.postings] == [
        ("Ml Engineer", ""), ("Data Engineer", ""),
    ]  # fmt: skip
    assert [request.posting_id for request in parsed.more] == [posting.external_id for posting in parsed.postings]
    assert not parsed.truncated


def urls_of(many: int, kind: str = "url", name: str = "jobs/data-engineer-") -> str:
    inner = "".join(f"<{kind}><loc>https://www.kestrel.example/{name}{n + 1000}</loc></{kind}>" for n in range(many))
    outer = "urlset" if kind == "url" else "sitemapindex"
    return f"<{outer}>{inner}</{outer}>"


def test_a_long_sitemap_is_cut() -> None:
    parsed = parse("careers", urls_of(2_100), BOARD, MAP)
    assert (len(parsed.postings), len(parsed.more), parsed.truncated) == (2_000, 2_000, True)


def test_an_index_leads_to_the_sitemaps_of_jobs_and_shares_the_cap() -> None:
    index = urls_of(4, "sitemap", "jobs-") + ""
    index = index.replace(
        "</sitemapindex>", "<sitemap><loc>https://www.kestrel.example/blog.xml</loc></sitemap></sitemapindex>"
    )
    parsed = parse("careers", index, BOARD, MAP)
    assert [request.url[-9:] for request in parsed.more] == ["jobs-1000", "jobs-1001", "jobs-1002", "jobs-1003"]
    below = parse("careers", urls_of(600), BOARD, parsed.more[0])
    assert (len(below.postings), below.truncated) == (500, True)


def test_an_index_in_an_index_in_an_index_is_not_followed() -> None:
    asked = MAP
    for _ in range(2):
        (asked,) = parse("careers", urls_of(1, "sitemap"), BOARD, asked).more
    assert parse("careers", urls_of(1, "sitemap"), BOARD, asked).more == ()


@pytest.mark.parametrize("answer", [urls_of(0), urls_of(3, name="blog/"), page(text="Not here")])
def test_without_postings_in_the_sitemap_the_page_itself_is_asked(answer: str) -> None:
    (request,) = parse("careers", answer, BOARD, MAP).more
    assert (request.url, request.posting_id) == (BOARD, None)


def test_hostile_sitemaps() -> None:
    with pytest.raises(Malformed):
        parse("careers", "<!DOCTYPE l [<!ENTITY a 'ha'>]><urlset>&a;</urlset>", BOARD)


# Pages


def test_links_of_a_page_without_postings() -> None:
    answer = page(text='<a href="/jobs/analyst-1001">Analyst</a><a href="https://b.example/jobs/baker-1002">x</a>')
    parsed = parse("careers", answer, BOARD, Request(BOARD))
    assert [posting.url for posting in parsed.postings] == ["https://www.kestrel.example/jobs/analyst-1001"]
    assert parsed.truncated


def test_a_page_with_nothing_is_a_problem() -> None:
    assert len(parse("careers", page(text="Welcome"), BOARD, Request(BOARD)).problems) == 1
    (problem,) = parse("careers", page(text="Welcome"), BOARD, Request(FIRST, posting_id=FIRST)).problems
    assert problem.which == FIRST


def test_a_posting_that_is_gone() -> None:
    asked = Request(FIRST, posting_id=FIRST)
    assert parse("careers", page(text="This position has been filled."), BOARD, asked).gone
    assert parse("careers", page(JOB, text="No longer accepting applications"), BOARD, asked).gone
    assert not parse("careers", page(JOB, text="Apply"), BOARD, asked).gone
    said = JOB | {"description": "<p>No longer accepting applications</p>"}
    assert not parse("careers", page(said, text="No longer accepting applications"), BOARD, asked).gone
    led = Response(asked, page(text="Welcome").encode(), "https://www.kestrel.example/careers")
    assert SOURCE.parse(led, BOARD).gone


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://Kestrel.example/Careers/?utm=1#top", "https://kestrel.example/Careers"),
        ("kestrel.example", "https://kestrel.example"),
        (" http://a.kestrel.example:8080/x ", "http://a.kestrel.example:8080/x"),
        ("ftp://kestrel.example", None),
        ("localhost", None),
        ("https://", None),
        ("", None),
        ("https://[", None),
        ("two words", None),
        ("https://kestrel.example/" + "x" * 300, None),
    ],
)
def test_a_board_is_an_address(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
