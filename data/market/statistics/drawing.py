"""Draw postings by chance where there are more than a figure needs: the same each time, by their numbers."""

from functools import cache

import numpy as np
from pyroaring import BitMap

from truerole.data.market.bitmap_arrays import array_to_bitmap


def draw_postings(postings: BitMap, most: int) -> BitMap:
    """Return the postings, or of more than `most` a half, a quarter, an eighth and so on, so that these are fewer."""
    halvings = max(0, (len(postings) - 1) // most).bit_length()
    return postings & _chosen(halvings, int(postings.max()).bit_length()) if halvings else postings


@cache
def _chosen(halvings: int, bits: int) -> BitMap:
    """Return the numbers of up to `bits` bits whose hash begins with `halvings` zeros.

    The hash is the finaliser of MurmurHash3 (Appleby 2011), so that what numbers have to do with postings is no matter.
    """
    numbers = np.arange(2**bits, dtype=np.uint32)
    hashed = numbers.copy()
    for factor, shift in ((0x85EBCA6B, 16), (0xC2B2AE35, 13), (1, 16)):
        hashed ^= hashed >> np.uint32(shift)
        hashed *= np.uint32(factor)
    return array_to_bitmap(numbers[hashed >> np.uint32(32 - halvings) == 0])
