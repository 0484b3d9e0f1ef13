"""Responses read as JSON or XML: keys that are missing, null or spelt otherwise, lists under any key, any type."""

from datetime import date

import pytest

from truerole.scraper.extract.json_fields import Fields, find_entries, find_object, parse_json, parse_xml
from truerole.scraper.sources.base import Malformed, Request, Response

FIELDS = Fields(
    {"jobTitle": " A &amp; B ", "none": None, "n": 7, "list": [" x ", None, {"y": 1}, 3], "in": {"Deep": {"key": "v"}},
     "all": [{"k": 1}, None, {"k": 2}, {}], "yes": "true", "no": 0, "day": "2026-05-01T10:00:00Z", "u": "http://x.example/"}
)  # fmt: skip


def response(body: bytes) -> Response:
    return Response(Request("https://acme.example/x"), body)


def test_fields() -> None:
    assert FIELDS.line("JOB_TITLE") == "A & B"
    assert FIELDS.text("missing", "none", "n") == "7"
    assert FIELDS.text("list", "in") is None
    assert FIELDS.lines("list") == ("x", "3")
    assert FIELDS.lines("n") == ("7",)
    assert FIELDS.text("in.deep.key") == "v"
    assert FIELDS.text("in.deep.key.further", "jobTitle.x", "all.k") == "1"
    assert [field.text("k") for field in FIELDS.all_within("all")] == ["1", "2"]
    assert FIELDS.all_within("n") == ()
    assert (FIELDS.flag("yes"), FIELDS.flag("no"), FIELDS.flag("none")) == (True, False, None)
    assert FIELDS.day("missing", "day") == date(2026, 5, 1)
    assert (FIELDS.link("n", "u"), FIELDS.link("n")) == ("http://x.example/", None)
    assert ("None" in FIELDS, "x" in FIELDS, 7 in FIELDS) == (True, False, False)
    assert not Fields("words")
    assert Fields({"a_b": None, "aB": 1}).value("ab") == 1


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        ([{"key": 1}, 7], [{"key": 1}, 7]),
        ([], []),
        ({"jobs": []}, []),
        ({"Jobs": [7]}, [7]),
        ({"a": {"b": {"jobs": [7]}}}, [7]),
        ({"other": [{"KEY": None}]}, [{"KEY": None}]),
        ({"key": 1}, [{"key": 1}]),
        ({"job": {"key": 1}}, [{"key": 1}]),
        ({"jobs": None}, None),
        ({"tags": ["a"]}, None),
        ([7], None),
        ("words", None),
        (None, None),
    ],
)
def test_entries(value: object, entries: list[object] | None) -> None:
    assert find_entries(value, ("jobs",), ("key",)) == entries


def test_the_object_around() -> None:
    assert find_object({"w": {"jobs": [], "name": "Acme"}}, "jobs").text("name") == "Acme"
    assert not find_object([1], "jobs")


@pytest.mark.parametrize(
    "body", [b'{"a": 1}', b'\xef\xbb\xbf{"a": 1}', '{"a": 1}'.encode("utf-16"), b' {"a": 1, "b": "\n"}']
)
def test_json(body: bytes) -> None:
    assert Fields(parse_json(response(body))).text("a") == "1"


def test_halves_of_pairs_are_no_text_that_breaks() -> None:
    assert Fields(parse_json(response(b'{"a": "x \\ud83d y"}'))).line("a") == "x \N{REPLACEMENT CHARACTER} y"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is empty"),
        (b"<html>", "is a page, not JSON"),
        (b'{"a": [', "is no JSON"),
        (b"\x00\x01", "binary"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_json(body: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=f"https://acme.example/x: .*{why}"):
        parse_json(response(body))


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "is no XML"), (b"<a>", "is no XML"), (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "declares entities")],
)
def test_what_is_no_xml(body: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        parse_xml(response(body))
