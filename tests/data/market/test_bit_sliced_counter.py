import random
from collections import Counter

import pytest
from pyroaring import BitMap

from truerole.data.market.bit_sliced_counter import BitSlicedCounter

SIZE = 2_000


@pytest.fixture(scope="module")
def counted() -> tuple[BitSlicedCounter, Counter[int]]:
    """Return a counter of random bitmaps, and the same counted one by one."""
    choose, counter, plain = random.Random(7), BitSlicedCounter(), Counter[int]()
    for weight in (1, 2, 2, 3, 5, 1, 8, 13, 2, 1):
        bits = choose.sample(range(SIZE), choose.randrange(SIZE))
        counter.add(BitMap(bits), weight)
        plain.update(dict.fromkeys(bits, weight))
    return counter, plain


@pytest.mark.parametrize("within", [BitMap(range(SIZE)), BitMap(range(0, SIZE, 3)), BitMap([5, 6]), BitMap()])
def test_counts_are_those_of_counting_one_by_one(
    counted: tuple[BitSlicedCounter, Counter[int]], within: BitMap
) -> None:
    counter, plain = counted
    found = list(counter.counts(within))
    assert {n: count for count, bits in found for n in bits} == {n: plain[n] for n in within}
    assert [count for count, _ in found] == sorted({plain[n] for n in within}, reverse=True)


@pytest.mark.parametrize("least", [-3, 0, 1, 2, 7, 16, 37, 38, 39, 1_000])
def test_at_least(counted: tuple[BitSlicedCounter, Counter[int]], least: int) -> None:
    counter, plain = counted
    within = BitMap(range(0, SIZE, 2))
    assert counter.at_least(within, least) == BitMap(n for n in within if plain[n] >= least)


def test_a_part_goes_its_own_way(counted: tuple[BitSlicedCounter, Counter[int]]) -> None:
    counter, plain = counted
    within = BitMap(range(100))
    before, part = list(counter.counts(within)), counter.restricted(within)
    part.add(BitMap([3]), 5)
    assert next(count for count, bits in part.counts(within) if 3 in bits) == plain[3] + 5
    assert list(counter.counts(within)) == before


def test_nothing_added_counts_nothing() -> None:
    assert list(BitSlicedCounter().counts(BitMap([1, 2]))) == [(0, BitMap([1, 2]))]
    assert BitSlicedCounter().at_least(BitMap([1]), 1) == BitMap()


def test_what_is_given_stays_as_it_is() -> None:
    counter, bits = BitSlicedCounter(), BitMap([1, 2])
    counter.add(bits, 3)
    counter.add(bits, 3)
    assert bits == BitMap([1, 2])
    assert list(counter.counts(bits)) == [(6, bits)]
