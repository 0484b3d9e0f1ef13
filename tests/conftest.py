"""What tests of several rooms share: the command, and stores of each kind, in a file and in a real PostgreSQL."""

import gc
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.util import find_spec
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import typer.main

from tests.databases import Databases
from tests.readings import READING, TEXT
from tests.shared import made_once
from truerole.cli import main as cli
from truerole.core.reading import Reading
from truerole.data.store import engine
from truerole.data.store.store import Store, open_store

# Kinds of databases, for a fixture to be parametrized by.
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
# How long one example takes says how busy the machine is; what must be fast is measured in the process's own time.
hypothesis.settings.register_profile("truerole", deadline=None)
hypothesis.settings.load_profile("truerole")
# httpcore asks for this package several times a request: that it is absent is found in all folders but once.
if not find_spec("sniffio"):
    sys.modules["sniffio"] = None  # type: ignore[assignment]


def _written_in_memory(room: int = 4 << 30) -> None:
    """Have what tests write lie in memory where it has room: databases wait for a disk at each of their writes."""
    memory = Path("/dev/shm")
    if "TMPDIR" not in os.environ and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > room:
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


_written_in_memory()


class _CompiledOnce(dict[tuple[Any, ...], Any]):
    """Compiled statements by what they say and by the kind of database, whichever of the kind asks."""

    def get(self, key: tuple[Any, ...], default: object = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: object) -> None:
        super().__setitem__((type(key[0]), *key[1:]), compiled)


# Of the stores that tests open by the thousand, each would compile its statements for itself.
engine.create_engine = partial(engine.create_engine, execution_options={"compiled_cache": _CompiledOnce()})


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run one process more than there are cores (`-n auto`), as tests wait for pages and processes; or just as many."""
    return (os.cpu_count() or 1) + (config.option.numprocesses == "auto")


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
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")
    long = {item.path for item in items if item.get_closest_marker("browser") or item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


@dataclass(frozen=True)
class Ran:
    """Hold how a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def commands_made_once() -> Iterator[None]:
    """Have the tree of commands made at the first run in this process, not at each."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture
def truerole(
    commands_made_once: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
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
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let threads do what pools of processes do, which spares the start of a process that loads the model."""

    def pool(count: int, _: float, prepare: Callable[[], object] | None) -> Executor:
        return ThreadPoolExecutor(count, initializer=prepare)

    monkeypatch.setattr("truerole.core.concurrency.parallel._WorkerPool", pool)


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
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
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

    def first(shared: Path) -> None:
        run("initdb", "-A", "trust", "-U", "truerole", "-E", "UTF8", "--no-sync")
        subprocess.run(["cp", "-a", folder / "db", shared], check=True)

    # The processes of a run of the tests each have a PostgreSQL, whose files the first of them makes.
    made = made_once(tmp_path_factory, "postgres", first)
    if not (folder / "db").exists():
        subprocess.run(["cp", "-a", made / "db", folder], check=True)
    # Nothing has to outlive a crash of the machine.
    fast = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses='' {fast}", "start")
    try:
        yield f"postgresql://truerole@/{{}}?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def databases(postgres: str) -> Databases:
    return Databases(postgres)


@pytest.fixture(scope="session")
def tables_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty store, which others are copied from."""
    path = tmp_path_factory.mktemp("tables") / "store.db"
    open_store(f"sqlite:///{path}").close()
    return path


@contextmanager
def database(request: pytest.FixtureRequest, folder: Path, *, tables: bool) -> Iterator[str]:
    """Yield the address of a database of the kind that `request` names, empty or with the tables of an empty store."""
    if request.param == "sqlite":
        if tables:
            shutil.copy(request.getfixturevalue("tables_file"), folder / "store.db")
        yield f"sqlite:///{folder / 'store.db'}"
        return
    found: Databases = request.getfixturevalue("databases")
    with found.with_tables() if tables else found.new() as address:
        yield address


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database, of each kind, that is empty, or has the tables of an empty store."""
    with database(request, tmp_path, tables="store" in request.fixturenames) as address:
        yield address


@contextmanager
def shared_store(request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Make an empty store of the kind that `request` names, to be filled once for tests that only read it."""
    with database(request, factory.mktemp("shared"), tables=True) as address, open_store(address) as opened:
        yield opened


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return an empty store, of each kind."""
    with open_store(url) as opened:
        yield opened
