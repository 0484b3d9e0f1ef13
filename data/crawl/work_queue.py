"""The work queue of crawls in the store, by which a crawl that was cut off is resumed: each task is a board's request.

A crawl holds its tasks (rows of the table `units`) by a lease that it renews while it lives. When it is killed, its
tasks are free at once on the same machine, and on another when the lease has run out.
"""

import os
import socket
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache

import orjson
import psutil
from sqlalchemy import Connection, delete, func, insert, select, update

from truerole.core.clock import now
from truerole.core.crawl import GOOD_OUTCOMES, CrawlTask, Outcome, TaskResult
from truerole.core.errors import StoreError
from truerole.data.store.engine import insert_or_ignore
from truerole.data.store.schema import runs, sightings, units
from truerole.data.store.store import Store

KIND = "gathering"
LEASE = timedelta(minutes=2)
# A crawl that was cut off longer ago is not resumed: its lists are no longer of one time.
_STALE = timedelta(hours=20)
_REMEMBERED_DAYS = 90
# Seconds by which two processes may see the start of a third apart: the clock of a machine is set while it runs.
_SAME_START_SECONDS = 60.0

BoardKey = tuple[str, str]


@cache
def worker_id() -> str:
    """Return the holder of this process's tasks: host, process id, and start in seconds since 1970."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{psutil.Process(pid).create_time():.2f}"[:80]


def begin(store: Store, wanted: Iterable[CrawlTask], kind: str = KIND) -> tuple[int, bool, list[CrawlTask]]:
    """Begin a run, or resume a run of the same boards that was cut off: (run number, resumed, tasks left).

    Raises StoreError where another crawl is running.
    """
    first = list(wanted)
    with store.write_transaction() as connection:
        _refuse_second(connection)
        run = _cut_off(connection, kind, {(task.source, task.board) for task in first})
        begun = run is None
        if run is None:
            row = insert(runs).values(kind=kind, begun_at=now()).returning(runs.c.number)
            run = int(connection.execute(row).scalar_one())
            add_tasks(connection, run, first)
        _hold(connection, run)
        return run, not begun, _left(connection, run)


def add_tasks(connection: Connection, run: int, more: Iterable[CrawlTask]) -> None:
    """Insert the tasks that a run does not have yet."""
    until = now() + LEASE
    rows = [
        {"run": run, "source": task.source, "board": task.board, "key": task.key, "request": task.request.decode()}
        | {"holder": worker_id(), "held_until": until}
        for task in more
    ]
    insert_or_ignore(connection, units, rows)


def finish_task(connection: Connection, run: int, task: CrawlTask, result: TaskResult) -> None:
    """Mark a task as done, with the result."""
    here = units.c.source == task.source, units.c.board == task.board, units.c.key == task.key
    ended = update(units).where(units.c.run == run, *here)
    connection.execute(
        ended.values(ended_at=now(), outcome=result.outcome, message=result.message, found=result.found, holder=None)
    )


def renew(store: Store, run: int) -> None:
    """Renew the lease of the tasks that are left of a run."""
    with store.write_transaction() as connection:
        _hold(connection, run)


def release(store: Store, run: int) -> None:
    """Release the lease of the tasks that are left, so that another process may resume the run."""
    with store.write_transaction() as connection:
        waiting = update(units).where(units.c.run == run, units.c.ended_at.is_(None))
        connection.execute(waiting.values(holder=None, held_until=None))


def task_results(connection: Connection, run: int, board: BoardKey) -> list[tuple[bytes, TaskResult]]:
    """Return (request in JSON, result) for each task of a board that is done."""
    rows = select(units).where(units.c.run == run, units.c.source == board[0], units.c.board == board[1])
    done = connection.execute(rows.where(units.c.ended_at.is_not(None)).order_by(units.c.number))
    return [(row.request.encode(), TaskResult(row.outcome, row.message, row.found or 0)) for row in done]


def board_result(done: Iterable[tuple[bytes, TaskResult]]) -> TaskResult:
    """Return the result of a board from the results of all requests: a list is complete only if all pages are.

    Details of single postings that could not be fetched only add to the message.
    """
    parts = [(orjson.loads(request)["of"] is None, end) for request, end in done]
    lists = [end for is_list, end in parts if is_list]
    lost = sum(end.outcome not in (*GOOD_OUTCOMES, "gone") for is_list, end in parts if not is_list)
    found = sum(end.found for end in lists)
    worst = max(lists, key=lambda end: _GRAVEST.index(end.outcome), default=TaskResult("failed", "nothing was asked"))
    words = worst.message or next((end.message for end in lists if end.message), None)
    details = f"the texts of {lost:,} postings could not be had" if lost else None
    return TaskResult(worst.outcome, "; ".join(filter(None, (words, details))) or None, found)


# From what says least against a board's list to what says most.
_GRAVEST: tuple[Outcome, ...] = (
    "not modified", "complete", "truncated", "gone", "malformed", "failed", "forbidden", "rate limited", "blocked"
)  # fmt: skip


def running(store: Store) -> int | None:
    """Return the number of the run that a living process holds, None where there is none."""
    with store.read_transaction() as connection:
        return _held(connection)


def _left(connection: Connection, run: int) -> list[CrawlTask]:
    rows = select(units).where(units.c.run == run, units.c.ended_at.is_(None)).order_by(units.c.number)
    return [CrawlTask(row.source, row.board, row.request.encode()) for row in connection.execute(rows)]


def _hold(connection: Connection, run: int) -> None:
    waiting = update(units).where(units.c.run == run, units.c.ended_at.is_(None))
    connection.execute(waiting.values(holder=worker_id(), held_until=now() + LEASE))


def _refuse_second(connection: Connection) -> None:
    if (run := _held(connection)) is not None:
        begun = connection.scalar(select(runs.c.begun_at).where(runs.c.number == run))
        raise StoreError(f"another gathering is running since {begun:%H:%M} UTC; wait until it has ended, or stop it")


def _held(connection: Connection) -> int | None:
    waiting = select(units.c.run, units.c.holder).where(units.c.ended_at.is_(None), units.c.held_until > now())
    held = connection.execute(waiting.where(units.c.holder.is_not(None)).distinct())
    return next((int(row.run) for row in held if row.holder != worker_id() and _lives(row.holder)), None)


def _cut_off(connection: Connection, kind: str, wanted: Collection[BoardKey]) -> int | None:
    """Return the newest run that was cut off and has just these boards; end runs that are too old to be resumed."""
    open_runs = select(runs.c.number, runs.c.begun_at).where(runs.c.kind == kind, runs.c.ended_at.is_(None))
    for row in connection.execute(open_runs.order_by(runs.c.number.desc())).all():
        if row.begun_at < now() - _STALE:
            _give_up(connection, row.number, row.begun_at)
        elif _boards(connection, row.number) == wanted:
            return int(row.number)
    return None


def _give_up(connection: Connection, run: int, begun: datetime) -> None:
    summary = f"cut off on {begun:%Y-%m-%d} and not gone on with"
    connection.execute(update(runs).where(runs.c.number == run).values(ended_at=now(), summary=summary))
    waiting = update(units).where(units.c.run == run, units.c.ended_at.is_(None))
    connection.execute(waiting.values(ended_at=now(), outcome="failed", message="cut off", holder=None))


def _boards(connection: Connection, run: int) -> set[BoardKey]:
    rows = select(units.c.source, units.c.board).where(units.c.run == run).group_by(units.c.source, units.c.board)
    return {(row.source, row.board) for row in connection.execute(rows)}


def _lives(holder: str) -> bool:
    """Return whether a holder's process may live; of another machine nobody knows.

    Process ids are given again, so that the process must have the holder's start, too.
    """
    host, _, rest = holder.partition(":")
    pid, _, started = rest.partition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        process = psutil.Process(int(pid))
        same: bool = abs(process.create_time() - float(started)) <= _SAME_START_SECONDS
        return same and bool(process.status() != psutil.STATUS_ZOMBIE)
    except (psutil.NoSuchProcess, ValueError):
        return False
    except psutil.Error:
        return True


def progress(store: Store, run: int) -> list[tuple[str, int, int, int]]:
    """Return (source, boards, requests done, requests in all) for each source of a run."""
    counted = select(
        units.c.source,
        func.count(units.c.board.distinct()),
        func.count(units.c.ended_at),
        func.count(),
    )
    with store.read_transaction() as connection:
        rows = connection.execute(counted.where(units.c.run == run).group_by(units.c.source).order_by(units.c.source))
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def purge_old_tasks(store: Store, days: int = _REMEMBERED_DAYS) -> None:
    """Drop the tasks and sightings of runs that ended `days` ago; postings stay."""
    long_ago = now() - timedelta(days=days)
    old = select(runs.c.number).where(runs.c.kind != "import", runs.c.ended_at < long_ago)
    with store.write_transaction() as connection:
        for table in (units, sightings):
            connection.execute(delete(table).where(table.c.run.in_(old)))
