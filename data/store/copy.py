"""Copy a store while others read and write it: an SQLite file as it is, any database table by table."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from truerole.core.errors import StoreError
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.data.store.engine import BUSY_MILLISECONDS, integrity_errors, translate_errors
from truerole.data.store.schema import metadata

_ROWS = 1_000
# Pages of SQLite that are copied in one go; even an empty store has more.
PAGES = 16


def open_sqlite(path: Path, how: str = "rw") -> "closing[sqlite3.Connection]":
    """Open an SQLite file as it is, for reading (`ro`), writing (`rw`) or to make it anew (`rwc`)."""
    uri = f"{path.absolute().as_uri()}?mode={how}"
    return closing(sqlite3.connect(uri, uri=True, timeout=BUSY_MILLISECONDS / 1_000, isolation_level=None))


def copy_file(source: Path, target: Path, on_progress: OnProgress = ignore_progress) -> None:
    """Copy an SQLite file as it is at one moment to a new one, whoever writes it meanwhile."""
    delete_sqlite_file(target)
    with translate_errors(source), open_sqlite(source, "ro") as read, open_sqlite(target, "rwc") as written:
        read.execute("BEGIN")
        read.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from here on it sees this moment
        read.backup(written, pages=PAGES, progress=lambda _, left, of: report_pages(on_progress, left, of))
    merge_wal(target)


def merge_wal(path: Path) -> None:
    """Make one file of an SQLite store: with no log beside it, it may be moved and lie where nobody may write."""
    with translate_errors(path), open_sqlite(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def report_pages(on_progress: OnProgress, left: int, of: int) -> None:
    """Say how much is done of a copy of which so much is left."""
    if of:
        on_progress(Progress(share=1 - left / of))


def count_postings(path: Path) -> int:
    """Return how many postings the store in a file has; raises StoreError where it is none."""
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file")
    with translate_errors(path), open_sqlite(path, "ro") as connection:
        if not _is_store(path, connection):
            raise StoreError(f"{path}: is no store of TrueRole")
        return int(connection.execute("SELECT count(*) FROM postings").fetchone()[0])


def _is_store(path: Path, connection: sqlite3.Connection) -> bool:
    with path.open("rb") as stream:
        if not stream.read(16).startswith(b"SQLite format 3"):
            return False
    names = connection.execute("SELECT name FROM sqlite_schema WHERE name IN ('postings', 'schema_changes')")
    return len(names.fetchall()) == 2


def check_store_file(path: Path) -> None:
    """Raise StoreError where a file is no whole store."""
    count_postings(path)
    with translate_errors(path), open_sqlite(path) as connection:
        if found := integrity_errors(connection):
            raise StoreError(f"{path}: is damaged ({found[0]})")


def copy_tables(source: Connection, target: Connection, on_progress: OnProgress = ignore_progress) -> None:
    """Put all rows of a store into another one, instead of those that it has, in the transactions of both."""
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    of = sum(source.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables)
    done = count(_ROWS, _ROWS)
    for table in metadata.sorted_tables:
        for rows in _rows(source, table):
            target.execute(insert(table), rows)
            report_pages(on_progress, max(0, of - next(done)), of)
    if target.dialect.name == "postgresql":
        _count_on(target)


def _rows(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = source.execution_options(yield_per=_ROWS).execute(select(table).order_by(*table.primary_key))
    for rows in found.mappings().partitions():
        yield [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    # The one character that PostgreSQL cannot keep.
    return value.replace("\0", " ") if isinstance(value, str) and "\0" in value else value


def _count_on(target: Connection) -> None:
    """Let new rows be numbered after those that came with their numbers."""
    for table in metadata.sorted_tables:
        column = table.primary_key.columns[0]
        if column.autoincrement is not False and column.name == "number":
            sequence = f"pg_get_serial_sequence('{table.name}', 'number')"
            target.execute(text(f"SELECT setval({sequence}, coalesce(max(number), 0) + 1, false) FROM {table.name}"))


@contextmanager
def atomic_target(path: Path) -> Iterator[Path]:
    """Yield a name beside `path` for what becomes it once it is complete; what is left of it in the end is removed."""
    new = path.with_name(f"{path.name}.new")
    try:
        yield new
    finally:
        delete_sqlite_file(new)


def delete_sqlite_file(path: Path) -> None:
    """Remove an SQLite file and what lies beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
