"""A database URL that names no store is refused in a line, which shows no part of a password."""

from pathlib import Path

import pytest

from truerole.core.errors import StoreError
from truerole.data.store.database_url import parse_database_url, sqlite_url
from truerole.data.store.engine import create_store_engine, database_file, display_location
from truerole.data.store.store import open_store

MALFORMED, NO_URL, NO_FILE = "its host or port is malformed", "it is no URL", "it names no file"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://me:s3cret@host:abc/db", MALFORMED),
        ("postgresql://me:s3cret@host:0/db", MALFORMED),
        ("postgresql://me:s3cret@host:99999/db", MALFORMED),
        ("postgresql://me:s3cret@[::1/db", MALFORMED),
        ("postgresql://me:s3@cret@host/db", MALFORMED),
        ("postgresql://me:s3cret@a..b/db", MALFORMED),
        (f"postgresql://me:s3cret@{'a' * 80}/db", MALFORMED),
        ("postgresql://host/db?port=abc", "one of its options is wrong"),
        ("sqlite:///a.db?timeout=abc", "one of its options is wrong"),
        ("", NO_URL),
        ("nonsense", NO_URL),
        ("sqlite:", NO_URL),
        ("sqlite://", NO_FILE),
        ("sqlite:///", NO_FILE),
        ("sqlite:///:memory:", NO_FILE),
        ("sqlite:///file::memory:?uri=true", NO_FILE),
        ("sqlite://host/a.db", NO_FILE),
        ("postgre://me:s3cret@host/db", "postgre is no database that TrueRole knows"),
        ("postgresql+asyncpg://me:s3cret@host/db", "postgresql+asyncpg is no database"),
        ("oracle://me:s3cret@host/db", "oracle is no database"),
        ("wizard://me:s3cret@host/db", "wizard is no database"),
    ],
)
def test_a_url_that_names_no_store_is_one_line(url: str, words: str) -> None:
    with pytest.raises(StoreError) as refused:
        create_store_engine(url)
    line = str(refused.value)
    assert line.startswith(f"TRUEROLE_DATABASE_URL cannot be used: {words}")
    assert line.endswith("; write it as sqlite:////folder/truerole.db or postgresql://user:password@host:5432/database")
    assert "s3" not in line
    assert "cret" not in line


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_is_reached_by_one_driver(scheme: str) -> None:
    url = parse_database_url(f"{scheme}://me:a%40b@[::1]:5433/db?sslmode=require")
    assert (url.drivername, url.password, url.host, url.port) == ("postgresql+psycopg", "a@b", "::1", 5433)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me:s3cret@host/db",
        "postgresql://me:s3cret@host/db",
        "postgresql://host/db?password=s3cret&sslpassword=s3cret",
        "postgresql://host/db?PASSWORD=s3cret",
        "postgresql://host/db?bogus=s3cret&options=-c%20s3cret",
    ],
)
def test_the_location_shows_no_password(url: str) -> None:
    assert "s3cret" not in display_location(create_store_engine(url))


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%20b", "a@b:c", "a&b=c", "a b", "é", "a%b"])
def test_a_path_may_have_any_sign(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database_file(create_store_engine(sqlite_url(tmp_path / name))) == tmp_path / name
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / name))
    monkeypatch.delenv("TRUEROLE_DATABASE_URL", raising=False)
    open_store().close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "truerole.db").is_file()
