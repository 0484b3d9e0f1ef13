"""What is offered is read once and kept; what the store has is passed over, whatever cut the run before it off."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from truerole.core.errors import DataError, StoreError
from truerole.core.posting import ImportRow, Posting, Salary
from truerole.core.progress import Progress
from truerole.data.labels.examples import load_examples
from truerole.data.market.bitmap_index import check_index
from truerole.data.store import schema
from truerole.data.store.store import Store, open_store
from truerole.model.reader import default_reader
from truerole.workflows import batch_importer
from truerole.workflows import import_postings as module
from truerole.workflows.import_postings import ImportSummary, import_postings
from truerole.workflows.read_texts import read_texts

ROOT = Path(__file__).parents[2]
EXAMPLES = load_examples()


def offer(n: int, **more: object) -> ImportRow:
    """Return an authored posting, of which there are as many as one likes."""
    example = EXAMPLES[n % len(EXAMPLES)]
    fields = {"external_id": f"p{n}", "title": example.title, "description": example.description} | more
    return ImportRow(n + 1, {"id": f"p{n}"}, Posting("mine", **fields))


def bad(n: int, problem: str = "there is no title") -> ImportRow:
    return ImportRow(n + 1, {"id": n}, problem=problem)


def rows(store: Store, table: str) -> int:
    with store.read_transaction() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))


def taken(store: Store, offers: list[ImportRow], **more: object) -> tuple[ImportSummary, list[ImportRow]]:
    rejected: list[ImportRow] = []
    return import_postings(store, offers, rejected.append, **{"workers": 1, **more}), rejected


def test_what_is_taken_is_read_and_kept(store: Store) -> None:
    offers = [offer(0, company="Loaf"), offer(1, language="de"), bad(2)]
    summary, rejected = taken(store, [*offers, offer(0)])
    assert (summary.new, summary.known, summary.rejected, rejected) == (2, 1, 1, [offers[2]])
    assert str(summary).startswith("2 new, 1 known, 1 rejected (first: row 3: there is no title) in ")
    reading = default_reader().read(EXAMPLES[0].description, EXAMPLES[0].title)
    with store.read_transaction() as connection:
        postings = connection.execute(select(schema.postings).order_by(schema.postings.c.number)).all()
        read = connection.execute(select(schema.readings).order_by(schema.readings.c.posting)).all()
    assert [(row.company, row.language, row.sample) for row in postings] == [("Loaf", "en", False), (None, "de", False)]
    assert (read[0].role, read[0].data_engineer) == (reading.role, reading.roles["data_engineer"])
    assert store.model_version() == default_reader().model.version
    assert check_index(store) == []


@pytest.mark.parametrize(
    ("place", "more", "expected"),
    [
        ("US, TX, Remote", "", ("Texas, United States", "us", "remote")),
        ("US, TX, Remote", "This position is 100% on-site in Austin.", ("Texas, United States", "us", "onsite")),
        ("53 Locations", "", (None, None, None)),
        ("Leeds, UK +2 more", "", ("Leeds, UK", "gb", None)),
        ("Remote, Hybrid", "", (None, None, "hybrid")),
        (None, "", (None, None, None)),
    ],
)
def test_a_place_is_taken_apart(
    store: Store, place: str | None, more: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    text = f"{EXAMPLES[0].description}\n{more}"
    taken(store, [offer(0, location=place, description=text)])
    table = schema.postings.c
    with store.read_transaction() as connection:
        assert connection.execute(select(table.location, table.country, table.workplace)).one() == expected
    assert taken(store, [offer(0, location=place, description=text)])[0].known == 1


@pytest.mark.parametrize(
    ("more", "salary", "expected"),
    [
        ("The pay is $150,000 to $185,000 a year.", None, (150_000, 185_000, "USD", "year", "text")),
        ("The pay is $150,000 to $185,000 a year.", Salary(90_000, None, "EUR", "year"), (90_000, None, "EUR", "year")),
        ("We have raised $150,000,000 this year.", None, (None, None, None, None, None)),
    ],
)
def test_pay_that_the_text_alone_states_is_taken(
    store: Store, more: str, salary: Salary | None, expected: tuple[object, ...]
) -> None:
    taken(store, [offer(0, salary=salary, description=f"{EXAMPLES[0].description}\n{more}")])
    table = schema.postings.c
    columns = table.salary_min, table.salary_max, table.currency, table.period, table.salary_basis
    with store.read_transaction() as connection:
        assert tuple(connection.execute(select(*columns)).one())[: len(expected)] == expected


def test_of_duplicates_the_one_nearest_to_the_employer_is_canonical(store: Store) -> None:
    for number, source in enumerate(("my table", "arbeitnow", "greenhouse", "lever", "jobicy"), 1):
        posting = replace(offer(0, company="Loaf").posting, source=source)
        taken(store, [ImportRow(number, {}, posting)])
    with store.read_transaction() as connection:
        alike = dict(connection.execute(select(schema.postings.c.source, schema.postings.c.alike)).all())
    assert alike == {"my table": 3, "arbeitnow": 3, "greenhouse": None, "lever": 3, "jobicy": 3}


def test_a_run_is_written_down_with_what_it_came_by(store: Store) -> None:
    taken(store, [offer(0), offer(1)])
    summary, _ = taken(store, [offer(1), offer(2), bad(3)])
    with store.read_transaction() as connection:
        runs = connection.execute(select(schema.runs).order_by(schema.runs.c.number)).all()
        seen = connection.execute(select(schema.sightings.c.run)).scalars().all()
    assert [(run.kind, run.ended_at is not None) for run in runs] == [("import", True)] * 2
    assert runs[1].summary == str(summary)
    assert sorted(seen) == [runs[0].number] * 2 + [runs[1].number] * 2


def test_what_is_known_is_not_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(store, [offer(n) for n in range(70)])
    read: list[int] = []
    monkeypatch.setattr(
        batch_importer, "read_texts", lambda texts, **more: read.append(len(texts)) or read_texts(texts, **more)
    )
    summary, _ = taken(store, [offer(n) for n in range(71)])
    assert (summary.new, summary.known, sum(read)) == (1, 70, 1)


def test_of_what_is_known_little_is_held(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_KNOWN", 10)
    taken(store, [offer(n) for n in range(35)])
    told: list[tuple[int, int]] = []
    taken(store, [offer(n) for n in range(35)], on_progress=lambda p: told.append((p.done, p.failed)))
    assert told == [(10, 0), (20, 0), (30, 0), (35, 0)]
    assert rows(store, "sightings") == 70


def test_copies_within_a_file_are_read_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(
        batch_importer, "read_texts", lambda texts, **more: read.append(len(texts)) or read_texts(texts, **more)
    )
    summary, _ = taken(store, [offer(n % 100) for n in range(1_200)])
    assert (summary.new, summary.known, sum(read)) == (100, 1_100, 100)


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ("We move data. " * 8_000, "the text has 112,000 characters; paste one posting, 100,000 at the most"),
        (" \u200b ", None),
        ("   ", "there is no text to read; paste the description of a job"),
    ],
    ids=["long", "nearly blank", "blank"],
)
def test_what_the_reader_refuses_is_rejected(store: Store, description: str, why: str | None) -> None:
    summary, rejected = taken(store, [offer(0), offer(1, description=description), bad(2)])
    assert [o.problem for o in rejected] == [w for w in (why, "there is no title") if w]
    assert summary.first_error == (f"row 2: {why}" if why else "row 3: there is no title")
    assert rows(store, "postings") == summary.new == (1 if why else 2)


def test_what_is_not_english_is_kept(store: Store) -> None:
    german = "Du baust mit uns die Plattform und sorgst für die Qualität der Daten. Wir sind ein Team und freuen uns."
    taken(store, [offer(0, description=german)])
    with store.read_transaction() as connection:
        assert connection.execute(
            select(schema.readings.c.role, schema.postings.c.language).join(schema.postings)
        ).all() == [(None, "de")]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 330])
def test_any_number_by_any_number_of_processes(tmp_path: Path, count: int, workers: int) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        told: list[tuple[int, int]] = []
        offers = [bad(n) if n % 10 == 9 else offer(n) for n in range(count)]
        summary, rejected = taken(store, offers, workers=workers, on_progress=lambda p: told.append((p.done, p.failed)))
        assert (summary.new, summary.rejected) == (count - count // 10, count // 10)
        assert [o.number for o in rejected] == list(range(10, count + 1, 10))
        assert told[-1:] == [(count, count // 10)] * bool(count)
        assert told == sorted(told)
        assert rows(store, "readings") == summary.new


def damaged() -> Iterator[ImportRow]:
    yield from (offer(n) for n in range(100))
    raise DataError("jobs.csv.gz: is damaged")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_came_before_the_damage_is_kept(tmp_path: Path, workers: int) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        with pytest.raises(DataError, match=r"gz: is damaged; what comes before is in the store \(100 new\)$"):
            import_postings(store, damaged(), print, workers=workers)
        assert rows(store, "postings") == rows(store, "sightings") == 100
        assert rows(store, "runs WHERE ended_at IS NULL") == 1


@pytest.mark.slow
def test_interrupted_it_keeps_what_is_read(tmp_path: Path) -> None:
    def interrupt(progress: Progress, /) -> None:
        if progress.done == 128:
            raise KeyboardInterrupt

    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        with pytest.raises(KeyboardInterrupt):
            taken(store, [offer(n) for n in range(300)], on_progress=interrupt)
        assert rows(store, "postings") == 128
        assert taken(store, [offer(n) for n in range(300)])[0].known == 128


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        monkeypatch.setattr(store, "add", full)
        with pytest.raises(StoreError, match="the disk is full"):
            taken(store, [offer(n) for n in range(3)])


# With transactions of a tenth: what a kill leaves is seen after as little work.
IMPORTER = """
import sys
from truerole.data.store.store import open_store
from truerole.workflows import import_postings as module
from tests.workflows.test_import_postings import offer
module.BATCH = 100
with open_store(sys.argv[1]) as store:
    module.import_postings(store, (offer(n) for n in range(5_000)), print, 2)
"""


@pytest.mark.slow
def test_killed_it_goes_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        command = [sys.executable, "-c", IMPORTER, url]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as run:
            end = time.monotonic() + 300
            while store.count() < 100:
                assert time.monotonic() < end
                time.sleep(0.05)
            run.send_signal(signal.SIGKILL)
            run.communicate(timeout=120)  # which waits until no process of the run holds the pipe
        kept = store.count()
        assert 100 <= kept < 5_000
        assert store.integrity_errors() == []
        summary = taken(store, [offer(n) for n in range(kept + 200)])[0]
        assert (summary.new, summary.known) == (200, kept)
        assert rows(store, "postings") == rows(store, "readings") == kept + 200
        assert check_index(store) == []
