"""Decide which postings of a board are closed, and close them in the store: an absence may be an error of the host.

Only a complete list closes anything. Two guards stand before that: a list that is much shorter than those before is
taken for broken, and so is one that would close most of a board at once, unless it stays so for days: lists that
follow each other within a day may all have the same fault.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from truerole.core.clock import now
from truerole.core.crawl import Board, BoardClosing
from truerole.data.store.engine import batched
from truerole.data.store.schema import postings, sightings
from truerole.data.store.store import bump_versions

CloseReason = Literal["absent", "gone", "deadline", "age", "board_gone"]

# Good runs that there must be before a list can be called short, and the share of their median below which it is.
_NEEDED_RUNS = 3
_SHORT_SHARE = 0.7
# The share of a board's open postings that is closed at once at most.
_MOST_AT_ONCE = 0.5
# Further days whose complete lists have no such posting, after which even most of a board is closed.
_FURTHER_ABSENCES = 3
# Days in a row with an empty list after which all of a board is closed; runs and days of a board that is gone.
_EMPTY_DAYS = 6
_GONE_RUNS, _GONE_DAYS = 3, 2


@dataclass(frozen=True, slots=True)
class BoardCounts:
    """Counts of a complete list: postings found, postings open before, earlier absences of each absent posting.

    `empty` counts the days in a row on which the list was empty, this one among them. `new_day` says that the board had
    no other good list on this day.
    """

    found: int
    open: int
    absences: Sequence[int]
    history: Sequence[int] = ()
    empty: int = 0
    new_day: bool = True


@dataclass(frozen=True, slots=True)
class ClosingDecision:
    """Whether absences count this time, the number of absences that closes a posting, and a message if none does."""

    counts: bool
    close_from: int | None = None
    why_not: str | None = None


def decide_closing(count: BoardCounts, absences: int) -> ClosingDecision:
    """Decide the closing by a complete list; a posting must be absent from `absences` such lists in a row."""
    if count.found == 0 and count.open:
        return _decide_empty(count.empty)
    if is_short(count.found, count.history):
        usual = median(count.history)
        return ClosingDecision(
            False, None, f"{count.found:,} postings where there were {usual:,.0f}: none is closed for now"
        )
    closing = sum(n + 1 >= absences for n in count.absences)
    if count.open and closing > _MOST_AT_ONCE * count.open:
        close_from = absences + _FURTHER_ABSENCES
        return ClosingDecision(
            count.new_day, close_from, f"{closing:,} of {count.open:,} open postings are absent: none is closed for now"
        )
    return ClosingDecision(True, absences)


def is_short(found: int, history: Sequence[int]) -> bool:
    """Return whether a list of `found` postings is much shorter than those of the good runs before it."""
    return len(history) >= _NEEDED_RUNS and found < _SHORT_SHARE * median(history)


def _decide_empty(times: int) -> ClosingDecision:
    if times >= _EMPTY_DAYS:
        return ClosingDecision(True, 0)
    return ClosingDecision(False, None, f"an empty board, on the {_nth(times)} day: none is closed for now")


def _nth(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def close_absent(connection: Connection, run: int, board: Board, absences: int) -> BoardClosing:
    """Close the postings of a board that a complete list of this run did not show."""
    table, key = postings.c, (board.source, board.board)
    seen = select(sightings.c.posting).where(sightings.c.posting == table.number, sightings.c.run == run).exists()
    absent = and_(_open(key), ~seen)
    counts = connection.execute(select(table.missing, func.count()).where(absent).group_by(table.missing)).all()
    found = connection.scalar(select(func.count()).where(_of(key), seen)) or 0
    opened = connection.scalar(select(func.count()).where(_open(key))) or 0
    missing = [row[0] for row in counts for _ in range(row[1])]
    empty = board.empty_days(now().date())
    new_day = board.good_at is None or board.good_at.date() < now().date()
    decision = decide_closing(BoardCounts(found, opened, missing, board.found, empty, new_day), absences)
    closed = 0
    if decision.counts:
        connection.execute(update(postings).where(absent).values(missing=table.missing + 1))
        if decision.close_from is not None:
            closed = _close(connection, and_(absent, table.missing >= decision.close_from), "absent")
    return BoardClosing(found, closed, decision.why_not, len(missing) - closed)


def close_gone(connection: Connection, number: int) -> int:
    """Close a posting whose page is gone."""
    return _close(connection, and_(postings.c.number == number, postings.c.closed_on.is_(None)), "gone")


def close_unknown(connection: Connection, board: Board) -> int:
    """Close the postings of a board that is gone, if the host has answered so in several runs and for days."""
    long_ago = board.good_at is None or board.good_at < now() - timedelta(days=_GONE_DAYS)
    often = board.gone + 1 >= _GONE_RUNS and long_ago
    return _close(connection, _open((board.source, board.board)), "board_gone") if often else 0


def close_aged(connection: Connection, source: str, days: int) -> int:
    """Close the postings of a source that are older than `days`, as the source lists only the newest."""
    table, last = postings.c, now().date() - timedelta(days=days)
    shown = func.coalesce(table.posted_on, func.date(table.added_at))
    return _close(
        connection, and_(table.source == source, table.closed_on.is_(None), ~table.sample, shown < last), "age"
    )


def close_past(connection: Connection) -> int:
    """Close the postings whose deadline has passed."""
    table = postings.c
    return _close(connection, and_(table.closed_on.is_(None), table.deadline < now().date()), "deadline")


def _of(board: tuple[str, str]) -> ColumnElement[bool]:
    table = postings.c
    return and_(table.source == board[0], table.board == board[1], ~table.sample)


def _open(board: tuple[str, str]) -> ColumnElement[bool]:
    return and_(_of(board), postings.c.closed_on.is_(None))


def _close(connection: Connection, which: ColumnElement[bool], reason: CloseReason) -> int:
    numbers = connection.scalars(select(postings.c.number).where(which)).all()
    for batch in batched(numbers):
        closed = update(postings).where(postings.c.number.in_(batch))
        connection.execute(closed.values(closed_on=now().date(), close_reason=reason))
    bump_versions(connection, numbers)
    return len(numbers)
