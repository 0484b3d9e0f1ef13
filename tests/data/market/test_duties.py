"""Mixes of duties: means by facet, intervals, and how many postings they stand on."""

import random
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from pyroaring import BitMap
from sqlalchemy import update

from tests.data.market.made_up import HALF, PIPELINES, REPORTS, worked_market
from truerole.core.reading import DutyMix
from truerole.data.market import duties
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.duties import MixFacet, MixTable, count_known, mean_mix, mix_table, mixes_by, table_of
from truerole.data.store.schema import readings
from truerole.data.store.store import Store, bump_versions, switch_model_version

ANALYST = (0.6, 0.0, 0.3, 0.0, 0.0, 0.0, 0.1)
ENGINEER = (0.0, 0.9, 0.0, 0.0, 0.1, 0.0, 0.0)


def table(*mixes: DutyMix) -> MixTable:
    return table_of([(number, bytes(mix)) for number, mix in enumerate(mixes, 1)])


@pytest.mark.parametrize(
    ("facet", "names"),
    [
        ("role", ["data_analyst", "data_engineer"]),
        ("title", ["Data analyst", "Data engineer"]),
        ("company", ["enterprise", "startup"]),
    ],
)
def test_mean_mixes_by_facet(store: Store, facet: MixFacet, names: list[str]) -> None:
    store.add(worked_market(), "v1")
    index = refresh(store)
    mixes = mixes_by(index, mix_table(store, index), index.all, facet)
    assert [(mix.name, mix.count) for mix in mixes] == list(zip(names, (30, 22), strict=True))
    for mix, shares in zip(mixes, (ANALYST, ENGINEER), strict=True):
        assert mix.shares == pytest.approx(shares)


@pytest.mark.parametrize(("facet", "name"), [("country", "us"), ("year", "2026"), ("level", "mid")])
def test_values_that_all_share_hold_all(store: Store, facet: MixFacet, name: str) -> None:
    store.add(worked_market(), "v1")
    index = refresh(store)
    (mix,) = mixes_by(index, mix_table(store, index), index.all, facet)
    assert (mix.name, mix.count) == (name, 52)


@pytest.mark.parametrize(("count", "told"), [(0, False), (19, False), (20, True)])
def test_fewer_than_twenty_give_no_figure(count: int, told: bool) -> None:
    mixes = table(*[REPORTS] * count)
    assert (mean_mix(mixes, BitMap(range(1, 100))) is not None) == told


def test_the_interval_is_that_of_a_mean() -> None:
    mix = mean_mix(table(*[REPORTS, HALF] * 50), BitMap(range(1, 101)))
    assert mix is not None
    assert mix.spreads[0] == pytest.approx(1.96 * 0.2 / np.sqrt(99), rel=1e-3)
    assert mix.spreads[1] == 0


@pytest.mark.parametrize(
    ("within", "known"), [(range(0), 0), ((1, 2, 3), 2), ((3, 9), 0), ((4, 7, 2**31), 1), (range(1, 50), 3)]
)
def test_postings_without_a_mix_are_not_counted(within: tuple[int, ...], known: int) -> None:
    mixes = table_of([(1, bytes(REPORTS)), (2, bytes(HALF)), (7, bytes(PIPELINES))])
    assert count_known(mixes, BitMap(within)) == known
    assert count_known(table_of(()), BitMap(within)) == 0


def test_the_current_model_and_new_postings_count(store: Store) -> None:
    entries = worked_market()
    store.add(entries[:21], "v1")
    index = refresh(store)
    first = mix_table(store, index)
    assert (len(first.numbers), mix_table(store, index) is first) == (21, True)
    store.add(entries[21:], "v1")
    assert len(mix_table(store, refresh(store)).numbers) == 52
    store.add_readings([(1, replace(entries[0].reading, duties=None)), (2, entries[1].reading)], "v2")
    switch_model_version(store, "v2")
    assert mix_table(store, refresh(store)).numbers.tolist() == [2]


def test_an_empty_store_has_no_mixes(store: Store) -> None:
    index = refresh(store)
    assert mixes_by(index, mix_table(store, index), index.all, "role") == []


def test_after_any_changes_it_equals_one_made_anew(store: Store) -> None:
    draw, mixes = random.Random(5), [bytes(mix) for mix in (REPORTS, HALF, PIPELINES)]
    entries = worked_market()
    store.add(entries[:40], "v1")
    mix_table(store, refresh(store))
    for entry in entries[40:46]:
        changed = draw.sample(range(1, 41), 5)
        with store.write_transaction() as connection:
            chosen = update(readings).where(readings.c.posting.in_(changed))
            connection.execute(chosen.values(duties=draw.choice([*mixes, None])))
            bump_versions(connection, changed)
        store.add([entry], "v1")
        with patch.object(duties, "_load", wraps=duties._load) as loaded:
            found = mix_table(store, refresh(store))
        assert [len(call.args[2]) for call in loaded.call_args_list] == [6]
        duties._CACHE.pop(store)
        assert found.packed.tolist() == mix_table(store, refresh(store)).packed.tolist()
