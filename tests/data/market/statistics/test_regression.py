from collections.abc import Callable

import numpy as np
import pytest

from truerole.data.market.statistics.regression import Counts, Numbers, fit_slope

Draw = np.random.Generator
# Level, months and postings a month of each source.
Groups = list[tuple[float, Numbers, Numbers]]
# Parts of the roles in a source, and their levels by that of the source.
ROLES, LEVELS = (0.4, 0.3, 0.2, 0.1), (1.0, 0.6, 1.4, 0.8)


def several_sources(draw: Draw) -> Groups:
    return [(p, np.arange(8 * i, 8 * i + 24), draw.integers(1, 60, 24)) for i, p in enumerate((0.05, 0.2, 0.5, 0.35))]


def sizes_that_cross(_: Draw) -> Groups:
    n = np.arange(30)
    return [(0.5, n, (300 * np.exp(-n / 8)).astype(int) + 1), (0.1, n + 6, (5 * np.exp(n / 8)).astype(int) + 1)]


def a_burst(draw: Draw) -> Groups:
    n = draw.integers(10, 40, 24)
    n[draw.integers(24)] = 2000
    return [(0.3, np.arange(24), n)]


def one_large_month_at_the_end(draw: Draw) -> Groups:
    return [(0.3, np.r_[np.arange(7), 32], np.r_[draw.integers(5, 60, 7), 486])]


def few_months_at_both_ends(_: Draw) -> Groups:
    return [(0.3, np.r_[np.arange(3), np.arange(18, 21)], np.full(6, 100))]


def few_large_months_at_the_end(_: Draw) -> Groups:
    return [(0.3, np.r_[np.arange(12), np.arange(26, 29)], np.r_[np.full(12, 50), np.full(3, 400)])]


def three_sources_of_four_months(_: Draw) -> Groups:
    return [(p, np.r_[0, 1, 18, 19] + 2 * i, np.full(4, 60)) for i, p in enumerate((0.1, 0.3, 0.4))]


def drawn(
    draw: Draw, groups: Groups, differ: float, yearly: float = 0.0
) -> tuple[Counts, Counts, Numbers, Numbers, Numbers]:
    """Return cells of four roles whose months differ by a part of the odds, for all roles of a source together."""
    rows = []
    for i, (level, months, postings) in enumerate(groups):
        for month, of_month, shock in zip(months, postings, draw.normal(0, differ, len(months)), strict=True):
            for role, (count, part) in enumerate(zip(draw.multinomial(of_month, ROLES), LEVELS, strict=True)):
                odds = level * part / (1 - level * part) * np.exp(shock)
                share = min(1.0, odds / (1 + odds) + yearly * month / 12)
                rows.append((draw.binomial(count, share), count, i, 4 * i + role, month))
    k, n, source, group, month = np.array([row for row in rows if row[1]]).T
    return k.astype(float), n.astype(float), source, group, month


def verdicts(groups: Callable[[Draw], Groups], differ: float, yearly: float = 0.0) -> tuple[int, int]:
    """Return in how many of 300 markets a fall, and a rise, is told."""
    draw, falls, rises = np.random.default_rng(5), 0, 0
    for _ in range(300):
        slope = fit_slope(*drawn(draw, groups(draw), differ, yearly))
        low, high = slope.interval if slope else (-1.0, 1.0)
        assert slope is None or (slope.p < 0.05) == (not low <= 0 <= high)
        falls, rises = falls + (high < 0), rises + (low > 0)
    return falls, rises


@pytest.mark.parametrize("differ", [0.2, 0.5])
@pytest.mark.parametrize(
    "groups",
    [
        several_sources,
        sizes_that_cross,
        a_burst,
        one_large_month_at_the_end,
        few_months_at_both_ends,
        few_large_months_at_the_end,
        three_sources_of_four_months,
    ],
)
def test_where_months_differ_a_twentieth_at_most_seems_a_trend(groups: Callable[[Draw], Groups], differ: float) -> None:
    # Of 300 markets 15 are a twentieth; 18 are within chance of that.
    assert sum(verdicts(groups, differ)) <= 18


@pytest.mark.parametrize(
    ("groups", "yearly", "found"),
    [
        (several_sources, 0.05, 0.5),
        (few_months_at_both_ends, 0.2, 0.5),
        (few_large_months_at_the_end, 0.1, 0.5),
        (three_sources_of_four_months, 0.1, 0.5),
    ],
)
def test_a_trend_is_found_where_months_differ(groups: Callable[[Draw], Groups], yearly: float, found: float) -> None:
    falls, rises = verdicts(groups, 0.3, yearly)
    assert falls == 0
    assert rises >= found * 300


def test_the_slope_is_that_of_the_line() -> None:
    month = np.arange(24)
    slope = fit_slope(1000 * (0.2 + month / 120), np.full(24, 1000.0), np.zeros(24, int), np.zeros(24, int), month)
    assert slope is not None
    assert slope.value == pytest.approx(0.1)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_months_tell_nothing(count: int) -> None:
    zeros = np.zeros(count, int)
    assert fit_slope(np.full(count, 9.0), np.full(count, 30.0), zeros, zeros, np.arange(count)) is None


@pytest.mark.parametrize("share", [0, 1])
def test_a_share_of_none_or_all_tells_nothing(share: int) -> None:
    zeros = np.zeros(24, int)
    assert fit_slope(np.full(24, 30.0) * share, np.full(24, 30.0), zeros, zeros, np.arange(24)) is None
