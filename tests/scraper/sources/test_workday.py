"""Workday: pages of 20, a total that only the first page has, slices of what is cut off, details."""

import json
from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.responses import WORKDAY, WORKDAY_DETAIL, changed, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Parsed, Request
from truerole.scraper.sources.workday import SOURCE

BOARD = "acme.wd5/Careers"
LIST = "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers"


def page(total: int = 3, shown: int = 20, asked: Request | None = None, facets: Any = ()) -> Parsed:
    rows = [{"title": "Analyst", "externalPath": f"/job/X/Analyst_R{n:06}"} for n in range(shown)]
    return parse("workday", {"total": total, "jobPostings": rows, "facets": facets}, BOARD, asked)


def pages(parsed: Parsed) -> list[Any]:
    return [json.loads(request.body) for request in parsed.more if request.body]


def test_what_a_page_lists() -> None:
    parsed = parse("workday", WORKDAY, BOARD)
    first, second = parsed.postings
    assert first == Posting(
        source="workday",
        board=BOARD,
        external_id="JR354232",
        title="Data Engineer",
        description="",
        url="https://acme.wd5.myworkdayjobs.com/Careers/job/US-CA-Santa-Clara/Data-Engineer_JR354232",
        location="Santa Clara, California, United States",
        country="us",
        origin="workday:acme/JR354232",
    )
    assert (second.external_id, second.location, second.workplace) == ("JR354233", None, "hybrid")
    assert second.origin == "workday:acme/JR354233"
    assert parsed.problems == ()
    assert parsed.more == (
        Request(f"{LIST}/job/US-CA-Santa-Clara/Data-Engineer_JR354232", posting_id="JR354232"),
        Request(f"{LIST}/job/Two/Data-Analyst_JR354233-1", posting_id="JR354233"),
    )


def test_a_posting_by_itself() -> None:
    assert parse_one("workday", WORKDAY_DETAIL, BOARD) == Posting(
        source="workday",
        board=BOARD,
        external_id="JR354232",
        title="Data Engineer",
        description="Tasks\n\n• Build",
        url="https://acme.wd5.myworkdayjobs.com/Careers/job/US-CA-Santa-Clara/Data-Engineer_JR354232",
        company="Acme USA",
        location="Santa Clara, California, United States; Austin, Texas, United States",
        country="us",
        posted_on=date(2026, 6, 25),
        posted_basis="published",
        deadline=date(2026, 8, 1),
        employment_type="full-time",
        origin="workday:acme/JR354232",
    )


def test_a_detail_keeps_the_id_that_was_asked_for() -> None:
    assert parse_one("workday", WORKDAY_DETAIL, BOARD, Request("", posting_id="JR354232-1")).external_id == "JR354232-1"


def test_a_closed_posting_is_gone() -> None:
    closed = {"jobPostingInfo": WORKDAY_DETAIL["jobPostingInfo"] | {"posted": False}}
    assert parse("workday", closed, BOARD, Request("", posting_id="JR354232")).gone
    assert not parse("workday", closed, BOARD).gone


def test_pages_follow_by_the_total_of_the_first() -> None:
    first = page(45)
    assert pages(first) == [{"appliedFacets": {}, "limit": 20, "offset": 20, "searchText": ""}]
    second = page(0, asked=first.more[0])
    assert [sent["offset"] for sent in pages(second)] == [40]
    third = page(0, 5, asked=second.more[0])
    assert (pages(third), third.truncated) == ([], False)


def test_an_empty_page_before_the_end_leaves_the_list_unfinished() -> None:
    empty = page(0, 0, asked=page(45).more[0])
    assert (pages(empty), empty.truncated) == ([], True)


@pytest.mark.parametrize(("shown", "more"), [(20, 1), (7, 0), (0, 0)])
def test_without_a_total_a_full_page_has_another(shown: int, more: int) -> None:
    assert (len(pages(page(0, shown))), page(0, shown).truncated) == (more, False)


def facet(name: str, *counts: int, values: Any = ()) -> Any:
    of = [{"id": f"{name}{n}", "descriptor": "x", "count": count} for n, count in enumerate(counts)]
    return {"facetParameter": name, "values": [*of, *values]}


WIDE = [
    facet("timeType", 1999, 1),
    facet("one", 3000),
    facet("few", 10, 20),
    {"facetParameter": "places", "values": [facet("country", 900, 800, 700)]},
]


def test_a_list_that_is_cut_off_is_asked_for_in_slices() -> None:
    parsed = page(2000, facets=WIDE)
    assert [sent["appliedFacets"] for sent in pages(parsed)] == [{"country": [f"country{n}"]} for n in range(3)]
    assert all(sent["offset"] == 0 for sent in pages(parsed))
    assert not parsed.truncated


def test_a_slice_that_is_cut_off_too_is_asked_for_by_another_facet() -> None:
    parsed = page(2000, facets=WIDE, asked=page(2000, facets=WIDE).more[0])
    assert [sent["appliedFacets"] for sent in pages(parsed)] == [
        {"country": ["country0"], "timeType": [f"timeType{n}"]} for n in range(2)
    ]


def test_without_facets_that_fit_the_rest_is_held_back() -> None:
    first = page(2000, facets=WIDE[1:3])
    assert [sent["offset"] for sent in pages(first)] == [20]
    body = json.dumps({"appliedFacets": {}, "offset": 1980})
    last = page(0, asked=Request(LIST, body, context={"total": "2000"}))
    assert (pages(last), last.truncated) == ([], True)


def test_several_pages_and_details_in_one_file() -> None:
    detail = {"jobPostingInfo": changed(WORKDAY_DETAIL["jobPostingInfo"], jobReqId=..., externalUrl=...)}
    saved = {"pages": [WORKDAY, WORKDAY], "details": {"/job/US-CA-Santa-Clara/Data-Engineer_JR354232": detail}}
    parsed = parse("workday", saved, BOARD)
    assert [posting.external_id for posting in parsed.postings] == ["JR354232", "JR354233"]
    assert [bool(posting.description) for posting in parsed.postings] == [True, False]
    assert (parsed.problems, parsed.more) == ((), ())


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Germany, Munich", "de"),
        ("DE, Berlin", None),
        ("CA, Santa Clara", None),
        ("CA, ON, Toronto", "ca"),
        ("GB, London", "gb"),
        ("Leeds, United Kingdom", "gb"),
        ("US, CA, Remote", "us"),
        ("Mars", None),
    ],
)
def test_countries(place: str, country: str | None) -> None:
    row = changed(WORKDAY["jobPostings"][0], locationsText=place)
    assert parse_one("workday", {"total": 1, "jobPostings": [row]}, BOARD).country == country


@pytest.mark.parametrize(
    ("path", "bullets", "number"),
    [
        ("/job/Oslo/Data-Analyst_JR_00145400-1", ["Oslo", "JR_00145400"], "JR_00145400"),
        ("/job/Oslo/Data-Analyst_JR_00145400-1", [], "JR_00145400"),
        ("/job/Oslo/Data-Analyst_20821-1", ["20821"], "20821"),
        ("/job/Oslo/Data-Analyst_JR0286635", ["Job ID: JR0286635"], "JR0286635"),
        ("/job/Oslo/REQ-1", None, "REQ-1"),
        (None, ["JR0286635"], "JR0286635"),
    ],
)
def test_requisitions(path: str | None, bullets: object, number: str) -> None:
    row = {"title": "x", "externalPath": path, "bulletFields": bullets}
    assert parse_one("workday", {"total": 1, "jobPostings": [row]}, BOARD).external_id == number


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://acme.wd5.myworkdayjobs.com/Careers", BOARD),
        ("https://ACME.wd5.myworkdayjobs.com/en-US/Careers/job/Oslo/Analyst_R1?source=x", BOARD),
        ("https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs", BOARD),
        ("https://wd5.myworkdaysite.com/en-US/recruiting/acme/Careers/job/x", BOARD),
        ("https://acme.wd5.myworkdayjobs.com/", None),
        ("https://acme.wd5.myworkdayjobs.com/robots.txt", None),
        ("https://acme.wd5.myworkdayjobs.com/wday/cxs", None),
        ("https://acme.myworkdayjobs.com/Careers", None),
        ("https://www.workday.com/careers", None),
        ("https://wd5.myworkdaysite.com/recruiting", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board


def test_the_first_request() -> None:
    request = SOURCE.start_request(BOARD)
    assert request.url == f"{LIST}/jobs"
    assert json.loads(request.body or "") == {"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""}
    assert SOURCE.board_of(request.url) == BOARD
    assert SOURCE.start_request("nonsense").url
