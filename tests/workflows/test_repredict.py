"""A store that was read by another model is read again, and shows the old readings until the new ones are all there."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.data.store.test_store import FACTS, entry
from tests.workflows.test_import_postings import EXAMPLES, ROOT, offer
from truerole.core.posting import Posting
from truerole.core.progress import Progress
from truerole.core.stored import StoredReading, StoreEntry, stored_reading_of
from truerole.data.market import sample
from truerole.data.market.bitmap_index import check_index
from truerole.data.store import schema
from truerole.data.store.predictions import count_pending, latest_readings
from truerole.data.store.store import Store, open_store
from truerole.model.reader import default_reader
from truerole.workflows.repredict import is_behind, repredict

pytestmark = pytest.mark.slow

VERSION = default_reader().model.version
OLD = replace(FACTS, seniority="intern")


def old(n: int, **more: object) -> StoreEntry:
    return StoreEntry(replace(offer(n).posting, **more), OLD)


def facts(store: Store, posting: Posting) -> StoredReading:
    (number,) = store.known_numbers([posting.identity]).values()
    return latest_readings(store, [number])[number]


def test_a_store_is_behind_when_another_model_reads(store: Store) -> None:
    assert not is_behind(store)
    store.add([old(0)], "2020-01-01.1")
    assert is_behind(store)
    repredict(store, workers=1)
    assert not is_behind(store)


def test_all_is_read_again(store: Store) -> None:
    store.add([old(n) for n in range(100)], "2020-01-01.1")
    versions = store.versions()
    told: list[tuple[int, float | None]] = []
    assert repredict(store, workers=1, on_progress=lambda p: told.append((p.done, p.share))) == 100
    assert (store.model_version(), count_pending(store, VERSION)) == (VERSION, 0)
    read = default_reader().read(EXAMPLES[7].description, EXAMPLES[7].title)
    found = facts(store, offer(7).posting)
    assert (found.role, found.seniority, set(found.skills)) == (
        read.role,
        read.signals.seniority,
        set(stored_reading_of(read).skills),
    )
    assert told == [(n, n / 100) for n in range(1, 101)]
    assert store.versions() != versions
    assert check_index(store) == []
    with store.read_transaction() as connection:
        (run,) = connection.execute(select(schema.runs)).all()
    assert (run.kind, run.ended_at is None) == ("re-reading", False)
    assert re.fullmatch(rf"read again with {VERSION} in [\d.]+ s: 100", run.summary)


def test_a_text_that_its_source_has_cut_is_read_without_confidence(store: Store) -> None:
    sure = next(n for n in range(50) if default_reader().read(EXAMPLES[n].description, EXAMPLES[n].title).confident)
    cut, whole = old(sure, source="adzuna"), old(sure)
    store.add([cut, whole], "2020-01-01.1")
    repredict(store, workers=1)
    assert (facts(store, cut.posting).confident, facts(store, whole.posting).confident) == (False, True)


def test_read_again_twice_is_read_again_once(store: Store) -> None:
    store.add([old(0)], "2020-01-01.1")
    assert [repredict(store, workers=1), repredict(store, workers=1)] == [1, 0]


def test_what_has_no_text_keeps_what_was_read_in_it(store: Store) -> None:
    store.add([old(0, description=""), old(1)], "2020-01-01.1")
    repredict(store, workers=1)
    assert facts(store, offer(0).posting) == OLD
    assert facts(store, offer(1).posting) != OLD
    assert count_pending(store, VERSION) == 0


def test_what_cannot_be_read_keeps_what_was_read_in_it(store: Store) -> None:
    store.add([old(0, description="We move data. " * 8_000)], "2020-01-01.1")
    assert repredict(store, workers=1) == 1
    assert facts(store, offer(0).posting) == OLD


@pytest.mark.parametrize("same", [True, False])
def test_the_sample_is_taken_from_its_file_if_the_same_model_read_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    newer = replace(FACTS, seniority="lead")
    shipped = StoreEntry(replace(entry(1).posting, description=""), newer, sample=True)
    version = VERSION if same else "2021-01-01.1"
    monkeypatch.setattr(sample, "load_sample", lambda: ([shipped], version))
    monkeypatch.setattr(sample, "sample_version", lambda: version)
    store.add(
        [replace(shipped, reading=OLD), replace(entry(2, description=""), sample=True, reading=OLD)], "2020-01-01.1"
    )
    repredict(store, workers=1)
    assert facts(store, shipped.posting) == (newer if same else OLD)
    assert facts(store, entry(2).posting) == OLD, "the file has it no more"


def test_the_old_readings_are_shown_until_all_are_there(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.store.BATCH", 100)
    store.add([old(n) for n in range(120)], "2020-01-01.1")

    def interrupt(progress: Progress, /) -> None:
        assert store.model_version() == "2020-01-01.1"
        if progress.done == 110:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repredict(store, workers=1, on_progress=interrupt)
    assert (store.model_version(), count_pending(store, VERSION)) == ("2020-01-01.1", 20)
    assert repredict(store, workers=1) == 20
    assert (store.model_version(), count_pending(store, VERSION)) == (VERSION, 0)


def test_what_is_added_meanwhile_is_read_too(store: Store) -> None:
    store.add([old(n) for n in range(3)], "2020-01-01.1")
    added = iter([old(7)])

    def add(*_: object) -> None:
        store.add(added, "2020-01-01.1")

    assert repredict(store, workers=1, on_progress=add) == 4
    assert count_pending(store, VERSION) == 0


# Transactions of a tenth, and a pause after each posting: a kill comes in time, and little has to be read again.
REREADER = """
import sys, time
from truerole.data.store import store as module
from truerole.workflows.repredict import repredict
module.BATCH = 100
with module.open_store(sys.argv[1]) as store:
    repredict(store, 2, lambda _: time.sleep(0.01))
"""


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.slow
def test_killed_it_goes_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        store.add((old(n) for n in range(500)), "2020-01-01.1")
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", REREADER, url]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as run:
            until(lambda: count_pending(store, VERSION) < 500)
            run.send_signal(signal.SIGKILL)
            run.communicate(timeout=120)
        left = count_pending(store, VERSION)
        assert (0 < left <= 400, store.model_version()) == (True, "2020-01-01.1")
        assert repredict(store, workers=1) == left
        assert (store.model_version(), count_pending(store, VERSION), check_index(store)) == (VERSION, 0, [])
