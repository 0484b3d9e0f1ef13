from pyroaring import BitMap

from truerole.core.normalise.months import month_of
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics.cells import count_cells

INDEX = BitmapIndex(
    {
        "source": {"a": BitMap([1, 2, 3]), "b": BitMap([4, 5, 6])},
        "month": {"2025-12": BitMap([1, 2, 4]), "2026-01": BitMap([3, 5])},
        "role": {"data_analyst": BitMap([1, 2, 3, 4])},
    }
)


def test_postings_are_counted_by_source_role_and_month() -> None:
    cells = count_cells(INDEX, BitMap(range(9)), {"x": BitMap([1, 5, 6, 8])})
    found = [(cells.sources[s], month_of(m), n, x) for s, m, n, x in
             zip(cells.source, cells.month, cells.postings, cells.named["x"], strict=True)]  # fmt: skip
    assert found == [("a", "2025-12", 2, 1), ("a", "2026-01", 1, 0), ("b", "2025-12", 1, 0), ("b", "2026-01", 1, 1)]
    assert len(set(cells.group)) == 3  # of b, one posting has a role and one has none


def test_of_no_postings_there_are_no_cells() -> None:
    for within in (BitMap(), BitMap([6, 7])):
        cells = count_cells(INDEX, within, {"x": BitMap([1])})
        assert (len(cells.postings), len(cells.named["x"])) == (0, 0)
    assert len(count_cells(BitmapIndex(), BitMap([1]), {}).month) == 0
