import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyroaring import BitMap

from tests.shared import market_sample
from truerole.core.errors import DataError
from truerole.core.posting import Salary
from truerole.core.reading import ROLES
from truerole.core.stored import SkillDemand, StoreEntry, list_demands
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market import sample
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.listing import list_postings
from truerole.data.store.store import AddCounts, Store, open_store, switch_model_version
from truerole.model.registry.artifacts import SHIPPED, registered_model

READER = registered_model(SHIPPED).version


def shipped() -> list[StoreEntry]:
    return market_sample()[0]


def test_the_shipped_sample_is_small_and_read_by_the_shipped_model() -> None:
    assert sample.SAMPLE_FILE.stat().st_size < 3_000_000
    assert market_sample()[1] == READER
    assert len(shipped()) > 15_000
    assert len({e.posting.external_id for e in shipped()}) == len(shipped())


def test_it_holds_facts_and_no_text() -> None:
    assert all(not e.posting.description and e.sample for e in shipped())
    assert max(len(e.posting.title) for e in shipped()) <= 200
    assert {a.skill for e in shipped() for a in e.reading.skills} <= load_taxonomy().skills.keys()
    assert {e.reading.role for e in shipped()} <= {*ROLES, None}


def test_most_have_a_month_and_a_country() -> None:
    told = Counter((e.month is not None, e.posting.country is not None) for e in shipped())
    assert told[True, True] > 0.85 * len(shipped())


def test_it_holds_lists_of_alternatives() -> None:
    listed = sum(len(each) > 1 for e in shipped() for each in list_demands(e.reading.skills))
    assert listed > 0.2 * len(shipped())


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    some = shipped()[::500]
    assert sample.save_sample(some, "v7", tmp_path / "s.parquet") == len(some)
    assert sample.load_sample(tmp_path / "s.parquet") == (some, "v7")
    assert sample.sample_version(tmp_path / "s.parquet") == "v7"


SKILLS = (SkillDemand("r", "required", 3, "r"), SkillDemand("python", "required", None, "r"))


@pytest.mark.parametrize("left_out", [["one_of"], ["one_of", "duties"]])
def test_the_file_of_an_earlier_truerole_is_a_sample_too(store: Store, tmp_path: Path, left_out: list[str]) -> None:
    old, new, mix = tmp_path / "old.parquet", tmp_path / "new.parquet", (50, 0, 50, 0, 0, 0, 0)
    entries = [replace(e, reading=replace(e.reading, duties=mix, skills=SKILLS)) for e in shipped()[:20]]
    sample.save_sample(entries, READER, new)
    held = pq.read_table(new)
    metadata = held.schema.metadata
    earlier = metadata | {b"facts": json.dumps(json.loads(metadata[b"facts"])[: -len(left_out)]).encode()}
    pq.write_table(held.drop_columns(left_out).replace_schema_metadata(earlier), old)
    assert sample.fill_store(store, old) == AddCounts(20, 0)
    assert sample.fill_store(store, old) == AddCounts(0, 0)
    readings = [e.reading for e in list_postings(store, range(1, 21)) if e.reading]
    assert {each.duties for each in readings} == {None if "duties" in left_out else mix}
    assert {asked.one_of for each in readings for asked in each.skills} == {None}
    assert sample.fill_store(store, new) == AddCounts(0, 20)
    readings = [e.reading for e in list_postings(store, range(1, 21)) if e.reading]
    assert {(each.duties, frozenset(each.skills)) for each in readings} == {(mix, frozenset(SKILLS))}


def test_it_fills_an_empty_store_once(store: Store, tmp_path: Path) -> None:
    sample.save_sample(shipped()[:300], READER, tmp_path / "s.parquet")
    store.add(shipped()[:120], READER)  # where a first start was cut off
    assert sample.fill_store(store, tmp_path / "s.parquet") == AddCounts(180, 120)
    assert sample.fill_store(store, tmp_path / "s.parquet") == AddCounts(0, 0)
    index = refresh(store)
    assert len(index.bitmap("sample", "yes")) == 300


def test_a_sample_of_an_earlier_truerole_becomes_this_one(store: Store, tmp_path: Path) -> None:
    old, new = tmp_path / "old.parquet", tmp_path / "new.parquet"
    first = shipped()[0].posting.external_id
    changed = [replace(e, reading=replace(e.reading, seniority="lead"), duplicate_of=None) for e in shipped()[:30]]
    changed[7] = replace(changed[7], duplicate_of=first)
    sample.save_sample(
        [replace(e, duplicate_of=first if n == 3 else None) for n, e in enumerate(shipped()[:20])], "v1", old
    )
    sample.save_sample(changed, "v2", new)
    assert sample.fill_store(store, old) == AddCounts(20, 0)
    index = refresh(store)
    assert index.bitmap("copy", "yes") == BitMap([4])
    assert sample.fill_store(store, new) == AddCounts(10, 20)
    index = refresh(store, index)
    assert (len(index.bitmap("seniority", "lead")), len(index.all)) == (30, 30)
    assert index.bitmap("copy", "yes") == BitMap([8])
    assert refresh(store).bits == index.bits
    versions = store.versions()
    assert sample.fill_store(store, new) == AddCounts(0, 0)
    assert store.versions() == versions


def test_pay_and_workplace_of_an_earlier_sample_become_this_ones(store: Store, tmp_path: Path) -> None:
    new = shipped()[:40]
    plain = [replace(e, posting=replace(e.posting, salary=None, workplace=None)) for e in new]
    paid = replace(new[0], posting=replace(new[0].posting, salary=Salary(50, 60, "USD", "hour", "published")))
    sample.save_sample(plain, READER, tmp_path / "old.parquet")
    sample.save_sample([paid, *new[1:]], READER, tmp_path / "new.parquet")
    sample.fill_store(store, tmp_path / "old.parquet")
    sample.fill_store(store, tmp_path / "new.parquet")
    first = list_postings(store, [1])[0]
    assert first.salary == paid.posting.salary
    versions = store.versions()
    sample.fill_store(store, tmp_path / "new.parquet")
    assert store.versions() == versions


def test_signals_read_anew_by_the_same_model_become_this_ones(store: Store, tmp_path: Path) -> None:
    changed = [replace(e, reading=replace(e.reading, seniority="senior", stage="startup")) for e in shipped()[:30]]
    sample.save_sample(shipped()[:30], READER, tmp_path / "old.parquet")
    sample.save_sample(changed, READER, tmp_path / "new.parquet")
    sample.fill_store(store, tmp_path / "old.parquet")
    index = refresh(store)
    sample.fill_store(store, tmp_path / "new.parquet")
    index = refresh(store, index)
    assert (len(index.bitmap("seniority", "senior")), len(index.bitmap("stage", "startup"))) == (30, 30)
    assert refresh(store).bits == index.bits


def test_beside_own_postings_the_sample_gets_its_pay_and_nothing_else_changes(store: Store, tmp_path: Path) -> None:
    plain = [replace(e, posting=replace(e.posting, salary=None, workplace=None)) for e in shipped()[:20]]
    pay = Salary(50_000, 60_000, "EUR", "year", "published")
    paid = [replace(e, posting=replace(e.posting, salary=pay)) for e in shipped()[:25]]
    sample.save_sample(plain, READER, tmp_path / "old.parquet")
    sample.save_sample(paid, READER, tmp_path / "new.parquet")
    sample.fill_store(store, tmp_path / "old.parquet")
    store.add([replace(shipped()[30], sample=False)], READER)
    assert sample.fill_store(store, tmp_path / "new.parquet") == AddCounts(0, 0)
    assert (store.count(), store.count(sample=True)) == (21, 20)
    assert tuple(found.salary for found in list_postings(store, [1, 21])) == (pay, shipped()[30].posting.salary)


def test_pay_is_that_of_plausible_jobs() -> None:
    paid = [e.posting.salary for e in shipped() if e.posting.salary]
    assert len(paid) > 2_000
    assert {s.basis for s in paid} <= {"published", "estimated"}
    assert all(s.currency and s.period and (s.min or s.max) for s in paid)
    assert all(s.min <= s.max for s in paid if s.min and s.max)


def test_a_renewal_that_was_cut_off_is_completed(store: Store, tmp_path: Path) -> None:
    sample.save_sample(shipped()[:20], "v1", tmp_path / "old.parquet")
    sample.save_sample(shipped()[:20], "v2", tmp_path / "new.parquet")
    sample.fill_store(store, tmp_path / "old.parquet")
    store.add_readings([(n, shipped()[n - 1].reading) for n in range(1, 8)], "v2")
    assert len(refresh(store).all) == 20  # until all are read anew, the old readings count
    sample.fill_store(store, tmp_path / "new.parquet")
    assert store.info()["reader"] == "v2"
    assert len(refresh(store).all) == 20


def test_a_reader_of_the_users_own_is_not_taken_back(store: Store, tmp_path: Path) -> None:
    sample.save_sample(shipped()[:20], READER, tmp_path / "s.parquet")
    sample.fill_store(store, tmp_path / "s.parquet")
    store.add_readings([(n, shipped()[0].reading) for n in range(1, 21)], "mine")
    switch_model_version(store, "mine")
    assert sample.fill_store(store, tmp_path / "s.parquet") == AddCounts(0, 0)
    assert store.info()["reader"] == "mine"


def test_a_store_with_postings_of_its_own_is_left_alone(store: Store) -> None:
    store.add([replace(shipped()[0], sample=False)], READER)
    assert sample.fill_store(store) == AddCounts(0, 0)
    assert store.count() == 1


@pytest.mark.parametrize("model", [READER, "mine"])
def test_it_is_added_beside_own_postings_once_and_counts(store: Store, tmp_path: Path, model: str) -> None:
    sample.save_sample(shipped()[1:20], READER, tmp_path / "s.parquet")
    store.add([replace(shipped()[0], sample=False)], model)
    assert sample.add_sample(store, tmp_path / "s.parquet") == AddCounts(19, 0)
    assert sample.add_sample(store, tmp_path / "s.parquet") == AddCounts(0, 19)
    assert (store.count(), store.count(sample=True), len(refresh(store).all)) == (20, 19, 20)
    assert store.model_version() == model


def test_an_empty_store_is_filled(store: Store, tmp_path: Path) -> None:
    sample.save_sample(shipped()[:20], READER, tmp_path / "s.parquet")
    assert sample.add_sample(store, tmp_path / "s.parquet") == AddCounts(20, 0)
    assert sample.add_sample(store, tmp_path / "s.parquet") == AddCounts(0, 0)


@pytest.mark.slow
def test_the_whole_of_it(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        assert sample.fill_store(store).new == len(shipped())


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(DataError, match=r"a\.parquet: is no sample"):
        sample.load_sample(tmp_path / "a.parquet")
    pq.write_table(pa.table({"x": [1]}), tmp_path / "b.parquet")
    with pytest.raises(DataError, match="a sample of another TrueRole"):
        sample.load_sample(tmp_path / "b.parquet")
    with pytest.raises(DataError):
        sample.load_sample(tmp_path / "none.parquet")
