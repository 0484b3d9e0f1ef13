"""Hash table over arrays: a slot for each hash, and a dictionary for those whose slot is taken; many looked up at once.

A binary search of a large array waits for memory at each of its steps; here nearly all are found at the first look.
"""

from dataclasses import dataclass
from typing import Any

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
    """Hash index: by slot the number of a hash, MISSING where it is free; by number the hash (hashes + 1).

    The first hash of a slot lies there; the others, one in sixteen or fewer, lie in `displaced`. Slots hold the
    smallest type of number, so that more of them are near in memory: most that is sought is not there.
    """

    hashes: Hashes
    slots: npt.NDArray[np.unsignedinteger[Any]]
    displaced: dict[int, int]

    @property
    def size(self) -> int:
        """Return the number of hashes."""
        return len(self.hashes) - 1

    def find(self, hashes: Hashes) -> Ints:
        """Return the numbers of `hashes`, MISSING for unknown hashes."""
        found = self.slots.take(_places(hashes, self.size)).astype(np.int64)
        others = ((self.hashes.take(found) != hashes) & (found != MISSING)).nonzero()[0]
        if len(others):
            number = self.displaced.get
            found[others] = [number(h, MISSING) for h in hashes.take(others).tolist()]
        return found


def hash_index(hashes: Hashes) -> HashIndex:
    """Build the index of distinct hashes, numbered from 1 in the order given."""
    size = len(hashes)
    places, first = np.unique(_places(hashes, size), return_index=True)
    slots = np.full(1 << _bits(size), MISSING, np.min_scalar_type(size))
    slots[places] = first + 1
    others = np.delete(np.arange(size), first)
    displaced = dict(zip(hashes[others].tolist(), (others + 1).tolist(), strict=True))
    return HashIndex(np.concatenate((np.zeros(1, np.uint64), hashes)), slots, displaced)


def _places(hashes: Hashes, size: int) -> Ints:
    # The high bits, which depend on all others.
    return (hashes >> np.uint64(64 - _bits(size))).view(np.int64)


def _bits(size: int) -> int:
    # Of eight places and more, seven stay free.
    return (8 * size + 1).bit_length()
