"""The list of boards that are crawled, with the outcome of each board's last crawls.

A board that somebody removes stays in its table, marked, so that the starter list does not bring it back; its postings
stay too. `data/boards.toml` is the starter list; a user's own is `boards.toml` in TRUEROLE_HOME.
"""

import json
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from truerole.core.assets import ASSETS
from truerole.core.clock import now
from truerole.core.crawl import GOOD_OUTCOMES, Board, Outcome
from truerole.core.errors import DataError, NotText
from truerole.core.schemas.validation import Invalid, validate_tables
from truerole.core.settings import home
from truerole.core.text.decoding import decode, read_file
from truerole.data.crawl.closing import is_short
from truerole.data.store.schema import boards, postings
from truerole.data.store.store import Store

STARTER_FILE = ASSETS / "boards.toml"
# How many good runs a board remembers the size of.
_REMEMBERED = 5
_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class StarterBoard:
    """A board of a starter list."""

    source: str
    board: str
    company: str | None = None


def add_board(store: Store, source: str, board: str, company: str | None = None) -> bool:
    """Add a board to the list, and return whether the board is new there."""
    with store.write_transaction() as connection:
        return _add(connection, StarterBoard(source, board, company))


def remove_board(store: Store, source: str, board: str) -> bool:
    """Remove a board from the list, and return whether the board was listed; postings stay."""
    removed = update(boards).where(_is_board(source, board), _LISTED).values(removed_at=now())
    with store.write_transaction() as connection:
        return connection.execute(removed).rowcount > 0


def forget_board(store: Store, source: str, board: str) -> None:
    """Forget a board as if nobody had ever added it; postings stay."""
    with store.write_transaction() as connection:
        connection.execute(delete(boards).where(_is_board(source, board)))


def was_removed(store: Store, source: str, board: str) -> bool:
    """Return whether a person has removed a board and nobody has added it since."""
    removed = select(boards.c.number).where(_is_board(source, board), boards.c.removed_at.is_not(None))
    with store.read_transaction() as connection:
        return connection.execute(removed).first() is not None


def list_boards(store: Store, sources: Collection[str] = ()) -> list[Board]:
    """Return the listed boards of `sources`, or of all sources by default."""
    wanted = select(boards).where(_LISTED).order_by(boards.c.source, boards.c.board)
    if sources:
        wanted = wanted.where(boards.c.source.in_(sources))
    with store.read_transaction() as connection:
        return [_board(row) for row in connection.execute(wanted)]


def get_board(store: Store, source: str, board: str) -> Board | None:
    """Return a listed board, or None."""
    with store.read_transaction() as connection:
        row = connection.execute(select(boards).where(_is_board(source, board), _LISTED)).one_or_none()
    return _board(row) if row else None


def open_postings(store: Store) -> dict[tuple[str, str], int]:
    """Map (source, board) to the count of open postings."""
    table = postings.c
    counted = select(table.source, table.board, func.count()).where(table.closed_on.is_(None), ~table.sample)
    with store.read_transaction() as connection:
        rows = connection.execute(counted.group_by(table.source, table.board))
        return {(row[0], row[1]): row[2] for row in rows}


def add_starter_boards(store: Store) -> int:
    """Add the boards of the starter list that nobody has added or removed before, and return how many."""
    return add_new_boards(store, starter_boards())


def add_new_boards(store: Store, wanted: Iterable[StarterBoard]) -> int:
    """Add the boards that nobody has added or removed before, and return how many."""
    with store.write_transaction() as connection:
        known = {(row.source, row.board) for row in connection.execute(select(boards.c.source, boards.c.board))}
        return sum(_add(connection, board) for board in wanted if (board.source, board.board) not in known)


def record_outcome(
    connection: Connection,
    board: Board,
    outcome: Outcome,
    message: str | None = None,
    found: int | None = None,
    *,
    counts: bool = True,
) -> None:
    """Store the outcome of crawling a board, and the count of postings `found` in a complete list.

    A host that asks to wait says nothing of the board: no row of bad answers grows by that. Nor does one where the
    answer does not count, as where somebody only tries a board, maybe several times in a minute: answers in a row
    close postings.
    """
    at, good = now(), outcome in GOOD_OUTCOMES
    changed: dict[str, object] = {
        "tried_at": at,
        "outcome": outcome,
        "message": message[:_LONGEST_MESSAGE] if message else None,
    }
    if good:
        changed |= {"good_at": at, "verified_at": board.verified_at or at, "failing": 0, "gone": 0}
    elif outcome != "rate limited" and counts:
        changed |= {"failing": board.failing + 1, "gone": board.gone + 1 if outcome == "gone" else 0}
    if outcome in ("complete", "not modified") and found is not None and counts:
        empty = 0 if found else board.empty_days(at.date())
        changed |= {"found": json.dumps(_history(board, found, at.date())), "empty": empty}
    connection.execute(update(boards).where(boards.c.number == board.number).values(changed))


def _history(board: Board, found: int, day: date) -> tuple[int, ...]:
    """Return how many postings the last good runs found; lists that are much too short count once a day."""
    same_day = board.good_at is not None and board.good_at.date() >= day
    if same_day and is_short(found, board.found) and is_short(board.found[-1], board.found):
        return board.found
    return (*board.found, found)[-_REMEMBERED:]


def starter_boards() -> list[StarterBoard]:
    """Return the boards of the list that ships with TrueRole and of the user's own, each once, in their order.

    Raises DataError where the user's file is none of this form.
    """
    own = home() / "boards.toml"
    paths = [STARTER_FILE, own] if own.is_file() else [STARTER_FILE]
    entries = (board for path in paths for board in _read(path))
    return list({(board.source, board.board): board for board in entries}.values())


def _read(path: Path) -> Iterator[StarterBoard]:
    """Yield the boards of a TOML file: `feeds` names sources with a single board, each table the boards of a source."""
    try:
        given = tomllib.loads(decode(read_file(path)))
        feeds = validate_tables(tuple[str, ...], given.pop("feeds", []))
        tables = validate_tables(dict[str, dict[str, str]], given)
    except Invalid as error:
        source = error.path[0] if error.path and isinstance(error.path[0], str) else "feeds"
        raise DataError(f'{path}: under {source!r}, write a board a line, as in gitlab = "GitLab"') from None
    except (tomllib.TOMLDecodeError, NotText) as error:
        raise DataError(f"{path}: is no TOML ({error})") from None
    yield from (StarterBoard(name, "") for name in feeds)
    for source, named in tables.items():
        yield from (StarterBoard(source, board, company or None) for board, company in named.items())


def _add(connection: Connection, new: StarterBoard) -> bool:
    row = connection.execute(select(boards).where(_is_board(new.source, new.board))).one_or_none()
    if row and row.removed_at is None:
        return False
    if row:
        # A board that is added again starts afresh.
        reset = dict.fromkeys(_MOMENTS) | {"failing": 0, "empty": 0, "gone": 0, "found": "[]"}
        company = new.company or row.company
        back = update(boards).where(boards.c.number == row.number)
        connection.execute(back.values(reset | {"company": company, "added_at": now(), "removed_at": None}))
        return True
    connection.execute(insert(boards).values(source=new.source, board=new.board, company=new.company, added_at=now()))
    return True


_LISTED = boards.c.removed_at.is_(None)
_MOMENTS = ("verified_at", "tried_at", "good_at", "outcome", "message")


def _is_board(source: str, board: str) -> ColumnElement[bool]:
    return (boards.c.source == source) & (boards.c.board == board)


def _board(row: Row[Any]) -> Board:
    plain = {name: value for name, value in row._mapping.items() if name not in ("found", "removed_at")}
    return Board(**plain, found=tuple(cast(list[int], json.loads(row.found))))
