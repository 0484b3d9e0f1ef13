from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.search.order import best_matches

INDEX = BitmapIndex(
    {
        "skill": {"sql": BitMap([1, 2, 3, 4]), "python": BitMap([2, 3])},
        "required": {"sql": BitMap([4]), "python": BitMap([3])},
        "month": {"2026-01": BitMap([1, 4]), "2026-02": BitMap([2, 3, 5])},
    }
)


def test_the_most_wanted_skills_come_first_and_of_these_the_newest() -> None:
    within = BitMap([1, 2, 3, 4, 5])
    ordered = best_matches(INDEX, within, ["sql", "python"], 0, 10)
    assert ordered == [3, 2, 4, 1, 5]
    for start in range(6):
        for count in range(1, 6):
            assert best_matches(INDEX, within, ["sql", "python"], start, count) == ordered[start : start + count]
    assert best_matches(INDEX, BitMap([1, 5]), [], 0, 5) == [5, 1]
