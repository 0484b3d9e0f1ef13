from collections.abc import Callable

import numpy as np
import pytest

from truerole.data.market.statistics.regression import Counts, Numbers, fit_slope

Draw = np.random.Generator
# Level, months and postings a month of each source (or of each role, where they share the months' shocks).
Groups = list[tuple[float, Numbers, Numbers]]


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


def roles_of_a_source(draw: Draw) -> Groups:
    return [(p, np.arange(20), draw.integers(2, 40, 20)) for p in (0.1, 0.45, 0.3, 0.2)]


def drawn(draw: Draw, groups: Groups, shared: bool) -> tuple[Counts, Counts, Numbers, Numbers, Numbers]:
    """Return cells whose months differ by 40 % of the odds, by source, or for all roles of a source together."""
    together = draw.normal(0, 0.4, 80)
    rows = []
    for i, (level, months, postings) in enumerate(groups):
        shock = together[months] if shared else draw.normal(0, 0.4, len(months))
        odds = level / (1 - level) * np.exp(shock)
        named = draw.binomial(postings, odds / (1 + odds))
        rows += [(k, n, 0 if shared else i, i, m) for k, n, m in zip(named, postings, months, strict=True)]
    k, n, source, group, month = np.array(rows).T
    return k.astype(float), n.astype(float), source, group, month


@pytest.mark.parametrize(
    "groups", [several_sources, sizes_that_cross, a_burst, one_large_month_at_the_end, roles_of_a_source]
)
def test_intervals_hold_where_months_differ(groups: Callable[[Draw], Groups]) -> None:
    draw, held = np.random.default_rng(5), 0
    for _ in range(400):
        slope = fit_slope(*drawn(draw, groups(draw), groups is roles_of_a_source))
        assert slope is not None
        low, high = slope.interval
        held += low <= 0 <= high
        assert (slope.p < 0.05) == (not low <= 0 <= high)
    assert held >= 0.92 * 400


def test_the_slope_is_that_of_the_line() -> None:
    month = np.arange(24)
    slope = fit_slope(1000 * (0.2 + month / 120), np.full(24, 1000.0), np.zeros(24, int), np.zeros(24, int), month)
    assert slope is not None
    assert slope.value == pytest.approx(0.1)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_months_tell_nothing(count: int) -> None:
    zeros = np.zeros(count, int)
    assert fit_slope(np.full(count, 9.0), np.full(count, 30.0), zeros, zeros, np.arange(count)) is None


@pytest.mark.parametrize("share", [0, 1])
def test_a_share_of_none_or_all_tells_nothing(share: int) -> None:
    zeros = np.zeros(24, int)
    assert fit_slope(np.full(24, 30.0) * share, np.full(24, 30.0), zeros, zeros, np.arange(24)) is None
