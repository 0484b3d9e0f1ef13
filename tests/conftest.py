"""What tests of several rooms share: the command, and stores of each kind, in a file and in a real PostgreSQL."""

import gc
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from io import BytesIO, TextIOWrapper
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.readings import READING, TEXT
from truerole.cli import main as cli
from truerole.core.reading import Reading
from truerole.data.store.store import Store, open_store

_NEXT = count(1).__next__
# How long one example takes says how busy the machine is; what must be fast is measured in the process's own time.
hypothesis.settings.register_profile("truerole", deadline=None)
hypothesis.settings.load_profile("truerole")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without a search for garbage: they live to the end, and no later search looks at them again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that open a PostgreSQL, and put the files first that take longest: processes end together."""
    for item in items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        if "postgres" in getattr(item, "fixturenames", ()) or parameters.get("url") == "postgresql":
            item.add_marker("postgres")
    long = {item.path for item in items if item.get_closest_marker("browser") or item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


@dataclass(frozen=True)
class Ran:
    """Hold how a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def truerole(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Return a function that runs the `truerole` command in this process, which spares loading the model each time."""

    def run(*args: str, stdin: bytes | str = b"") -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["truerole", *args])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given), "utf-8"))
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capsys.readouterr()
        return Ran(left.value.code or 0, out, err)

    return run


@pytest.fixture
def text() -> str:
    return TEXT


@pytest.fixture
def make() -> Callable[..., Reading]:
    """Return a function that makes the reading of TEXT with some of its fields changed."""

    def changed(**fields: Any) -> Reading:
        return replace(READING, **fields)

    return changed


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a PostgreSQL that listens on a socket of its own, and yield the address of its databases."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "/")]
    programs = found[-1].parent
    if not (programs / "pg_ctl").exists():
        if os.environ.get("CI"):
            pytest.fail("there is no PostgreSQL to test with; .ci/run installs one")
        pytest.skip("there is no PostgreSQL on this machine")
    folder = Path(tempfile.mkdtemp(prefix="truerole-postgres-"))
    own = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if own:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program: str, *args: str) -> None:
        command = [*own, str(programs / program), "-D", str(folder / "db"), *args]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    run("initdb", "-A", "trust", "-U", "truerole", "-E", "UTF8", "--no-sync")
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start")
    try:
        yield f"postgresql://truerole@/{{}}?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def tables(postgres: str) -> str:
    """Return the name of a database with the tables of an empty store, which others are copied from."""
    name = "tables"
    execute(postgres, f"CREATE DATABASE {name}")
    open_store(postgres.format(name)).close()
    return name


def execute(postgres: str, statement: str) -> None:
    """Run a statement that makes or removes a database."""
    import psycopg

    with psycopg.connect(postgres.format("postgres"), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database, of each kind, that is empty, or has the tables of an empty store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    postgres, name = request.getfixturevalue("postgres"), f"test{_NEXT()}"
    template = request.getfixturevalue("tables") if "store" in request.fixturenames else "template1"
    execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres.format(name)
    execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return an empty store, of each kind."""
    with open_store(url) as opened:
        yield opened
