"""Hash table over arrays: a slot for each hash, and a dictionary for those whose slot is taken; many looked up at once.

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
    """Hash index: hashes and their numbers by slot (slots × 2); the number MISSING marks a free slot.

    The first hash of a slot lies there; the others, one in sixteen or fewer, lie in `displaced`. A hash and its number
    lie side by side, so that both come in one wait for memory.
    """

    size: int
    slots: Hashes
    displaced: dict[int, int]

    def find(self, hashes: Hashes) -> Ints:
        """Return the numbers of `hashes`, MISSING for unknown hashes."""
        slots = self.slots.take(_places(hashes, self.size), axis=0)
        found = slots[:, 1].astype(np.int64)
        others = ((slots[:, 0] != hashes) & (found != MISSING)).nonzero()[0]
        if len(others):
            number = self.displaced.get
            found[others] = [number(h, MISSING) for h in hashes.take(others).tolist()]
        return found


def hash_index(hashes: Hashes) -> HashIndex:
    """Build the index of distinct hashes, numbered from 1 in the order given."""
    room = 1 << _bits(len(hashes))
    slots, first = np.unique(_places(hashes, len(hashes)), return_index=True)
    index = HashIndex(len(hashes), np.full((room, 2), MISSING, np.uint64), {})
    index.slots[slots, 0], index.slots[slots, 1] = hashes[first], first + 1
    others = np.delete(np.arange(len(hashes)), first)
    index.displaced.update(zip(hashes[others].tolist(), (others + 1).tolist(), strict=True))
    return index


def _places(hashes: Hashes, size: int) -> Ints:
    # The high bits, which depend on all others.
    return (hashes >> np.uint64(64 - _bits(size))).view(np.int64)


def _bits(size: int) -> int:
    # Of eight places and more, seven stay free.
    return (8 * size + 1).bit_length()
