"""Draw postings by chance where there are more than a figure needs: the same each time, by their numbers."""

from functools import lru_cache
from math import ceil, log2

import numpy as np
from pyroaring import BitMap

from truerole.data.market.bitmap_arrays import array_to_bitmap

# A part is a power of the half with this denominator: at least 84 % of as many as may be drawn are.
_STEPS = 4


def draw_postings(postings: BitMap, most: int) -> BitMap:
    """Return the postings, or about `most` of more: a part of them that is the same while they grow by a fifth."""
    if len(postings) <= most:
        return postings
    steps = ceil(_STEPS * log2(len(postings) / most))
    return postings & _chosen(steps, int(postings.max()).bit_length())


@lru_cache(maxsize=32)
def _chosen(steps: int, bits: int) -> BitMap:
    """Return the numbers of up to `bits` bits whose hash lies in the first part, 2 ** (-steps / _STEPS), of all hashes.

    The hash is the finaliser of MurmurHash3 (Appleby 2011), so that what numbers have to do with postings is no matter.
    """
    numbers = np.arange(2**bits, dtype=np.uint32)
    hashed = numbers.copy()
    for factor, shift in ((0x85EBCA6B, 16), (0xC2B2AE35, 13), (1, 16)):
        hashed ^= hashed >> np.uint32(shift)
        hashed *= np.uint32(factor)
    return array_to_bitmap(numbers[hashed < np.uint32(2.0 ** (32 - steps / _STEPS))])
