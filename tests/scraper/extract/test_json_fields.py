"""Answers taken apart: keys that are missing, null or written otherwise, lists under any key, values in any type."""

from datetime import date

import pytest

from truerole.core.normalise.pay_period import pay_period
from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, find_entries, find_object, parse_json, parse_xml
from truerole.scraper.extract.salary import build_salary, merge_salaries
from truerole.scraper.extract.text import fix_mojibake, fixed_text, join_sections
from truerole.scraper.sources.base import Malformed, Problem, Request, Response

FIELDS = Fields(
    {"jobTitle": " A &amp; B ", "none": None, "n": 7, "list": [" x ", None, {"y": 1}, 3], "in": {"Deep": {"key": "v"}},
     "all": [{"k": 1}, None, {"k": 2}, {}], "yes": "true", "no": 0, "day": "2026-05-01T10:00:00Z", "u": "http://x.example/"}
)  # fmt: skip


def answer(body: bytes) -> Response:
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
    assert Fields(parse_json(answer(body))).text("a") == "1"


def test_halves_of_pairs_are_no_text_that_breaks() -> None:
    assert Fields(parse_json(answer(b'{"a": "x \\ud83d y"}'))).line("a") == "x \N{REPLACEMENT CHARACTER} y"


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
        parse_json(answer(body))


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "is no XML"), (b"<a>", "is no XML"), (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "declares entities")],
)
def test_what_is_no_xml(body: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        parse_xml(answer(body))


def test_gathering() -> None:
    def make(fields: Fields) -> Posting | str | None:
        if fields.flag("hidden"):
            return None
        return "is odd" if fields.flag("odd") else Posting("s", fields.text("id") or "", fields.line("title") or "", "")

    entries = [{"id": 1, "title": "a"}, {"id": 1, "title": "b"}, 7, {"hidden": True}, {"id": 2, "odd": True}, {"id": 3},
               {"title": "x"}, {"id": "9" * 301, "title": "x"}]  # fmt: skip
    postings, problems = build_postings(entries, make)
    assert [posting.title for posting in postings] == ["a"]
    assert problems == (
        Problem("number 3", "is no object, or an empty one"),
        Problem("2", "is odd"),
        Problem("3", "there is no title"),
        Problem("x", "there is no id"),
        Problem("9" * 80, "the external_id is longer than 300 characters"),
    )


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("FullTime", "full-time"),
        ("FULL_TIME", "full-time"),
        ("Full time", "full-time"),
        ("fulltime_permanent", "full-time"),
        ("full", "full-time"),
        ("Part-time", "part-time"),
        ("Full-time Contract", "contract"),
        ("Contractor", "contract"),
        ("parttime_fixed_term", "contract"),
        ("Intern", "internship"),
        ("Full-time internship", "internship"),
        ("Apprenticeship", "apprenticeship"),
        ("Temp", "temporary"),
        ("VOLUNTEER", "volunteer"),
        ("Freelancer", "freelance"),
        ("full-or-part-time", "full or part time"),
        ("Contract or temporary", "contract or temporary"),
        ("Festanstellung", "festanstellung"),
        (["FULL_TIME"], "full-time"),
        ("international", "international"),
        ("", None),
        (None, None),
        ({"a": 1}, None),
    ],
)
def test_employment(given: object, kind: str | None) -> None:
    assert employment_type(None, given) == kind


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("per-year-salary", "year"),
        ("1-YEAR", "year"),
        ("1 HOUR", "hour"),
        ("Annual", "year"),
        ("per-hour-wage", "hour"),
        ("MONTHLY", "month"),
        ("daily", "day"),
        ("2 WEEKS", None),
        ("NONE", None),
        ("hour or day", None),
        (None, None),
    ],
)
def test_periods(given: str | None, name: str | None) -> None:
    assert pay_period(given) == name


@pytest.mark.parametrize(
    ("least", "most", "salary"),
    [
        (60, "50", Salary(50, 60, "EUR", "year", "published")),
        ("60,000", None, Salary(60_000, None, "EUR", "year", "published")),
        (0, 50, Salary(None, 50, "EUR", "year", "published")),
        (0, None, None),
        (True, "much", None),
        (-5, [], None),
    ],
)
def test_pay(least: object, most: object, salary: Salary | None) -> None:
    assert build_salary(least, most, "eur", "yearly") == salary


def test_pay_over_ranges() -> None:
    year, hour = Salary(40, 50, "EUR", "year"), Salary(1, 2, "EUR", "hour")
    assert merge_salaries([year, None, Salary(None, 60, "EUR", "year")]) == Salary(40, 60, "EUR", "year")
    assert merge_salaries([year, hour]) is None
    assert merge_salaries([]) is None


def test_sections() -> None:
    assert join_sections((None, "One"), ("Two", "• x"), ("Empty", ""), ("", "Three")) == "One\n\nTwo\n\n• x\n\nThree"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("we donâ\u0080\u0099t", "we don’t"),
        ("cafÃ© Â·", "café ·"),
        ("café – naïve Ãlvaro", "café – naïve Ãlvaro"),
        ("São Paulo", "São Paulo"),
    ],
)
def test_encodings_that_were_mistaken(text: str, meant: str) -> None:
    assert fix_mojibake(text) == meant


@pytest.mark.parametrize(("value", "text"), [("<p>a</p>\0", "a"), ("", ""), (None, ""), (7, ""), ([], "")])
def test_prose(value: object, text: str) -> None:
    assert fixed_text(value) == text
