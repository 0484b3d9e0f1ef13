"""Order of found postings: by wanted skills or by published pay, the newest first where that is the same or unknown."""

from collections.abc import Iterable

import numpy as np
from pyroaring import BitMap

from truerole.data.market.aggregates import newest
from truerole.data.market.bit_sliced_counter import BitSlicedCounter
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import REQUIRED, SKILL
from truerole.data.market.pay import PaySelection


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


def best_paid(index: BitmapIndex, pay: PaySelection, within: BitMap, start: int, count: int) -> list[int]:
    """Return `count` posting numbers from place `start` on, by selected pay a year; then the ones without such pay."""
    paid = pay.postings & within
    numbers = bitmap_to_array(paid)
    ranked = np.lexsort((-numbers.astype(np.int64), -pay.table.pay_of(paid)))
    found: list[int] = numbers[ranked[start : start + count]].tolist()
    rest = newest(index, within - pay.postings, max(0, start - len(ranked)), count - len(found))
    return found + rest


def paid_at_least(pay: PaySelection, amount: float) -> BitMap:
    """Return the postings whose selected pay a year is an amount or more."""
    return array_to_bitmap(bitmap_to_array(pay.postings)[pay.table.pay_of(pay.postings) >= amount])
