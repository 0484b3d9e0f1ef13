"""Bit-sliced counter: weighted counts of bitmap members for many postings at once, without an array of counts.

A bit-sliced counter (O'Neil and Quass 1997): plane i holds the postings whose count has bit i. To add a bitmap takes a
few operations on whole bitmaps, however many postings there are.
"""

from collections.abc import Iterator

from pyroaring import BitMap


class BitSlicedCounter:
    """Counter with a number for each posting, 0 at first."""

    def __init__(self) -> None:
        self._planes: list[BitMap] = []

    def add(self, bits: BitMap, weight: int) -> None:
        """Add a weight to the counts of postings."""
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                self._carry(bits, place)

    def _carry(self, bits: BitMap, place: int) -> None:
        while bits:
            self._planes += [BitMap() for _ in range(place + 1 - len(self._planes))]
            both = self._planes[place] & bits
            self._planes[place] = self._planes[place] ^ bits
            bits, place = both, place + 1

    def restricted(self, within: BitMap) -> "BitSlicedCounter":
        """Return a copy of the counter for postings `within` a bitmap alone."""
        copy = BitSlicedCounter()
        copy._planes = [plane & within for plane in self._planes]
        return copy

    def at_least(self, within: BitMap, count: int) -> BitMap:
        """Return the postings `within` whose count is `count` or higher."""
        if count <= 0 or not within:
            return within
        if count >> len(self._planes):
            return BitMap()
        higher, equal = BitMap(), within
        for place in reversed(range(len(self._planes))):
            has = equal & self._planes[place]
            if count >> place & 1:
                equal = has
            else:
                higher, equal = higher | has, equal - has
        return higher | equal

    def counts(self, within: BitMap) -> Iterator[tuple[int, BitMap]]:
        """Yield each occurring count with the postings `within` that have exactly this count, the highest first."""
        return self._split(within, len(self._planes), 0)

    def _split(self, within: BitMap, places: int, count: int) -> Iterator[tuple[int, BitMap]]:
        if not within:
            return
        if not places:
            yield count, within
            return
        has = within & self._planes[places - 1]
        yield from self._split(has, places - 1, count | 1 << (places - 1))
        yield from self._split(within - has, places - 1, count)
