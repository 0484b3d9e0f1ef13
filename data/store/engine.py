"""SQLAlchemy engines for SQLite and PostgreSQL: connections, migrations, error messages, and SQL of either dialect."""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    any_,
    create_engine,
    event,
    func,
    insert,
    inspect,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from truerole.core.clock import now
from truerole.core.errors import StoreError
from truerole.core.settings import READONLY, require_writable, writable
from truerole.data.store import migrations, schema
from truerole.data.store.database_url import parse_database_url, unusable_url

logger = logging.getLogger(__name__)

# From so many postings on, a migration takes longer than a person waits without a word.
_MANY_POSTINGS = 50_000

BUSY_MILLISECONDS = 10_000
# A writer waits so many times as long for other writers, and looks again after so many seconds at the latest.
_WRITER_PATIENCE, _LONGEST_PAUSE = 3, 0.01
# Page cache of a patient writer: all pages that a batch changes fit in, so that none is written twice.
_WRITE_CACHE_KILOBYTES = 65_536
# How long a checkpoint waits for readers: hardly, unless the write-ahead log has grown over so many bytes.
_CHECKPOINT_MILLISECONDS, _LONG_CHECKPOINT_MILLISECONDS = 50, 2_000
_LONG_LOG_BYTES = 16 << 20
# Bound parameters that one statement may have on every build of SQLite.
MAX_PARAMETERS = 900
T = TypeVar("T")
ColumnValue = str | int | None


def create_store_engine(url: str, *, guarded: bool = True) -> Engine:
    """Create the SQLAlchemy engine for a database URL; raises StoreError for an invalid URL or a missing driver.

    No transaction of a `guarded` engine begins to write where TRUEROLE_READONLY is set: it raises StoreError.
    """
    address = parse_database_url(url)
    try:
        # A connection that a server's restart has ended is found out before it is used.
        engine = create_engine(address, pool_pre_ping=address.get_backend_name() == "postgresql")
    except ImportError:
        raise unusable_url("psycopg is not installed", "`pip install 'truerole[postgres]'` installs it") from None
    except (SQLAlchemyError, ValueError):
        raise unusable_url("one of its options is wrong") from None
    if guarded:
        event.listen(engine, "begin", _guard)
    if is_sqlite(engine):
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _guard(connection: Connection) -> None:
    if _writes(connection):
        require_writable()


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))


def is_sqlite(bind: Engine | Connection) -> bool:
    """Tell an SQLite database from a PostgreSQL server, the two dialects that a store may have."""
    return bind.dialect.name == "sqlite"


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    # Transactions begin as `_begin` says, not as the driver guesses.
    connection.isolation_level = None
    # The mode of the journal stands in the file, which is only changed where anything is.
    journal = ("journal_mode=WAL",) if writable() else ()
    for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", *journal, "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A writer takes its place at once: to find out at the end that another one came first would lose its work.
    writes = _writes(connection)
    # What does not say that it writes cannot.
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    if writes:
        patient = connection.get_execution_options().get("patient", True)
        if patient:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{_WRITE_CACHE_KILOBYTES}")
        _begin_writing(cast(sqlite3.Connection, connection.connection.driver_connection), patient)
        return
    connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: sqlite3.Connection, patient: bool) -> None:
    """Begin as the only writer. SQLite itself looks every 100 ms, between which another writer may always come first.

    Raises sqlite3.OperationalError where others write all the while, or at this moment if not `patient`.
    """
    deadline = monotonic() + patient * _WRITER_PATIENCE * BUSY_MILLISECONDS / 1_000
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                    raise
                sleep(uniform(0.001, _LONGEST_PAUSE))
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def upgrade(engine: Engine) -> None:
    """Create the tables of an empty database, or apply the missing migrations; raises StoreError for a newer schema."""
    with engine.begin() as connection:
        applied = _applied(connection)
    if unknown := [name for name in applied if name not in migrations.MIGRATIONS]:
        raise StoreError(
            f"{display_location(engine)}: was made by a newer TrueRole (it has {unknown[0]!r}); install that one"
        )
    if not applied:
        _apply(engine, list(migrations.MIGRATIONS), migrations.create)
        return
    missing = {name: migrate for name, migrate in migrations.MIGRATIONS.items() if name not in applied}
    if missing and not writable():
        raise StoreError(f"{display_location(engine)}: is of an earlier TrueRole; unset {READONLY} once to upgrade it")
    if missing:
        _announce(engine, missing)
    for name, migrate in missing.items():
        _apply(engine, [name], migrate)


def _announce(engine: Engine, names: Iterable[str]) -> None:
    """Log which migrations an earlier store gets; as a warning where their minutes would look like a standstill."""
    with engine.begin() as connection:
        newest = connection.scalar(text("SELECT max(number) FROM postings")) or 0
    level = logging.WARNING if newest > _MANY_POSTINGS else logging.INFO
    steps = ", ".join(names)
    logger.log(level, "the postings of an earlier TrueRole get this one's form (%s); %s postings", steps, f"{newest:,}")


def _applied(connection: Connection) -> Sequence[str]:
    """Return the names of the migrations that the database records; none for an empty database."""
    if not inspect(connection).has_table("schema_changes"):
        return ()
    return connection.scalars(select(schema.schema_changes.c.name)).all()


def _apply(engine: Engine, names: Sequence[str], migrate: Callable[[Connection], None]) -> None:
    """Run a migration and record the names in the same transaction, unless another process has just done so."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if not set(names) & set(_applied(connection)):
            migrate(connection)
            schema.schema_changes.create(connection, checkfirst=True)
            connection.execute(insert(schema.schema_changes), [{"name": n, "applied_at": now()} for n in names])


@contextmanager
def translate_errors(where: Engine | Path) -> Iterator[None]:
    """Turn database errors into StoreError, with a message that names the store and the remedy."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raised = error.orig if isinstance(error, DBAPIError) else error
        message = first_line(raised or error)
        remedy = next((remedy for sign, remedy in _REMEDIES if sign in message.lower()), None)
        explained = f"{remedy} ({message})" if remedy else message
        raise StoreError(f"{display_location(where)}: {explained}") from None


# A piece of the database's message in lower case, and the words for the user.
_REMEDIES = (
    ("locked", "another program has been writing for too long; try again when it has ended"),
    ("readonly", "may not be written; give the right to write, or set TRUEROLE_HOME to another folder"),
    ("disk is full", "the disk is full; free some room and try again, nothing is lost"),
    ("disk i/o error", "the disk cannot be read or written, or is full; nothing is lost of what was there"),
    ("no space left", "the disk is full; free some room and try again, nothing is lost"),
    ("not a database", "is no store of TrueRole; move it away, or restore a backup"),
    ("malformed", "is damaged; restore a backup with `truerole db restore`"),
    ("unable to open", "cannot be opened; does the folder exist, and may it be written?"),
    ("connection", "the server does not answer; is it running, and is the address right?"),
)


# Options of a server's URL that say where it is; any other, misspelt ones too, may hold a password.
_SHOWN_OPTIONS = ("host", "hostaddr", "port", "dbname", "user", "sslmode", "connect_timeout", "application_name")


def display_location(where: Engine | Path) -> str:
    """Name the location of a store for messages: the SQLite file, or the server's URL without what may be secret."""
    if isinstance(where, Path):
        return str(where)
    if is_sqlite(where):
        return str(database_file(where) or "store")
    query = {name: value for name, value in where.url.query.items() if name in _SHOWN_OPTIONS}
    return where.url.set(query=query).render_as_string()


def database_file(engine: Engine) -> Path | None:
    """Return the path of an SQLite database; None in memory or on a server."""
    in_file = is_sqlite(engine) and engine.url.database not in (None, "", ":memory:")
    return Path(engine.url.database or "") if in_file else None


def checkpoint(engine: Engine) -> None:
    """Move SQLite's write-ahead log (WAL) into the database file, as far as readers allow, so that the log stays short.

    The transaction is committed already: a reader in the way, or a full disk, is no failure.
    """
    with suppress(DBAPIError), engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_checkpoint_timeout(engine)}")
        with suppress(DBAPIError):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        # Where Ctrl-C came in between, the connection is thrown away, and takes its timeout with it.
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _checkpoint_timeout(engine: Engine) -> int:
    """Return the milliseconds to wait for readers, more once the write-ahead log is long."""
    path = database_file(engine)
    log = path.with_name(path.name + "-wal") if path else None
    long = log is not None and log.exists() and log.stat().st_size > _LONG_LOG_BYTES
    return _LONG_CHECKPOINT_MILLISECONDS if long else _CHECKPOINT_MILLISECONDS


def database_size(engine: Engine) -> int:
    """Return the bytes that a database takes on disk, with the write-ahead log."""
    if path := database_file(engine):
        parts = (path.with_name(path.name + end) for end in ("", "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())
    with engine.connect() as connection:
        return connection.scalar(select(func.pg_database_size(func.current_database()))) or 0


def integrity_errors(connection: sqlite3.Connection) -> list[str]:
    """Check the integrity of an SQLite store, pages and full-text index; return a line for each error."""
    connection.execute("PRAGMA query_only=OFF")  # the index is asked by an INSERT, which inserts nothing
    found = [line for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
    searched = connection.execute("SELECT name FROM sqlite_schema WHERE name = 'search'").fetchone()
    if found or not searched:
        return found
    try:
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return ["the words to search for are not those of the postings"]
    return []


def first_line(error: BaseException) -> str:
    """Return the first line of an exception's message."""
    return str(error).strip().partition("\n")[0]


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT statement of the connection's dialect, which knows ON CONFLICT."""
    return sqlite.insert(table) if is_sqlite(connection) else postgresql.insert(table)


def insert_or_ignore(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, but none whose key the table has (ON CONFLICT DO NOTHING)."""
    if rows:
        connection.execute(insert_into(connection, table).on_conflict_do_nothing(), list(rows))


def upsert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], changes: Mapping[str, Any] | None = None
) -> None:
    """Insert rows, or update the rows whose primary key the table has (ON CONFLICT DO UPDATE)."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = insert_into(connection, table)
    values = changes or {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), list(rows))


def bulk_insert(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[ColumnValue, ...]]
) -> None:
    """Insert many rows of numbers and strings by the bare driver, which halves the time of SQLAlchemy's insert."""
    if rows:
        sign = "?" if is_sqlite(connection) else "%s"
        signs = ", ".join(sign for _ in names)
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({signs})"
        connection.exec_driver_sql(statement, list(rows))


def is_among(connection: Connection, column: ColumnElement[Any], values: Iterable[int | str]) -> ColumnElement[bool]:
    """Return the condition `column IN values` for thousands of values, bound as an array: a long IN list is slow."""
    listed = list(values)
    if is_sqlite(connection):
        table = func.json_each(orjson.dumps(listed).decode()).table_valued("value")
        return column.in_(select(table.c.value))
    return column == any_(literal(listed, postgresql.ARRAY(column.type)))


def batched(values: Sequence[T], size: int = MAX_PARAMETERS) -> Iterator[Sequence[T]]:
    """Yield slices of at most `size` values, by default as many as a statement may bind."""
    return (values[i : i + size] for i in range(0, len(values), size))
