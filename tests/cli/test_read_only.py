"""With TRUEROLE_READONLY, each command that changes something here refuses in a line, and all others work."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from tests.shared import market_sample
from truerole.cli.main import app
from truerole.core import settings
from truerole.core.normalise.job_search import Search
from truerole.core.settings import require_writable
from truerole.data.crawl.saved_searches import save_search
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import NewLabel, add_labels
from truerole.data.market import sample
from truerole.data.store.backup import backup
from truerole.data.store.store import open_store
from truerole.model.registry.artifacts import SHIPPED, registered_model

Run = Callable[..., Any]
EXAMPLE = load_examples()[0]
# The files rows.jsonl and kept.db are there.
WRITES = {
    "import": "rows.jsonl",
    "scrape": "",
    "train": "--workers 1",
    "db rebuild": "",
    "db fill": "",
    "db restore": "kept.db",
    "db vacuum": "",
    "boards add": "--starter",
    "boards remove": "lever:acme",
    "boards check": "",
    "searches remove": "mine",
    "sample build": "rows.jsonl",
    "label next": "",
    "label import": "rows.jsonl",
    "label lines": "rows.jsonl",
    "label undo": "",
    "models promote": "own-1",
    "models rollback": "",
    "models reread": "",
    "models prune": "",
}
READS = {
    "read": "text.txt",
    "score": "rows.jsonl out.jsonl --workers 1",
    "harvest": "crawl.warc out.parquet --workers 1",
    "evaluate": "rows.jsonl",
    "export": "out.csv",
    "postings": "--limit 3",
    "fit": "--know SQL",
    "skills find": "Spark",
    "skills discover": "rows.jsonl",
    "db info": "",
    "db check": "",
    "db backup": "out.db",
    "boards list": "",
    "searches list": "",
    "searches show": "mine --new --atom out.xml",
    "label export": "labels.csv",
    "label status": "",
    "market compare": "data_analyst data_engineer",
    "market duties": "",
    "market open-time": "",
    "market pay": "",
    "market trend": "SQL",
    "market skills": "",
    "models list": "",
    "models show": registered_model(SHIPPED).version,
}
# An archive with a record, and no page.
ARCHIVE = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
# Shown elsewhere: servers, a saved answer of a board, a comparison of two models.
ELSEWHERE = {"api", "app", "parse", "models compare"}


@pytest.fixture(scope="module")
def small_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a sample that fills a store at once."""
    path = tmp_path_factory.mktemp("sample") / "sample.parquet"
    entries, version = market_sample()
    sample.save_sample(entries[::12], version, path)
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_sample: Path) -> Path:
    """Return the folder of a user with a label, who may only look from now on; the current folder is another."""
    monkeypatch.setattr(sample.fill_store, "__defaults__", (small_sample,))
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    monkeypatch.setenv("TRUEROLE_HOME", str(home))
    monkeypatch.chdir(here)
    row = f'{{"id": "1", "title": "T", "description": "{EXAMPLE.title}: we count.", "role": "{EXAMPLE.role}"}}\n'
    Path("rows.jsonl").write_text(row)
    Path("text.txt").write_text(EXAMPLE.description)
    Path("crawl.warc").write_bytes(ARCHIVE)
    with open_store() as store:
        add_labels(
            store,
            [
                NewLabel(
                    role=EXAMPLE.role,
                    annotator="me",
                    why="correction",
                    text=EXAMPLE.description,
                    title="T",
                    read_role=EXAMPLE.role,
                )
            ],
        )
        backup(store, Path("kept.db"))
    save_search("mine", Search("data"))
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    return home


def commands(group: TyperGroup, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name


def test_each_command_is_in_one_of_the_tables() -> None:
    whole = get_command(app)
    assert isinstance(whole, TyperGroup)
    assert sorted(commands(whole)) == sorted([*WRITES, *READS, *ELSEWHERE])


def files(folder: Path) -> list[str]:
    """Return the names of the files, but for those that SQLite makes beside a store that is open."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm")))


def kept(home: Path) -> list[object]:
    """Return all that is kept for the user: the files but the store by their bytes, the store by its rows."""
    plain = [(p, p.read_bytes()) for p in sorted(home.rglob("*")) if p.is_file() and "truerole.db" not in p.name]
    with closing(sqlite3.connect(home / "truerole.db")) as store:
        return [*plain, *(line for line in store.iterdump() if "sqlite_" not in line)]


def asked_below_the_commands() -> None:
    if not sys._getframe(1).f_globals["__name__"].startswith("truerole.cli"):
        require_writable()


@pytest.mark.parametrize("command", [*WRITES, "label"])
def test_a_command_that_did_not_ask_could_change_nothing(
    truerole: Run, home: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(home)
    monkeypatch.setattr(settings, "require_writable", asked_below_the_commands)
    done = truerole(*command.split(), *WRITES.get(command, "").split())
    assert "Traceback" not in done.err
    assert kept(home) == before


@pytest.mark.parametrize("command", [*WRITES, "label"])
def test_what_writes_refuses_in_a_line(truerole: Run, home: Path, command: str) -> None:
    before = files(home.parent)
    done = truerole(*command.split(), *WRITES.get(command, "").split())
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "TRUEROLE_READONLY is set, so nothing is changed here" in done.err
    assert files(home.parent) == before


@pytest.mark.parametrize("command", READS)
def test_what_reads_works(truerole: Run, home: Path, command: str) -> None:
    before, rows = files(home), kept(home)
    done = truerole(*command.split(), *READS[command].split())
    assert (done.code, "READONLY" in done.err) == (0, False), done.err
    assert (files(home), kept(home)) == (before, rows)


@pytest.mark.parametrize(
    "command", ["market skills", "fit", "postings", "db info", "label status", "read", "models list"]
)
def test_who_has_no_store_is_lent_one(
    truerole: Run, home: Path, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = tmp_path / "fresh"
    monkeypatch.setenv("TRUEROLE_HOME", str(fresh))
    assert truerole(*command.split(), *READS[command].split()).code == 0
    assert not fresh.exists()
