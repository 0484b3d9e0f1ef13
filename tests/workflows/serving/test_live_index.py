"""The index that follows the store: new at the first load, never waited for long, and its errors are told once."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from tests.data.store.test_store import entry
from truerole.core.errors import StoreError
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.workflows.serving import live_index
from truerole.workflows.serving.live_index import LiveIndex, open_live_index


@pytest.fixture
def cache(store: Store, monkeypatch: pytest.MonkeyPatch) -> LiveIndex:
    """Return a cache that asks the store at each load."""
    monkeypatch.setattr(live_index, "_PATIENCE", -1.0)
    store.add([entry(1)], "v1")
    return LiveIndex(store)


def test_what_another_program_added_is_there_at_the_first_load(cache: LiveIndex) -> None:
    assert len(cache.index.all) == 1
    cache.store.add([entry(2)], "v1")
    assert len(cache.index.all) == 2


def test_what_charts_have_taken_follows_the_index(cache: LiveIndex) -> None:
    for table in live_index.TABLES:
        table.of(cache.store, cache.index)
    cache.store.add([entry(2)], "v1")
    index = cache.index
    with cache._lock:
        kept = [table._kept[cache.store] for table in live_index.TABLES]
        assert [[table.blocks for table in tables] for tables in kept] == 3 * [[index.blocks]]
    assert len(index.all) == 2


def test_a_table_that_cannot_follow_keeps_no_index_back(cache: LiveIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    pay, *others = live_index.TABLES
    for table in live_index.TABLES:
        table.of(cache.store, cache.index)
    cache.store.add([entry(2)], "v1")
    with monkeypatch.context() as patched:
        patched.setattr(pay, "_update", lambda *_: 1 / 0)
        index = cache.index
        with cache._lock:
            assert len(index.all) == 2
            assert [len(table._kept[cache.store]) for table in (pay, *others)] == [0, 1, 1]
    assert pay.of(cache.store, index).blocks == index.blocks


def test_a_slow_refresh_goes_on_in_the_background(cache: LiveIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, plain = Event(), live_index.refresh

    def slow(store: Store, before: BitmapIndex) -> BitmapIndex:
        assert go_on.wait(30)
        return plain(store, before)

    monkeypatch.setattr(live_index, "refresh", slow)
    monkeypatch.setattr(live_index, "_WAIT", 0.01)
    cache.store.add([entry(2)], "v1")
    assert len(cache.index.all) == 1
    go_on.set()
    with cache._lock:
        assert len(cache.index.all) == 2


@pytest.mark.parametrize("error", [StoreError("the store is gone"), MemoryError("the store is gone")])
def test_an_error_is_told_at_once_and_once(cache: LiveIndex, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(store: Store, before: BitmapIndex) -> BitmapIndex:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(live_index, "refresh", broken)
        with pytest.raises(type(error), match="the store is gone"):
            _ = cache.index
    assert len(cache.index.all) == 1


def test_where_no_thread_can_begin_the_next_load_refreshes(cache: LiveIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    cache.store.add([entry(2)], "v1")
    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", start)
        with pytest.raises(RuntimeError, match="can't start"):
            _ = cache.index
    assert len(cache.index.all) == 2


def test_an_error_that_two_threads_see_is_an_error_to_both(cache: LiveIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Iterator[Exception | None] = iter([StoreError("the store is gone"), None])
    error = property(lambda _: next(seen), lambda _, value: None)
    monkeypatch.setattr(LiveIndex, "_error", error, raising=False)
    with pytest.raises(StoreError, match="the store is gone"):
        _ = cache.index


def test_charts_are_computed_in_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    monkeypatch.setattr(live_index, "fill_store", lambda _: None)
    with threadpool_limits(2):
        open_live_index().store.close()
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
