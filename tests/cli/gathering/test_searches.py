"""Searches: gathered by words and place, saved, shown with what is new, and written as an Atom feed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from truerole.core.clock import now
from truerole.core.crawl import RawResponse
from truerole.data.crawl.boards import add_board, list_boards
from truerole.data.crawl.raw_responses import save_raw
from truerole.data.store.store import open_store
from truerole.scraper.sources.registry import source_of

Run = Callable[..., Any]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def keep_answer(*titles: str) -> None:
    """Keep an answer of a board with postings of these titles in Utrecht."""
    offers = [
        {"id": number, "title": title, "status": "published", "company_name": "Kestrel", "city": "Utrecht",
         "country_code": "NL", "careers_url": f"https://kestrel.recruitee.com/o/{number}",
         "description": "<p>You build pipelines in Python and Spark.</p>"}
        for number, title in enumerate(titles)
    ]  # fmt: skip
    request = source_of("recruitee").start_request("kestrel").to_json().decode()
    body = json.dumps({"offers": offers}).encode()
    with open_store() as store:
        add_board(store, "recruitee", "kestrel")
        with store.write_transaction() as connection:
            raw = RawResponse("recruitee", "kestrel", request, "https://x", "application/json", "utf-8", now(), body)
            save_raw(connection, [raw])


def search(truerole: Run, *args: str) -> Any:
    return truerole("scrape", "--reparse", "--workers", "1", "--search", "data engineer", *args)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--location", "Berlin"), "--location, --remote, --salary-from and --save go with --search WORDS"),
        (("--search", "  "), "--search: give words, 100 signs at most"),
        (("--search", "data", "--since", "7x"), "--since 7x: write the day as YYYY-MM-DD, or how long ago as 7d"),
        (("--search", "data", "--save", " "), "--save: give a name of at most 60 signs"),
        (("elsewhere", "--search", "data"), "elsewhere: is no board"),
        (
            ("reed", "--search", "data"),
            "no board to search; add some: truerole boards add --starter; Reed: needs",
        ),
    ],
)
def test_what_cannot_be_searched_is_said_in_one_line(truerole: Run, args: tuple[str, ...], says: str) -> None:
    ran = truerole("scrape", *args)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert ran.err.startswith(f"truerole: {says}")


@pytest.mark.usefixtures("in_threads")
def test_a_search_keeps_and_shows_its_own_alone(truerole: Run) -> None:
    keep_answer("Data Engineer", "Cook", "Engineer of Data")
    ran = search(truerole, "--location", "Utrecht, Netherlands", "--save", "ferry")
    lines = ran.out.splitlines()
    assert [line.partition(" | ")[0] for line in lines] == ["Engineer of Data", "Data Engineer"]
    assert lines[1].split(" | ")[1:] == [
        "Kestrel",
        "Utrecht, Netherlands",
        "recruitee:kestrel",
        "https://kestrel.recruitee.com/o/0",
    ]
    assert "truerole: recruitee:kestrel: 2\n" in ran.err
    assert '"data engineer", Utrecht, Netherlands: 2 open postings' in ran.err
    assert search(truerole, "--location", "Leeds").out == ""
    assert truerole("searches", "list").out == 'ferry: "data engineer", Utrecht, Netherlands; not looked at yet\n'


@pytest.mark.usefixtures("in_threads")
def test_what_is_new_since_the_last_time_and_the_feed(truerole: Run, tmp_path: Path) -> None:
    keep_answer("Data Engineer <b>")
    search(truerole, "--save", "ferry")
    feed = tmp_path / "ferry.xml"
    first = truerole("searches", "show", "ferry", "--new", "--atom", str(feed))
    assert (len(first.out.splitlines()), first.code) == (1, 0)
    assert "1 open postings, 1 new since the last time" in first.err
    (entry,) = fromstring(feed.read_bytes()).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Data Engineer <b> - Kestrel - Utrecht, Netherlands"
    assert "looked at 2" in truerole("searches", "list").out
    assert truerole("searches", "remove", "ferry").out == "ferry: removed\n"
    assert truerole("searches", "show", "ferry").err.startswith("truerole: ferry: no such search; there are none yet")
    assert "no search is saved yet" in truerole("searches", "list").err


@pytest.mark.slow
def test_boards_that_are_a_search_are_listed_for_it_alone(truerole: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody is asked: no name is resolved.
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: (_ for _ in ()).throw(OSError("no network")))
    ran = truerole("scrape", "bundesagentur", "--workers", "1", "--search", "data engineer", "--location", "Berlin")
    assert ran.code == 1
    assert "bundesagentur:was=data+engineer&wo=Berlin: " in ran.err
    with open_store() as store:
        assert list_boards(store) == []


@pytest.mark.slow
def test_which_sources_want_keys_is_said_once(truerole: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = iter((None, KeyboardInterrupt()))

    def wait(_: object) -> None:
        if stopped := next(rounds):
            raise stopped

    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: (_ for _ in ()).throw(OSError("no network")))
    monkeypatch.setattr("truerole.cli.gathering.scrape._wait_until", wait)
    ran = truerole("scrape", "bundesagentur", "reed", "adzuna", "--workers", "1", "--search", "data", "--watch")
    assert ran.err.count("the next gathering begins") == 2
    assert ran.err.count("not asked: Adzuna, Reed: need a key each, in TRUEROLE_ADZUNA_KEY (https://") == 1
