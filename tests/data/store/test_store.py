import logging
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from truerole.core.clock import now
from truerole.core.errors import StoreError
from truerole.core.posting import Posting, Salary
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry, stored_reading_of
from truerole.data.market.bitmap_index import check_index, refresh
from truerole.data.store import schema
from truerole.data.store.predictions import latest_readings
from truerole.data.store.readings import current_readings
from truerole.data.store.store import AddCounts, Store, open_store, switch_model_version
from truerole.model.reader import default_reader

ROOT = Path(__file__).parents[3]
FACTS = StoredReading(
    role="data_analyst",
    roles=(0.7, 0.1, 0.1, 0.05, 0.05),
    confident=True,
    title_role="data_scientist",
    agrees=False,
    deep_learning=0,
    stage="startup",
    seniority="senior",
    skills=(SkillDemand("sql", "required", 3), SkillDemand("tableau", "preferred")),
)


def entry(n: int, facts: StoredReading = FACTS, **more: object) -> StoreEntry:
    posting = Posting("board", str(n), f"Title {n}", f"Text {n}", posted_on=date(2026, 1 + n % 12, 1))
    return StoreEntry(replace(posting, **more), facts)


def rows(store: Store, table: str) -> int:
    with store.read_transaction() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))


def test_postings_are_kept_once(store: Store) -> None:
    assert store.add([entry(1), entry(2), entry(1)], "v1") == AddCounts(2, 1)
    assert store.add([entry(2), entry(3), entry(1, board="other")], "v1") == AddCounts(2, 1)
    assert [rows(store, t) for t in ("postings", "readings", "skills", "readers")] == [4, 4, 8, 1]


@pytest.mark.parametrize("mix", [None, (0, 0, 100, 0, 0, 0, 0), (15, 15, 14, 14, 14, 14, 14)])
def test_the_mix_of_duties_is_kept_in_a_byte_a_kind(store: Store, mix: tuple[int, ...] | None) -> None:
    store.add([entry(1, replace(FACTS, duties=mix))], "v1")
    assert latest_readings(store, [1])[1].duties == mix
    with store.read_transaction() as connection:
        assert connection.scalar(select(func.length(schema.readings.c.duties))) == (7 if mix else None)


def test_alternatives_are_kept(store: Store) -> None:
    asked = (SkillDemand("python", "required", 3, "r"), SkillDemand("r", "required", None, "r"), FACTS.skills[0])
    store.add([entry(1, replace(FACTS, skills=asked)), entry(2)], "v1")
    found = latest_readings(store, [1, 2])
    assert (found[1].skills, found[2]) == (asked, FACTS)
    with store.read_transaction() as connection:
        assert current_readings(connection, [1, 2]) == found


def test_what_is_kept_is_what_was_given(store: Store) -> None:
    salary = Salary(50_000, 60_000.5, "EUR", "year", "published")
    hostile = "<script>\x07 ' \" ; DROP TABLE postings; -- \u202e 🙂"
    store.add([entry(7, salary=salary, title=hostile, country="de", workplace="remote", language="en")], "v1")
    with store.read_transaction() as connection:
        row = connection.execute(select(schema.postings)).one()
        read = connection.execute(select(schema.readings)).one()
    assert (row.title, row.salary_max, row.currency, row.country) == (hostile, 60_000.5, "EUR", "de")
    assert (row.posted_on, row.month, row.sample, row.description) == (date(2026, 8, 1), "2026-08", False, "Text 7")
    assert (read.role, read.data_analyst, read.agrees, read.confident) == ("data_analyst", 0.7, False, True)


def test_a_reading_becomes_facts() -> None:
    reading = default_reader().read("You build pipelines in Python and Spark. SQL is a plus. " * 3, "Data Analyst")
    facts = stored_reading_of(reading)
    assert {a.skill: a.need for a in facts.skills} == {s.id: s.need for s in reading.skills}
    assert facts.roles == tuple(reading.roles.values())
    assert facts.title_role == "data_analyst"


def test_many_in_batches(store: Store) -> None:
    assert store.add((entry(n) for n in range(2_500)), "v1") == AddCounts(2_500, 0)
    assert store.count() == 2_500
    assert store.versions() == {0: 3}


def test_what_fails_leaves_nothing(store: Store) -> None:
    broken = entry(2, replace(FACTS, role="x" * 17 if store.engine.dialect.name == "postgresql" else object()))
    with pytest.raises(StoreError):
        store.add([entry(1), broken], "v1")
    assert [rows(store, t) for t in ("postings", "readings", "skills", "blocks")] == [0, 0, 0, 0]


def test_a_version_of_the_reader_is_switched_in_one_step(store: Store) -> None:
    store.add([entry(1)], "v1")
    before = store.versions()
    switch_model_version(store, "v2")
    with store.read_transaction() as connection:
        current = connection.scalars(select(schema.readers.c.version).where(schema.readers.c.current)).all()
    assert (current, store.versions() != before) == (["v2"], True)


def test_read_again_by_another_version(store: Store) -> None:
    store.add([entry(n) for n in range(5)], "v1")
    other = replace(FACTS, role="other", skills=(SkillDemand("excel", "required"),))
    before = store.versions()
    assert store.add_readings([(n, other) for n in (1, 2, 3)], "v2") == 3
    assert store.versions() == before  # nobody counts it yet
    assert store.add_readings([(n, other) for n in range(1, 6)], "v2") == 2
    switch_model_version(store, "v2")
    assert len(refresh(store).bitmap("role", "other")) == 5
    assert [rows(store, t) for t in ("readings", "skills")] == [10, 15]


def test_read_again_by_the_current_version(store: Store) -> None:
    store.add([entry(1)], "v1")
    store.add_readings([(1, FACTS)], "v2")
    switch_model_version(store, "v2")
    store.add([entry(2)], "v1")
    index = refresh(store)
    assert len(index.all) == 1
    assert store.add_readings([(1, FACTS), (2, FACTS)], "v2") == 1
    assert len(refresh(store, index).all) == 2


def test_opened_again_it_is_the_same(url: str) -> None:
    with open_store(url) as first:
        first.add([entry(1)], "v1")
    with open_store(url) as second:
        assert second.count() == 1


def test_a_newer_store_is_refused(url: str) -> None:
    with open_store(url) as opened, opened.write_transaction() as connection:
        row = {"name": "far_future", "applied_at": now()}
        connection.execute(schema.schema_changes.insert(), row)
    with pytest.raises(StoreError, match=r"newer TrueRole \(it has 'far_future'\); install that one"):
        open_store(url)


# Where nothing may be changed


def test_no_transaction_begins_to_write(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    with pytest.raises(StoreError, match="TRUEROLE_READONLY is set"):
        store.add([entry(1)], "v1")
    assert (store.writable, store.count()) == (False, 0)
    monkeypatch.setenv("TRUEROLE_READONLY", "0")
    assert store.add([entry(1)], "v1").new == 1


def test_what_reads_cannot_write_anywhere(store: Store) -> None:
    with (
        pytest.raises(StoreError, match=r"may not be written|read-only transaction"),
        store.read_transaction() as connection,
    ):
        connection.execute(schema.readers.insert(), {"version": "v9"})
    assert store.add([entry(1)], "v1").new == 1


def test_an_earlier_store_is_not_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript((Path(__file__).parent / "first_schema.sql").read_text())
    old.execute("INSERT INTO schema_changes VALUES ('begin', '2026-01-01 00:00:00')")
    old.commit()
    old.close()
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    before = (tmp_path / "old.db").read_bytes()
    with pytest.raises(StoreError, match=r"old\.db: is of an earlier TrueRole; unset TRUEROLE_READONLY once"):
        open_store(f"sqlite:///{tmp_path / 'old.db'}")
    assert (tmp_path / "old.db").read_bytes() == before


# SQLite's file, in whatever state


def test_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("This is a diary, not a database. " * 40)
    with pytest.raises(StoreError, match=r"a\.db: is no store of TrueRole; move it away"):
        open_store(f"sqlite:///{tmp_path / 'a.db'}")
    assert (tmp_path / "a.db").read_text().startswith("This is a diary")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'none' / 'a.db'}")


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "postgresql://u@127.0.0.1:1/x", ""])
def test_no_address(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as error:
        open_store(url or None)
    assert "\n" not in str(error.value)


def test_a_lock_held_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.engine.BUSY_MILLISECONDS", 50)
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has been writing for too long"):
            store.add([entry(1)], "v1")
        assert store.count() == 0  # reading goes on
        other.execute("ROLLBACK")
        other.close()
        assert store.add([entry(1)], "v1") == AddCounts(1, 0)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store, ThreadPoolExecutor(2) as pool:
        parts = [[entry(n) for n in range(start, 3_000, 2)] for start in (0, 1)]
        assert sum(added.new for added in pool.map(lambda part: store.add(part, "v1"), parts)) == 3_000
        index = refresh(store)
        assert (store.count(), len(index.all), check_index(store)) == (3_000, 3_000, [])
    assert not list(tmp_path.glob("*-wal"))


@pytest.mark.parametrize(("newest", "level"), [(50_000, logging.INFO), (50_001, logging.WARNING)])
def test_migrations_that_take_long_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, newest: int, level: int
) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript((Path(__file__).parent / "first_schema.sql").read_text())
    old.execute("INSERT INTO postings (number, source, external_id, title, description, sample, added_at) "
                f"VALUES ({newest}, 's', '1', 'Baker', 'bake bread', 0, '2026-01-01 00:00:00')")  # fmt: skip
    old.execute("INSERT INTO schema_changes VALUES ('begin', '2026-01-01 00:00:00')")
    old.commit()
    old.close()
    with caplog.at_level(logging.INFO, "truerole.data.store.engine"):
        for _ in range(2):
            open_store(f"sqlite:///{tmp_path / 'old.db'}").close()
    told = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert [each for each, _ in told] == [level]
    assert "search_places" in told[0][1]
    assert f"{newest:,} postings" in told[0][1]


def test_a_store_of_an_earlier_truerole_becomes_one_of_this(tmp_path: Path) -> None:
    old, new = sqlite3.connect(tmp_path / "old.db"), tmp_path / "new.db"
    old.executescript((Path(__file__).parent / "first_schema.sql").read_text())
    old.execute("INSERT INTO postings (number, source, external_id, title, description, sample, added_at) "
                "VALUES (5, 's', '1', 'Baker', 'bake bread', 0, '2026-01-01 00:00:00')")  # fmt: skip
    old.execute("INSERT INTO blocks VALUES (0, 7)")
    old.execute("INSERT INTO schema_changes VALUES ('begin', '2026-01-01 00:00:00')")
    old.commit()
    with open_store(f"sqlite:///{new}"), open_store(f"sqlite:///{tmp_path / 'old.db'}") as upgraded:
        assert upgraded.count() == 1
        assert old.execute("SELECT rowid FROM search WHERE search MATCH 'bread'").fetchall() == [(5,)]
        assert old.execute("SELECT version, rewritten FROM blocks").fetchall() == [(7, 7)]
        assert upgraded.add([entry(1)], "v1") == AddCounts(1, 0)
        assert [reading.duties for reading in latest_readings(upgraded, [5, 6]).values()] == [None]
    fresh = sqlite3.connect(new)
    assert _columns(old) == _columns(fresh)
    old.close()
    fresh.close()


def test_changes_keep_the_names_that_stores_have_recorded(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store, store.read_transaction() as connection:
        recorded = connection.scalars(text("SELECT name FROM schema_changes")).all()
    assert sorted(recorded) == sorted(
        ["begin", "search_words", "find_alike", "tell_additions", "gather", "teach", "mark_removed", "settle_once",
         "count_open", "search_places", "mix_duties", "teach_lines", "name_changes", "join_alternatives", "split_words"]
    )  # fmt: skip


def _columns(connection: sqlite3.Connection) -> dict[str, list[tuple[str, str, int, int]]]:
    kinds = "('table', 'trigger', 'index')"
    tables = [name for (name,) in connection.execute(f"SELECT name FROM sqlite_master WHERE type IN {kinds}")]
    return {t: sorted((r[1], r[2], r[3], r[5]) for r in connection.execute(f"PRAGMA table_info({t})")) for t in tables}
