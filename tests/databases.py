"""Databases of a PostgreSQL for tests: new ones, and some with the tables of a store that tests take in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from truerole.data.store.store import open_store

_TEMPLATE = "tables"
# What a change of the schema, of its rights or of its migrations changes, and no change of other rows.
_SCHEMA = "SELECT {}, (SELECT count(relacl) FROM pg_class), (SELECT array_agg(c::text) FROM schema_changes c)".format(
    ", ".join(
        f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {catalog})"
        for catalog in ("pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_namespace", "pg_db_role_setting")
    )
)
_FILLED = """
SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relnamespace = 'public'::regnamespace
AND relkind = 'r' AND relname <> 'schema_changes' AND pg_relation_size(oid) > 0
"""
_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Databases:
    """Databases of a server, whose address has a place for the name of one."""

    def __init__(self, server: str) -> None:
        self._server, self._next, self._free = server, count(1).__next__, list[str]()
        self._schema: tuple[object, ...] | None = None

    @contextmanager
    def new(self) -> Iterator[str]:
        """Make an empty database, and yield its address."""
        name = self._made("template1")
        yield self._server.format(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def with_tables(self) -> Iterator[str]:
        """Yield the address of a database with the tables of an empty store.

        It is emptied for another test, which takes a sixth of the time of a copy, unless its schema has changed.
        """
        import psycopg

        if not self._schema:
            self._execute(f"CREATE DATABASE {_TEMPLATE}")
            open_store(self._server.format(_TEMPLATE)).close()
            with psycopg.connect(self._server.format(_TEMPLATE), autocommit=True) as connection:
                self._schema = connection.execute(_SCHEMA).fetchone()
        name = self._free.pop() if self._free else self._made(_TEMPLATE)
        yield self._server.format(name)
        if self._emptied(name):
            self._free.append(name)
        else:
            self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _made(self, template: str) -> str:
        import psycopg

        name = f"test{self._next()}"
        with psycopg.connect(self._server.format("postgres"), autocommit=True) as connection:
            # PostgreSQL 15 and later copy by the log unless asked, which takes twice as long for a database as small.
            how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}")
        return name

    def _emptied(self, name: str) -> bool:
        """Empty the tables, and tell whether that made the database an empty store again."""
        import psycopg

        try:
            with psycopg.connect(self._server.format(name), autocommit=True) as connection:
                connection.execute(_END_OTHERS)
                if connection.execute(_SCHEMA).fetchone() != self._schema:
                    return False
                if filled := connection.execute(_FILLED).fetchone()[0]:
                    connection.execute(f"TRUNCATE {filled} RESTART IDENTITY CASCADE")
        except psycopg.Error:
            return False
        return True

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._server.format("postgres"), autocommit=True) as connection:
            connection.execute(statement)
