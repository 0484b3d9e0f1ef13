"""Overview of the market: repeated, closed and old postings count where they should."""

from pyroaring import BitMap

from truerole.data.market.bitmap_index import ALL, CLOSED, COPY, SAMPLE, YES, BitmapIndex
from truerole.data.market.overview import overview

# number: month, title's role, role, what else holds; of the newest 24 months, 2 to 6 have a role in the title
INDEX = BitmapIndex(
    {
        ALL: {YES: BitMap(range(1, 8))},
        SAMPLE: {YES: BitMap([1, 2]), "no": BitMap([3, 4, 5, 6, 7])},
        COPY: {YES: BitMap([7])},
        CLOSED: {YES: BitMap([3])},
        "month": {"2020-01": BitMap([1]), "2026-01": BitMap([2, 3, 4, 5, 6, 7])},
        "source": {"a": BitMap([1, 2]), "b": BitMap([3, 4, 5, 6, 7])},
        "title_role": {"data_analyst": BitMap([1, 2, 3, 7]), "ml_engineer": BitMap([4, 5])},
        "role": {"data_analyst": BitMap([2, 3, 4]), "other": BitMap([1, 5, 6, 7])},
        "agrees": {"yes": BitMap([2, 3]), "no": BitMap([1, 4, 5])},
    }
)


def test_overview() -> None:
    found = overview(INDEX)
    assert (found.everything.postings, found.everything.last, found.everything.sampled) == (6, "2026-01", 2)
    assert found.open_jobs == 3
    assert (found.wrong_titles.count, found.wrong_titles.total) == (2, 4)


def test_overview_of_nothing() -> None:
    found = overview(BitmapIndex({ALL: {YES: BitMap()}}))
    assert (found.everything.postings, found.everything.last, found.open_jobs, found.wrong_titles.share) == (
        0,
        None,
        0,
        0,
    )
