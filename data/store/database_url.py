"""The URL of a store's database: a file of SQLite, or a PostgreSQL server by the driver psycopg."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from truerole.core.errors import StoreError
from truerole.core.settings import DATABASE_URL

# What a URL may begin with, and the driver that is taken.
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_FORMS = "write it as sqlite:////folder/truerole.db or postgresql://user:password@host:5432/database"
_MALFORMED = "its host or port is malformed, or a sign of its password is not percent-encoded"
_PORTS = 1 << 16


def parse_database_url(url: str) -> URL:
    """Parse a database URL, and name its driver; raises StoreError for a URL that names no store."""
    address, host = _parsed(url)
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise unusable_url(f"{address.drivername} is no database that TrueRole knows")
    if driver == "sqlite" and (host or not address.database or ":memory:" in address.database):
        raise unusable_url("it names no file")
    return address.set(drivername=driver)


def unusable_url(fault: str, remedy: str = _FORMS) -> StoreError:
    """Return the error for a database URL; it never repeats the URL, any part of which may be a password."""
    return StoreError(f"{DATABASE_URL} cannot be used: {fault}; {remedy}")


def sqlite_url(path: Path | str) -> str:
    """Return the database URL of an SQLite file, whatever signs the path has."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def _parsed(url: str) -> tuple[URL, bytes]:
    """Return the parts of a URL, and the host as the resolver is given it."""
    try:
        address = make_url(url)
        host = (address.host or "").encode("idna")
    except SQLAlchemyError:
        raise unusable_url("it is no URL") from None
    except ValueError:
        raise unusable_url(_MALFORMED) from None
    if b"@" in host or not 0 < (1 if address.port is None else address.port) < _PORTS:
        raise unusable_url(_MALFORMED)
    return address, host
