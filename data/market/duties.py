"""Mix of duties behind the charts: the mean share of each kind of work, of postings whose duties are known.

A mean weighs each posting alike, however long. The 95 % interval is that of the normal approximation,
from the spread between postings. Fewer than 20 postings give no figure. Years, countries, levels and kinds of company
are shown as if all had the same roles and sources (adjusted_means.py), as these would be most of what differs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import sqrt
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap
from sqlalchemy import Connection, select

from truerole.core.concurrency.background import give_way
from truerole.core.reading import WORK_KINDS, Role, Seniority
from truerole.data.market.aggregates import Z95, Filters, postings_by_year, select_postings
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array, which_holds
from truerole.data.market.bitmap_index import FAMILY, BitmapIndex, BlockState, changed_since, postings_of_block
from truerole.data.market.facets.following_table import FollowingTable
from truerole.data.market.statistics.adjusted_means import StratumSums, adjust_means
from truerole.data.market.statistics.design_effect import Employers
from truerole.data.market.statistics.share_intervals import employers_of_several
from truerole.data.store.schema import BLOCK, readers, readings
from truerole.data.store.store import Store

MixFacet = Literal["role", "title", "country", "year", "level", "company"]
MIX_FACETS: tuple[MixFacet, ...] = get_args(MixFacet)
# Rows by these are shown as if all had the same roles and sources.
ADJUSTED_FACETS: frozenset[MixFacet] = frozenset({"country", "year", "level", "company"})
FEWEST = 20
_LEVELS: tuple[str, ...] = get_args(Seniority)
# Of so many postings the variances are taken, of more a part.
_FOR_VARIANCES = 50_000
# So many postings are looked at while they are near in memory.
_AT_ONCE = 1 << 16
# What fills eight bytes, and eight bytes that are no mix.
_ROOM, _UNKNOWN = b"\0", np.uint64(2**64 - 1)
# Facets of the index; years are made of months.
INDEXED = {"role": "role", "title": FAMILY, "country": "country", "level": "seniority", "company": "stage"}


@dataclass(frozen=True)
class MixTable:
    """Mixes of duties by posting number, uint64 (n,): eight bytes, of which seven are per cent by WORK_KINDS.

    A number whose mix is not known holds _UNKNOWN; so does the last, which stands for all greater numbers. `blocks` are
    the states of the blocks of postings that were read.
    """

    packed: npt.NDArray[np.uint64]
    blocks: Mapping[int, BlockState] = field(default_factory=dict)

    @cached_property
    def known(self) -> BitMap:
        """The postings whose mix is known."""
        return array_to_bitmap(np.flatnonzero(self.packed != _UNKNOWN))

    def of(self, within: BitMap) -> npt.NDArray[np.uint8]:
        """Return the mixes of the postings that are in the table, (n, 7)."""
        return _as_bytes(self.packed.take(bitmap_to_array(within & self.known)))[:, : len(WORK_KINDS)]

    def of_each(self, numbers: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
        """Return the mixes of the postings (n,) that are in the table, (k, 7), and a mask of them, (n,)."""
        found = self.packed[np.minimum(numbers, len(self.packed) - 1)]
        known = found != _UNKNOWN
        return _as_bytes(found[known])[:, : len(WORK_KINDS)], known


@dataclass(frozen=True, slots=True)
class MeanMix:
    """Mean mix of `count` postings: shares by WORK_KINDS, which add up to 1, and half the width of 95 % intervals.

    `compared` of them are of a role and source of which other rows hold postings; None where the mean is plain. An
    adjusted share may come out below 0 and is taken for 0: the others were `cut` by that in all, to add up to 1.
    """

    name: str
    count: int
    shares: tuple[float, ...]
    spreads: tuple[float, ...]
    compared: int | None = None
    cut: float = 0.0

    @property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """Return the 95 % interval of each share, within 0 and 1; of shares that were cut, up from what they were."""
        return tuple(
            (max(share - spread, 0.0), min(share * (1 + self.cut) + spread, 1.0))
            for share, spread in zip(self.shares, self.spreads, strict=True)
        )


@dataclass(frozen=True, slots=True)
class ApartRow:
    """Value of a facet that is not shown, as too few of its `count` postings can be compared with other values'."""

    name: str
    count: int


class MixRows(NamedTuple):
    """Mean mixes by value of a facet, and the values that cannot be compared with the others."""

    shown: list[MeanMix]
    apart: list[ApartRow]


def refresh_mixes(store: Store, index: BitmapIndex, before: MixTable | None = None) -> MixTable:
    """Return the mixes of the postings of an index, reading again only the postings that have changed."""
    before = before or table_of(())
    size = max((state.last + 2 for state in index.blocks.values()), default=1)
    packed = np.empty(size, np.uint64)
    packed[: len(before.packed)] = before.packed[:size]
    packed[len(before.packed) :] = _UNKNOWN
    for block in before.blocks.keys() - index.blocks.keys():
        packed[block * BLOCK : (block + 1) * BLOCK] = _UNKNOWN
    for block, state in index.blocks.items():
        if (was := before.blocks.get(block)) == state:
            continue
        give_way()
        # A transaction for each: no writer may take over its log while one goes on.
        with store.read_transaction() as connection:
            changed = changed_since(connection, block, was) if was else None
            numbers, mixes = _load(connection, block, changed)
        first, last = block * BLOCK, (block + 1) * BLOCK
        packed[slice(first, last) if changed is None else _below(bitmap_to_array(changed), size)] = _UNKNOWN
        packed[_below(numbers, size)] = mixes[numbers < size]
    packed[-1] = _UNKNOWN
    return MixTable(packed, dict(index.blocks))


MIXES = FollowingTable(refresh_mixes)


def mix_table(store: Store, index: BitmapIndex) -> MixTable:
    """Return the mixes of all postings of a store; only postings that have changed since the last call are loaded."""
    return MIXES.of(store, index)


def _below(numbers: npt.NDArray[np.integer[Any]], size: int) -> npt.NDArray[np.integer[Any]]:
    return numbers[numbers < size]


def _load(
    connection: Connection, block: int, only: BitMap | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]:
    """Load the numbers and the mixes of the postings of a block, or `only` of these, as the current model read them."""
    r = readings.c
    among = postings_of_block(r.posting, block, only)
    wanted = select(r.posting, r.duties).select_from(readings.join(readers))
    return _packed(connection.execute(wanted.where(among, readers.c.current, r.duties.is_not(None))).all())


def _packed(rows: Sequence[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]:
    mixes = np.frombuffer(b"".join(mix + _ROOM for _, mix in rows), np.uint64)
    return np.array([number for number, _ in rows], np.int64), mixes


def _as_bytes(packed: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    """Return packed mixes (n,) as per cent by WORK_KINDS and the filling byte, (n, 8)."""
    return packed.view(np.uint8).reshape(-1, len(WORK_KINDS) + len(_ROOM))


def table_of(rows: Sequence[tuple[int, bytes]]) -> MixTable:
    """Return a table of (posting number, a byte of per cent for each kind of work)."""
    numbers, mixes = _packed(rows)
    packed = np.full(int(numbers.max(initial=-1)) + 2, _UNKNOWN)
    packed[numbers] = mixes
    return MixTable(packed)


def mean_mix(table: MixTable, within: BitMap, name: str = "all") -> MeanMix | None:
    """Return the mean mix of postings, None of too few in the table."""
    mixes = table.of(within)
    count = len(mixes)
    if count < FEWEST:
        return None
    # By sums of whole numbers, which are exact: a million mixes never become as many rows of floating point.
    # A kind of work a row: seven long sums take a quarter of the time of as many short ones as there are postings.
    per_cent = np.ascontiguousarray(mixes.T, np.int32)
    sums, squares = per_cent.sum(axis=1), np.einsum("ij,ij->i", per_cent, per_cent, dtype=np.int64)
    variances = (squares - sums.astype(np.float64) ** 2 / count) / (count - 1)
    spreads = Z95 * np.sqrt(np.maximum(variances, 0.0) / count) / 100
    return MeanMix(name, count, tuple((sums / count / 100).tolist()), tuple(spreads.tolist()))


def count_known(table: MixTable, within: BitMap) -> int:
    """Count the postings whose mix is known."""
    return within.intersection_cardinality(table.known)


def mixes_by(
    index: BitmapIndex, table: MixTable, within: BitMap, facet: MixFacet, employers: Employers | None = None
) -> MixRows:
    """Return the mean mix by value of a facet, for values with enough postings; years and levels in order.

    Means by ADJUSTED_FACETS are adjusted where there are two values or more; of others the intervals know `employers`,
    which are codes by posting number, below 0 where none is known.
    """
    groups = postings_by_year(index, within) if facet == "year" else dict(index.items(INDEXED[facet]))
    groups = {value: bits & within for value, bits in groups.items()}
    if facet in ADJUSTED_FACETS:
        groups = {value: bits for value, bits in groups.items() if len(bits) >= FEWEST}
    found = _adjusted(index, table, groups) if facet in ADJUSTED_FACETS and len(groups) > 1 else None
    if found is None:
        mixes = ((mean_mix(table, bits, value), bits) for value, bits in groups.items())
        found = MixRows([_knowing(employers, table, mix, bits) for mix, bits in mixes if mix], [])
    if facet == "level":
        for rows in found:
            rows.sort(key=lambda row: _LEVELS.index(row.name))
    elif facet != "year":
        for rows in found:
            rows.sort(key=lambda row: (-row.count, row.name))
    return found


def _knowing(employers: Employers | None, table: MixTable, mix: MeanMix, within: BitMap) -> MeanMix:
    """Return the mean mix of postings with intervals that do not take those of an employer for independent."""
    clusters = employers_of_several(within & table.known, employers)
    if clusters is None:
        return mix
    values, spreads = table.of(clusters.postings).T / 100.0, list[float]()
    for kind, mean, spread in zip(values, mix.shares, mix.spreads, strict=True):
        variance = (spread / Z95) ** 2 * mix.count
        spreads.append(spread * sqrt(clusters.effect_on_mean(kind, mean, variance)))
    return replace(mix, spreads=tuple(spreads))


def _adjusted(index: BitmapIndex, table: MixTable, groups: Mapping[str, BitMap]) -> MixRows | None:
    """Return the mixes adjusted for roles and sources; None where fewer than two values have enough postings."""
    strata = _strata(index, table, groups)
    known = strata.counts.sum(axis=1).astype(int)
    enough = known >= FEWEST
    if enough.sum() < 2:
        return None
    found = adjust_means(StratumSums(strata.counts[enough], strata.sums[enough], strata.variances))
    rows = MixRows([], [])
    named = [(name, int(count)) for name, count in zip(groups, known, strict=True) if count >= FEWEST]
    for place, (name, count) in enumerate(named):
        if not found.told[place]:
            rows.apart.append(ApartRow(name, count))
            continue
        shares = np.maximum(found.means[place], 0.0)
        whole = float(shares.sum())
        figures = tuple((shares / whole).tolist()), tuple(found.spreads[place].tolist())
        rows.shown.append(MeanMix(name, count, *figures, int(found.shared[place]), max(whole - 1, 0.0)))
    return rows


def _strata(index: BitmapIndex, table: MixTable, groups: Mapping[str, BitMap]) -> StratumSums:
    """Return the mixes of the groups, disjoint, by role and source; a posting is looked at once."""
    from scipy.sparse import csc_array

    numbers = bitmap_to_array(BitMap.union(BitMap(), *groups.values()) & table.known)
    room, row = int(index.strata.max(initial=0)) + 1, which_holds(groups.values(), len(index.strata))
    shape = len(groups), room, len(WORK_KINDS)
    counts, sums = np.zeros(shape[0] * room), np.zeros((shape[0] * room, shape[2] + len(_ROOM)))
    for each in np.split(numbers, range(_AT_ONCE, len(numbers), _AT_ONCE)):
        cell = (row.take(each) - 1) * np.int32(room) + index.strata.take(each)
        counts += np.bincount(cell, minlength=len(counts))
        # A posting a column: the sums of all kinds in one go. In single precision, which holds their whole numbers.
        ones, ends = np.ones(len(cell), np.float32), np.arange(len(cell) + 1, dtype=np.int32)
        per_cent = _as_bytes(table.packed.take(each)).astype(np.float32)
        sums += csc_array((ones, cell, ends), shape=(len(counts), len(cell))) @ per_cent
    by_stratum = counts.reshape(shape[:2])
    held = by_stratum.any(axis=0)
    variances = _variances(index, table, numbers[:: len(numbers) // _FOR_VARIANCES + 1], room)
    return StratumSums(by_stratum[:, held], sums[:, : shape[2]].reshape(shape)[:, held] / 100, variances[held])


def _variances(
    index: BitmapIndex, table: MixTable, numbers: npt.NDArray[np.uint32], room: int
) -> npt.NDArray[np.float64]:
    """Return the variance in each stratum, (room, 7), of postings whose mixes are known; of few, that of all."""
    mixes, _ = table.of_each(numbers)
    stratum = index.strata[numbers]
    counts = np.bincount(stratum, minlength=room)[:, None]
    kinds = [kind.astype(np.float64) / 100 for kind in mixes.T]
    sums, squares = (np.stack([np.bincount(stratum, k**power, room) for k in kinds], axis=-1) for power in (1, 2))
    left = np.maximum(squares - sums**2 / np.maximum(counts, 1), 0.0)
    pooled = left.sum(axis=0) / max(1, len(stratum) - np.count_nonzero(counts))
    return np.where(counts >= FEWEST, left / np.maximum(counts - 1, 1), pooled)


def usual_mixes(
    index: BitmapIndex, table: MixTable, filters: Filters, roles: Iterable[Role | None]
) -> dict[Role, MeanMix]:
    """Map roles to the mean mix of the postings that pass the filters for that role; roles of too few are left out."""
    named = {role for role in roles if role}
    found = {role: mean_mix(table, select_postings(index, filters.with_facets(role=role)), role) for role in named}
    return {role: mix for role, mix in found.items() if mix}
