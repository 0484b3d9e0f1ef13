"""Intervals of shares know that the postings of an employer are alike."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.aggregates import Proportion
from truerole.data.market.statistics.share_intervals import EmployersProportion, with_employers

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def share(named: Flags, employers: Ints | None) -> EmployersProportion:
    counted = BitMap(np.flatnonzero(named))
    given = Proportion("sql", len(counted), len(named))
    codes = None if employers is None else employers.astype(np.int32)
    (found,) = with_employers([(given, counted)], BitMap(range(len(named))), codes)
    return found


EACH_ITS_OWN = np.arange(400)
TEN = np.arange(400) // 40
LEAST = 1 + 0.05 * 39


@pytest.mark.parametrize(
    ("named", "employers", "effect"),
    [
        (np.arange(400) % 2 == 0, None, 1.0),
        (np.arange(400) % 2 == 0, np.full(400, -1), 1.0),
        (np.arange(400) % 2 == 0, EACH_ITS_OWN, 1.0),
        # Each employer names it in half of the postings; that they are alike a little is taken for granted.
        (np.arange(400) % 2 == 0, TEN, LEAST),
        # Each names it in all or in none: ten employers are as good as ten postings, or nine.
        (TEN % 2 == 0, TEN, 40 * (10 / 9) ** 2),
        (TEN % 2 == 0, np.r_[TEN[:200], np.full(200, -1)], (5 * 40**2 * (10 / 9) ** 2 / 4 + 200 / 4) / 100),
        # Nothing but the usual tells how an employer differs from others who has all, or where none or all name it.
        (TEN % 2 == 0, np.zeros(400), 1 + 0.05 * 399),
        (np.zeros(400, bool), TEN, LEAST),
        (np.ones(400, bool), TEN, LEAST),
    ],
)
def test_by_how_much_the_variance_exceeds_that_of_independent_postings(
    named: Flags, employers: Ints | None, effect: float
) -> None:
    assert share(named, employers).effect == pytest.approx(effect)


def test_an_interval_of_ten_employers_is_about_that_of_ten_postings() -> None:
    low, high = share(TEN % 2 == 0, TEN).interval
    alone = share(np.arange(400) % 2 == 0, EACH_ITS_OWN).interval
    assert (low, high) == pytest.approx(Proportion("", 4, 8).interval, abs=0.01)
    assert high - low > 5 * (alone[1] - alone[0])


def test_postings_that_came_after_the_employers_were_read_have_none() -> None:
    named = TEN % 2 == 0
    assert share(named, TEN[:200]).effect == pytest.approx((5 * 40**2 * (10 / 9) ** 2 / 4 + 200 / 4) / 100)
    assert share(named, TEN[:0]).effect == 1.0


@pytest.mark.slow
@pytest.mark.parametrize("alike", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("skewed", [False, True])
def test_intervals_hold_the_share(alike: float, skewed: bool) -> None:
    """Of 1,500 markets the 95 % intervals hold the share, whether postings of an employer are alike or not."""
    draw, held, before = np.random.default_rng(3), [], []
    chance = 1 / np.arange(1, 81) if skewed else np.ones(80)
    for _ in range(1_500):
        employers = draw.choice(80, 400, p=chance / chance.sum())
        each = draw.beta(0.3 / alike * (1 - alike), 0.7 / alike * (1 - alike), 80) if alike else np.full(80, 0.3)
        found = share(draw.random(400) < each[employers], employers)
        for intervals, given in ((held, found), (before, Proportion("", found.count, 400))):
            intervals.append(given.interval[0] <= 0.3 <= given.interval[1])
    assert 0.9 <= np.mean(held) <= 1
    assert np.mean(before) < np.mean(held) + 0.02
