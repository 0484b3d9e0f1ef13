"""Runs, each a crawl, an import or a re-prediction: start, end, summary, and the postings sighted in the run."""

from collections.abc import Iterable

from sqlalchemy import insert, update

from truerole.core.clock import now
from truerole.data.store.engine import insert_or_ignore
from truerole.data.store.schema import runs, sightings
from truerole.data.store.store import Store


def begin_run(store: Store, kind: str) -> int:
    """Insert a run that starts now, and return the run's number."""
    with store.write_transaction() as connection:
        row = insert(runs).values(kind=kind, begun_at=now()).returning(runs.c.number)
        return int(connection.execute(row).scalar_one())


def end_run(store: Store, run: int, summary: str) -> None:
    """Set the end and the summary of a run; an interrupted run keeps neither."""
    with store.write_transaction() as connection:
        connection.execute(update(runs).where(runs.c.number == run).values(ended_at=now(), summary=summary))


def record_sightings(store: Store, run: int, numbers: Iterable[int]) -> None:
    """Record a run's sightings of postings, each posting at most once, also by repeated calls."""
    at = now()
    rows = [{"posting": number, "run": run, "seen_at": at} for number in sorted(set(numbers))]
    if rows:
        with store.write_transaction() as connection:
            insert_or_ignore(connection, sightings, rows)
