"""Keep postings and what was read in them: an SQLite file, or PostgreSQL, by one code.

Writers take batches of about `BATCH` postings in one transaction each; nobody holds a transaction longer than one batch
or one page's queries, else SQLite's write-ahead log would grow for as long as readers overlap.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Self, cast

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from truerole.core.clock import now
from truerole.core.errors import StoreError
from truerole.core.posting import Identity
from truerole.core.reading import ROLES
from truerole.core.settings import home
from truerole.core.stored import StoredReading, StoreEntry
from truerole.data.dedup import store_clusters
from truerole.data.store import schema
from truerole.data.store.engine import (
    batched,
    bulk_insert,
    checkpoint,
    create_store_engine,
    database_size,
    display_location,
    integrity_errors,
    translate_errors,
    upgrade,
)

BATCH = 1_000
# The lock of PostgreSQL that those who write the store take, a number of our own.
_WRITERS = 0x7275_6552
_NAME = "truerole.db"


@dataclass(frozen=True, slots=True)
class AddCounts:
    """Count the postings of a batch that are new, and those that the store had."""

    new: int = 0
    known: int = 0

    def __add__(self, other: "AddCounts") -> "AddCounts":
        """Add up two batches."""
        return AddCounts(self.new + other.new, self.known + other.known)


class Store:
    """Read and write one store; use as a context, so that it is closed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # Threads that write take turns here: SQLite lets those that wait try now and then, and one may never be lucky.
        self._turn = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @property
    def _sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the store; keep it short."""
        with translate_errors(self.engine), self.engine.connect() as connection:
            if not self._sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it or, where anything fails, nothing."""
        with self._turn, translate_errors(self.engine):
            with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
                if not self._sqlite:
                    # One writer at a time, as in SQLite: numbers then grow in the order of what is committed.
                    connection.execute(select(func.pg_advisory_xact_lock(_WRITERS)))
                yield connection
            if self._sqlite:
                checkpoint(self.engine)

    def add(self, entries: Iterable[StoreEntry], reader: str) -> AddCounts:
        """Add postings, as read by the reader of a version; those that the store has stay as they are."""
        added, rest = AddCounts(), iter(entries)
        while batch := list(islice(rest, BATCH)):
            with self.write_transaction() as connection:
                new = len(insert_postings(connection, batch, reader))
                added += AddCounts(new, len(batch) - new)
        return added

    def known_numbers(self, identities: Iterable[Identity]) -> dict[Identity, int]:
        """Return the numbers of those of some postings that the store has."""
        with self.read_transaction() as connection:
            return _known(connection, list(identities))

    def add_readings(self, read: Iterable[tuple[int, StoredReading]], reader: str) -> int:
        """Write what the reader of a version read in postings that are there, and return in how many.

        It counts once `switch_model_version` has made the reader the current one. What it had read before stays.
        """
        written, rest = 0, iter(read)
        while batch := list(islice(rest, BATCH)):
            with self.write_transaction() as connection:
                written += _reread(connection, batch, reader)
        return written

    def versions(self) -> dict[int, int]:
        """Return the version of each block of postings; it grows with each change."""
        with self.read_transaction() as connection:
            return {
                row.block: row.version
                for row in connection.execute(select(schema.blocks.c.block, schema.blocks.c.version))
            }

    def count(self, sample: bool = False) -> int:
        """Return how many postings there are, or how many of them are of the sample."""
        counted = select(func.count()).select_from(schema.postings)
        with self.read_transaction() as connection:
            return connection.scalar(counted.where(schema.postings.c.sample) if sample else counted) or 0

    def model_version(self) -> str | None:
        """Return the version of the reader whose readings count; None where nothing is read."""
        with self.read_transaction() as connection:
            return connection.scalar(select(schema.readers.c.version).where(schema.readers.c.current))

    def info(self) -> dict[str, str]:
        """Return where the store is and what it holds, in words."""
        tables = {"postings": schema.postings, "readings": schema.readings, "skills": schema.skills}
        with self.read_transaction() as connection:
            sizes = {name: connection.scalar(select(func.count()).select_from(t)) or 0 for name, t in tables.items()}
            reader = connection.scalar(select(schema.readers.c.version).where(schema.readers.c.current))
            sample = connection.scalar(select(func.count()).where(schema.postings.c.sample)) or 0
        return {
            "store": display_location(self.engine),
            **{name: f"{size:,}" for name, size in sizes.items()},
            "of these": f"{sample:,} postings of the sample",
            "reader": reader or "-",
            "on disk": f"{database_size(self.engine) / 1e6:,.1f} MB",
        }

    def integrity_errors(self) -> list[str]:
        """Return what the database itself finds wrong with its file; nothing where all is well."""
        if not self._sqlite:
            return []
        with translate_errors(self.engine), closing(self.engine.raw_connection()) as raw:
            return [
                f"{display_location(self.engine)}: {line}"
                for line in integrity_errors(cast(sqlite3.Connection, raw.driver_connection))
            ]


def open_store(url: str | None = None) -> Store:
    """Open the store at `url`: by default TRUEROLE_DATABASE_URL, else the file `truerole.db` in the user's folder.

    Raises StoreError where that is impossible: no right to write, no such server, a store of a newer TrueRole.
    """
    engine = create_store_engine(store_url(url))
    try:
        with translate_errors(engine):
            upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def store_url(url: str | None = None) -> str:
    """Return where the store is, if not at `url`; raises StoreError where there can be no file."""
    return url or os.environ.get("TRUEROLE_DATABASE_URL") or f"sqlite:///{_file()}"


def store_exists() -> bool:
    """Return whether this user has a store already, so that none is made only to look into it."""
    return bool(os.environ.get("TRUEROLE_DATABASE_URL")) or (home() / _NAME).is_file()


def _file() -> Path:
    path = home() / _NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: {error.strerror}; set TRUEROLE_HOME to a folder that you may write") from None
    return path


def insert_postings(connection: Connection, batch: Sequence[StoreEntry], reader: str) -> dict[Identity, int]:
    """Add those of some postings that the store has not, within a transaction, and return their numbers."""
    unique = {entry.posting.identity: entry for entry in batch}
    known = _known(connection, list(unique))
    fresh = [entry for identity, entry in unique.items() if identity not in known]
    numbers = _new_numbers(connection, len(fresh)) if fresh else ()
    if fresh:
        rows = [posting_row(entry) | {"number": number} for number, entry in zip(numbers, fresh, strict=True)]
        connection.execute(insert(schema.postings), rows)
        insert_readings(connection, list(zip(numbers, (e.reading for e in fresh), strict=True)), reader)
        _mark_repeats(connection, list(zip(numbers, fresh, strict=True)))
        bump_versions(connection, numbers, added=True)
    return {entry.posting.identity: number for number, entry in zip(numbers, fresh, strict=True)}


def _new_numbers(connection: Connection, count: int) -> Sequence[int]:
    """Return the numbers of postings to be added; to ask for each one when it is there would cost a tenth more."""
    if connection.dialect.name == "sqlite":
        last = connection.scalar(select(func.max(schema.postings.c.number))) or 0
        return range(last + 1, last + 1 + count)
    drawn = func.nextval(func.pg_get_serial_sequence("postings", "number"))
    return connection.scalars(select(drawn).select_from(func.generate_series(1, count))).all()


def _mark_repeats(connection: Connection, added: list[tuple[int, StoreEntry]]) -> None:
    """Say which jobs new postings show; blocks of earlier ones that this changes are touched."""
    if earlier := store_clusters.cluster_new(
        connection, {number: (e.posting, e.own_text) for number, e in added if not e.sample}
    ):
        bump_versions(connection, earlier)
    store_clusters.link_sample_duplicates(
        connection, {number: e.duplicate_of for number, e in added if e.sample and e.duplicate_of}
    )


def _known(connection: Connection, identities: list[Identity]) -> dict[Identity, int]:
    """Return the numbers of the postings that are there: board by board, as SQLite has no index for rows of values."""
    table, boards = schema.postings.c, dict[tuple[str, str], list[str]]()
    for source, board, external_id in identities:
        boards.setdefault((source, board), []).append(external_id)
    found: dict[Identity, int] = {}
    for (source, board), names in boards.items():
        here = select(table.external_id, table.number).where(table.source == source, table.board == board)
        for some in batched(names):
            rows = connection.execute(here.where(table.external_id.in_(some)))
            found.update({(source, board, row.external_id): row.number for row in rows})
    return found


def posting_row(entry: StoreEntry) -> dict[str, Any]:
    """Return the row of the table of postings that an entry makes, but for its number."""
    posting, salary = entry.posting, entry.posting.salary
    plain = {f.name: getattr(posting, f.name) for f in fields(posting) if f.name not in ("salary", "description")}
    return plain | {
        "board": posting.board or "",
        "description": posting.description or None,
        "month": entry.month or (posting.posted_on.isoformat()[:7] if posting.posted_on else None),
        "salary_min": salary.min if salary else None,
        "salary_max": salary.max if salary else None,
        "currency": salary.currency if salary else None,
        "period": salary.period if salary else None,
        "salary_basis": salary.basis if salary else None,
        "content": posting.content,
        "sample": entry.sample,
        "added_at": now(),
    }


def insert_readings(connection: Connection, read: list[tuple[int, StoredReading]], reader: str) -> None:
    """Write what the reader of a version read in postings; blocks are the caller's to touch."""
    number = _reader(connection, reader)
    names = _skill_numbers(connection, {asked.skill for _, facts in read for asked in facts.skills})
    connection.execute(insert(schema.readings), [_reading_row(posting, number, facts) for posting, facts in read])
    rows = [(posting, number, names[a.skill], a.need, a.years) for posting, facts in read for a in facts.skills]
    bulk_insert(connection, schema.skills, ("posting", "reader", "skill", "need", "years"), rows)


def _reread(connection: Connection, batch: Sequence[tuple[int, StoredReading]], reader: str) -> int:
    table, number, wanted = schema.readings, _reader(connection, reader), [posting for posting, _ in batch]
    done: set[int] = set()
    for some in batched(wanted):
        found = select(table.c.posting).where(table.c.reader == number, table.c.posting.in_(some))
        done.update(connection.scalars(found))
    fresh = [(posting, facts) for posting, facts in batch if posting not in done]
    if fresh:
        insert_readings(connection, fresh, reader)
        if connection.scalar(select(schema.readers.c.current).where(schema.readers.c.number == number)):
            bump_versions(connection, [posting for posting, _ in fresh])
    return len(fresh)


def _reading_row(posting: int, reader: int, facts: StoredReading) -> dict[str, Any]:
    plain = {f.name: getattr(facts, f.name) for f in fields(facts) if f.name not in ("roles", "skills")}
    return plain | dict(zip(ROLES, facts.roles, strict=True)) | {"posting": posting, "reader": reader}


def _reader(connection: Connection, version: str) -> int:
    """Return the number of a reader; the first one that ever read is the current one."""
    table = schema.readers
    number = connection.scalar(select(table.c.number).where(table.c.version == version))
    if number is None:
        first = connection.scalar(select(func.count()).select_from(table)) == 0
        row = insert(table).values(version=version, current=first).returning(table.c.number)
        number = connection.execute(row).scalar_one()
    return int(number)


def _skill_numbers(connection: Connection, wanted: set[str]) -> dict[str, int]:
    table = schema.skill_names
    numbers = {row.skill: row.number for row in connection.execute(select(table.c.skill, table.c.number))}
    if new := sorted(wanted - numbers.keys()):
        rows = connection.execute(insert(table).returning(table.c.skill, table.c.number), [{"skill": s} for s in new])
        numbers.update({row.skill: row.number for row in rows})
    return numbers


def bump_versions(connection: Connection, numbers: Iterable[int], added: bool = False) -> None:
    """Raise the version of each block that holds one of these postings, which are new or were there before."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    version = schema.blocks.c.version + 1
    raised = {"version": version} if added else {"version": version, "rewritten": version}
    first = dialect.insert(schema.blocks).on_conflict_do_update(index_elements=["block"], set_=raised)
    rows = [{"block": b, "version": 1, "rewritten": 0} for b in sorted({n // schema.BLOCK for n in numbers})]
    if rows:
        connection.execute(first, rows)


def switch_model_version(store: Store, reader: str) -> None:
    """Make the readings of a version the ones that count, in one step."""
    with store.write_transaction() as connection:
        number = _reader(connection, reader)
        connection.execute(update(schema.readers).values(current=schema.readers.c.number == number))
        version = schema.blocks.c.version + 1
        connection.execute(update(schema.blocks).values(version=version, rewritten=version))
