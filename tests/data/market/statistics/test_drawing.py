"""Postings drawn by their numbers."""

import numpy as np
import pytest
from pyroaring import BitMap

from truerole.data.market.statistics.drawing import draw_postings


@pytest.mark.parametrize(
    ("postings", "most", "halvings"),
    [
        (0, 10, 0), (1_000, 1_000, 0), (1_001, 1_000, 0.25), (1_300, 1_000, 0.5), (2_000, 1_000, 1),
        (2_001, 1_000, 1.25), (90_000, 1_000, 6.5), (90_000, 30_000, 1.75), (1_000_000, 20_000, 5.75),
    ],
)  # fmt: skip
def test_about_as_many_as_may_be_are_drawn(postings: int, most: int, halvings: float) -> None:
    drawn, part = draw_postings(BitMap(range(5, postings + 5)), most), 2**-halvings
    assert abs(len(drawn) - postings * part) <= 4 * np.sqrt(postings * part * (1 - part))
    assert (0.84 * most <= postings * part <= most) == (postings >= most)
    assert drawn <= BitMap(range(5, postings + 5))


@pytest.mark.parametrize("every", [2, 3, 4, 5, 7, 8, 16, 64, 97, 1_024])
def test_numbers_at_even_distances_are_drawn_like_others(every: int) -> None:
    among = BitMap(range(0, 400_000, every))
    drawn = draw_postings(BitMap(range(400_000)), 50_000) & among
    expected = len(among) / 8
    assert abs(len(drawn) - expected) <= 4 * np.sqrt(expected)


def test_the_same_are_drawn_again_as_postings_come() -> None:
    before, after = (draw_postings(BitMap(range(size)), 1_000) for size in (7_000, 8_000))
    assert before == after & BitMap(range(7_000))
    fewer = draw_postings(BitMap(range(8_001)), 1_000)
    assert fewer & BitMap(range(8_000)) <= after
