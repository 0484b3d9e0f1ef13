"""What must never happen to a store: that something is lost, that it lies, or that a person sees a traceback."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from tests.data.store.test_backup import flipped, newer, shortened
from tests.data.store.test_store import ROOT, entry
from tests.shared import market_sample
from truerole.cli.main import app
from truerole.core.errors import StoreError
from truerole.data.market.bitmap_index import check_index, refresh
from truerole.data.store.backup import backup
from truerole.data.store.store import Store, open_store

pytestmark = pytest.mark.slow

COMMANDS = ("info", "check", "rebuild", "fill", "vacuum", "backup")
SMALL = 64
# All of a store is read after each kill, so the next is made when one has so many postings.
FULL = 8 * SMALL
# Up to so many seconds are waited before a kill; where it is few, for nothing but these.
LONGEST_WAIT, KILLED_AT_ONCE = 0.08, 0.016


def posting(number: int) -> object:
    """Return a posting that others repeat, with words to search for."""
    return entry(number, title="Title", description=" ".join(f"word{number % 7}x{n}" for n in range(45)))


# Killed at any moment

NURSERY = f"""
import os, random, signal, sys, time
import truerole.data.store.schema
truerole.data.store.schema.BLOCK = {SMALL}
from truerole.data.market.bitmap_index import refresh
from truerole.data.store.store import open_store
from tests.data.store.test_store_hostile import posting

with open_store(sys.argv[2]) as store:  # what a first writing and reading import, each child has
    store.add([posting(n) for n in range(20)], "v1")
    refresh(store)

def write(url, told, first):
    with open_store(url) as store:
        index = None
        while True:
            store.add([posting(n) for n in range(first, first + 20)], "v1")
            first += 20
            os.write(told, b"%d\\n" % first)
            index = refresh(store, index)

writers = int(sys.argv[1])
for line in sys.stdin:
    first, wait, url = line.split(maxsplit=2)
    read, told = os.pipe()
    children = []
    for _ in range(writers):
        children.append(os.fork())
        if not children[-1]:
            write(url.strip(), told, int(first))
    os.close(told)
    done = os.read(read, 1) if float(wait) > {KILLED_AT_ONCE} else b"0\\n"  # once it has written, or before
    time.sleep(float(wait))
    for child in children:
        os.kill(child, {int(signal.SIGKILL)})
        os.waitpid(child, 0)
    while part := os.read(read, 65536):
        done += part
    os.close(read)
    print(max(map(int, done.split(b"\\n")[:-1])), flush=True)
"""


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.schema.BLOCK", SMALL)
    monkeypatch.setattr("truerole.data.market.bitmap_index.BLOCK", SMALL)


@pytest.mark.slow
@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(("writers", "kills"), [(1, 50), (3, 10)])
def test_a_killed_writer_loses_nothing_that_was_done(tmp_path: Path, writers: int, kills: int) -> None:
    done, choose, index, full = 0, random.Random(kills), None, list[int]()
    command = [sys.executable, "-c", NURSERY, str(writers), f"sqlite:///{tmp_path / 'first.db'}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as nursery:
        for _ in range(kills):
            if done >= FULL:
                full.append(done)
                done, index = 0, None
            url = f"sqlite:///{tmp_path / f'{len(full)}.db'}"
            nursery.stdin.write(f"{done} {choose.uniform(0, LONGEST_WAIT)} {url}\n")
            nursery.stdin.flush()
            told = int(nursery.stdout.readline())
            with open_store(url) as store:
                index = refresh(store, index)
                done = unharmed(store)
                assert index.bits == refresh(store).bits
                assert len(index.all) == done >= told
    assert sum(full) + done >= 10 * kills


def unharmed(store: Store) -> int:
    """Demand that a store of `posting`s is whole, and return how many it has."""
    assert store.integrity_errors() == []
    assert check_index(store) == []
    with store.read_transaction() as connection:
        ids = sorted(int(name) for name in connection.scalars(text("SELECT external_id FROM postings")))
        readings, skills, sketches, versions, chained = connection.execute(
            text("""SELECT (SELECT count(*) FROM readings), (SELECT count(*) FROM skills),
            (SELECT count(*) FROM sketches), (SELECT count(*) FROM blocks),
            (SELECT count(*) FROM postings a JOIN postings b ON b.number = a.alike WHERE b.alike IS NOT NULL)""")
        ).one()
        firsts = connection.scalar(text("SELECT count(*) FROM postings WHERE alike IS NULL"))
    assert ids == list(range(len(ids)))
    assert len(ids) % 20 == 0
    assert (readings, skills, sketches, chained) == (len(ids), 2 * len(ids), len(ids), 0)
    assert firsts == min(7, len(ids))
    assert versions == len({n // SMALL for n in range(1, len(ids) + 1)})
    return len(ids)


# A command on a store that cannot be used


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a store with some postings, its backup beside it."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    monkeypatch.delenv("TRUEROLE_DATABASE_URL", raising=False)
    with open_store() as store:
        store.add([posting(n) for n in range(200)], "v1")
        backup(store, tmp_path / "good.db")
    return tmp_path


def one_line(err: str) -> bool:
    return err.startswith("truerole: ") and err.count("\n") == 1 and "Traceback" not in err and len(err) < 400


def run(truerole: Callable[..., object], command: str, folder: Path) -> object:
    return truerole("db", command, *([str(folder / "made.db")] if command == "backup" else []))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.write_text("a diary " * 999), "is no store of TrueRole"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be opened"),
        (newer, "was made by a newer TrueRole"),
    ],
)
def test_what_is_no_store_of_ours(
    home: Path, truerole: Callable[..., object], command: str, harm: Callable[[Path], object], told: str
) -> None:
    harm(home / "truerole.db")
    before = (home / "truerole.db").is_file() and (home / "truerole.db").read_bytes()
    ran = run(truerole, command, home)
    assert (ran.code, ran.out) == (2, "")
    assert one_line(ran.err)
    assert told in ran.err
    assert ((home / "truerole.db").is_file() and (home / "truerole.db").read_bytes()) == before
    assert not (home / "made.db").exists()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("harm", [flipped, shortened])
def test_a_damaged_store(
    home: Path, truerole: Callable[..., object], command: str, harm: Callable[[Path], object]
) -> None:
    harm(home / "truerole.db")
    ran = run(truerole, command, home)
    assert ran.code == 0 or (ran.code == 2 and one_line(ran.err)) or (command == "check" and ran.code == 1)
    if command in ("check", "backup"):
        assert ran.code > 0
        assert not (home / "made.db").exists()
    assert truerole("db", "check").code > 0
    assert truerole("db", "restore", str(home / "good.db")).code == 0
    with open_store() as store:
        assert unharmed_but_blocks(store) == 200


def unharmed_but_blocks(store: Store) -> int:
    assert (store.integrity_errors(), check_index(store)) == ([], [])
    return len(refresh(store).all)


@pytest.mark.parametrize("command", ["fill", "vacuum", "rebuild"])
def test_a_store_that_another_program_writes(
    home: Path, truerole: Callable[..., object], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("engine", "copy"):
        monkeypatch.setattr(f"truerole.data.store.{module}.BUSY_MILLISECONDS", 50)
    entries, reader = market_sample()
    monkeypatch.setattr("truerole.data.market.sample.load_sample", lambda path: (entries[:50], reader))
    with closing(sqlite3.connect(home / "truerole.db", isolation_level=None)) as other:
        other.execute("UPDATE postings SET sample = 1")  # so that there is something to fill
        other.execute("BEGIN IMMEDIATE")
        ran = run(truerole, command, home)
        assert ran.code == 2
        assert one_line(ran.err)
        assert "another program has been writing for too long" in ran.err
        assert truerole("db", "info").code == 0  # reading goes on
        assert run(truerole, "backup", home).code == 0
    assert run(truerole, command, home).code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_that_another_program_has_for_itself(
    home: Path, truerole: Callable[..., object], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("engine", "copy"):
        monkeypatch.setattr(f"truerole.data.store.{module}.BUSY_MILLISECONDS", 50)
    with closing(sqlite3.connect(home / "truerole.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE blocks SET version = version + 1")
        ran = run(truerole, command, home)
        assert ran.code == 2
        assert one_line(ran.err)
        assert not (home / "made.db").exists()
    assert truerole("db", "check").code == 0


# No right to write, no room


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Take the right to write from this process; one that may do all becomes another one."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store on which each command has been run, for others to be copied from."""
    folder = tmp_path_factory.mktemp("used")
    entries, reader = market_sample()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRUEROLE_HOME", str(folder))
        patched.setattr("truerole.data.market.sample.load_sample", lambda path: (entries[:50], reader))
        with open_store() as store:
            store.add([posting(n) for n in range(200)], "v1")
        for command in COMMANDS:
            made = [str(folder / "made.db")] if command == "backup" else []
            assert CliRunner().invoke(app, ["db", command, *made]).exit_code == 0
    (folder / "made.db").unlink()
    return folder


@pytest.fixture
def public(used: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of a store that anybody may read; what commands import was imported while it may be read."""
    folder = Path(tempfile.mkdtemp(prefix="truerole-"))
    shutil.copytree(used, folder, dirs_exist_ok=True)
    monkeypatch.setenv("TRUEROLE_HOME", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_without_the_right_to_write(public: Path, truerole: Callable[..., object], command: str) -> None:
    before = sorted(path.name for path in public.iterdir())
    with unwritable(public):
        ran = run(truerole, command, public)
    assert ran.code == 2
    assert one_line(ran.err)
    assert "written" in ran.err
    assert sorted(path.name for path in public.iterdir()) == before
    assert truerole("db", "check").code == 0


def test_no_right_to_make_the_folder(public: Path, truerole: Callable[..., object]) -> None:
    with unwritable(public), pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRUEROLE_HOME", str(public / "new" / "folder"))
        ran = truerole("db", "info")
    assert ran.code == 2
    assert one_line(ran.err)
    assert "set TRUEROLE_HOME to a folder that you may write" in ran.err


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder on a disk of a megabyte."""
    folder = Path(tempfile.mkdtemp(prefix="truerole-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("only root may make a small disk")
    monkeypatch.setenv("TRUEROLE_HOME", str(folder))
    monkeypatch.setattr("truerole.data.store.store.BATCH", 20)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


def test_a_full_disk(tiny: Path, tmp_path: Path, truerole: Callable[..., object]) -> None:
    with open_store() as store:
        done = 0
        with pytest.raises(StoreError, match=r"the disk is full; free some room and try again, nothing is lost"):
            for first in range(0, 100_000, 20):
                store.add([posting(n) for n in range(first, first + 20)], "v1")
                done = first + 20
        assert done > 100
        assert store.count() in (done, done + 20)
    assert truerole("db", "info").code == 0
    for command in ("fill", "vacuum", "backup"):
        with open_store() as store, store.write_transaction() as connection:
            connection.execute(text("UPDATE schema_changes SET applied_at = applied_at"))
        ran = run(truerole, command, tiny)
        assert ran.code == 0 or one_line(ran.err)
    assert not (tiny / "made.db").exists()
    with open_store() as store:
        backup(store, tmp_path / "kept.db")
    ran = truerole("db", "restore", str(tmp_path / "kept.db"))
    assert (ran.code, one_line(ran.err)) == (2, True)
    assert not [path for path in tiny.iterdir() if "restor" in path.name]
    shutil.copytree(tiny, tmp_path / "larger")
    with open_store(f"sqlite:///{tmp_path / 'larger' / 'truerole.db'}") as store:
        assert unharmed_but_blocks(store) >= done
        assert store.add([posting(n) for n in range(done + 20, done + 40)], "v1").new == 20


@pytest.mark.slow
@pytest.mark.parametrize("most", [400_000, 2_000_000])
def test_files_that_may_not_grow(tmp_path: Path, most: int) -> None:
    """A limit on files strikes in the midst of a page, where a full disk would."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    environment = os.environ | {"TRUEROLE_HOME": str(tmp_path), "TRUEROLE_DATABASE_URL": ""}
    command = [sys.executable, "-m", "truerole", "db", "fill"]
    ran = subprocess.run(command, env=environment, preexec_fn=limited, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert one_line(ran.stderr)
    assert "is full" in ran.stderr
    with open_store(f"sqlite:///{tmp_path / 'truerole.db'}") as store:
        assert unharmed_but_blocks(store) % 1_000 == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_the_full_disk_is_named(tmp_path: Path, command: str) -> None:
    from_here, full = tmp_path / "from", tmp_path / "full"
    full.mkdir()
    from_here.mkdir()
    with open_store(f"sqlite:///{from_here / 'truerole.db'}") as store:
        store.add([posting(n) for n in range(300)], "v1")
        backup(store, from_here / "kept.db")
    home, file, named = {
        "backup": (from_here, full / "out.db", full / "out.db"),
        "restore": (full, from_here / "kept.db", full / "truerole.db"),
    }[command]
    ran = subprocess.run(
        [sys.executable, "-m", "truerole", "db", command, str(file)],
        env=os.environ | {"TRUEROLE_HOME": str(home), "TRUEROLE_DATABASE_URL": ""},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"truerole: {named}: the disk")
    assert one_line(ran.stderr)
    assert list(full.iterdir()) == []
