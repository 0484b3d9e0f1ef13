"""Order of found postings: by how many wanted skills they ask for, the newest first where that is the same."""

from collections.abc import Iterable

from pyroaring import BitMap

from truerole.data.market.aggregates import newest
from truerole.data.market.bit_sliced_counter import BitSlicedCounter
from truerole.data.market.bitmap_index import REQUIRED, SKILL, BitmapIndex


def best_matches(index: BitmapIndex, within: BitMap, skills: Iterable[str], start: int, count: int) -> list[int]:
    """Return `count` posting numbers from place `start` on, by the skills that they name, a required skill twice."""
    counter = BitSlicedCounter()
    for skill in skills:
        counter.add(index.bitmap(SKILL, skill) & within, 1)
        counter.add(index.bitmap(REQUIRED, skill) & within, 1)
    found: list[int] = []
    for _, bits in counter.counts(within):
        found += newest(index, bits, start, count - len(found))
        if len(found) == count:
            break
        start = max(0, start - len(bits))
    return found
