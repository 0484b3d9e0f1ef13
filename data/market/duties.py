"""Mix of duties behind the charts: the mean share of each kind of work, of postings whose duties are known.

A mean weighs each posting alike, however long. The 95 % interval is that of the normal approximation,
from the spread between postings. Fewer than 20 postings give no figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap
from sqlalchemy import select

from truerole.core.reading import WORK_KINDS, Role
from truerole.data.market.aggregates import Z95, Filters, postings_by_year, select_postings
from truerole.data.market.bitmap_index import FAMILY, BitmapIndex, BlockState, bitmap_to_array
from truerole.data.store.schema import BLOCK, readers, readings
from truerole.data.store.store import Store

MixFacet = Literal["role", "title", "country", "year", "level", "company"]
MIX_FACETS: tuple[MixFacet, ...] = get_args(MixFacet)
FEWEST = 20
# Facets of the index; years are made of months.
_INDEXED = {"role": "role", "title": FAMILY, "country": "country", "level": "seniority", "company": "stage"}


@dataclass(frozen=True)
class MixTable:
    """Mixes of duties: posting numbers, int64 (n,) ascending, and whole per cent by WORK_KINDS, uint8 (n, 7)."""

    numbers: npt.NDArray[np.int64]
    shares: npt.NDArray[np.uint8]

    def rows(self, numbers: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """Return the row of each posting, and whether the posting is in the table; else the row means nothing."""
        row_of = self._row_of
        at = row_of[np.minimum(numbers, len(row_of) - 1)]
        return at, at >= 0

    @cached_property
    def _row_of(self) -> npt.NDArray[np.int32]:
        """Row of each posting number, -1 for none; the last entry stands for all greater numbers."""
        found = np.full(int(self.numbers.max(initial=0)) + 2, -1, np.int32)
        found[self.numbers] = np.arange(len(self.numbers), dtype=np.int32)
        return found

    def of(self, within: BitMap) -> npt.NDArray[np.uint8]:
        """Return the mixes of the postings that are in the table, (n, 7)."""
        at, known = self.rows(bitmap_to_array(within))
        return self.shares[at[known]]


@dataclass(frozen=True, slots=True)
class MeanMix:
    """Mean mix of `count` postings: shares by WORK_KINDS, which add up to 1, and half the width of 95 % intervals."""

    name: str
    count: int
    shares: tuple[float, ...]
    spreads: tuple[float, ...]


# Of each store, by block: the state in which the block was indexed, and the mixes of the postings in it.
_Parts = Mapping[int, tuple[BlockState, MixTable]]
_CACHE: WeakKeyDictionary[Store, tuple[_Parts, MixTable]] = WeakKeyDictionary()


def mix_table(store: Store, index: BitmapIndex) -> MixTable:
    """Return the mixes of all postings of a store; only blocks that have changed since the last call are loaded."""
    parts, table = _CACHE.get(store, ({}, None))
    if table is not None and {block: state for block, (state, _) in parts.items()} == dict(index.blocks):
        return table
    fresh = {
        block: parts[block] if block in parts and parts[block][0] == state else (state, load_mixes(store, block))
        for block, state in sorted(index.blocks.items())
    }
    tables = [part for _, part in fresh.values()] or [table_of(())]
    table = MixTable(np.concatenate([t.numbers for t in tables]), np.concatenate([t.shares for t in tables]))
    _CACHE[store] = fresh, table
    return table


def load_mixes(store: Store, block: int) -> MixTable:
    """Load the mixes of the postings of a block that the current model version read."""
    r = readings.c
    here = r.posting.between(block * BLOCK, (block + 1) * BLOCK - 1), readers.c.current, r.duties.is_not(None)
    wanted = select(r.posting, r.duties).select_from(readings.join(readers)).where(*here).order_by(r.posting)
    with store.read_transaction() as connection:
        return table_of([(number, mix) for number, mix in connection.execute(wanted)])


def table_of(rows: Sequence[tuple[int, bytes]]) -> MixTable:
    """Return a table of (posting number, a byte of per cent for each kind of work), by ascending number."""
    shares = np.frombuffer(b"".join(mix for _, mix in rows), np.uint8).reshape(-1, len(WORK_KINDS))
    return MixTable(np.array([number for number, _ in rows], np.int64), shares)


def mean_mix(table: MixTable, within: BitMap, name: str = "all") -> MeanMix | None:
    """Return the mean mix of postings, None of too few in the table."""
    mixes = table.of(within)
    count = len(mixes)
    if count < FEWEST:
        return None
    # By sums of whole numbers, which are exact: a million mixes never become as many rows of floating point.
    per_cent = mixes.astype(np.int32)
    sums, squares = per_cent.sum(axis=0), np.einsum("ij,ij->j", per_cent, per_cent, dtype=np.int64)
    variances = (squares - sums.astype(np.float64) ** 2 / count) / (count - 1)
    spreads = Z95 * np.sqrt(np.maximum(variances, 0.0) / count) / 100
    return MeanMix(name, count, tuple((sums / count / 100).tolist()), tuple(spreads.tolist()))


def count_known(table: MixTable, within: BitMap) -> int:
    """Count the postings whose mix is known."""
    return len(table.of(within))


def mixes_by(index: BitmapIndex, table: MixTable, within: BitMap, facet: MixFacet) -> list[MeanMix]:
    """Return the mean mix by value of a facet, for values with enough postings; years in order, else by count."""
    groups = postings_by_year(index, within) if facet == "year" else dict(index.items(_INDEXED[facet]))
    found = [mean_mix(table, bits & within, value) for value, bits in groups.items()]
    known = [mix for mix in found if mix]
    return known if facet == "year" else sorted(known, key=lambda mix: (-mix.count, mix.name))


def usual_mixes(
    index: BitmapIndex, table: MixTable, filters: Filters, roles: Iterable[Role | None]
) -> dict[Role, MeanMix]:
    """Map roles to the mean mix of the postings that pass the filters for that role; roles of too few are left out."""
    named = {role for role in roles if role}
    found = {role: mean_mix(table, select_postings(index, filters.with_facets(role=role)), role) for role in named}
    return {role: mix for role, mix in found.items() if mix}
