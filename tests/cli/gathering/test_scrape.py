"""The command that gathers: what it refuses, what it asks for, and what it says of kept answers."""

import json
from pathlib import Path

import pytest

from tests.cli.test_import_export import Run
from truerole.core.clock import now
from truerole.core.crawl import RawResponse
from truerole.data.crawl.boards import add_board, list_boards
from truerole.data.crawl.raw_responses import save_raw
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


def keep_answer() -> None:
    request = source_of("recruitee").start_request("acme").to_json().decode()
    with open_store() as store:
        add_board(store, "recruitee", "acme")
        with store.write_transaction() as connection:
            raw = RawResponse("recruitee", "acme", request, "https://x", "application/json", "utf-8", now(), BODY)
            save_raw(connection, [raw])


@pytest.mark.slow
def test_kept_answers_are_parsed_again_and_nobody_is_asked(truerole: Run) -> None:
    keep_answer()
    ran = truerole("scrape", "--reparse", "--workers", "1")
    assert (ran.code, ran.err) == (0, "truerole: 1 new, 0 changed, 0 closed, 0 unchanged in 1 board\n")
    again = truerole("scrape", "recruitee:acme", "--reparse", "--workers", "1")
    assert again.err == "truerole: 0 new, 0 changed, 0 closed, 1 unchanged in 1 board\n"
    assert truerole("db", "check").code == 0
    with open_store() as store:
        (board,) = list_boards(store)
        assert board.state == "unverified"  # its host was not asked


@pytest.mark.usefixtures("in_threads")
def test_a_log_file_tells_the_run_in_json_lines_and_the_output_stays(truerole: Run, tmp_path: Path) -> None:
    keep_answer()
    log = tmp_path / "log.jsonl"
    ran = truerole("--log-file", str(log), "scrape", "--reparse", "--workers", "1")
    assert (ran.code, ran.err) == (0, "truerole: 1 new, 0 changed, 0 closed, 0 unchanged in 1 board\n")
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["message"].partition(" after")[0] for line in (told[0], told[-1])] == [
        "scrape begun",
        "ended with exit code 0",
    ]
    lines = told[1:-1]
    assert [line["message"].partition(":")[0] for line in lines] == ["crawl begun", "board crawled", "crawl ended"]
    assert [set(line) >= {"time", "level", "logger", "message", "counts"} for line in lines] == [True] * 3
    assert (lines[1]["board"], lines[1]["host"]) == ("recruitee:acme", "acme.recruitee.com")
    assert (lines[0]["counts"], lines[1]["counts"]["new"]) == ({"boards": 1, "tasks": 1}, 1)
    assert (lines[2]["counts"]["answered"], lines[2]["counts"]["problems"]) == (1, 0)


@pytest.mark.usefixtures("in_threads")
def test_verbose_says_it_on_stderr(truerole: Run) -> None:
    keep_answer()
    ran = truerole("--verbose", "scrape", "--reparse", "--workers", "1")
    assert (
        "info truerole.scraper.crawl.crawler: board crawled (board=recruitee:acme host=acme.recruitee.com)" in ran.err
    )
    assert "\ntruerole: 1 new, 0 changed, 0 closed, 0 unchanged in 1 board\n" in ran.err


def test_an_error_is_in_the_log_too(truerole: Run, tmp_path: Path) -> None:
    ran = truerole("--log-file", str(tmp_path / "log"), "scrape")
    _, line = (tmp_path / "log").read_text("utf-8").splitlines()
    assert (ran.code, json.loads(line)["level"]) == (2, "error")
    assert ran.err == f"truerole: {json.loads(line)['message']}\n"


def test_a_log_file_that_cannot_be_written_is_one_line(truerole: Run, tmp_path: Path) -> None:
    ran = truerole("--log-file", str(tmp_path), "boards", "list")
    told = f"truerole: --log-file {tmp_path}: cannot be written (Is a directory); name another file\n"
    assert (ran.code, ran.out, ran.err) == (2, "", told)
