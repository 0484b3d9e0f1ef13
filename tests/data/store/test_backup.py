import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import Ran
from tests.data.store.test_store import FACTS, ROOT, entry
from tests.databases import Databases
from truerole.core.clock import now
from truerole.core.errors import StoreError
from truerole.core.stored import SkillDemand
from truerole.data.market.bitmap_index import check_index, refresh
from truerole.data.market.listing import list_postings
from truerole.data.market.search.query import match_words
from truerole.data.store import restore as restore_module
from truerole.data.store import schema
from truerole.data.store.backup import VacuumResult, backup, vacuum
from truerole.data.store.copy import check_store_file
from truerole.data.store.restore import RestoreResult, restore
from truerole.data.store.store import Store, open_store, switch_model_version

WORDS = " ".join(f"word{n}" for n in range(50))


@pytest.fixture
def filled(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store with something in every table."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "home"))
    store.add([entry(n, description=WORDS if n % 2 else f"Text {n}") for n in range(60)], "v1")
    store.add_readings([(n, replace(FACTS, skills=(SkillDemand("excel", "required"),))) for n in range(1, 61)], "v2")
    at = {"posting": 3, "seen_at": now(), "labelled_at": now(), "begun_at": now()}
    with store.write_transaction() as connection:
        connection.execute(schema.runs.insert(), at | {"kind": "gathering"})
        connection.execute(schema.sightings.insert(), at | {"run": 1})
        label = at | {"role": "other", "sure": 2, "labeller": "me", "why": "read"}
        connection.execute(schema.labels.insert(), label)
        text = {"number": 1, "sha256": "0" * 64, "text": WORDS, "added_at": now()}
        connection.execute(schema.label_texts.insert(), text)
        connection.execute(schema.labels.insert(), label | {"posting": None, "text": 1})
    return store


def content(store: Store, *without: str) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, without those that a restoring changes."""
    with store.read_transaction() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in schema.metadata.sorted_tables
            if table.name not in {"bitmaps", "blocks", *without}
        }


def whole(store: Store) -> None:
    assert (store.integrity_errors(), check_index(store)) == ([], [])
    assert len(refresh(store).all) == store.count()


# Backup


def test_a_backup_is_a_store_with_the_same_content(filled: Store, tmp_path: Path) -> None:
    told: list[float] = []
    assert backup(filled, tmp_path / "b.db", on_progress=lambda progress: told.append(progress.share or 0.0)) == 60
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("b.db")) == ["b.db"]
    assert told == sorted(told)
    assert told[-1] == 1
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as copy:
        assert content(copy) == content(filled)
        assert match_words(copy, [("word7",)]) == match_words(filled, [("word7",)])
        whole(copy)


def test_a_backup_is_never_overwritten_unasked(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "b.db"
    target.write_text("mine")
    with pytest.raises(StoreError, match=r"b\.db: is there already; name another file, or say --force"):
        backup(filled, target)
    assert target.read_text() == "mine"
    assert backup(filled, target, force=True) == 60
    check_store_file(target)


@pytest.mark.parametrize("name", ["none/b.db", "folder", "store.db"])
def test_where_no_backup_can_be(filled: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    if name == "store.db" and filled.engine.dialect.name != "sqlite":
        return
    with pytest.raises(StoreError) as error:
        backup(filled, tmp_path / name, force=True)
    assert str(tmp_path) in str(error.value)
    assert filled.count() == 60


@pytest.mark.slow
def test_others_write_while_a_backup_is_made(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store, ThreadPoolExecutor(1) as pool:
        store.add([entry(n) for n in range(2_000)], "v1")
        parts = [[entry(n) for n in range(first, first + 20)] for first in range(2_000, 4_000, 20)]
        writing = pool.submit(lambda: [store.add(part, "v1") for part in parts])
        counts = [backup(store, tmp_path / "b.db", force=True) for _ in range(5)]
        writing.result()
        assert counts == sorted(counts)
        assert all(2_000 <= c <= 4_000 and c % 20 == 0 for c in counts)
        assert (store.count(), store.integrity_errors()) == (4_000, [])


# Restoring


def test_what_was_backed_up_comes_back(filled: Store, url: str, tmp_path: Path) -> None:
    before = content(filled)
    backup(filled, tmp_path / "b.db")
    filled.add([entry(n) for n in range(60, 90)], "v1")
    after = content(filled)
    restored = restore(tmp_path / "b.db", url)
    assert restored.postings == 60
    assert content(filled) == before  # the one that was open all the time
    with open_store(url) as again, open_store(f"sqlite:///{restored.kept}") as kept:
        assert content(again) == before
        assert content(kept) == after
        whole(again)
        assert again.add([entry(n) for n in range(50, 70)], "v1").new == 10
        assert again.count() == 70
        whole(again)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.schema.BLOCK", 16)
    monkeypatch.setattr("truerole.data.market.bitmap_index.BLOCK", 16)


def test_open_pages_see_what_was_restored(small_blocks: None, filled: Store, url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.db")
    filled.add([entry(n) for n in range(60, 90)], "v1")
    switch_model_version(filled, "v2")
    index = refresh(filled)
    assert (len(index.all), len(index.bitmap("skill", "excel"))) == (60, 60)
    restore(tmp_path / "b.db", url)
    index = refresh(filled, index)
    assert (len(index.all), len(index.bitmap("skill", "excel")), len(index.bitmap("skill", "sql"))) == (60, 0, 60)
    filled.add([entry(n) for n in range(60, 90)], "v1")
    index = refresh(filled, index)
    assert index.bits == refresh(filled).bits
    assert [shown.title for shown in list_postings(filled, [61])] == ["Title 60"]


@pytest.mark.postgres
def test_a_backup_moves_a_store_to_the_other_database(
    filled: Store, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if filled.engine.dialect.name == "sqlite":
        databases: Databases = request.getfixturevalue("databases")
        with databases.new() as address:
            expect_move(filled, tmp_path, address)
    else:
        expect_move(filled, tmp_path, f"sqlite:///{tmp_path / 'moved.db'}")


def expect_move(filled: Store, tmp_path: Path, other: str) -> None:
    with filled.write_transaction() as connection:
        connection.execute(schema.postings.update().values(company="Tile & Söhne 🙂\u202e"))
    backup(filled, tmp_path / "b.db")
    restore(tmp_path / "b.db", other)
    with open_store(other) as moved:
        assert content(moved) == content(filled)
        assert match_words(moved, [("word7",)]) == match_words(filled, [("word7",)])
        assert moved.add([entry(900)], "v1").new == 1
        with moved.read_transaction() as connection:
            assert connection.scalar(text("SELECT max(number) FROM postings")) == 61
        whole(moved)


def test_undone_by_restoring_what_was_kept(filled: Store, url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.db")
    filled.add([entry(60)], "v1")
    first = restore(tmp_path / "b.db", url)
    second = restore(first.kept, url)
    assert first.kept.name.endswith(".before-restore")
    assert second.kept.name.endswith(".before-restore-2")
    assert filled.count() == 61


def test_into_a_place_where_no_store_is(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        store.add([entry(1)], "v1")
        backup(store, tmp_path / "b.db")
    assert restore(tmp_path / "b.db", f"sqlite:///{tmp_path / 'c.db'}") == RestoreResult(1, None)
    with open_store(f"sqlite:///{tmp_path / 'c.db'}") as store:
        whole(store)


def flipped(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096 * 3 : 4096 * 30] = random.Random(1).randbytes(4096 * 27)
    path.write_bytes(raw)


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO schema_changes VALUES ('far_future', '2030-01-01')")
        connection.commit()


def unsearchable(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER search_changed")
        connection.execute("UPDATE postings SET title = 'other words' WHERE number = 7")
        connection.commit()


def another(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (day, said)")


def run_in(*statements: str) -> Callable[[Path], None]:
    """Return what somebody does to a backup who passes it on."""

    def harm(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return harm


EVIL = "AFTER INSERT ON postings BEGIN DELETE FROM labels; END"
FOREIGN = [
    (run_in(f"CREATE TRIGGER evil {EVIL}"), "holds the trigger 'evil', which no store of TrueRole has"),
    (
        run_in("DROP TRIGGER search_added", f"CREATE TRIGGER search_added {EVIL}"),
        "holds the trigger 'search_added'",
    ),
    (run_in("CREATE VIEW more AS SELECT 1"), "holds the view 'more'"),
    (run_in("CREATE TABLE diary (day, said)"), "holds the table 'diary'"),
    (
        run_in(
            "DROP TABLE line_labels",
            "CREATE VIEW line_labels AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n",
        ),
        "holds the view 'line_labels'",
    ),
    (run_in("UPDATE postings SET posted_on = 'not a date' WHERE number = 7"), "a value in postings is of another type"),
    (run_in("UPDATE postings SET country = x'00ff' WHERE number = 7"), "a value in postings is of another type"),
    (run_in("UPDATE readings SET posting = 'seven' WHERE posting = 7"), "is damaged"),
    (run_in("CREATE INDEX evil ON postings (hex(zeroblob(number)))"), "holds the index 'evil'"),
    (run_in("DROP INDEX postings_open", "CREATE UNIQUE INDEX postings_open ON postings (number)"), "'postings_open'"),
    (run_in("ALTER TABLE postings ADD more AS (hex(zeroblob(number)))"), "a computed column in 'postings'"),
    (run_in("ALTER TABLE postings ADD more CHECK (zeroblob(number) IS NOT NULL)"), "holds the table 'postings'"),
    (run_in("UPDATE postings SET title = printf('%.*c', 3000000, 'x') WHERE number = 7"), "a text of over 2 MB"),
    (run_in("UPDATE postings SET country = CAST(x'eda080' AS TEXT) WHERE number = 7"), "in postings cannot be read"),
    (run_in("UPDATE skills SET one_of = 'r' WHERE posting = 7"), "a value in skills is of another type"),
    (run_in("UPDATE skills SET one_of = 999 WHERE posting = 7"), "a row of skills refers to none of skill_names"),
    (run_in("DELETE FROM postings WHERE number = 7"), "refers to none of postings"),
    (run_in("UPDATE readings SET reader = reader - 900 WHERE posting = 7"), "refers to none of readers"),
]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        *FOREIGN,
        (flipped, "is damaged"),
        (shortened, "is damaged"),
        (newer, "was made by a newer TrueRole"),
        (unsearchable, "is damaged (the words to search for"),
        (another, "is no store of TrueRole"),
        (lambda path: path.write_text("a diary " * 999), "is no store of TrueRole"),
        (lambda path: path.write_text(""), "is no store of TrueRole"),
        (Path.unlink, "there is no such file"),
        (lambda path: (path.unlink(), path.mkdir()), "there is no such file"),
    ],
)
def test_what_is_no_whole_store_is_not_restored(
    filled: Store, url: str, tmp_path: Path, harm: Callable[[Path], object], told: str
) -> None:
    target, before = tmp_path / "b.db", content(filled)
    backup(filled, target)
    harm(target)
    with pytest.raises(StoreError) as error:
        restore(target, url)
    assert str(error.value).startswith(f"{target}: ")
    assert told in str(error.value)
    assert content(filled) == before
    assert not [p for p in tmp_path.rglob("*") if "restor" in p.name or p.name.endswith(".new")]


def test_a_store_is_not_restored_from_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        store.add([entry(1)], "v1")
        with pytest.raises(StoreError, match="is the store itself"):
            restore(tmp_path / "a.db", url)
        assert store.count() == 1


@pytest.mark.parametrize("harm", [flipped, shortened, lambda path: path.write_text("a diary " * 999)])
def test_a_damaged_store_is_replaced_and_kept(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    own, url = tmp_path / "a.db", f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        store.add([entry(n) for n in range(500)], "v1")
        backup(store, tmp_path / "b.db")
    harm(own)
    left = own.read_bytes()
    restored = restore(tmp_path / "b.db", url)
    assert restored.postings == 500
    assert len(restored.kept.read_bytes()) == len(left)
    with open_store(url) as store:
        whole(store)
        assert store.count() == 500


def test_a_store_of_an_earlier_truerole_is_restored(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript((Path(__file__).parent / "first_schema.sql").read_text())
        old.execute("INSERT INTO postings (number, source, external_id, title, description, sample, added_at) "
                    "VALUES (5, 's', '1', 'Baker', 'bake bread', 0, '2026-01-01 00:00:00')")  # fmt: skip
        old.execute("INSERT INTO schema_changes VALUES ('begin', '2026-01-01 00:00:00')")
        old.commit()
    given = (tmp_path / "old.db").read_bytes()
    restore(tmp_path / "old.db", f"sqlite:///{tmp_path / 'a.db'}")
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        assert set(match_words(store, [("bread",)])) == {5}
    assert (tmp_path / "old.db").read_bytes() == given


def test_pages_of_another_size(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        store.add([entry(n) for n in range(100)], "v1")
        backup(store, tmp_path / "b.db")
        with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
            connection.execute("PRAGMA page_size=8192")
            connection.execute("VACUUM")
        restore(tmp_path / "b.db", url)
        assert store.count() == 100
        whole(store)


def test_a_writer_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.copy.BUSY_MILLISECONDS", 50)
    own, url = tmp_path / "a.db", f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store, closing(sqlite3.connect(own, isolation_level=None)) as other:
        store.add([entry(n) for n in range(100)], "v1")
        backup(store, tmp_path / "b.db")
        store.add([entry(100)], "v1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has been writing for too long"):
            restore(tmp_path / "b.db", url)
        assert store.count() == 101
        assert not [p for p in tmp_path.iterdir() if "restor" in p.name]
        other.execute("ROLLBACK")
        assert restore(tmp_path / "b.db", url).postings == 100


def test_what_others_write_in_between_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A posting is in the restored store, or in what is kept of the one before; none falls between."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        store.add([entry(n) for n in range(100)], "v1")
        backup(store, tmp_path / "b.db")
        merge_wal = restore_module.merge_wal
        monkeypatch.setattr(restore_module, "merge_wal", lambda path: (merge_wal(path), store.add([entry(777)], "v1")))
        restored = restore(tmp_path / "b.db", url)
        assert store.count() == 100
    with open_store(f"sqlite:///{restored.kept}") as kept:
        assert kept.count() == 101


# Killed in the midst

# A process that has loaded all starts one to be killed for each line that it is given, and another ends it.
NURSERY = f"""
import os, sys, time
from pathlib import Path
from truerole.data.store.restore import restore
from truerole.data.store.store import open_store
from truerole.data.store.backup import backup
what, url, file = sys.argv[1:]
def work():
    while True:
        if what == "backup":
            with open_store(url) as store:
                backup(store, Path(file), force=True)
        else:
            kept = restore(Path(file), url).kept
            kept.unlink()
for seconds in sys.stdin:
    child = os.fork()
    if not child:
        work()
    time.sleep(float(seconds))
    os.kill(child, {int(signal.SIGKILL)})
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["backup", "restore"])
def test_killed_in_the_midst_nothing_is_lost(tmp_path: Path, what: str) -> None:
    url, file, choose = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db", random.Random(4)
    with open_store(url) as store:
        store.add([entry(n) for n in range(2_000)], "v1")
        backup(store, file)
        store.add([entry(n) for n in range(2_000, 2_100)], "v1")
    counts = set()
    command, environment = [sys.executable, "-c", NURSERY, what, url, str(file)], os.environ | {"PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as nursery:
        for _ in range(8):
            nursery.stdin.write(f"{choose.uniform(0, 0.25)}\n")
            nursery.stdin.flush()
            assert int(nursery.stdout.readline()) == -signal.SIGKILL
            check_store_file(file)
            with open_store(url) as store:
                counts.add(store.count())
                whole(store)
    assert counts <= ({2_100} if what == "backup" else {2_000, 2_100})


# Tidying


def test_vacuum_gives_room_back_and_changes_nothing(filled: Store) -> None:
    before = content(filled)
    with filled.write_transaction() as connection:
        connection.execute(schema.sketches.delete())
    told = vacuum(filled)
    assert told.removed == 0
    assert told.after <= told.before or filled.engine.dialect.name == "postgresql"
    assert content(filled, "sketches") == {name: rows for name, rows in before.items() if name != "sketches"}
    whole(filled)


def test_only_what_earlier_readers_read_is_pruned(filled: Store) -> None:
    refresh(filled)
    filled.add_readings([(n, FACTS) for n in range(1, 61)], "v3")  # not yet current
    switch_model_version(filled, "v2")
    index = refresh(filled)
    assert vacuum(filled).removed == 0
    told: list[float] = []
    assert vacuum(filled, prune=True, on_progress=lambda progress: told.append(progress.share or 0.0)).removed == 60
    assert told == [1.0]
    assert refresh(filled).bits == index.bits
    with filled.read_transaction() as connection:
        left = connection.execute(text("SELECT reader, count(*) FROM readings GROUP BY reader ORDER BY reader")).all()
        skills = connection.scalars(text("SELECT DISTINCT reader FROM skills ORDER BY reader")).all()
    assert (left, skills) == ([(2, 60), (3, 60)], [2, 3])
    switch_model_version(filled, "v3")
    whole(filled)


def test_an_empty_store_is_tidied(store: Store) -> None:
    assert isinstance(vacuum(store, prune=True), VacuumResult)


# The commands


def test_the_commands(truerole: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    with open_store() as store:
        store.add([entry(n) for n in range(30)], "v1")
    file = str(tmp_path / "b.db")
    assert truerole("db", "backup", file).out == f"30 postings are kept in {file}\n"
    ran = truerole("db", "backup", file)
    assert ran.err == f"truerole: {file}: is there already; name another file, or say --force to replace it\n"
    assert ran.code == 2
    assert truerole("db", "backup", "--force", file).code == 0
    kept = tmp_path / "truerole.db.before-restore"
    told = f"30 postings restored\nthe store as it was is kept in {kept}\n"
    assert truerole("db", "restore", file).out == told
    assert "0 readings of earlier models removed" in truerole("db", "vacuum", "--prune").out
    assert "MB before" in truerole("db", "vacuum").out
    assert "on disk" in truerole("db", "info").out
    assert truerole("db", "check").code == 0
    shutil.copy(tmp_path / "truerole.db", tmp_path / "c.db")
    unsearchable(tmp_path / "truerole.db")
    assert (truerole("db", "check").code, truerole("db", "restore", str(tmp_path / "c.db")).code) == (1, 0)
    assert truerole("db", "check").code == 0
