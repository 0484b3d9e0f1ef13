"""Arrays by posting number, made of bitmaps."""

import numpy as np
import pytest
from pyroaring import BitMap

from truerole.core.reading import ROLES
from truerole.data.market.bitmap_arrays import which_holds, zeros_up_to
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.dated import date_postings


@pytest.mark.parametrize(
    ("greatest", "size"), [(0, 1), (1, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (2**32 - 1, 4)]
)
def test_numbers_take_as_few_bytes_as_the_greatest_needs(greatest: int, size: int) -> None:
    zeros = zeros_up_to(greatest, 3)
    assert zeros.tolist() == [0, 0, 0]
    zeros[1] = greatest
    assert (zeros.tolist(), zeros.itemsize) == ([0, greatest, 0], size)


@pytest.mark.parametrize("count", [0, 1, 255, 256, 300])
def test_each_posting_has_the_place_of_its_bitmap(count: int) -> None:
    held = which_holds([BitMap([number, 1_000 + number]) for number in range(count)], 2_000)
    expected = np.zeros(2_000, np.int64)
    expected[:count] = expected[1_000 : 1_000 + count] = np.arange(1, count + 1)
    assert held.tolist() == expected.tolist()


@pytest.mark.parametrize("sources", [1, 40, 60, 5_500])
def test_roles_and_sources_and_months_are_told_apart_however_many(sources: int) -> None:
    count = sources * len(ROLES)
    source, role = np.divmod(np.arange(count), len(ROLES))
    bits = {
        "source": {f"s{number:05}": BitMap(np.flatnonzero(source == number)) for number in range(sources)},
        "role": {name: BitMap(np.flatnonzero(role == number)) for number, name in enumerate(ROLES)},
        "month": {"2026-01": BitMap(range(0, count, 2)), "2026-02": BitMap(range(1, count, 2))},
        "all": {"yes": BitMap(range(count))},
    }
    assert len(set(BitmapIndex(bits).strata.tolist())) == count
    dated = date_postings(bits)
    assert len(set(dated.place.tolist())) == count
    assert dated.source(dated.place).tolist() == source.tolist()
    assert dated.month(dated.place).tolist() == [24_312 + number % 2 for number in range(count)]
