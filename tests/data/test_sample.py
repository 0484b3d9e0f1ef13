import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import sample
from data.bitmaps import refreshed
from data.errors import DataError
from data.store import Added, Store, open_store
from data.taxonomy import load_taxonomy
from model.reading import ROLES
from model.registry import SHIPPED, registered

ENTRIES, READER = sample.load()


def test_the_shipped_sample_is_small_and_read_by_the_shipped_model() -> None:
    assert sample.FILE.stat().st_size < 3_000_000
    assert registered(SHIPPED).version == READER
    assert len(ENTRIES) > 15_000
    assert len({e.posting.external_id for e in ENTRIES}) == len(ENTRIES)


def test_it_holds_facts_and_no_text() -> None:
    assert all(not e.posting.description and e.sample for e in ENTRIES)
    assert max(len(e.posting.title) for e in ENTRIES) <= 200
    assert {a.skill for e in ENTRIES for a in e.facts.skills} <= load_taxonomy().skills.keys()
    assert {e.facts.role for e in ENTRIES} <= {*ROLES, None}


def test_most_have_a_month_and_a_country() -> None:
    told = Counter((e.month is not None, e.posting.country is not None) for e in ENTRIES)
    assert told[True, True] > 0.85 * len(ENTRIES)


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    some = ENTRIES[::500]
    assert sample.save(some, "v7", tmp_path / "s.parquet") == len(some)
    assert sample.load(tmp_path / "s.parquet") == (some, "v7")


def test_it_fills_an_empty_store_once(store: Store, tmp_path: Path) -> None:
    sample.save(ENTRIES[:300], READER, tmp_path / "s.parquet")
    store.add(ENTRIES[:120], READER)  # where a first start was cut off
    assert sample.fill(store, tmp_path / "s.parquet") == Added(180, 120)
    assert sample.fill(store, tmp_path / "s.parquet") == Added(0, 0)
    index = refreshed(store)
    assert len(index.of("sample", "yes")) == 300


def test_a_store_with_postings_of_its_own_is_left_alone(store: Store) -> None:
    store.add([replace(ENTRIES[0], sample=False)], READER)
    assert sample.fill(store) == Added(0, 0)
    assert store.count() == 1


@pytest.mark.skipif("CI" not in os.environ, reason="loads the whole sample")
def test_the_whole_of_it(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        assert sample.fill(store).new == len(ENTRIES)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(DataError, match=r"a\.parquet: is no sample"):
        sample.load(tmp_path / "a.parquet")
    pq.write_table(pa.table({"x": [1]}), tmp_path / "b.parquet")
    with pytest.raises(DataError, match="a sample of another TrueRole"):
        sample.load(tmp_path / "b.parquet")
    with pytest.raises(DataError):
        sample.load(tmp_path / "none.parquet")
