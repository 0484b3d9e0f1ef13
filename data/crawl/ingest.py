"""Keep what a gathering brings: what a unit showed, and that it is done, in one step that no kill can part.

New postings are added, changed ones are written anew with what is read in them, those that are as they were are seen.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, literal, select, update

from truerole.core.clock import now
from truerole.core.crawl import GOOD_OUTCOMES, Board, BoardClosing, ChangeCounts, KnownPosting, TaskOutput
from truerole.core.posting import Identity
from truerole.core.stored import StoreEntry
from truerole.data.crawl import boards
from truerole.data.crawl.closing import close_absent, close_aged, close_gone, close_past, close_unknown
from truerole.data.crawl.work_queue import add_tasks, board_result, finish_task, task_results
from truerole.data.dedup import store_clusters
from truerole.data.store import schema
from truerole.data.store.engine import batched, insert_into
from truerole.data.store.readings import insert_readings
from truerole.data.store.schema import postings, sightings
from truerole.data.store.store import Store, bump_versions, insert_postings, posting_row


def known_postings(store: Store, identities: Iterable[Identity]) -> dict[Identity, KnownPosting]:
    """Return what the store knows of those of some postings that it has."""
    table, named = postings.c, dict[tuple[str, str], list[str]]()
    for source, board, external_id in identities:
        named.setdefault((source, board), []).append(external_id)
    found: dict[Identity, KnownPosting] = {}
    columns = select(table.external_id, table.number, table.content, table.closed_on)
    with store.read_transaction() as connection:
        for (source, board), names in named.items():
            for some in batched(names):
                here = columns.where(table.source == source, table.board == board, table.external_id.in_(some))
                for row in connection.execute(here):
                    state = KnownPosting(row.number, row.content, row.closed_on is None)
                    found[source, board, row.external_id] = state
    return found


def ingest(store: Store, run: int, harvests: Sequence[TaskOutput], reader: str) -> list[ChangeCounts]:
    """Write what some units showed, all of it or nothing, and return what each changed."""
    with store.write_transaction() as connection:
        numbers = insert_postings(connection, [entry for harvest in harvests for entry in harvest.new], reader)
        _revise(connection, {number: entry for harvest in harvests for number, entry in harvest.changed}, reader)
        return [_one(connection, run, harvest, numbers) for harvest in harvests]


def _one(connection: Connection, run: int, harvest: TaskOutput, numbers: dict[Identity, int]) -> ChangeCounts:
    """Write down what postings a unit came by, and that it is done; `numbers` loses those that are counted."""
    own = (entry.posting.identity for entry in harvest.new)
    new = {numbers.pop(identity) for identity in own if identity in numbers}
    changed = {number for number, _ in harvest.changed}
    same = set(harvest.seen) - changed
    reopened = _see(connection, run, new | changed | same)
    unchanged = len(same)
    if harvest.all_open:
        here = and_(postings.c.source == harvest.unit.source, postings.c.board == harvest.unit.board)
        unchanged += _see_all(connection, run, and_(here, postings.c.closed_on.is_(None)))
    closed = sum(close_gone(connection, number) for number in harvest.gone)
    add_tasks(connection, run, harvest.more)
    finish_task(connection, run, harvest.unit, harvest.end)
    for write in harvest.also:
        write(connection)
    return ChangeCounts(len(new), len(changed), unchanged, closed, reopened)


def end_board(store: Store, run: int, board: Board, absences: int | None, narrowed: str = "") -> BoardClosing:
    """Write down how a board went in a run, and close what its list no longer has; a second time does nothing.

    `absences` is in how many complete lists in a row a posting must be absent to be closed; None where its list shows
    only the newest. `narrowed` says what the run left out.
    """
    with store.write_transaction() as connection:
        end = board_result(task_results(connection, run, (board.source, board.board)))
        here = schema.boards.c.number == board.number
        if connection.scalar(select(schema.boards.c.settled).where(here)) == run:
            return BoardClosing(end.found)
        settled = BoardClosing(end.found)
        if end.outcome in ("complete", "not modified") and absences is not None:
            settled = close_absent(connection, run, board, absences)
        elif end.outcome == "gone":
            settled = BoardClosing(0, close_unknown(connection, board))
        boards.record_outcome(connection, board, end.outcome, end.message or settled.why_not, settled.found)
        once = {"settled": run} | ({"narrowed": narrowed} if end.outcome in GOOD_OUTCOMES else {})
        connection.execute(update(schema.boards).where(here).values(once))
        return settled


def close_by_day(store: Store, expires: dict[str, int]) -> int:
    """Close postings whose last day has passed, and those of each source that are older than so many days."""
    with store.write_transaction() as connection:
        return close_past(connection) + sum(close_aged(connection, source, days) for source, days in expires.items())


def _revise(connection: Connection, changed: dict[int, StoreEntry], reader: str) -> None:
    """Write postings anew that were there, with what is read in them now."""
    numbers = list(changed)
    if not numbers:
        return
    rows = [posting_row(entry) | {"of": number} for number, entry in changed.items()]
    kept = ("source", "board", "external_id", "added_at", "sample")
    columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name not in (*kept, "of")}
    plain = [{name: value for name, value in row.items() if name not in kept} for row in rows]
    connection.execute(update(postings).where(postings.c.number == bindparam("of")).values(columns), plain)
    mine = select(schema.readers.c.number).where(schema.readers.c.version == reader).scalar_subquery()
    for some in batched(numbers):
        for table in (schema.skills, schema.readings):
            connection.execute(delete(table).where(table.c.posting.in_(some), table.c.reader == mine))
    insert_readings(connection, [(number, entry.reading) for number, entry in changed.items()], reader)
    jobs = store_clusters.cluster_changed(
        connection, {number: (entry.posting, entry.own_text) for number, entry in changed.items()}
    )
    bump_versions(connection, [*numbers, *jobs])


def _see(connection: Connection, run: int, numbers: Iterable[int]) -> int:
    """Write down that a run came by postings, and return how many of them had been closed."""
    reopened: list[int] = []
    for some in batched(sorted(numbers)):
        which = postings.c.number.in_(some)
        closed = connection.scalars(select(postings.c.number).where(which, postings.c.closed_on.is_not(None))).all()
        again = {"closed_on": None, "close_reason": None, "reopened": postings.c.reopened + 1}
        connection.execute(update(postings).where(postings.c.number.in_(closed)).values(again))
        _see_all(connection, run, which)
        reopened += closed
    bump_versions(connection, reopened)
    return len(reopened)


def _see_all(connection: Connection, run: int, which: ColumnElement[bool]) -> int:
    at = now()
    rows = select(postings.c.number, literal(run), literal(at)).where(which)
    seen = insert_into(connection, sightings).from_select(["posting", "run", "seen_at"], rows)
    connection.execute(seen.on_conflict_do_nothing())
    return connection.execute(update(postings).where(which).values(last_seen=at, missing=0)).rowcount
