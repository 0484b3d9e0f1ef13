"""Copies of a store that others read and write meanwhile: SQLite page by page, any database table by table."""

import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    text,
)

from truerole.core.errors import StoreError
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.core.text.visible import one_line
from truerole.data.store.engine import BUSY_MILLISECONDS, integrity_errors, translate_errors
from truerole.data.store.schema import metadata, schema_changes

_ROWS_PER_INSERT = 1_000
# The full-text index, the tables and triggers of which SQLite and the migrations make.
SEARCH = "search"
_TABLES = {*metadata.tables, schema_changes.name, SEARCH}
_TRIGGERS = {f"{SEARCH}_{event}" for event in ("added", "removed", "changed")}
# Types of columns, and the types of SQLite that their values may have.
_TYPES: tuple[tuple[tuple[type, ...], str], ...] = (
    ((LargeBinary,), "'blob'"),
    ((Boolean, Integer), "'integer'"),
    ((Float,), "'real', 'integer'"),
    ((String,), "'text'"),
)
# Bytes of a text in a store: several times the longest posting.
_LONGEST_TEXT = 2_000_000
# Pages of SQLite that a step of a copy takes; even an empty store has more.
PAGES = 16


def open_sqlite(path: Path, how: str = "rw") -> "closing[sqlite3.Connection]":
    """Connect to an SQLite file without SQLAlchemy, in the mode `ro`, `rw` or `rwc` (create)."""
    uri = f"{path.absolute().as_uri()}?mode={how}"
    return closing(sqlite3.connect(uri, uri=True, timeout=BUSY_MILLISECONDS / 1_000, isolation_level=None))


def copy_file(
    source: Path, target: Path, on_progress: OnProgress = ignore_progress, *, shown: Path | None = None
) -> None:
    """Copy a snapshot of an SQLite file to a new file by the online backup API, while others write.

    Raises StoreError, which names the source, or where writing fails the target, by the path `shown` if it has another.
    """
    delete_sqlite_file(target)
    with (
        translate_errors(source),
        _failing_to_write(shown or target),
        open_sqlite(source, "ro") as read,
        open_sqlite(target, "rwc") as written,
    ):
        read.execute("BEGIN")
        read.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from here on it sees this moment
        read.backup(written, pages=PAGES, progress=lambda _, left, total: report_pages(on_progress, left, total))
        written.execute("PRAGMA journal_mode=DELETE")


# Primary result codes of SQLite that only a file that is written gives.
_WRITING = frozenset((sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY))


@contextmanager
def _failing_to_write(target: Path) -> Iterator[None]:
    """Raise the errors of writing, which SQLite tells by a code alone, as errors of the target."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _WRITING or name in (
            "SQLITE_IOERR_WRITE",
            "SQLITE_IOERR_FSYNC",
        ):
            with translate_errors(target):
                raise
        raise


def merge_wal(path: Path) -> None:
    """Merge the write-ahead log into the SQLite file, which may then be moved, or lie in a read-only folder."""
    with translate_errors(path), open_sqlite(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def report_pages(on_progress: OnProgress, left: int, total: int) -> None:
    """Report the progress of a copy from the numbers of pages or rows left and in total."""
    if total:
        on_progress(Progress(share=1 - left / total))


def count_postings(path: Path) -> int:
    """Count the postings of a store in an SQLite file; raises StoreError for a file that is missing or no store."""
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
    names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('postings', 'schema_changes')"
    return len(connection.execute(names).fetchall()) == 2


def check_schema(path: Path, own: Mapping[str, str] | None = None) -> None:
    """Check that a store in an SQLite file has no tables, views, triggers and indexes but ours; raises StoreError.

    What others put in would run at the next change of the store. With `own`, the statements of a new store by name,
    those of triggers and indexes must be the same, and no column may be computed or checked by more; without, as of a
    store of another TrueRole, tables and indexes may be others, and of triggers the names alone are ours.
    """
    with translate_errors(path), open_sqlite(path, "ro") as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
        foreign = [f"the {kind} {name!r}" for kind, name, sql in found if not _is_ours(kind, name, sql, own)]
        foreign += [f"a computed column in {table!r}" for table in metadata.tables if _computes(connection, table)]
    if foreign:
        raise StoreError(f"{path}: holds {one_line(foreign[0])[:80]}, which no store of TrueRole has; it is not taken")


def _is_ours(kind: str, name: str, sql: str | None, own: Mapping[str, str] | None) -> bool:
    if own is None:
        return name in _TRIGGERS if kind == "trigger" else kind in ("table", "index")
    if kind == "table":
        ours = name in _TABLES or name.startswith((f"{SEARCH}_", "sqlite_"))
        return ours and _checks(sql) <= _checks(own.get(name))
    # The index of a primary key has no statement.
    return kind in ("trigger", "index") and (sql is None or own.get(name) == sql)


def _checks(sql: str | None) -> int:
    return (sql or "").upper().count("CHECK")


def _computes(connection: sqlite3.Connection, table: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden > 1", (table,)).fetchone())


def statements_of(connection: Connection) -> dict[str, str]:
    """Return the statements that make the tables, triggers and indexes of an SQLite store, by name."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {str(name): str(sql) for name, sql in rows}


def check_values(path: Path) -> None:
    """Check that the values of a store in an SQLite file are of the types of their columns, and texts to be read.

    Raises StoreError for another type, for a text that is too long or no Unicode, and for a reference to no row.
    """
    with translate_errors(path), open_sqlite(path, "ro") as connection:
        for table in metadata.sorted_tables:
            wrong = " OR ".join(f"({column.name} IS NOT NULL AND {_wrong(column)})" for column in table.columns)
            if connection.execute(f"SELECT 1 FROM {table.name} WHERE {wrong} LIMIT 1").fetchone():
                raise StoreError(f"{path}: is damaged (a value in {table.name} is of another type than its column)")
            _check_texts(connection, table, path)
        # SQLite keeps references whole, but not in a file that somebody has changed by other means.
        if lost := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreError(f"{path}: is damaged (a row of {lost[0]} refers to none of {lost[2]})")


def _check_texts(connection: sqlite3.Connection, table: Table, path: Path) -> None:
    texts = [column.name for column in table.columns if isinstance(column.type, String)]
    if not texts:
        return
    long = " OR ".join(f"length(CAST({name} AS BLOB)) > {_LONGEST_TEXT}" for name in texts)
    if connection.execute(f"SELECT 1 FROM {table.name} WHERE {long} LIMIT 1").fetchone():
        raise StoreError(f"{path}: holds a text of over {_LONGEST_TEXT / 1e6:g} MB in {table.name}; it is not taken")
    try:
        # To fetch a text decodes it.
        deque(connection.execute(f"SELECT {', '.join(texts)} FROM {table.name}"), maxlen=0)
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        raise StoreError(f"{path}: is damaged (a text in {table.name} cannot be read)") from None


def _wrong(column: Column[Any]) -> str:
    """Return the condition, in SQL, that a value is of another type than its column."""
    kind = column.type
    if isinstance(kind, Date | DateTime):
        return f"(typeof({column.name}) <> 'text' OR julianday({column.name}) IS NULL)"
    allowed = next(allowed for types, allowed in _TYPES if isinstance(kind, types))
    return f"typeof({column.name}) NOT IN ({allowed})"


def check_store_file(path: Path) -> None:
    """Check the integrity of a store in an SQLite file; raises StoreError for a file that is damaged or no store."""
    count_postings(path)
    with translate_errors(path), open_sqlite(path) as connection:
        if found := integrity_errors(connection):
            raise StoreError(f"{path}: is damaged ({found[0]})")


def copy_tables(source: Connection, target: Connection, on_progress: OnProgress = ignore_progress) -> None:
    """Replace all rows of the target store by the rows of the source, within the transactions of both."""
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    total = sum(source.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables)
    done = count(_ROWS_PER_INSERT, _ROWS_PER_INSERT)
    for table in metadata.sorted_tables:
        for rows in _rows(source, table):
            target.execute(insert(table), rows)
            report_pages(on_progress, max(0, total - next(done)), total)
    if target.dialect.name == "postgresql":
        _count_on(target)


def _rows(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = source.execution_options(yield_per=_ROWS_PER_INSERT).execute(select(table).order_by(*table.primary_key))
    for rows in found.mappings().partitions():
        yield [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    # The one character that PostgreSQL cannot keep.
    return value.replace("\0", " ") if isinstance(value, str) and "\0" in value else value


def _count_on(target: Connection) -> None:
    """Set the sequences of PostgreSQL past the copied numbers."""
    for table in metadata.sorted_tables:
        column = table.primary_key.columns[0]
        if column.autoincrement is not False and column.name == "number":
            sequence = f"pg_get_serial_sequence('{table.name}', 'number')"
            target.execute(text(f"SELECT setval({sequence}, coalesce(max(number), 0) + 1, false) FROM {table.name}"))


@contextmanager
def atomic_target(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`, which the caller moves to `path` on success; deleted otherwise."""
    new = path.with_name(f"{path.name}.new")
    try:
        yield new
    finally:
        delete_sqlite_file(new)


def delete_sqlite_file(path: Path) -> None:
    """Delete an SQLite file with the log and journal files of the same name."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
