"""Conversions between bitmaps of posting numbers and arrays, without a Python object for each number."""

from array import array
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.concurrency.background import give_way


def bitmap_to_array(bits: BitMap) -> NDArray[np.uint32]:
    """Convert a bitmap to an array of posting numbers, uint32 (n,), ascending."""
    return np.frombuffer(bits.to_array(), np.uint32)


def which_holds(bitmaps: Collection[BitMap], size: int) -> NDArray[np.unsignedinteger[Any]]:
    """Return by posting number below `size` which of the bitmaps holds a posting: 1 for the first, 0 for none."""
    found = zeros_up_to(len(bitmaps), size)
    for place, bits in enumerate(bitmaps, 1):
        give_way()
        found[bitmap_to_array(bits)] = place
    return found


def zeros_up_to(greatest: int, size: int) -> NDArray[np.unsignedinteger[Any]]:
    """Return as many zeros, of the smallest type that holds the greatest number to come: more is near in memory."""
    return np.zeros(size, np.min_scalar_type(greatest))


def array_to_bitmap(numbers: NDArray[np.integer[Any]]) -> BitMap:
    """Convert an array of posting numbers (n,), none below 0, to a bitmap; soonest where they ascend."""
    return BitMap(array("I", numbers.astype(np.uint32, copy=False).tobytes()))


def parse_bitmap(numbers: str) -> BitMap:
    """Parse comma-separated posting numbers, in whatever order, into a bitmap."""
    return array_to_bitmap(np.sort(np.fromstring(numbers, np.uint32, sep=",")))
