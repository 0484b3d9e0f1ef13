"""The store of postings and readings: an SQLite file or a PostgreSQL server, behind the same code.

Writers take batches of about `BATCH` postings in one transaction each; nobody holds a transaction longer than one batch
or one page's queries, else SQLite's write-ahead log would grow for as long as readers overlap.
"""

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Self, cast

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from truerole.core.clock import now
from truerole.core.errors import StoreError
from truerole.core.posting import Identity, Posting, SourceRanks
from truerole.core.settings import database_url, home, writable, writable_home
from truerole.core.stored import StoredReading, StoreEntry
from truerole.data.dedup import store_clusters
from truerole.data.store import schema
from truerole.data.store.database_url import sqlite_url
from truerole.data.store.engine import (
    batched,
    checkpoint,
    create_store_engine,
    database_size,
    display_location,
    integrity_errors,
    is_sqlite,
    translate_errors,
    upgrade,
    upsert,
)
from truerole.data.store.readings import insert_readings, model_number

# Postings a transaction.
BATCH = 1_000
# The number of the advisory lock that writers of a PostgreSQL store take.
_WRITER_LOCK = 0x7275_6552
_FILE_NAME = "truerole.db"


@dataclass(frozen=True, slots=True)
class AddCounts:
    """Numbers of new and of already known postings in added batches."""

    new: int = 0
    known: int = 0

    def __add__(self, other: "AddCounts") -> "AddCounts":
        """Add up the counts of two batches."""
        return AddCounts(self.new + other.new, self.known + other.known)


class Store:
    """Open store of postings and readings; a context manager that closes the connections."""

    def __init__(self, engine: Engine, *, guarded: bool = True) -> None:
        """Take an engine of `create_store_engine`, made with the same `guarded`."""
        self.engine = engine
        self._guarded = guarded
        # Threads that write take turns here: SQLite lets those that wait try now and then, and one may never be lucky.
        self._turn = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @property
    def writable(self) -> bool:
        """Return whether a transaction may write here, as none may under TRUEROLE_READONLY."""
        return writable() or not self._guarded

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """Open a transaction that sees a snapshot of the store, for short reads."""
        with translate_errors(self.engine), self.engine.connect() as connection:
            if not is_sqlite(self.engine):
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write_transaction(self, *, patient: bool = True) -> Iterator[Connection]:
        """Open a transaction for writing, alone among all writers; an exception rolls the whole back.

        It waits for others that write, and for a checkpoint, unless it is not to be `patient`. Raises StoreError where
        nothing may be changed, or others write all the while.
        """
        with self._in_turn(patient), translate_errors(self.engine):
            opened = self.engine.connect().execution_options(writes=True, patient=patient)
            with opened as connection, connection.begin():
                if not is_sqlite(self.engine):
                    _lock_writers(connection, patient)
                yield connection
            if patient and is_sqlite(self.engine):
                checkpoint(self.engine)

    @contextmanager
    def _in_turn(self, patient: bool) -> Iterator[None]:
        if not self._turn.acquire(blocking=patient):
            raise _others_write(self.engine)
        try:
            yield
        finally:
            self._turn.release()

    def add(self, entries: Iterable[StoreEntry], model_version: str, ranks: SourceRanks | None = None) -> AddCounts:
        """Add postings with the readings of a model version; postings that the store has stay unchanged.

        Of duplicates the one whose source `ranks` nearest to the employer is canonical, of these the earliest.
        """
        added, rest = AddCounts(), iter(entries)
        while batch := list(islice(rest, BATCH)):
            with self.write_transaction() as connection:
                new = len(insert_postings(connection, batch, model_version, ranks))
                added += AddCounts(new, len(batch) - new)
        return added

    def known_numbers(self, identities: Iterable[Identity]) -> dict[Identity, int]:
        """Map each known identity to the posting's number; unknown identities are left out."""
        with self.read_transaction() as connection:
            return _known_numbers(connection, list(identities))

    def add_readings(self, read: Iterable[tuple[int, StoredReading]], model_version: str) -> int:
        """Add a model version's readings of stored postings, given by number, and return how many were new.

        They count once `switch_model_version` has made the version the current one. Earlier readings stay.
        """
        written, rest = 0, iter(read)
        while batch := list(islice(rest, BATCH)):
            with self.write_transaction() as connection:
                written += _insert_missing_readings(connection, batch, model_version)
        return written

    def versions(self) -> dict[int, int]:
        """Map each block of postings to the block's version, which grows with every change in the block."""
        columns = schema.blocks.c.block, schema.blocks.c.version
        with self.read_transaction() as connection:
            return {row.block: row.version for row in connection.execute(select(*columns))}

    def count(self, sample: bool = False) -> int:
        """Return the number of postings, or of the shipped sample's postings alone."""
        counted = select(func.count()).select_from(schema.postings)
        with self.read_transaction() as connection:
            return connection.scalar(counted.where(schema.postings.c.sample) if sample else counted) or 0

    def model_version(self) -> str | None:
        """Return the current model version, whose readings count; None in an empty store."""
        with self.read_transaction() as connection:
            return connection.scalar(_CURRENT_VERSION)

    def info(self) -> dict[str, str]:
        """Describe the store for `truerole db info`: location, row counts, current model version, size on disk."""
        tables = {"postings": schema.postings, "readings": schema.readings, "skills": schema.skills}
        with self.read_transaction() as connection:
            sizes = {name: connection.scalar(select(func.count()).select_from(t)) or 0 for name, t in tables.items()}
            version = connection.scalar(_CURRENT_VERSION)
            sample = connection.scalar(select(func.count()).where(schema.postings.c.sample)) or 0
        return {
            "store": display_location(self.engine),
            **{name: f"{size:,}" for name, size in sizes.items()},
            "of these": f"{sample:,} postings of the sample",
            "reader": version or "-",
            "on disk": f"{database_size(self.engine) / 1e6:,.1f} MB",
        }

    def integrity_errors(self) -> list[str]:
        """Check the integrity of an SQLite file; return a line for each error, none for a server."""
        if not is_sqlite(self.engine):
            return []
        with translate_errors(self.engine), closing(self.engine.raw_connection()) as raw:
            found = integrity_errors(cast(sqlite3.Connection, raw.driver_connection))
        return [f"{display_location(self.engine)}: {line}" for line in found]


# Fields of a posting that are columns as they are.
_PLAIN = tuple(field.name for field in fields(Posting) if field.name not in ("salary", "description"))
_CURRENT_VERSION = select(schema.readers.c.version).where(schema.readers.c.current)


def open_store(url: str | None = None, *, guarded: bool = True) -> Store:
    """Open the store at `url`: by default TRUEROLE_DATABASE_URL, else the file `truerole.db` in the user's folder.

    A `guarded` one lets nobody write where TRUEROLE_READONLY is set; there, who has none is lent one for the time of
    the process. Raises StoreError for a folder without write access, an unreachable server, or the store of a newer
    TrueRole.
    """
    if url is None and not writable() and not store_exists():
        url, guarded = sqlite_url(_passing_file()), False
    engine = create_store_engine(store_url(url), guarded=guarded)
    try:
        with translate_errors(engine):
            upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, guarded=guarded)


@cache
def _passing_file() -> Path:
    """Return the path of a store that goes with the process."""
    folder = tempfile.mkdtemp(prefix="truerole-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder) / _FILE_NAME


def store_url(url: str | None = None) -> str:
    """Return the database URL of the store, `url` or the default; raises StoreError if the folder cannot be made."""
    return url or database_url() or sqlite_url(default_file())


def store_exists() -> bool:
    """Tell whether this user has a store already, so that a mere query creates none."""
    return database_url() is not None or (home() / _FILE_NAME).is_file()


def default_file() -> Path:
    """Return the path of the SQLite store in the user's folder, and make the folder; raises StoreError if denied."""
    if (home() / _FILE_NAME).is_file():
        return home() / _FILE_NAME
    try:
        return writable_home() / _FILE_NAME
    except OSError as error:
        raise StoreError(f"{home()}: {error.strerror}; set TRUEROLE_HOME to a folder that you may write") from None


def insert_postings(
    connection: Connection, batch: Sequence[StoreEntry], model_version: str, ranks: SourceRanks | None
) -> dict[Identity, int]:
    """Insert the new postings of a batch with their readings and duplicates, and map their identities to numbers."""
    unique = {entry.posting.identity: entry for entry in batch}
    known = _known_numbers(connection, list(unique))
    fresh = [entry for identity, entry in unique.items() if identity not in known]
    numbers = _next_numbers(connection, len(fresh)) if fresh else ()
    numbered = list(zip(numbers, fresh, strict=True))
    if numbered:
        rows = [posting_row(entry) | {"number": number} for number, entry in numbered]
        connection.execute(insert(schema.postings), rows)
        insert_readings(connection, [(number, entry.reading) for number, entry in numbered], model_version)
        _link_duplicates(connection, numbered, ranks)
        bump_versions(connection, numbers, added=True)
    return {entry.posting.identity: number for number, entry in numbered}


def _lock_writers(connection: Connection, patient: bool) -> None:
    """Lock out other writers of a PostgreSQL store, as SQLite does: numbers grow in the order of commits."""
    if patient:
        connection.execute(select(func.pg_advisory_xact_lock(_WRITER_LOCK)))
    elif not connection.scalar(select(func.pg_try_advisory_xact_lock(_WRITER_LOCK))):
        raise _others_write(connection.engine)


def _others_write(engine: Engine) -> StoreError:
    return StoreError(f"{display_location(engine)}: another program is writing; try again in a moment")


def _next_numbers(connection: Connection, count: int) -> Sequence[int]:
    """Reserve numbers for new postings; RETURNING the number of each inserted row would cost a tenth more."""
    if is_sqlite(connection):
        last = connection.scalar(select(func.max(schema.postings.c.number))) or 0
        return range(last + 1, last + 1 + count)
    drawn = func.nextval(func.pg_get_serial_sequence("postings", "number"))
    return connection.scalars(select(drawn).select_from(func.generate_series(1, count))).all()


def _link_duplicates(connection: Connection, added: list[tuple[int, StoreEntry]], ranks: SourceRanks | None) -> None:
    """Cluster new postings with their duplicates, and bump the versions of blocks where earlier postings changed."""
    texts = {number: (entry.posting, entry.own_text) for number, entry in added if not entry.sample}
    if earlier := store_clusters.cluster_new(connection, texts, ranks):
        bump_versions(connection, earlier)
    named = {number: entry.duplicate_of for number, entry in added if entry.sample and entry.duplicate_of}
    store_clusters.link_sample_duplicates(connection, named)


def _known_numbers(connection: Connection, identities: list[Identity]) -> dict[Identity, int]:
    """Map known identities to numbers, board by board, as SQLite has no index for rows of values."""
    table, boards = schema.postings.c, dict[tuple[str, str], list[str]]()
    for source, board, external_id in identities:
        boards.setdefault((source, board), []).append(external_id)
    found: dict[Identity, int] = {}
    for (source, board), names in boards.items():
        here = select(table.external_id, table.number).where(table.source == source, table.board == board)
        for batch in batched(names):
            rows = connection.execute(here.where(table.external_id.in_(batch)))
            found.update({(source, board, row.external_id): row.number for row in rows})
    return found


def posting_row(entry: StoreEntry) -> dict[str, Any]:
    """Build the row of the table `postings` for an entry, without the number."""
    posting, salary = entry.posting, entry.posting.salary
    return {name: getattr(posting, name) for name in _PLAIN} | {
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


def _insert_missing_readings(
    connection: Connection, batch: Sequence[tuple[int, StoredReading]], model_version: str
) -> int:
    table, model = schema.readings, model_number(connection, model_version)
    done: set[int] = set()
    for numbers in batched([posting for posting, _ in batch]):
        found = select(table.c.posting).where(table.c.reader == model, table.c.posting.in_(numbers))
        done.update(connection.scalars(found))
    fresh = [(posting, reading) for posting, reading in batch if posting not in done]
    if fresh:
        insert_readings(connection, fresh, model_version)
        if connection.scalar(select(schema.readers.c.current).where(schema.readers.c.number == model)):
            bump_versions(connection, [posting for posting, _ in fresh])
    return len(fresh)


def bump_versions(connection: Connection, numbers: Iterable[int], added: bool = False) -> None:
    """Increment the versions of the blocks of these postings, so that the bitmap index reads the postings anew.

    `added` for new postings alone, which the index knows by their numbers.
    """
    blocks, changed = schema.blocks, sorted(set(numbers))
    touched = sorted({number // schema.BLOCK for number in changed})
    rows = [{"block": block, "version": 1, "rewritten": 0} for block in touched]
    upsert(connection, blocks, rows, {"version": blocks.c.version + 1})
    if added:
        return
    versions: dict[int, int] = {}
    for batch in batched(touched):
        found = connection.execute(select(blocks.c.block, blocks.c.version).where(blocks.c.block.in_(batch)))
        versions.update((block, version) for block, version in found)
    upsert(connection, schema.changes, [{"posting": n, "version": versions[n // schema.BLOCK]} for n in changed])


def switch_model_version(store: Store, model_version: str) -> None:
    """Make a model version current, in a single transaction: from here on the readings of this version count."""
    with store.write_transaction() as connection:
        number = model_number(connection, model_version)
        connection.execute(update(schema.readers).values(current=schema.readers.c.number == number))
        version = schema.blocks.c.version + 1
        connection.execute(update(schema.blocks).values(version=version, rewritten=version))
        connection.execute(delete(schema.changes))  # all postings have changed
