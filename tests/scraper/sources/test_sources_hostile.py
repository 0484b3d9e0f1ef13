"""What no source ever sends, and somebody might: every answer is parsed or malformed, in one line and in time."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scraper.sources.responses import SAMPLES, UUID, body_of, changed, parse
from truerole.core.errors import DataError
from truerole.scraper.sources.base import Malformed, Parsed, Request, Response
from truerole.scraper.sources.registry import source_names, source_of, source_of_url, sources

pytestmark = pytest.mark.slow

BOARDS_OF_EMPLOYERS = [
    name for name, source in sources().items() if not source.spec.one_board and not source.spec.any_site
]
BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<workzag-jobs><position><id>&b;</id></position></workzag-jobs>"""


def parsed_or_malformed(source: str, body: bytes, board: str = "acme") -> Parsed | None:
    """Return what a body makes, None where it is malformed: nothing else may be raised."""
    try:
        parsed = parse(source, body, board)
    except Malformed as error:
        assert str(error)
        assert "\n" not in str(error)
        assert len(str(error)) <= 500
        return None
    for posting in parsed.postings:
        assert posting.external_id
        assert posting.title
        assert posting.source == source
        json.dumps(posting.description).encode("utf-8")
        (posting.title + (posting.location or "") + (posting.company or "") + posting.description).encode("utf-8")
    return parsed


@pytest.mark.parametrize("source", BOARDS_OF_EMPLOYERS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"null",
        b"7",
        b'"words"',
        b"\x00\x01\x02",
        b"%PDF-1.7",
        b"\x1f\x8b\x08\x00",
        b"\xff\xfe\xfd",
        b"<!doctype html><html><body>Are you a robot?</body></html>",
        b'{"error": "rate limited"}',
        b'{"error": {"message": "no such board\\nat all"}}',
        b'{"ok": false, "error": "Document not found"}',
        b'{"jobs": null}',
        b'{"jobs": {"a": 1}}',
        b'{"jobs": [',
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b"1" * 10_000,
        BILLION_LAUGHS,
        b"<a>" * 10_000,
        b'<?xml version="1.0" encoding="nonsense"?><workzag-jobs/>',
    ],
    ids=range(22),
)
def test_foreign_bodies_are_malformed(source: str, body: bytes) -> None:
    parsed = parsed_or_malformed(source, body)
    assert parsed is None or not parsed.postings


LISTS = ("jobs", "offers", "content", "jobPostings", "data", "result", "positions", "requisitionList")


def with_entry(good: Any, entry: object) -> Any:
    """Return an answer with one more entry before those of its list."""
    if isinstance(good, str):
        good = good.replace('"items": [', f'"items": [{json.dumps(entry)}, ', 1)
        for tag in ("position", "item", "job"):
            good = good.replace(f"<{tag}>", f"<{tag}><title/><id/></{tag}><{tag}>", 1)
        return good
    if isinstance(good, dict) and "items" in good:
        return {**good, "items": [with_entry(inner, entry) for inner in good["items"]]}
    key = next((key for key in LISTS if key in good), None) if isinstance(good, dict) else None
    return {**good, key: [entry, *good[key]]} if key else [entry, *good]


@pytest.mark.parametrize("source", BOARDS_OF_EMPLOYERS)
@pytest.mark.parametrize(
    "entry", [None, 7, "words", [], {}, [[]], {"id": None}, {"title": {}}, {"id": [], "title": []}]
)
def test_one_bad_posting_spoils_no_other(source: str, entry: object) -> None:
    good = next(value for name, value in SAMPLES if name == source)
    parsed = parse(source, with_entry(good, entry))
    assert [p.external_id for p in parsed.postings] == [p.external_id for p in parse(source, good).postings]
    # Workday fills its pages with empty objects.
    assert len(parsed.problems) == (0 if source == "workday" and entry == {} else 1)
    assert all(problem.why and problem.which for problem in parsed.problems)


@pytest.mark.parametrize(
    ("source", "key", "field", "number"),
    [("greenhouse", "jobs", "id", "4100001"), ("lever", None, "id", UUID), ("ashby", "jobs", "id", UUID),
     ("workable", "jobs", "shortcode", "A1B2C3D4E5")],
)  # fmt: skip
def test_an_id_that_is_missing_is_read_off_the_address(source: str, key: str | None, field: str, number: str) -> None:
    value: Any = next(value for name, value in SAMPLES if name == source)
    entry = changed((value[key] if key else value)[0], **{field: None})
    assert parse(source, {key: [entry]} if key else [entry]).postings[0].external_id == number


HOSTILE = "<script>alert(1)</script>\u202e\x00\ud800 $x$ =cmd() <img src=x onerror=y>"


@pytest.mark.parametrize(("source", "value"), SAMPLES)
def test_hostile_words_stay_words(source: str, value: object) -> None:
    def spoiled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoiled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [spoiled(inner) for inner in value]
        return HOSTILE + value if isinstance(value, str) else value

    if isinstance(value, str):
        words = HOSTILE.replace("\x00", "").replace("\ud800", "").replace("<", "&lt;")
        parsed = parsed_or_malformed(source, body_of(value.replace("Data", words).replace("Count", words)))
    else:
        parsed = parsed_or_malformed(source, body_of(spoiled(value)))
    assert parsed
    for posting in parsed.postings:
        assert "<script" not in posting.description
        assert "\0" not in posting.title
        assert posting.url is None or posting.url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example", "ftp://x", "http://a b", "data:text/html,x", 7]
)
def test_only_links_that_a_browser_may_open(link: object) -> None:
    job = {"id": 1, "title": "x", "absolute_url": link, "content": "x"}
    assert parse("greenhouse", {"jobs": [job]}).postings[0].url is None


def test_paths_of_workday_stay_on_its_host() -> None:
    paths = [
        "//evil.example/x_R100001",
        "https://evil.example/x_R100002",
        "@evil.example_R100003",
        "/../..?x=#_R100004",
    ]
    rows = [{"title": "x", "externalPath": path} for path in paths]
    parsed = parse("workday", {"total": 4, "jobPostings": rows}, "acme.wd5/Careers")
    assert len(parsed.postings) == 4
    for request in parsed.more:
        assert request.url.startswith("https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/")
        assert not re.search("[?#]", request.url)


def asks_its_own_host(source: str, board: str) -> bool:
    host = source_of(source).start_request(board).url.split("/")[2]
    return "@" not in host and any(host.endswith(own.removeprefix("*")) for own in source_of(source).spec.hosts)


@pytest.mark.parametrize(
    "board", ["", "a b", "../..", "a/b/c", "ü", "@evil.example", "x" * 5_000, "a?b#c", "\0", "a:b@c"]
)
@pytest.mark.parametrize("source", BOARDS_OF_EMPLOYERS)
def test_a_strange_board_asks_no_other_host(source: str, board: str) -> None:
    assert asks_its_own_host(source, board)
    parse(source, next(value for name, value in SAMPLES if name == source), board)


GARBAGE = [
    "", " ", "http://", "https://[", "https://[::1", "://", "javascript:x", "mailto:a@b", "\0", "x" * 100_000,
    "https://a b/c", "https://jobs.lever.co", "https://.greenhouse.io/x", "ftp://jobs.lever.co/acme", "https://jobs.lever.co:99999/acme",
    "https://%00.recruitee.com/", "https:///jobs.lever.co/acme", "//jobs.lever.co", "\ud800",
    "https://\ud800.recruitee.com",
]  # fmt: skip


@pytest.mark.parametrize("url", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_of_no_board(url: str) -> None:
    for name in BOARDS_OF_EMPLOYERS:
        board = source_of(name).board_of(url)
        assert board is None or (board and len(board) < 100)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_address_is_of_a_board_or_none(text: str) -> None:
    for url in (text, f"https://{text}", f"https://jobs.lever.co/{text}", f"https://{text}.teamtailor.com/jobs"):
        for name in BOARDS_OF_EMPLOYERS:
            board = source_of(name).board_of(url)
            assert board is None or asks_its_own_host(name, board)


def test_an_unknown_source_is_refused_by_name() -> None:
    with pytest.raises(DataError, match=r"levr: no such source; there are greenhouse, lever"):
        source_of("levr")


def test_every_source_of_employers_says_what_it_is() -> None:
    for name in BOARDS_OF_EMPLOYERS:
        spec = source_of(name).spec
        assert spec.name == name
        assert spec.hosts
        assert spec.attribution
        assert spec.terms
        assert spec.home.startswith("https://")
        assert "\n" not in spec.terms


def test_all_sources_are_listed_and_recognised() -> None:
    assert list(sources()) == list(source_names())
    assert source_of_url("https://jobs.lever.co/acme/x") == ("lever", "acme")
    assert source_of_url("https://acme.wd5.myworkdayjobs.com/en-US/Careers") == ("workday", "acme.wd5/Careers")
    assert source_of_url("no address") is None


# Fuzzing: whole answers with parts of them taken out, emptied, retyped or cut.

STRANGE = (
    "null",
    '""',
    '" "',
    "0",
    "-1",
    "1e308",
    "true",
    "[]",
    "{}",
    "[null]",
    '{"name": null}',
    '"<p>"',
    '"&lt;"',
    "[[]]",
)
PIECES = ("", "<x/>", "&amp;", "]]>", "7")


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, below in inner for found in paths_of(below, (*path, key)))]


def spoil(value: Any, path: tuple[Any, ...], how: str) -> None:
    """Change what a path leads to: take it out, make it text, write its key in capitals, or put something strange."""
    for step in path[:-1]:
        value = value[step]
    old = value[path[-1]]
    if how == "drop":
        del value[path[-1]]
    elif how == "text":
        value[path[-1]] = json.dumps(old)
    elif how == "upper" and isinstance(value, dict):
        value[path[-1].upper()] = value.pop(path[-1])
    elif how in STRANGE:
        value[path[-1]] = json.loads(how)


@st.composite
def spoiled_responses(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return the name of a source and an answer that a few changes have spoiled."""
    source, value = draw(st.sampled_from(SAMPLES))
    if isinstance(value, str):
        for _ in range(draw(st.integers(0, 3))):
            start, length = draw(st.integers(0, len(value))), draw(st.integers(0, 40))
            value = value[:start] + draw(st.sampled_from(PIECES)) + value[start + length :]
    else:
        value = json.loads(json.dumps(value))
        for _ in range(draw(st.integers(1, 5))):
            if paths := paths_of(value)[1:]:
                spoil(value, draw(st.sampled_from(paths)), draw(st.sampled_from(("drop", "text", "upper", *STRANGE))))
    body = body_of(value)
    return source, body[: draw(st.sampled_from([None, None, None, len(body) // 2, len(body) - 1]))]


@given(spoiled_responses(), st.sampled_from(["acme", "", "acme.wd5/Careers"]))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_spoiled_responses_are_parsed_or_malformed(answer: tuple[str, bytes], board: str) -> None:
    parsed = parsed_or_malformed(*answer, board)
    assert parsed is None or {posting.source for posting in parsed.postings} <= {answer[0]}


@pytest.mark.parametrize(
    "content",
    ["<a" * 300_000, "<div class='pay-range'>" * 20_000, "&amp;" * 200_000, "<a href " * 100_000, " or " * 100_000,
     "\\n" * 300_000, "<p>" * 200_000, "<li>" * 100_000, "[(" * 100_000, "<span" * 100_000],
    ids=range(10),
)  # fmt: skip
def test_a_text_that_was_made_to_take_long_does_not(content: str) -> None:
    job = {"id": 1, "title": content, "content": content, "location": {"name": content}}
    began = time.process_time()
    source_of("greenhouse").parse(Response(Request(""), body_of({"jobs": [job]})), "acme")
    assert time.process_time() - began < 5
