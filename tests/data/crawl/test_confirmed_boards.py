"""The catalogue of boards: taken by source, once, and dropped where a board was never there."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from truerole.core.clock import now
from truerole.core.errors import DataError
from truerole.data.crawl import confirmed_boards
from truerole.data.crawl.boards import add_board, get_board, list_boards, record_outcome, remove_board
from truerole.data.crawl.confirmed_boards import add_confirmed_boards, confirmed_counts, drop_missing_boards
from truerole.data.store import schema
from truerole.data.store.store import Store
from truerole.scraper.sources.resolve_board import resolve_board


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of a catalogue of three boards."""
    path = tmp_path / "catalogue.tsv.gz"
    path.write_bytes(gzip.compress(b"lever\tacme\nlever\ttwo words\nashby\tacme\n"))
    monkeypatch.setattr(confirmed_boards, "CONFIRMED_FILE", path)
    return path


def answered(store: Store, name: str, outcome: str, times: int, days: int) -> None:
    """Note answers of a board that was added some days ago."""
    source, _, board = name.partition(":")
    with store.write_transaction() as connection:
        connection.execute(update(schema.boards).values(added_at=now() - timedelta(days=days)))
    for _ in range(times):
        listed = get_board(store, source, board)
        assert listed
        with store.write_transaction() as connection:
            record_outcome(connection, listed, outcome, found=3)


def test_what_ships_are_boards_that_may_be_gathered() -> None:
    counts = confirmed_counts()
    assert sum(counts.values()) > 4_000
    pairs = list(confirmed_boards._confirmed(confirmed_boards.CONFIRMED_FILE))
    assert len(set(pairs)) == len(pairs)
    assert all(resolve_board(f"{source}:{board}") == (source, board) for source, board in pairs[:: len(pairs) // 200])


def test_boards_come_by_source_and_are_not_brought_back(store: Store, small: Path) -> None:
    assert confirmed_counts() == {"lever": 2, "ashby": 1}
    assert add_confirmed_boards(store, ["lever"]) == 2
    remove_board(store, "lever", "acme")
    assert add_confirmed_boards(store, ["lever", "ashby"]) == 1
    assert [board.name for board in list_boards(store)] == ["ashby:acme", "lever:two words"]


@pytest.mark.parametrize(
    ("outcome", "times", "days", "dropped"),
    [("gone", 3, 3, True), ("gone", 2, 3, False), ("gone", 3, 1, False), ("failed", 5, 3, False)],
)
def test_a_board_that_was_never_there_is_dropped(
    store: Store, small: Path, outcome: str, times: int, days: int, dropped: bool
) -> None:
    add_confirmed_boards(store, ["ashby"])
    answered(store, "ashby:acme", outcome, times, days)
    assert drop_missing_boards(store) == ["ashby:acme"] * dropped
    assert (get_board(store, "ashby", "acme") is None) is dropped
    assert add_confirmed_boards(store, ["ashby"]) == 0


def test_a_board_that_was_there_once_or_is_a_persons_own_stays(store: Store, small: Path) -> None:
    add_confirmed_boards(store, ["ashby"])
    answered(store, "ashby:acme", "complete", 1, 3)
    add_board(store, "lever", "mine")
    for name in ("ashby:acme", "lever:mine"):
        answered(store, name, "gone", 4, 3)
    assert drop_missing_boards(store) == []


def test_a_damaged_catalogue_is_told(store: Store, small: Path) -> None:
    confirmed_boards._confirmed.cache_clear()
    small.write_bytes(b"no gzip")
    with pytest.raises(DataError, match="install TrueRole again"):
        confirmed_counts()
