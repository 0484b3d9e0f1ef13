"""The command that gathers: what it refuses, what it asks for, and what it says of kept answers."""

from pathlib import Path

import pytest

from tests.cli.test_import_export import Run
from truerole.core.clock import now
from truerole.core.crawl import RawResponse
from truerole.data.crawl.boards import add_board, list_boards
from truerole.data.crawl.host_state import save_raw
from truerole.data.store.store import open_store
from truerole.scraper.sources.registry import source_of

BODY = b"""{"offers": [{"id": 7, "title": "Data Engineer", "status": "published", "company_name": "Acme",
"city": "Utrecht", "country_code": "NL", "careers_url": "https://acme.recruitee.com/o/data-engineer",
"published_at": "2026-10-01 09:00:00 UTC", "description": "<p>You build pipelines in Python and Spark.</p>"}]}"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "there are no boards to gather; add some: truerole boards add URL, or --starter for a list"),
        (("--since", "yesterday"), "--since yesterday: write the day as YYYY-MM-DD"),
        (("--watch", "--every", "often"), "--every often: write it as 90m, 12h or 1d"),
        (("--watch", "--every", "0m"), "--every 0m: write it as 90m, 12h or 1d"),
        (("nowhere:acme",), "nowhere:acme: is no board; give the https:// address of a careers page"),
        (("greenhouse",), "greenhouse: is no board; give the https:// address of a careers page"),
        (("smartrecruiters:Acme",), "smartrecruiters: is off, as its robots.txt forbids it"),
        (("--ignore-robots-of", "greenhouse"), "--ignore-robots-of greenhouse: its robots.txt is always obeyed"),
        (("--ignore-robots-of", "elsewhere"), "elsewhere: no such source; there are greenhouse, lever"),
        (("--reparse",), "no answers are kept; gather with --keep-raw first"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(truerole: Run, args: tuple[str, ...], says: str) -> None:
    ran = truerole("scrape", *args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"truerole: {says}")
    assert ran.err.count("\n") == 1
    with open_store() as store:
        assert list_boards(store) == []


def test_kept_answers_are_parsed_again_and_nobody_is_asked(truerole: Run) -> None:
    request = source_of("recruitee").start_request("acme").to_json().decode()
    with open_store() as store:
        add_board(store, "recruitee", "acme")
        with store.write_transaction() as connection:
            raw = RawResponse("recruitee", "acme", request, "https://x", "application/json", "utf-8", now(), BODY)
            save_raw(connection, [raw])
    ran = truerole("scrape", "--reparse", "--workers", "1")
    assert (ran.code, ran.err) == (0, "truerole: 1 new, 0 changed, 0 closed, 0 unchanged in 1 board\n")
    again = truerole("scrape", "recruitee:acme", "--reparse", "--workers", "1")
    assert again.err == "truerole: 0 new, 0 changed, 0 closed, 1 unchanged in 1 board\n"
    assert truerole("db", "check").code == 0
    with open_store() as store:
        (board,) = list_boards(store)
        assert board.state == "unverified"  # its host was not asked
