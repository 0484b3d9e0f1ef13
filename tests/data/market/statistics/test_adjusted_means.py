"""Adjusted means: rows that do not differ within strata, rows that do, and rows that share none."""

import numpy as np
import pytest

from truerole.data.market.statistics.adjusted_means import (
    Counts,
    StratumSums,
    adjust_means,
    linked_parts,
    pseudo_inverse,
    standard_means,
)


def strata_of(counts: list[list[int]], means: list[list[float]], variance: float = 0.05) -> StratumSums:
    """Return strata of a single value, without chance."""
    n = np.array(counts, float)
    return StratumSums(n, (n * np.array(means))[..., None], np.full((n.shape[1], 1), variance))


def drawn(draw: np.random.Generator, rows: int, strata: int, differ: float, effects: Counts) -> StratumSums:
    """Return a market whose rows prefer strata of high means, and differ by `effects` and, in each, by `differ`."""
    base = draw.uniform(0.2, 0.6, strata)
    leaning = np.exp(np.linspace(-2, 2, rows)[:, None] * (base - base.mean()) * 6)
    counts = np.round(draw.integers(5, 200, (rows, strata)) * leaning)
    means = np.clip(base + effects[:, None] + draw.normal(0, differ, (rows, strata)), 0.05, 0.95)
    values = [
        [draw.beta(3 * m, 3 * (1 - m), int(n)) for m, n in zip(*row, strict=True)]
        for row in zip(means, counts, strict=True)
    ]
    sums = np.array([[cell.sum() for cell in row] for row in values])
    variances = np.array([np.concatenate(column).var() for column in zip(*values, strict=True)])
    return StratumSums(counts, sums[..., None], variances[:, None])


def levels_missed(rows: int, strata: int, differ: float, adjusted: bool) -> float:
    """Return of how many rows of 100 markets without differences the interval misses the level of all."""
    draw, missed = np.random.default_rng(3), []
    for _ in range(100):
        market = drawn(draw, rows, strata, differ, np.zeros(rows))
        level = market.sums.sum() / market.counts.sum()
        found = adjust_means(market)
        plain = market.sums.sum(axis=(1, 2)) / market.counts.sum(axis=1)
        spread = 1.96 * np.sqrt(market.variances.mean() / market.counts.sum(axis=1))
        middle, half = (found.means[:, 0], found.spreads[:, 0]) if adjusted else (plain, spread)
        missed.append((np.abs(middle - level) > half)[found.told])
    return float(np.concatenate(missed).mean())


@pytest.mark.parametrize(("rows", "strata"), [(2, 10), (4, 5), (6, 25), (6, 8)])
@pytest.mark.parametrize("differ", [0, 0.05, 0.1])
def test_rows_that_only_prefer_other_strata_do_not_differ(rows: int, strata: int, differ: float) -> None:
    assert levels_missed(rows, strata, differ, adjusted=True) <= 0.07  # a twentieth, within chance
    assert levels_missed(rows, strata, differ, adjusted=False) >= 0.6


def test_a_difference_within_strata_has_its_size() -> None:
    draw, effects = np.random.default_rng(5), np.array([-0.1, 0, 0.05, 0.1])
    found = [adjust_means(drawn(draw, 4, 8, 0.02, effects)).means[:, 0] for _ in range(100)]
    assert np.mean(found, axis=0) - np.mean(found) == pytest.approx(effects - effects.mean(), abs=0.01)


def test_means_are_of_the_mix_of_all_rows() -> None:
    found = adjust_means(strata_of([[900, 100], [500, 500]], [[0.5, 0.2], [0.4, 0.1]]))
    assert found.means[:, 0] == pytest.approx([(1400 * 0.5 + 600 * 0.2) / 2000, (1400 * 0.4 + 600 * 0.1) / 2000])


@pytest.mark.parametrize(
    ("counts", "told", "shared"),
    [
        ([[100, 0], [0, 100]], [False, False], [0, 0]),
        ([[100], [100]], [True, True], [100, 100]),
        ([[100], [19]], [False, False], [0, 0]),  # 16 of either are compared
        ([[100, 50], [100, 0]], [True, True], [100, 100]),
        ([[100, 0], [100, 0], [0, 900]], [True, True, False], [100, 100, 0]),
        ([[100, 0], [100, 0], [0, 900], [0, 900]], [False, False, True, True], [0, 0, 900, 900]),  # the larger part
        ([[100, 0, 0], [100, 100, 0], [0, 100, 100]], [True, True, True], [100, 200, 100]),
        ([[0, 0], [0, 0]], [False, False], [0, 0]),
        ([[100, 9]], [False], [0]),
    ],
)
def test_rows_are_told_that_share_strata(counts: list[list[int]], told: list[bool], shared: list[int]) -> None:
    found = adjust_means(strata_of(counts, [[0.3] * len(counts[0])] * len(counts)))
    assert (found.told.tolist(), found.shared.tolist()) == (told, shared)
    assert not found.means[~found.told].any()


def test_the_order_of_rows_moves_nothing() -> None:
    moved, looked_at = 0.0, 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        rows, strata = draw.integers(2, 14), draw.integers(2, 40)
        counts = draw.poisson(np.exp(draw.normal(0, 2.2, (rows, 1)) + draw.normal(0, 1.8, (1, strata)))).astype(float)
        means = np.clip(draw.normal(0.3, 0.1, counts.shape), 0, 1)
        market = StratumSums(counts, (counts * means)[..., None], np.full((strata, 1), 0.04))
        order = draw.permutation(rows)
        found, other = adjust_means(market), adjust_means(StratumSums(counts[order], market.sums[order], market[2]))
        assert found.told[order].tolist() == other.told.tolist()
        moved = max(moved, abs(found.means[order] - other.means).max(), abs(found.spreads[order] - other.spreads).max())
        looked_at += found.told.any()
    assert looked_at >= 100
    assert moved < 1e-9


def test_what_chance_alone_could_move_far_is_not_told() -> None:
    counts, means = [[100, 100], [100, 100]], [[0.1, 0.9], [0.9, 0.1]]  # either row has more in one stratum
    assert not adjust_means(strata_of(counts, means)).told.any()


@pytest.mark.parametrize(
    ("counts", "means", "told", "standard"),
    [
        # Rows alike in both strata, of which each prefers another: 200 of 300 are of the first.
        ([[150, 50], [50, 50]], [[0.1, 0.4], [0.1, 0.4]], [True, True], [0.2, 0.2]),
        # Rows that differ more in one stratum than in the other.
        ([[150, 50], [50, 50]], [[0.1, 0.4], [0.4, 0.4]], [True, True], [0.2, 0.4]),
        ([[150, 50], [50, 4]], [[0.1, 0.4], [0.1, 0.4]], [False, False], [0, 0]),
        ([[150, 50], [50, 50], [90, 0]], [[0.1, 0.4], [0.1, 0.4], [0.1, 0]], [True, True, False], [0.2, 0.2, 0]),
        # A stratum of less than a twentieth does not count.
        ([[150, 8], [50, 0]], [[0.1, 0.9], [0.2, 0]], [True, True], [0.1, 0.2]),
        ([[0, 0], [0, 0]], [[0, 0], [0, 0]], [False, False], [0, 0]),
        # What chance could move by more than 20 points.
        ([[150, 50], [50, 50], [6, 6]], [[0.1, 0.4]] * 3, [True, True, False], [0.2, 0.2, 0]),
    ],
)
def test_standard_means_weigh_the_strata_alike(
    counts: list[list[int]], means: list[list[float]], told: list[bool], standard: list[float]
) -> None:
    found = standard_means(strata_of(counts, means, variance=0.2))
    assert found.told.tolist() == told
    assert found.means[:, 0] == pytest.approx(standard)


@pytest.mark.parametrize(
    ("weights", "parts"),
    [
        ([[1, 1, 0], [0, 1, 1]], [0, 0, 0]),
        ([[1, 1, 0], [0, 0, 1]], [0, 0, 2]),
        ([[1, 0, 0], [0, 0, 1]], [0, 3, 2]),
    ],
)
def test_columns_are_linked_by_rows(weights: list[list[float]], parts: list[int]) -> None:
    assert linked_parts(np.array(weights, float)).tolist() == parts


def test_rounding_does_not_pass_for_a_level() -> None:
    linked = np.array([[50.0, -50.0], [-50.0, 50.0]])
    assert pseudo_inverse(linked) == pytest.approx(linked / 10_000)
    assert pseudo_inverse(linked + np.diag([0, 1e-12])) == pytest.approx(linked / 10_000)
