"""Cells of postings: those of a source and a role in a month, and how many of them name a skill.

A change over time is looked for within the groups alone, one for each role in each source, so that a change of sources
or of roles is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.dated import DatedPostings

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
    dated = index.dated
    counts = _counted(dated, within)
    held = np.flatnonzero(counts)
    found = {name: _counted(dated, bits & within)[held] for name, bits in named.items()}
    return Cells(dated.sources, dated.source(held), dated.group(held), dated.month(held), counts[held], found)


def _counted(dated: DatedPostings, within: BitMap) -> Counts:
    """Count the dated postings `within` by place."""
    return np.bincount(dated.places(within), minlength=dated.room).astype(np.float64)
