"""Store the output of a crawl's tasks: postings, readings and the end of the task, in a single transaction.

New postings are inserted, changed ones updated with their new readings, unchanged ones noted as seen. A killed crawl
leaves a task's output whole or not at all.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, literal, not_, select, update

from truerole.core.clock import now
from truerole.core.crawl import GOOD_OUTCOMES, Board, BoardClosing, ChangeCounts, KnownPosting, TaskOutput
from truerole.core.posting import Identity, SourceRanks
from truerole.core.stored import StoreEntry
from truerole.data.crawl import boards
from truerole.data.crawl.closing import close_absent, close_aged, close_gone, close_past, close_unknown
from truerole.data.crawl.host_state import forget_validators, save_validators
from truerole.data.crawl.raw_responses import save_raw
from truerole.data.crawl.work_queue import add_tasks, board_result, finish_task, task_results
from truerole.data.dedup import store_clusters
from truerole.data.dedup.election import elect_open, elect_whole
from truerole.data.store import schema
from truerole.data.store.engine import batched, insert_into
from truerole.data.store.readings import insert_readings
from truerole.data.store.schema import postings, sightings
from truerole.data.store.store import Store, bump_versions, insert_postings, posting_row


def known_postings(store: Store, identities: Iterable[Identity]) -> dict[Identity, KnownPosting]:
    """Map each stored identity to (number, content hash, open)."""
    table, named = postings.c, dict[tuple[str, str], list[str]]()
    for source, board, external_id in identities:
        named.setdefault((source, board), []).append(external_id)
    found: dict[Identity, KnownPosting] = {}
    columns = select(table.external_id, table.number, table.content, table.closed_on)
    with store.read_transaction() as connection:
        for (source, board), names in named.items():
            for batch in batched(names):
                here = columns.where(table.source == source, table.board == board, table.external_id.in_(batch))
                for row in connection.execute(here):
                    state = KnownPosting(row.number, row.content, row.closed_on is None)
                    found[source, board, row.external_id] = state
    return found


def ingest(
    store: Store, run: int, outputs: Sequence[TaskOutput], model_version: str, ranks: SourceRanks | None = None
) -> list[ChangeCounts]:
    """Write task outputs in a single transaction, and return the change counts of each; `ranks` as in `Store.add`."""
    with store.write_transaction() as connection:
        numbers = insert_postings(
            connection, [entry for output in outputs for entry in output.new], model_version, ranks
        )
        changed = {number: entry for output in outputs for number, entry in output.changed}
        _update_changed(connection, changed, model_version, ranks)
        return [_finish(connection, run, output, numbers, ranks) for output in outputs]


def _finish(
    connection: Connection, run: int, output: TaskOutput, numbers: dict[Identity, int], ranks: SourceRanks | None
) -> ChangeCounts:
    """Store the sightings and the end of a task; new postings that are counted are removed from `numbers`."""
    own = (entry.posting.identity for entry in output.new)
    new = {numbers.pop(identity) for identity in own if identity in numbers}
    changed = {number for number, _ in output.changed}
    same = set(output.seen) - changed
    reopened = _see(connection, run, new | changed | same, changed, ranks)
    unchanged = len(same)
    if output.all_open:
        here = and_(postings.c.source == output.task.source, postings.c.board == output.task.board)
        unchanged += _see_all(connection, run, and_(here, postings.c.closed_on.is_(None)))
    closed = sum(close_gone(connection, number) for number in output.gone)
    add_tasks(connection, run, output.more)
    finish_task(connection, run, output.task, output.result)
    if output.validators:
        save_validators(connection, output.validators)
    if output.raw:
        save_raw(connection, [output.raw])
    return ChangeCounts(len(new), len(changed), unchanged, closed, reopened)


def end_board(
    store: Store,
    run: int,
    board: Board,
    absences: int | None,
    narrowed: str = "",
    *,
    ranks: SourceRanks | None = None,
) -> BoardClosing:
    """Store the outcome of a board in a run, and close postings that are absent; a second call does nothing.

    `absences` is in how many complete lists in a row a posting must be absent to be closed; None where its list shows
    only the newest. `narrowed` says what the run left out; `ranks` as in `Store.add`.
    """
    with store.write_transaction() as connection:
        done = task_results(connection, run, (board.source, board.board))
        end = board_result(done)
        here = schema.boards.c.number == board.number
        if connection.scalar(select(schema.boards.c.settled).where(here)) == run:
            return BoardClosing(end.found)
        closing = BoardClosing(end.found)
        if end.outcome in ("complete", "not modified") and absences is not None:
            closing = close_absent(connection, run, board, absences)
        elif end.outcome == "gone":
            closing = BoardClosing(0, close_unknown(connection, board))
        if closing.why_not or closing.waiting:
            forget_validators(connection, (request for request, _ in done))
        elect_open(connection, (board.source, board.board), ranks)
        boards.record_outcome(connection, board, end.outcome, end.message or closing.why_not, closing.found)
        changed = {"settled": run} | ({"narrowed": narrowed} if end.outcome in GOOD_OUTCOMES else {})
        connection.execute(update(schema.boards).where(here).values(changed))
        return closing


def close_by_day(store: Store, expires: Mapping[str, int], ranks: SourceRanks | None = None) -> int:
    """Close postings past their deadline or, by source, past their age in days (`expires`); return the count."""
    with store.write_transaction() as connection:
        closed = close_past(connection) + sum(close_aged(connection, source, days) for source, days in expires.items())
        if closed:
            elect_open(connection, None, ranks)
        return closed


def _update_changed(
    connection: Connection, changed: dict[int, StoreEntry], model_version: str, ranks: SourceRanks | None
) -> None:
    """Update stored postings by number, and replace their readings."""
    numbers = list(changed)
    if not numbers:
        return
    rows = [posting_row(entry) | {"of": number} for number, entry in changed.items()]
    kept = ("source", "board", "external_id", "added_at", "sample")
    columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name not in (*kept, "of")}
    plain = [{name: value for name, value in row.items() if name not in kept} for row in rows]
    connection.execute(update(postings).where(postings.c.number == bindparam("of")).values(columns), plain)
    mine = select(schema.readers.c.number).where(schema.readers.c.version == model_version).scalar_subquery()
    for batch in batched(numbers):
        for table in (schema.skills, schema.readings):
            connection.execute(delete(table).where(table.c.posting.in_(batch), table.c.reader == mine))
    insert_readings(connection, [(number, entry.reading) for number, entry in changed.items()], model_version)
    jobs = store_clusters.cluster_changed(
        connection, {number: (entry.posting, entry.own_text) for number, entry in changed.items()}, ranks
    )
    bump_versions(connection, [*numbers, *jobs])


def _see(connection: Connection, run: int, numbers: Iterable[int], changed: Set[int], ranks: SourceRanks | None) -> int:
    """Store a run's sightings of postings, reopen closed postings, and return the count of the reopened.

    One that is past its deadline or its age stays closed, though a list shows it: else each run would reopen it, and
    close it again on another day. With another date it is one of the `changed`.
    """
    table, reopened = postings.c, list[int]()
    past = and_(table.close_reason == "deadline", func.coalesce(table.deadline < now().date(), False))
    for batch in batched(sorted(numbers)):
        which = table.number.in_(batch)
        closed = select(table.number, table.close_reason).where(which, table.closed_on.is_not(None), not_(past))
        rows = connection.execute(closed).all()
        again = [row.number for row in rows if row.close_reason != "age" or row.number in changed]
        opened = {"closed_on": None, "close_reason": None, "reopened": table.reopened + 1}
        connection.execute(update(postings).where(table.number.in_(again)).values(opened))
        _see_all(connection, run, which)
        reopened += again
    if reopened:
        elect_whole(connection, reopened, ranks)
    bump_versions(connection, reopened)
    return len(reopened)


def _see_all(connection: Connection, run: int, which: ColumnElement[bool]) -> int:
    at = now()
    rows = select(postings.c.number, literal(run), literal(at)).where(which)
    seen = insert_into(connection, sightings).from_select(["posting", "run", "seen_at"], rows)
    connection.execute(seen.on_conflict_do_nothing())
    return connection.execute(update(postings).where(which).values(last_seen=at, missing=0)).rowcount
