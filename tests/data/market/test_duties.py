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
from truerole.data.market.bitmap_index import BitmapIndex, BlockState, refresh
from truerole.data.market.duties import (
    MIX_FACETS,
    ApartRow,
    MixFacet,
    MixTable,
    count_known,
    mean_mix,
    mix_table,
    mixes_by,
    table_of,
)
from truerole.data.market.facets.skills import Bitmaps
from truerole.data.market.statistics.adjusted_means import AdjustedMeans
from truerole.data.store.schema import BLOCK, readings
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
    ],
)
def test_mean_mixes_by_facet(store: Store, facet: MixFacet, names: list[str]) -> None:
    store.add(worked_market(), "v1")
    index = refresh(store)
    mixes, _ = mixes_by(index, mix_table(store, index), index.all, facet)
    assert [(mix.name, mix.count) for mix in mixes] == list(zip(names, (30, 22), strict=True))
    for mix, shares in zip(mixes, (ANALYST, ENGINEER), strict=True):
        assert mix.shares == pytest.approx(shares)


@pytest.mark.parametrize(("facet", "name"), [("country", "us"), ("year", "2026"), ("level", "mid")])
def test_values_that_all_share_hold_all(store: Store, facet: MixFacet, name: str) -> None:
    store.add(worked_market(), "v1")
    index = refresh(store)
    ((mix,), apart) = mixes_by(index, mix_table(store, index), index.all, facet)
    assert (mix.name, mix.count, mix.compared, apart) == (name, 52, None, [])


def test_what_shares_no_role_cannot_be_compared(store: Store) -> None:
    store.add(worked_market(), "v1")
    index = refresh(store)
    shown, apart = mixes_by(index, mix_table(store, index), index.all, "company")
    assert (shown, apart) == ([], [ApartRow("enterprise", 30), ApartRow("startup", 22)])


# Of each source and role: how many postings of juniors, and of leads, and which mixes take turns.
CROWDS = {
    ("old", "data_analyst"): (200, 40, (REPORTS, HALF)),
    ("old", "data_engineer"): (30, 30, (PIPELINES, HALF)),
    ("new", "data_engineer"): (20, 160, (PIPELINES,)),
    ("alone", "data_engineer"): (0, 90, (REPORTS,)),
}


def crowds(leads_of_analysts: tuple[DutyMix, ...] = (REPORTS, HALF)) -> tuple[BitmapIndex, MixTable]:
    """Return postings of juniors and leads who do the same in each role and source, except leads of analysts."""
    bits: Bitmaps = {}
    rows: list[tuple[int, bytes]] = []
    for (source, role), (juniors, leads, mixes) in CROWDS.items():
        for n, level in enumerate(["junior"] * juniors + ["lead"] * leads):
            number = len(rows) + 1
            turns = leads_of_analysts if (level, role) == ("lead", "data_analyst") else mixes
            rows.append((number, bytes(turns[n % len(turns)])))
            for facet, value in {"source": source, "role": role, "seniority": level, "all": "yes"}.items():
                bits.setdefault(facet, {}).setdefault(value, BitMap()).add(number)
    return BitmapIndex(bits), table_of(rows)


def test_levels_who_do_the_same_in_each_role_and_source_are_alike() -> None:
    index, mixes = crowds()
    plain = [mean_mix(mixes, index.bitmap("seniority", level)) for level in ("junior", "lead")]
    assert all(plain)
    assert plain[0].shares[1] + 0.3 < plain[1].shares[1]  # pipelines: leads of the engineers' source
    (junior, lead), apart = mixes_by(index, mixes, index.all, "level")
    assert (lead.name, lead.count, lead.compared) == ("lead", 320, 230)
    assert (junior.name, junior.count, junior.compared) == ("junior", 250, 250)
    assert (apart, junior.shares) == ([], pytest.approx(lead.shares, abs=0.005))
    assert (sum(junior.shares), sum(lead.shares)) == pytest.approx((1, 1))


def test_a_difference_within_a_role_and_source_stays() -> None:
    index, mixes = crowds(leads_of_analysts=(HALF,))
    (junior, lead), _ = mixes_by(index, mixes, index.all, "level")
    assert lead.shares[2] - junior.shares[2] > 0.05
    assert 0.03 < lead.spreads[2] < 0.2


def test_a_share_that_comes_out_below_0_is_0_and_the_intervals_hold_what_came_out() -> None:
    index, mixes = crowds()
    shares = np.array([[0.5, 0.55, -0.05, 0.0, 0.0, 0.0, 0.0], [0.4, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0]])
    found = AdjustedMeans(np.ones(2, bool), np.array([250, 230]), shares, np.full((2, 7), 0.03))
    with patch.object(duties, "adjust_means", lambda _: found):
        (junior, lead), _ = mixes_by(index, mixes, index.all, "level")
    assert (sum(junior.shares), junior.shares[2], junior.cut) == (pytest.approx(1), 0.0, pytest.approx(0.05))
    assert junior.intervals[1] == pytest.approx((0.55 / 1.05 - 0.03, 0.55 + 0.03))
    assert junior.intervals[2] == (0.0, 0.03)
    assert (lead.shares, lead.cut) == (pytest.approx(shares[1]), pytest.approx(0))


def test_adjusted_mixes_look_at_blocks_and_parts_as_at_all() -> None:
    index, mixes = crowds()
    whole = mixes_by(index, mixes, index.all, "level")
    with patch.object(duties, "_AT_ONCE", 7):
        assert mixes_by(index, mixes, index.all, "level") == whole


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
    assert (len(first.known), mix_table(store, index) is first) == (21, True)
    store.add(entries[21:], "v1")
    assert len(mix_table(store, refresh(store)).known) == 52
    store.add_readings([(1, replace(entries[0].reading, duties=None)), (2, entries[1].reading)], "v2")
    switch_model_version(store, "v2")
    assert mix_table(store, refresh(store)).known == BitMap([2])


def test_an_empty_store_has_no_mixes(store: Store) -> None:
    index = refresh(store)
    for facet in MIX_FACETS:
        assert mixes_by(index, mix_table(store, index), index.all, facet) == ([], [])


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
        assert found.packed.tolist() == duties.refresh_mixes(store, refresh(store)).packed.tolist()


def test_of_a_block_that_is_gone_no_mix_is_known(store: Store) -> None:
    store.add(worked_market()[:30], "v1")
    index = refresh(store)
    before = duties.refresh_mixes(store, index)
    later = replace(index, blocks={1: BlockState(1, BLOCK + 5)})
    after = duties.refresh_mixes(store, later, before)
    assert (len(before.known), len(after.known), len(after.packed)) == (30, 0, BLOCK + 7)


def test_intervals_of_plain_means_know_employers() -> None:
    """Of ten employers each has one kind of mix, or both: then they are taken to be alike as usual."""
    size = 200
    mixes = table(*((PIPELINES, REPORTS)[n % 2] for n in range(size)))
    index = BitmapIndex({"role": {"data_analyst": BitMap(range(1, size + 1))}})
    alike, mixed = (np.full(size + 1, -1, np.int32) for _ in range(2))
    alike[1:] = np.arange(size) % 10
    mixed[1:] = np.arange(size) // 20
    ((plain,), _) = mixes_by(index, mixes, index.bitmap("role", "data_analyst"), "role")
    found = [
        mixes_by(index, mixes, index.bitmap("role", "data_analyst"), "role", each).shown for each in (alike, mixed)
    ]
    ((of_alike,), (of_mixed,)) = found
    assert (of_alike.shares, of_mixed.shares) == (plain.shares, plain.shares)
    assert of_mixed.spreads == pytest.approx([spread * (1 + 0.05 * 19) ** 0.5 for spread in plain.spreads])
    factor = (20 * 199 / 200) ** 0.5 * 10 / 9  # as of ten postings rather than 200, raised as of nine
    told = [wide / narrow for wide, narrow in zip(of_alike.spreads, plain.spreads, strict=True) if narrow]
    assert told == pytest.approx([factor] * len(told))
    assert told
