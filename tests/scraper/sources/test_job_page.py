"""Boards that are pages: links with their words, JSON in a script, and what was made to take long."""

import time

import pytest

from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.job_page import embedded_json, listed_facts, titled_links, with_listed_facts

BASE = "https://a.example/jobs"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<a href="/1">One &amp; <b>all</b></a>', {"https://a.example/1": "One & all"}),
        ('<a href="/1"><img></a><a href="/1">One</a><a href="/1">Again</a>', {"https://a.example/1": "One"}),
        ('<a href="javascript:x">One</a><a>Two</a><a href="http://[">x</a>', {}),
        ('<a href="/1">Never closed', {"https://a.example/1": "Never closed"}),
    ],
)
def test_links_with_their_words(source: str, found: dict[str, str]) -> None:
    assert titled_links(source, BASE, lambda _: True) == found


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('x DATA = [1, {"a": 2}]; y = 3', [1, {"a": 2}]),
        ('DATA = {"a": "line\nbreak"}', {"a": "line\nbreak"}),
        ("DATA = ", None),
        ("no marker [1]", None),
        ("DATA = " + "[" * 100_000, None),
    ],
)
def test_json_in_a_script(source: str, value: object) -> None:
    assert embedded_json(source, "DATA") == value


def test_a_list_completes_a_page_and_does_not_overrule_it() -> None:
    pay = Salary(1_000, None, "EUR", "month", "parsed")
    listed = Posting("join", "1", "Analyst", "", location="Bonn", country="de", workplace="remote", salary=pay)
    bare = Posting("join", "1", "", "text")
    assert with_listed_facts(bare, listed_facts(listed)).salary == pay
    full = Posting("join", "1", "Clerk", "text", location="Ulm", salary=Salary(9, None, None, None))
    found = with_listed_facts(full, listed_facts(listed))
    assert (found.title, found.location, found.country, found.workplace) == ("Clerk", "Ulm", None, "remote")
    assert found.salary == full.salary


@pytest.mark.slow
@pytest.mark.parametrize("piece", ['<a href="/1">', "<a ", "<a href='", '<a href="/{}">x', "<a href=/1><p>"])
def test_a_page_that_was_made_to_take_long_does_not(piece: str) -> None:
    source = "".join(piece.replace("{}", str(number)) for number in range(1_000_000 // len(piece)))
    began = time.process_time()
    titled_links(source, BASE, lambda _: True)
    assert time.process_time() - began < 5
