"""Keep in the store what was run, when, and which postings it came by: a gathering, an import, a re-reading."""

from collections.abc import Iterable

from sqlalchemy import insert, update
from sqlalchemy.dialects import postgresql, sqlite

from truerole.core.clock import now
from truerole.data.store.schema import runs, sightings
from truerole.data.store.store import Store


def begin_run(store: Store, kind: str) -> int:
    """Write down that a run begins, and return its number."""
    with store.write_transaction() as connection:
        row = insert(runs).values(kind=kind, begun_at=now()).returning(runs.c.number)
        return int(connection.execute(row).scalar_one())


def end_run(store: Store, run: int, summary: str) -> None:
    """Write down that a run has ended; one that was cut off has no end."""
    with store.write_transaction() as connection:
        connection.execute(update(runs).where(runs.c.number == run).values(ended_at=now(), summary=summary))


def record_sightings(store: Store, run: int, numbers: Iterable[int]) -> None:
    """Write down that a run came by some postings, new or known; to come by one twice is to come by it once."""
    at = now()
    rows = [{"posting": number, "run": run, "seen_at": at} for number in sorted(set(numbers))]
    dialect = postgresql if store.engine.dialect.name == "postgresql" else sqlite
    if rows:
        with store.write_transaction() as connection:
            connection.execute(dialect.insert(sightings).on_conflict_do_nothing(), rows)
