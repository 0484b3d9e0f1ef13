"""Cells of postings: those of a source and a role in a month, and how many of them name a skill.

A change over time is looked for within the groups alone, one for each role in each source, so that a change of sources
or of roles is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.normalise.months import month_number
from truerole.core.reading import ROLES
from truerole.data.market.bitmap_arrays import bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex

Numbers = NDArray[np.int64]
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """Cells (group, month) that hold postings: source, group and month of each, the postings, those that name a thing.

    Months count from the year 0; `postings` has the shape (cells,), `named` by name too. Dated postings alone count.
    """

    sources: tuple[str, ...]
    source: Numbers
    group: Numbers
    month: Numbers
    postings: Counts
    named: Mapping[str, Counts]

    def of_sources(self, kept: NDArray[np.bool_]) -> "Cells":
        """Return the cells of the sources that are kept, bool (sources,)."""
        return self.where(kept[self.source])

    def where(self, kept: NDArray[np.bool_]) -> "Cells":
        """Return the cells that are kept, bool (cells,)."""
        named = {name: counts[kept] for name, counts in self.named.items()}
        return Cells(self.sources, self.source[kept], self.group[kept], self.month[kept], self.postings[kept], named)


def count_cells(index: BitmapIndex, within: BitMap, named: Mapping[str, BitMap]) -> Cells:
    """Count the postings `within`, and those of the bitmaps `named` among them, by source, role and month."""
    sources, months = index.values("source"), [month_number(month) for month in index.values("month")]
    dated = within & index.having("month") & index.having("source")
    size = dated.max() + 1 if dated else 0
    source = _codes(size, [index.bitmap("source", value) & dated for value in sources])
    role = _codes(size, [index.bitmap("role", value) & dated for value in ROLES])
    month = _codes(size, [index.bitmap("month", value) & dated for value in index.values("month")])
    place = (source * (len(ROLES) + 1) + role) * len(months) + month
    room = (len(sources) + 1) * (len(ROLES) + 1) * len(months)
    counts = _counted(place, dated, room)
    held = np.flatnonzero(counts)
    group, at = held // max(1, len(months)), np.array(months, np.int64)[held % max(1, len(months))]
    found = {name: _counted(place, bits & dated, room)[held] for name, bits in named.items()}
    return Cells(tuple(sources), group // (len(ROLES) + 1), group, at, counts[held], found)


def _codes(size: int, values: list[BitMap]) -> NDArray[np.int32]:
    """Return for each posting number the place of its value, the number of values where it has none."""
    codes = np.full(size, len(values), np.int32)
    for code, bits in enumerate(values):
        codes[bitmap_to_array(bits)] = code
    return codes


def _counted(place: NDArray[np.int32], bits: BitMap, room: int) -> Counts:
    """Count postings by their place, of which there are `room`."""
    return np.bincount(place[bitmap_to_array(bits)], minlength=room).astype(np.float64)
