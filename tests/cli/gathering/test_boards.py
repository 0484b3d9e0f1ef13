"""`truerole boards`: add, list, remove and check, each with one line for what it cannot do."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from truerole.core.crawl import Outcome
from truerole.data.crawl import boards
from truerole.data.crawl.boards import starter_boards
from truerole.data.store.store import Store, open_store

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Return the store that the commands have."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    with open_store() as opened:
        yield opened


def names(store: Store) -> list[str]:
    return [board.name for board in boards.list_boards(store)]


def noted(store: Store, name: str, outcome: Outcome, message: str | None = None) -> None:
    source, _, board = name.partition(":")
    with store.write_transaction() as connection:
        boards.record_outcome(connection, boards.get_board(store, source, board), outcome, message, 3)


def test_boards_are_added_by_addresses_and_names(truerole: Run, store: Store) -> None:
    done = truerole("boards", "add", "https://boards.greenhouse.io/gitlab/jobs/1", "jobs.lever.co/spotify", "hn")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "greenhouse:gitlab: added (Greenhouse)",
        "lever:spotify: added (Lever)",
        "hn: added (Hacker News: Who is hiring?)",
    ]
    assert truerole("boards", "add", "lever:spotify").out == "lever:spotify: is there already (Lever)\n"
    assert names(store) == ["greenhouse:gitlab", "hn", "lever:spotify"]


def test_the_company_is_that_of_one_board(truerole: Run, store: Store) -> None:
    truerole("boards", "add", "--company", "Acme", "lever:acme")
    truerole("boards", "add", "--company", "Acme", "lever:a", "lever:b")
    assert [board.company for board in boards.list_boards(store)] == [None, "Acme", None]


def test_any_page_is_a_careers_page_and_a_source_that_is_off_is_said_to_be(truerole: Run, store: Store) -> None:
    said = truerole("boards", "add", "https://example.com/careers", "https://jobs.smartrecruiters.com/Acme").out
    assert "careers:https://example.com/careers: added; no board that TrueRole knows" in said
    assert "smartrecruiters:Acme: added; it is off, as its robots.txt forbids it: `truerole scrape" in said


def test_the_catalogue_is_offered_and_added_by_source(truerole: Run, store: Store) -> None:
    offered = truerole("boards", "add", "--confirmed")
    assert (offered.code, names(store)) == (0, [])
    assert "boards that three public lists or more name; none is added:" in offered.out
    assert "  personio: 9; truerole boards add --confirmed --source personio" in offered.out
    added = truerole("boards", "add", "--confirmed", "--source", "personio")
    assert added.out.startswith("boards added of the catalogue: 9\ngather them with")
    assert len(names(store)) == 9
    assert truerole("boards", "add", "--confirmed", "--source", "hn").err.startswith("truerole: --source hn: the cat")
    assert "--source goes with --confirmed" in truerole("boards", "add", "--source", "lever").err


def test_what_is_no_board_is_told_and_the_others_are_added(truerole: Run, store: Store) -> None:
    done = truerole("boards", "add", "gitlab", "lever:acme", "javascript:alert(1)\x1b[31m")
    assert (done.code, done.out) == (2, "lever:acme: added (Lever)\n")
    lines = done.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("truerole: gitlab: is no board; give the https:// address")
    assert "\x1b" not in done.err
    assert names(store) == ["lever:acme"]


def test_the_starter_list_is_added_once(truerole: Run, store: Store) -> None:
    assert truerole("boards", "add", "--starter").out.endswith(f"boards.toml: {len(starter_boards()):,}\n")
    assert truerole("boards", "remove", "greenhouse:gitlab").code == 0
    assert truerole("boards", "add", "--starter").out.endswith("boards.toml: 0\n")
    assert "greenhouse:gitlab" not in names(store)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("add",), "name a board to add"),
        (("remove", "lever:acme"), "lever:acme: is not among the boards"),
        (("remove", "zyzzyva"), "zyzzyva: is no board"),
        (("check", "lever:acme"), "lever:acme: is not among the boards"),
        (("list", "--source", "linkedin"), "linkedin: no such source; there are greenhouse"),
    ],
)
def test_one_line_for_what_cannot_be_done(truerole: Run, args: tuple[str, ...], said: str) -> None:
    done = truerole("boards", *args)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_the_users_own_list_is_added_and_a_broken_one_told(truerole: Run, store: Store, tmp_path: Path) -> None:
    (tmp_path / "boards.toml").write_text('[lever]\nmine-alone = "Mine"\n')
    truerole("boards", "add", "--starter")
    assert "lever:mine-alone" in names(store)
    (tmp_path / "boards.toml").write_text("[lever\n")
    done = truerole("boards", "add", "--starter")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert f"{tmp_path / 'boards.toml'}: is no TOML" in done.err


def test_a_board_is_removed_by_its_name_or_an_address(truerole: Run, store: Store) -> None:
    truerole("boards", "add", "lever:acme", "lever:other", "hn")
    done = truerole("boards", "remove", "https://jobs.lever.co/acme", "nobody:x", "hn")
    assert (done.code, names(store)) == (2, ["lever:other"])
    assert done.out.splitlines() == ["lever:acme: removed; its postings stay", "hn: removed; its postings stay"]


def test_boards_are_listed_with_what_fails(truerole: Run, store: Store) -> None:
    assert "`truerole boards add --starter`" in truerole("boards", "list").err
    truerole("boards", "add", "lever:acme", "ashby:acme", "hn")
    noted(store, "lever:acme", "complete")
    noted(store, "hn", "forbidden", "robots.txt")
    whole = truerole("boards", "list").out
    assert "3 boards: 1 not asked yet, 1 fresh, 1 failing" in whole
    assert "lever:acme" in whole
    assert all(len(line) <= 80 for line in whole.splitlines())
    assert truerole("boards", "list", "--failing").out.splitlines()[-1] == "1 board: 1 failing"
    assert "2 boards" in truerole("boards", "list", "--source", "lever", "--source", "ashby").out


def test_boards_are_checked_and_nothing_is_stored(truerole: Run, store: Store) -> None:
    """What is not public may not be asked, so that this asks nobody."""
    boards.add_board(store, "careers", "http://127.0.0.1:9/careers")
    boards.add_board(store, "careers", "http://10.0.0.1/careers")
    done = truerole("boards", "check", "careers:http://127.0.0.1:9/careers")
    assert (done.code, store.count()) == (1, 0)
    assert done.out.startswith("careers:http://127.0.0.1:9/careers: forbidden, ")
    assert done.err == "truerole: forbidden: 1\n"
    states = {board.board: (board.state, board.failing) for board in boards.list_boards(store)}
    assert states == {"http://127.0.0.1:9/careers": ("failing", 0), "http://10.0.0.1/careers": ("unverified", 0)}
    assert truerole("boards", "check").err == "truerole: forbidden: 2\n"


def test_without_boards_there_is_nothing_to_check(truerole: Run) -> None:
    done = truerole("boards", "check")
    assert (done.code, done.err) == (0, "truerole: there are no boards to check\n")
