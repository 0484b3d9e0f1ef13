"""Hash table over arrays: open addressing with linear probing (Knuth 1973, 6.4), many hashes looked up at once.

A binary search of a large array waits for memory at each of its steps; here nearly all are found at the first look.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

MISSING = 0
# An odd number, so that no two numbers have the same product modulo 2^64: that of the golden ratio (Knuth 1973, 6.4).
FACTOR = 0x9E3779B97F4A7C15


def hashes_of(numbers: Ints) -> Hashes:
    """Hash numbers without collisions, spread by their high bits (Fibonacci hashing)."""
    return numbers.astype(np.uint64) * np.uint64(FACTOR)


@dataclass(frozen=True, slots=True)
class HashIndex:
    """Hash index: hashes and their numbers by slot; the number MISSING marks a free slot."""

    size: int
    hashes: Hashes
    numbers: Ints

    def find(self, hashes: Hashes) -> Ints:
        """Return the numbers of `hashes`, MISSING for unknown hashes."""
        at = _places(hashes, self.size)
        found = self.numbers[at]
        open_ = ((self.hashes[at] != hashes) & (found != MISSING)).nonzero()[0]
        while len(open_):
            at[open_] += 1
            there, numbers = at[open_], self.numbers[at[open_]]
            found[open_] = numbers
            open_ = open_[(self.hashes[there] != hashes[open_]) & (numbers != MISSING)]
        return found


def hash_index(hashes: Hashes) -> HashIndex:
    """Build the index of distinct hashes, numbered from 1 in the order given."""
    places, ranks = _places(hashes, len(hashes)), np.arange(len(hashes))
    order = places.argsort(kind="stable")
    # In order of their places, each takes its own or the next free one.
    taken = np.maximum.accumulate(places[order] - ranks) + ranks
    room = max(1 << _bits(len(hashes)), int(taken.max(initial=0)) + 1) + 1
    index = HashIndex(len(hashes), np.zeros(room, np.uint64), np.full(room, MISSING))
    index.hashes[taken], index.numbers[taken] = hashes[order], order + 1
    return index


def _places(hashes: Hashes, size: int) -> Ints:
    # The high bits, which depend on all others.
    return (hashes >> np.uint64(64 - _bits(size))).astype(np.int64)


def _bits(size: int) -> int:
    # Of eight places and more, seven stay free.
    return (8 * size + 1).bit_length()
