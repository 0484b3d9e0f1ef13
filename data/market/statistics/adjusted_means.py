"""Means of rows as if all rows had the same mix of strata, so that a difference is within strata.

Seniors of one source against juniors of another is mostly source against source. So the mean of a row in a stratum is
taken for the sum of an effect of the row and one of the stratum, fitted by least squares, which compares rows within
strata alone; of two rows the weight of a stratum is n m / (n + m) (Mantel and Haenszel 1959). Shown is the row's effect
on the strata of all rows together: the population marginal mean (Searle, Speed and Milliken 1980). A row may differ
otherwise in one stratum than in another: so the postings of a cell, a row in a stratum, are not taken for independent,
the error is that of the cells, with Student's quantile, and no cell outweighs the others.

Of few strata that rows hold nearly all, no effects need be assumed: there each row's means in the strata are weighed by
the mix of all rows (direct standardisation: Yule 1934, variance of Keyfitz 1966).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truerole.data.market.aggregates import Z95

Counts = NDArray[np.float64]

# A row is told where it shares strata with other rows to so many postings, n (N - n) / N of each stratum, summed, and
# where half its interval is at most so wide, for values between 0 and 1.
FEWEST_SHARED, WIDEST = 20, 0.2
_ROUNDS = 3
# Weighed are strata of at least this part of all postings, and rows with so many postings in each.
_RAREST, FEWEST_IN_EACH = 0.05, 5
# An eigenvalue of less than this part of the largest is rounding. NumPy's own measure is that of one operation.
_NOTHING = 1e-10
# How alike the postings of a cell are where cells are too few to tell: as if four more cells had shown this. Duties by
# level, country and kind of company in the market sample: 0.02 to 0.12.
_USUAL, _USUAL_CELLS = 0.05, 4


class StratumSums(NamedTuple):
    """Values of postings by row and stratum: counts (rows, strata), sums (rows, strata, values).

    `variances` are those of a single posting in a stratum, (strata, values), or in a cell, (rows, strata, values).
    """

    counts: Counts
    sums: Counts
    variances: Counts


@dataclass(frozen=True, slots=True)
class AdjustedMeans:
    """Adjusted means of rows and half the width of their 95 % intervals, (rows, values), 0 where a row is not `told`.

    `shared` (rows,) counts the postings of a row in strata that hold other told rows, too.
    """

    told: NDArray[np.bool_]
    shared: NDArray[np.int64]
    means: Counts
    spreads: Counts


def adjust_means(strata: StratumSums) -> AdjustedMeans:
    """Return the means of rows that share strata, each as if it had the strata of all of these rows together."""
    told = _told(strata.counts)
    means, spreads = np.zeros((2, len(told), strata.sums.shape[2]))
    while told.any():
        means[told], spreads[told] = _adjusted(StratumSums(strata.counts[told], strata.sums[told], strata.variances))
        if not (wide := told & (spreads.max(axis=1) > WIDEST)).any():
            break
        told = _told(strata.counts * (told & ~wide)[:, None])
    counts = strata.counts * told[:, None]
    shared = (counts * (counts < counts.sum(axis=0))).sum(axis=1)
    return AdjustedMeans(told, shared.astype(np.int64), means * told[:, None], spreads * told[:, None])


def standard_means(strata: StratumSums) -> AdjustedMeans:
    """Return the means of rows that hold all common strata, weighed by the mix of these rows together."""
    total = strata.counts.sum(axis=0)
    counts, sums = (np.compress(total >= _RAREST * total.sum(), each, axis=1) for each in strata[:2])
    variances = np.compress(total >= _RAREST * total.sum(), strata.variances, axis=-2)
    told = (counts >= FEWEST_IN_EACH).all(axis=1) & (counts.shape[1] > 0)
    while True:
        mix = _divided(counts[told].sum(axis=0), counts[told].sum())[:, None]
        each = told[:, None, None] * mix / np.maximum(counts, 1)[..., None]
        means, spreads = (each * sums).sum(axis=1), Z95 * np.sqrt((each**2 * counts[..., None] * variances).sum(axis=1))
        narrow = told & (spreads.max(axis=1, initial=0.0) <= WIDEST) & (told.sum() > 1)
        if (narrow == told).all():
            return AdjustedMeans(told, (counts.sum(axis=1) * told).astype(np.int64), means, spreads)
        told = narrow


def linked_parts(weights: Counts) -> NDArray[np.int64]:
    """Return which columns of (rows, columns) are linked by rows that they share, directly or through others.

    A number for each column; that of a column without weights is the number of columns.
    """
    joined = (weights.T @ weights) > 0
    part = np.arange(len(joined))
    while True:
        lowest = np.where(joined, part, len(part)).min(axis=1, initial=len(part))
        if (lowest == part).all():
            return part
        part = lowest


def pseudo_inverse(normal: Counts) -> Counts:
    """Return the pseudoinverse of normal equations that leave the level of each linked part open.

    Each of these has an eigenvalue of 0, which rounding must not let pass for one: it would move all figures by chance.
    """
    return np.linalg.pinv(normal, _NOTHING, hermitian=True).astype(np.float64)


def _told(counts: Counts) -> NDArray[np.bool_]:
    """Return which rows share enough with each other, (rows,); of parts that share nothing, the largest.

    A row that is left out is no longer there for the others to share with.
    """
    told = np.ones(len(counts), bool)
    while True:
        of = counts * told[:, None]
        shared = (of * (1 - _divided(of, of.sum(axis=0)))).sum(axis=1)
        now = told & (shared >= FEWEST_SHARED)
        part = linked_parts((of * now[:, None]).T)
        now &= part == np.bincount(part, shared * now, len(part)).argmax()
        if (now == told).all():
            return told
        told = now


def _divided(values: Counts, by: Counts) -> Counts:
    """Return a quotient, 0 where nothing is divided by."""
    return np.divide(values, by, out=np.zeros(np.broadcast_shapes(values.shape, by.shape)), where=by > 0)


class _TwoWay(NamedTuple):
    """Two-way fit: weights of the cells, their parts of the strata, leverages and residuals, by row and stratum.

    `effects` (rows, values) are those of the rows, `pull` (rows, rows) makes them what exceeds the level of all rows.
    """

    weight: Counts
    parts: Counts
    leverage: Counts
    left: Counts
    effects: Counts
    pull: Counts


def _adjusted(strata: StratumSums) -> tuple[Counts, Counts]:
    """Return the adjusted means, and half the width of their intervals, (rows, values), of rows that are all told.

    Cells differ beyond chance, so none has more weight than n / (1 + rho (n - 1)) (Williams 1982).
    """
    counts, sums, variances = strata
    fit = _fit(strata, counts)
    for _ in range(_ROUNDS):
        alike = _correlation(fit, counts, variances)
        fit = _fit(strata, _divided(counts, 1 + alike * np.maximum(counts - 1, 0)))
    of_stratum, total = counts.sum(axis=0), counts.sum()
    mix = np.eye(len(counts)) - counts.sum(axis=1) / total
    error = np.sqrt(_variance(mix @ fit.pull, fit, variances) + of_stratum @ variances / total**2)
    return sums.sum(axis=(0, 1)) / total + mix @ fit.effects, error * _quantile(fit, variances)


def _fit(strata: StratumSums, weight: Counts) -> _TwoWay:
    means = _divided(strata.sums, strata.counts[..., None])
    parts = _divided(weight, weight.sum(axis=0))
    within = means - np.einsum("rs,rsk->sk", parts, means)
    normal = np.diag(weight.sum(axis=1)) - parts @ weight.T
    pull = pseudo_inverse(normal)
    effects = pull @ np.einsum("rs,rsk->rk", weight, within)
    pulled = pull @ parts
    leverage = parts + weight * (pull.diagonal()[:, None] - 2 * pulled + (parts * pulled).sum(axis=0))
    return _TwoWay(weight, parts, leverage, within - effects[:, None] + (parts.T @ effects), effects, pull)


def _correlation(fit: _TwoWay, counts: Counts, variances: Counts) -> float:
    """Return how alike the postings of a row in a stratum are beyond both effects, 0 to 1, by moments (Williams)."""
    left = np.maximum(1 - fit.leverage, 0.0)
    free = _divided(fit.weight * left, counts)
    scale, cells = float((free * (counts - 1)).sum()), float(left[counts > 0].sum())
    if scale <= 1e-9:
        return _USUAL
    excess, usual = float(_misfit(fit, variances).mean() - free.sum()), _USUAL_CELLS * scale / cells
    return min(1.0, max(0.0, excess / scale, (excess + usual * _USUAL) / (scale + usual)))


def _misfit(fit: _TwoWay, variances: Counts) -> Counts:
    """Return the squares that are left, each by the variance of its stratum, (values,)."""
    return np.asarray(_divided(np.einsum("rs,rsk->sk", fit.weight, fit.left**2), variances).sum(axis=0))


def _variance(pull: Counts, fit: _TwoWay, variances: Counts) -> Counts:
    """Return the variance of the distance of each row from the level of all rows, (rows, values)."""
    found = np.empty((len(pull), variances.shape[1]))
    for value, variance in enumerate(variances.T):
        within = np.diag(fit.weight @ variance) - (fit.parts * variance) @ fit.weight.T
        found[:, value] = ((pull @ within) * pull).sum(axis=1)
    return np.maximum(found, 0.0)


def _quantile(fit: _TwoWay, variances: Counts) -> Counts:
    """Return the factor from a standard error to half a 95 % interval, (values,), given the residuals."""
    from scipy.special import stdtrit

    cells = fit.weight > 0
    compared = cells.sum(axis=0) > 1
    degrees = int(cells[:, compared].sum() - len(cells) - compared.sum() + 1)
    if degrees < 1:
        return np.full(variances.shape[1], Z95)
    return np.maximum(Z95, float(stdtrit(degrees, 0.975)) * np.sqrt(_misfit(fit, variances) / degrees))
