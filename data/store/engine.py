"""Open the database of a store, bring its tables here from an earlier TrueRole, and say in one line what it says."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from truerole.core.clock import now
from truerole.core.errors import StoreError
from truerole.data.store import migrations, schema

BUSY_MILLISECONDS = 10_000
# All pages that a batch changes fit in, so that none is written twice.
_WRITING_KILOBYTES = 65_536
_PATIENCE_MILLISECONDS, _MORE_PATIENCE_MILLISECONDS = 50, 2_000
_LONG_LOG = 16 << 20
# SQLite allows so many values in one statement on all builds.
MAX_PARAMETERS = 900
T = TypeVar("T")
ColumnValue = str | int | None


def create_store_engine(url: str) -> Engine:
    """Return the way to the database at `url`; raises StoreError where the address cannot be one."""
    try:
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(f"TRUEROLE_DATABASE_URL cannot be used ({first_line(error)})") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    # Transactions begin as `_begin` says, not as the driver guesses.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A writer takes its place at once: to find out at the end that another one came first would lose its work.
    writes = connection.get_execution_options().get("writes", False)
    if writes:
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_WRITING_KILOBYTES}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def upgrade(engine: Engine) -> None:
    """Make the tables of a new store, or bring those of an earlier one here; raises StoreError for a newer one."""
    known = [change.__name__ for change in migrations.MIGRATIONS]
    done = _applied(engine)
    if strange := [name for name in done if name not in known]:
        raise StoreError(
            f"{display_location(engine)}: was made by a newer TrueRole (it has {strange[0]!r}); install that one"
        )
    if missing := [change for change in migrations.MIGRATIONS if change.__name__ not in done]:
        for step in missing if done else [migrations.create]:
            _apply(engine, step)


def _applied(engine: Engine) -> Sequence[str]:
    with engine.begin() as connection:
        return _changes(connection)


def _changes(connection: Connection) -> Sequence[str]:
    if not inspect(connection).has_table("schema_changes"):
        return ()
    return connection.scalars(select(schema.schema_changes.c.name)).all()


def _apply(engine: Engine, step: Callable[[Connection], None]) -> None:
    """Apply one change of the tables, or make them all, unless another program has just done so."""
    names = [change.__name__ for change in migrations.MIGRATIONS] if step is migrations.create else [step.__name__]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if not set(names) & set(_changes(connection)):
            step(connection)
            schema.schema_changes.create(connection, checkfirst=True)
            connection.execute(insert(schema.schema_changes), [{"name": n, "applied_at": now()} for n in names])


@contextmanager
def translate_errors(where: Engine | Path) -> Iterator[None]:
    """Turn what the database raises into one line for a person."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raised = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(f"{display_location(where)}: {_plain(first_line(raised or error))}") from None


def _plain(message: str) -> str:
    lower = message.lower()
    translate_errors = next((translate_errors for sign, translate_errors in _MESSAGES if sign in lower), None)
    return f"{translate_errors} ({message})" if translate_errors else message


_MESSAGES = (
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


def display_location(where: Engine | Path) -> str:
    """Return where a store is, for a person: its file, or its address without the password."""
    if isinstance(where, Path):
        return str(where)
    return str(database_file(where) or "store") if where.dialect.name == "sqlite" else where.url.render_as_string()


def database_file(engine: Engine) -> Path | None:
    """Return the file of an SQLite database; None where there is none."""
    in_file = engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")
    return Path(engine.url.database or "") if in_file else None


def checkpoint(engine: Engine) -> None:
    """Put what SQLite has logged into its file, as far as readers let it, so that the log does not grow for ever.

    It is done already: that a reader is in the way, or the disk is full, is no failure.
    """
    with suppress(DBAPIError), engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_patience(engine)}")
        with suppress(DBAPIError):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        # Where Ctrl-C came in between, the connection is thrown away, and takes its patience with it.
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _patience(engine: Engine) -> int:
    """Return for how many milliseconds to wait for readers: hardly, unless the log has grown long over them."""
    path = database_file(engine)
    log = path.with_name(path.name + "-wal") if path else None
    long = log is not None and log.exists() and log.stat().st_size > _LONG_LOG
    return _MORE_PATIENCE_MILLISECONDS if long else _PATIENCE_MILLISECONDS


def database_size(engine: Engine) -> int:
    """Return how many bytes a database takes, its log included."""
    if path := database_file(engine):
        parts = (path.with_name(path.name + end) for end in ("", "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())
    with engine.connect() as connection:
        return connection.scalar(select(func.pg_database_size(func.current_database()))) or 0


def integrity_errors(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite finds wrong with a store: its file, and the words of the search; nothing where all is well."""
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
    """Return the first line of what an error says."""
    return str(error).strip().partition("\n")[0]


def bulk_insert(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[ColumnValue, ...]]
) -> None:
    """Insert many rows of numbers and strings, in half the time: without what SQLAlchemy does for each of them."""
    if rows:
        sign = "?" if connection.dialect.name == "sqlite" else "%s"
        signs = ", ".join(sign for _ in names)
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({signs})"
        connection.exec_driver_sql(statement, list(rows))


def batched(values: Sequence[T], size: int = MAX_PARAMETERS) -> Iterator[Sequence[T]]:
    """Yield values in portions that fit one statement."""
    return (values[i : i + size] for i in range(0, len(values), size))
