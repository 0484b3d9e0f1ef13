"""Boards are kept, told how they are, and not brought back by the starter list once somebody has removed them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from truerole.core.clock import now
from truerole.core.crawl import STALE_AFTER, Board, BoardState, Outcome
from truerole.core.errors import DataError
from truerole.data.crawl import boards
from truerole.data.crawl.boards import (
    StarterBoard,
    add_board,
    add_starter_boards,
    get_board,
    list_boards,
    record_outcome,
    remove_board,
    starter_boards,
)
from truerole.data.store.store import Store

NOW = now()
BOARD = Board(1, "greenhouse", "acme", "Acme", NOW)


def told(store: Store, outcome: Outcome, message: str | None = None, found: int | None = None) -> Board:
    """Note what came of asking the board that is there, and return it as it is then."""
    with store.write_transaction() as connection:
        record_outcome(connection, list_boards(store)[0], outcome, message, found)
    return list_boards(store)[0]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of the user's own list, in an empty folder."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    return tmp_path / "boards.toml"


@pytest.fixture
def small(own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of the user's own list, beside a shipped one of two boards."""
    path = own.with_name("shipped.toml")
    path.write_text('feeds = ["hn"]\n[lever]\nacme = "Acme"\n')
    monkeypatch.setattr(boards, "STARTER_FILE", path)
    return own


# The table


def test_a_board_is_added_once(store: Store) -> None:
    assert add_board(store, "lever", "acme", "Acme")
    assert not add_board(store, "lever", "acme", "Other")
    assert add_board(store, "ashby", "acme")
    assert [(b.name, b.company, b.state) for b in list_boards(store)] == [
        ("ashby:acme", None, "unverified"), ("lever:acme", "Acme", "unverified")
    ]  # fmt: skip
    assert [b.name for b in list_boards(store, ["lever", "hn"])] == ["lever:acme"]
    assert get_board(store, "lever", "acme") == list_boards(store, ["lever"])[0]
    assert get_board(store, "lever", "ACME") is None


def test_a_removed_board_is_gone_until_somebody_adds_it(store: Store) -> None:
    add_board(store, "lever", "acme", "Acme")
    told(store, "failed", "no answer")
    assert remove_board(store, "lever", "acme")
    assert not remove_board(store, "lever", "acme")
    assert not remove_board(store, "lever", "other")
    assert (list_boards(store), get_board(store, "lever", "acme")) == ([], None)
    assert add_board(store, "lever", "acme")
    back = list_boards(store)[0]
    assert (back.company, back.failing, back.outcome, back.state) == ("Acme", 0, None, "unverified")


def test_hostile_names_are_names(store: Store) -> None:
    hostile = "x' OR 1=1; DROP TABLE boards; -- <b>🙂"
    assert add_board(store, hostile, hostile, hostile)
    assert (list_boards(store)[0].board, list_boards(store)[0].company) == (hostile, hostile)


# What came of asking


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "unverified"),
        ({"outcome": "complete", "good_at": NOW}, "fresh"),
        ({"outcome": "not modified", "good_at": NOW}, "fresh"),
        ({"outcome": "truncated", "good_at": NOW - STALE_AFTER + timedelta(hours=1)}, "fresh"),
        ({"outcome": "complete", "good_at": NOW - STALE_AFTER - timedelta(hours=1)}, "stale"),
        ({"outcome": "rate limited", "good_at": NOW}, "paused"),
        ({"outcome": "rate limited"}, "paused"),
        ({"outcome": "gone"}, "failing"),
        ({"outcome": "forbidden", "good_at": NOW}, "failing"),
    ],
)
def test_state(fields: dict[str, object], state: BoardState) -> None:
    assert replace(BOARD, **fields).state == state


def test_a_good_answer_verifies_and_ends_a_row_of_bad_ones(store: Store) -> None:
    add_board(store, "lever", "acme")
    bad = told(store, "gone", "there is no such board")
    assert (bad.failing, bad.gone, bad.verified_at, bad.message) == (1, 1, None, "there is no such board")
    worse = told(store, "failed", "no answer " * 100)
    assert (worse.failing, worse.gone, len(worse.message)) == (2, 0, 300)
    good = told(store, "complete", found=7)
    assert (good.failing, good.gone, good.message, good.found) == (0, 0, None, (7,))
    assert good.verified_at == good.good_at == good.tried_at
    later = told(store, "malformed", "HTML for JSON")
    assert (later.verified_at, later.good_at, later.failing) == (good.verified_at, good.good_at, 1)


def test_to_be_told_to_wait_counts_for_nothing(store: Store) -> None:
    add_board(store, "lever", "acme")
    told(store, "gone")
    waiting = told(store, "rate limited", "come back later")
    assert (waiting.failing, waiting.gone, waiting.state) == (1, 1, "paused")


def test_who_only_tries_a_board_counts_for_nothing_but_good(store: Store) -> None:
    add_board(store, "lever", "acme")
    told(store, "complete", found=4)
    told(store, "gone")
    for outcome in ("gone", "failed", "complete"):
        with store.write_transaction() as connection:
            record_outcome(connection, list_boards(store)[0], outcome, "tried", 0, counts=False)
        board = list_boards(store)[0]
        rows = (board.failing, board.gone) if outcome != "complete" else (board.failing + 1, board.gone + 1)
        assert (board.outcome, rows, board.found, board.empty) == (outcome, (1, 1), (4,), 0)


def test_the_last_five_sizes_are_remembered_of_complete_answers(store: Store) -> None:
    add_board(store, "lever", "acme")
    for size in (9, 8, 7, 6, 0, 0):
        told(store, "complete", found=size)
    assert told(store, "truncated", found=3).found == told(store, "not modified").found == (9, 8, 7, 6, 0)
    # Of one day: an empty list, or one that is much too short, says nothing more when it comes again.
    assert list_boards(store)[0].empty == 1
    assert told(store, "complete", found=1).empty == 0


# The starter list


def test_the_starter_list_comes_once_and_brings_nothing_back(store: Store, small: Path) -> None:
    add_board(store, "lever", "acme", "Mine")
    assert add_starter_boards(store) == 1
    remove_board(store, "hn", "")
    assert add_starter_boards(store) == 0
    assert [(b.name, b.company) for b in list_boards(store)] == [("lever:acme", "Mine")]
    small.write_text('[ashby]\n"Two Words" = ""\n[lever]\nacme = "Theirs"\n', encoding="utf-8")
    assert add_starter_boards(store) == 1
    assert get_board(store, "ashby", "Two Words").company is None


def test_the_users_own_list_may_have_a_byte_order_mark(small: Path) -> None:
    small.write_bytes('\ufefffeeds = []\n[personio]\n"bäcker" = "Bäcker"\n'.encode())
    assert starter_boards()[-1] == StarterBoard("personio", "bäcker", "Bäcker")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"[lever\n", "is no TOML"),
        (b'[lever]\nacme = "A"\nacme = "B"\n', "is no TOML"),
        (b"lever = 1\n", "write a board a line"),
        (b'lever = ["acme"]\n', "write a board a line"),
        (b"feeds = [1]\n", "under 'feeds', write a board a line"),
        (b"feeds = 1\n", "under 'feeds', write a board a line"),
        (b"feeds = [2026-01-01]\n", "under 'feeds', write a board a line"),
        (b"lever = 2026-01-01\n", "under 'lever', write a board a line"),
        (b"[lever]\nacme = 2026-01-01\n", "under 'lever', write a board a line"),
        (b"[lever]\nacme = 1\n", "write a board a line"),
        (b"[lever.acme]\ncompany = 'Acme'\n", "write a board a line"),
        (b"\x00\x01\x02", "is no TOML"),
    ],
)
def test_a_list_that_is_none_is_told_in_one_line(small: Path, text: bytes, said: str) -> None:
    small.write_bytes(text)
    with pytest.raises(DataError, match=said) as raised:
        starter_boards()
    assert str(small) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_shipped_list_is_long_and_names_nobody_twice(own: Path) -> None:
    shipped = starter_boards()
    assert len(shipped) >= 150
    for of in (lambda one: (one.source, one.board.lower()), lambda one: one.company or one):
        assert len({of(one) for one in shipped}) == len(shipped)
