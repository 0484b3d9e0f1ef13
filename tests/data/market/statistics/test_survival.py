"""How long jobs stay open, beside hand counts, an independent estimator, and a made-up market whose median is known."""

import numpy as np
import pytest

from truerole.data.market.statistics.survival import open_time, survival_curve

RANDOM = np.random.default_rng(3)


def jobs(rows: list[tuple[int, int, bool]], times: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    entry, leave, ended = zip(*rows * times, strict=True)
    return np.array(entry), np.array(leave), np.array(ended)


@pytest.mark.parametrize(
    ("rows", "ages", "shares"),
    [
        ([(0, 5, True), (0, 9, True)], [5, 9], [0.5, 0]),
        ([(0, 5, False), (0, 9, True), (0, 9, False)], [9], [0.5]),
        # One that is seen from day 6 on says nothing of day 5.
        ([(0, 5, True), (0, 9, True), (6, 9, False)], [5, 9], [0.5, 0.25]),
        # So does one on the day on which it was first seen, or one that was seen for no day.
        ([(0, 5, True), (0, 9, True), (5, 9, False), (7, 7, True)], [5, 9], [0.5, 0.25]),
    ],
)
def test_small_ones_by_hand(rows: list[tuple[int, int, bool]], ages: list[int], shares: list[float]) -> None:
    found, survival = survival_curve(*jobs(rows), fewest=1)
    assert found.tolist() == ages
    assert survival.tolist() == pytest.approx(shares)


def test_without_late_entry_it_is_the_estimator_of_scipy() -> None:
    from scipy import stats

    lasted, seen = RANDOM.integers(1, 60, 300), RANDOM.integers(1, 60, 300)
    leave, ended = np.minimum(lasted, seen), lasted <= seen
    ages, survival = survival_curve(np.zeros(300, np.int64), leave, ended, fewest=1)
    theirs = stats.ecdf(stats.CensoredData.right_censored(leave, ~ended)).sf
    assert survival == pytest.approx(theirs.evaluate(ages))


def test_what_is_seen_late_and_what_is_still_open_move_nothing() -> None:
    """Jobs of a median of 30 days, watched for 25 days alone: their plain mean is far from it."""
    lasted = np.ceil(RANDOM.exponential(30 / np.log(2), 40_000)).astype(np.int64)
    age = RANDOM.integers(0, 200, 40_000)
    there = lasted > age
    entry, lasted = age[there], lasted[there]
    leave = np.minimum(lasted, entry + 25)
    told = open_time(entry, leave, lasted <= entry + 25)
    assert told is not None
    assert told.median == pytest.approx(30, abs=2)
    assert told.quarter == pytest.approx(12.5, abs=2)
    assert told.three_quarters == pytest.approx(60, abs=4)
    assert abs(np.median(leave) - 30) > 15


@pytest.mark.parametrize(
    ("rows", "times", "told"),
    [
        ([(0, 10, True)], 19, None),
        ([(0, 10, True)], 20, (20, 0, 10, 10, 10)),
        # All were old when they were first seen: how many closed young is unknown.
        ([(30, 40, True)], 50, None),
        ([(0, 10, True), (0, 30, False), (0, 30, False), (0, 30, False)], 20, (20, 60, 10, None, None)),
        ([(0, 10, True), (0, 20, True), (0, 30, False)], 20, (40, 20, 10, 20, None)),
    ],
)
def test_too_few_tell_nothing_and_quartiles_that_are_not_reached_are_none(
    rows: list[tuple[int, int, bool]], times: int, told: tuple[int | None, ...] | None
) -> None:
    time = open_time(*jobs(rows, times))
    assert (time and (time.closed, time.open, time.quarter, time.median, time.three_quarters)) == told
