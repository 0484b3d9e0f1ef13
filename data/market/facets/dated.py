"""Dated postings by source, role and month: from one array of places all charts over time are counted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.concurrency.background import give_way
from truerole.core.normalise.months import month_number
from truerole.core.reading import ROLES
from truerole.data.market.bitmap_arrays import bitmap_to_array, zeros_up_to
from truerole.data.market.facets.skills import Bitmaps

# The roles, and none.
_ROLES = len(ROLES) + 1

_NONE = BitMap()


@dataclass(frozen=True)
class DatedPostings:
    """Dated postings with a source: the place of each, which says source, role and month.

    `months` count from the year 0 and ascend. `place` is of a posting by its number, 0 where `postings` lack it.
    """

    sources: tuple[str, ...]
    months: NDArray[np.int64]
    postings: BitMap
    place: NDArray[np.unsignedinteger[Any]]

    @property
    def room(self) -> int:
        """Return the number of places."""
        return len(self.sources) * _ROLES * len(self.months)

    def has_places_of(self, other: "DatedPostings") -> bool:
        """Tell whether a place says the same as in other dated postings."""
        return self.sources == other.sources and np.array_equal(self.months, other.months)

    def places(self, within: BitMap) -> NDArray[np.unsignedinteger[Any]]:
        """Return the places of the dated postings `within`."""
        return self.place[bitmap_to_array(within & self.postings)]

    def group(self, place: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of source and role of places."""
        return place // len(self.months)

    def source(self, place: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the source of places."""
        return self.group(place) // _ROLES

    def month(self, place: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the month of places."""
        return self.months[place % len(self.months)]


def date_postings(bits: Bitmaps, before: DatedPostings | None = None, changed: BitMap = _NONE) -> DatedPostings:
    """Return the dated postings of an index, given the earlier ones and the postings that have changed since."""
    sources, months = (dict(sorted(bits.get(facet, {}).items())) for facet in ("source", "month"))
    dated = BitMap.union(BitMap(), *months.values()) & BitMap.union(BitMap(), *sources.values())
    roles = [bits.get("role", {}).get(role, BitMap()) for role in ROLES]
    of_no_role = dated - BitMap.union(BitMap(), *roles)
    place = zeros_up_to(_ROLES * len(sources) * len(months), dated.max() + 1 if dated else 0)
    now = DatedPostings(tuple(sources), np.array([*map(month_number, months)], np.int64), dated, place)
    if before and now.has_places_of(before):
        place[: len(before.place)] = before.place[: len(place)]
        numbers = bitmap_to_array(changed)
        place[numbers[numbers < len(place)]] = 0
        dated = dated & changed
    steps = ((_ROLES * len(months), sources.values()), (len(months), (*roles, of_no_role)), (1, months.values()))
    for step, values in steps:
        for number, of in enumerate(values):
            give_way()
            place[bitmap_to_array(of & dated)] += number * step
    return now
