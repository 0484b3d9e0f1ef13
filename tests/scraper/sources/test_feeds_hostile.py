"""Whatever a feed answers, its source says what it holds or what is wrong with it, and soon."""

import copy
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scraper.sources.feed_responses import CAREERS, HN, PAGE, RESPONSES, SITEMAP
from tests.scraper.sources.responses import body_of, parse
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Malformed, Request, Response
from truerole.scraper.sources.registry import source_of

pytestmark = pytest.mark.slow

FEEDS = sorted(RESPONSES)
JSON_FEEDS = [name for name in FEEDS if name not in ("weworkremotely", "careers")]

STRANGE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.just([]), st.just({}),
    st.lists(st.integers(), max_size=2), st.sampled_from([
        "x" * 5_000, "<script>alert(1)</script>", "&lt;p&gt;", "=1+1", "javascript:alert(1)", "http://[", "9" * 400,
        "\ud800", "\0", -1, 1e400, [[[]]], [None], [{}], {"name": None}, "$1" * 999, "| | |", "2026-99-99",
    ]),
)  # fmt: skip


def places_in(value: object) -> list[tuple[Any, Any]]:
    """Return each container with one of its keys."""
    found: list[tuple[Any, Any]] = []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        found += [(value, key), *places_in(inner)]
    return found


def read(source: str, body: bytes, board: str) -> list[Posting]:
    """Return the postings that a source parses from bytes, none where it refuses them in one line."""
    begun = time.process_time()
    try:
        postings = list(source_of(source).parse(Response(Request("https://a.example/saved"), body), board).postings)
    except Malformed as error:
        assert "\n" not in str(error)
        postings = []
    assert time.process_time() - begun < 5
    return postings


def sound(posting: Posting) -> bool:
    """Check that a posting can be kept and shown, whatever its source sent."""
    assert posting.external_id
    assert posting.title == " ".join(posting.title.split()) != ""
    assert len(posting.external_id) <= 300
    assert posting.url is None or posting.url.lower().startswith(("http://", "https://"))
    assert posting.country is None or (len(posting.country) == 2 and posting.country.islower())
    assert posting.workplace in (None, "remote", "hybrid", "onsite")
    pay = posting.salary
    assert pay is None or (pay.min or 0) <= (pay.max or float("inf"))
    json.dumps([posting.title, posting.description, posting.location], ensure_ascii=False).encode()
    return True


@pytest.mark.parametrize("source", JSON_FEEDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_values_of_any_kind(source: str, data: st.DataObject) -> None:
    answer, board = copy.deepcopy(RESPONSES[source][0]), RESPONSES[source][1]
    for _ in range(data.draw(st.integers(1, 4))):
        places = places_in(answer)
        if not places:
            break
        container, key = data.draw(st.sampled_from(places))
        if data.draw(st.booleans()):
            container[key] = copy.deepcopy(data.draw(STRANGE))
        elif isinstance(container, dict):
            del container[key]
    assert all(map(sound, read(source, json.dumps(answer).encode("utf-8", "replace"), board)))


@pytest.mark.parametrize("source", FEEDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_bytes_cut_or_changed(source: str, data: st.DataObject) -> None:
    answer, board = RESPONSES[source]
    body = body_of(answer)
    start, end = sorted((data.draw(st.integers(0, len(body))), data.draw(st.integers(0, len(body)))))
    mend: Callable[[bytes], bytes] = data.draw(st.sampled_from([lambda b: b[:start], lambda b: b[:start] + b[end:]]))
    assert all(map(sound, read(source, mend(body) + data.draw(st.binary(max_size=5)), board)))


@pytest.mark.parametrize("body", [SITEMAP, CAREERS])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_careers_pages_and_sitemaps_in_pieces(body: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(body))), data.draw(st.integers(0, len(body)))))
    cut = (body[:start] + data.draw(st.text(max_size=10)) + body[end:]).encode("utf-8", "replace")
    assert all(map(sound, read("careers", cut, "x")))


@pytest.mark.parametrize("source", JSON_FEEDS)
@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"3", b'"x"', b"{}", b"{", b"<html><body>Blocked", b'{"error": "no"}', b"\x89PNG", b"[" * 9_999],
    ids=lambda body: body[:8],
)  # fmt: skip
def test_foreign_bodies_are_refused(source: str, body: bytes) -> None:
    with pytest.raises(Malformed):
        source_of(source).parse(Response(Request("https://a.example/saved"), body), "")


@pytest.mark.parametrize("source", FEEDS)
def test_keys_in_any_case_and_more_of_them(source: str) -> None:
    answer, board = RESPONSES[source]

    def changed(value: object) -> object:
        if isinstance(value, dict):
            return {f"{key.upper()}": changed(inner) for key, inner in value.items()} | {"other": None}
        return list(map(changed, value)) if isinstance(value, list) else value

    if source in JSON_FEEDS:
        known = parse(source, answer, board).postings
        assert parse(source, changed(answer), board).postings == known


@pytest.mark.parametrize("source", FEEDS)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "https://",
        "http://[::1",
        "https://a b",
        "mailto:a@b.example",
        "\0",
        "//",
        "https://" + "a" * 9_000,
        "é",
    ],
)
def test_garbage_is_no_board(source: str, url: str) -> None:
    assert source_of(source).board_of(url) is None or source == "careers"


@pytest.mark.parametrize(
    ("url", "source", "board"),
    [
        ("https://news.ycombinator.com/item?id=1", "hn", ""),
        ("https://hn.algolia.com/api/v1/items/1", "hn", ""),
        ("https://www.ARBEITNOW.com/jobs?x=1", "arbeitnow", ""),
        ("https://www.themuse.com/search", "themuse", ""),
        ("https://www.themuse.com/api/public/jobs?page=0&category=Data%20Science", "themuse", "Data Science"),
        ("https://himalayas.app/companies/a/jobs/b", "himalayas", ""),
        ("remotive.com/remote-jobs/data/x-1", "remotive", ""),
        ("https://remotive.io/api/remote-jobs", "remotive", ""),
        ("https://jobicy.com/jobs/1-x", "jobicy", ""),
        ("https://jobicy.com/api/v2/remote-jobs?industry=dev", "jobicy", "dev"),
        ("https://weworkremotely.com/remote-jobs.rss", "weworkremotely", ""),
        ("https://remoteOK.com/remote-jobs/x", "remoteok", ""),
        ("https://www.usajobs.gov/job/1", "usajobs", ""),
        ("https://data.usajobs.gov/api/Search", "usajobs", ""),
    ],
)
def test_boards_of_feeds(url: str, source: str, board: str) -> None:
    assert source_of(source).board_of(url) == board
    assert [name for name in FEEDS if name != "careers" and source_of(name).board_of(url) is not None] == [source]


@pytest.mark.parametrize("source", FEEDS)
def test_specs(source: str) -> None:
    spec = source_of(source).spec
    assert spec.name == source
    assert spec.one_board is (source != "careers")
    assert set(spec.fields) <= set(Posting.__dataclass_fields__)
    assert spec.hosts
    assert spec.attribution
    assert spec.terms
    assert len(spec.terms) < 140


@pytest.mark.parametrize("source", ["remotive", "hn"])
def test_a_text_that_was_made_to_take_long(source: str) -> None:
    long = "<div>" * 20_000 + "Please mention the word **" * 5_000 + "â\u0080" * 5_000 + "$1,000 - " * 5_000 + PAGE
    answer: Any = copy.deepcopy(RESPONSES[source][0])
    if source == "hn":
        answer["children"] = [HN["children"][0] | {"text": long}]
    else:
        answer["jobs"][0] |= {"description": long, "salary": long, "candidate_required_location": long}
    assert all(map(sound, read(source, json.dumps(answer).encode(), "")))
