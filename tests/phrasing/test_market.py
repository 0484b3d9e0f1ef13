import pytest
from pyroaring import BitMap

from truerole.data.market.aggregates import sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import sample_words

INDEX = BitmapIndex(
    {
        "month": {"2025-11": BitMap([1, 2]), "2026-02": BitMap([3])},
        "source": {"a": BitMap([1, 2]), "b": BitMap([3, 4])},
        "sample": {"yes": BitMap([1, 2]), "no": BitMap([3, 4])},
    }
)


@pytest.mark.parametrize(
    ("within", "told"),
    [
        ([1, 2], "2 postings, November 2025, from 1 source; all from the market sample"),
        (
            [1, 2, 3],
            "3 postings, November 2025 to February 2026, from 2 sources (67 % from a); 2 of 3 from the market sample",
        ),
        ([4], "1 posting, from 1 source"),
    ],
)
def test_what_a_chart_stands_on(within: list[int], told: str) -> None:
    assert sample_words(sample_note(INDEX, BitMap(within))) == told


def test_the_name_of_a_source_is_escaped_and_short() -> None:
    index = BitmapIndex({"source": {"![x](http://x.example)" + "y" * 99: BitMap([1, 2]), "b": BitMap([3])}})
    told = sample_words(sample_note(index, BitMap([1, 2, 3])), escape_markdown)
    assert "![x](" not in told
    assert "y" * 50 not in told
