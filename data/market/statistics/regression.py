"""Slope of shares on time with a level for each group, and an error that holds where months differ beyond chance.

What is peculiar to a month of a source is shared by all its roles, so months of sources are what counts as independent,
and of a source with few months at an end, or with most of its postings in one, little can be told.
"""

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Counts = NDArray[np.float64]

_FEWEST_DEGREES = 2.0
_ROUNDS = 4
# How alike the postings of a month are where months are too few to tell: as if four more months had shown this.
_USUAL, _USUAL_MONTHS = 0.03, 4
# A residual that is nothing but leverage is not divided by less than this.
_LEAST_FREE = 1e-6


@dataclass(frozen=True, slots=True)
class Slope:
    """Slope of a share by year: the estimate, its standard error, the degrees of freedom of Student's t."""

    value: float
    error: float
    degrees: float

    @property
    def spread(self) -> float:
        """Return half the width of the 95 % interval."""
        from scipy.special import stdtrit

        return float(stdtrit(self.degrees, 0.975)) * self.error

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval."""
        return self.value - self.spread, self.value + self.spread

    @property
    def p(self) -> float:
        """Return the p value of no slope, two-sided."""
        from scipy.special import stdtr

        return 2 * float(stdtr(self.degrees, -abs(self.value / self.error))) if self.error else 1.0


class _Shares(NamedTuple):
    """Cells of a fit: share, postings, group, time in years, and the month of a source that each is of, from 0 on.

    `spread` is the variance of a single posting by chance.
    """

    share: Counts
    postings: Counts
    group: Numbers
    time: Counts
    spread: Counts
    month: Numbers


class _Fit(NamedTuple):
    """Weighted fit by months of sources, (months,): weights, their pull on the slope, mean residuals and leverages.

    `spread` is the variance of a single posting by chance, 0 where none or each is named and nothing is known of it.
    """

    weight: Counts
    pull: Counts
    residual: Counts
    leverage: Counts
    spread: Counts
    slope: float


def fit_slope(named: Counts, postings: Counts, source: Numbers, group: Numbers, month: Numbers) -> Slope | None:
    """Fit the share named / postings on time, by year, with a level for each group; None where the months are too few.

    All arrays have the shape (cells,). A month of a source has the weight of Williams (1982), n / (1 + rho (n - 1)), of
    all its postings n, so that no large month outweighs the others. Of two intervals the wider counts: that of the
    weights, with as many degrees of freedom as the months tell of rho (Satterthwaite 1946), and that of the months'
    residuals (Liang and Zeger 1986; CR3), with those of Bell and McCaffrey (2002). In simulations of months that differ
    by source, 95 to 100 % of the 95 % intervals hold the slope (test_regression.py).
    """
    cells = _cells(named, postings, source, group, month)
    size, rho = _summed(cells.month, postings), 0.0
    fit = _fit(cells, postings)
    for _ in range(_ROUNDS if fit else 0):
        rho = _correlation(fit, size) if fit else rho
        fit = _fit(cells, postings / (1 + rho * (size[cells.month] - 1)))
    if fit is None:
        return None
    found = [Slope(fit.slope, sqrt(variance), d) for variance, d in (_modelled(fit, size, rho), _robust(fit))]
    return max(found, key=lambda s: s.spread) if min(s.degrees for s in found) >= _FEWEST_DEGREES else None


def _cells(named: Counts, postings: Counts, source: Numbers, group: Numbers, month: Numbers) -> _Shares:
    place = np.unique(group, return_inverse=True)[1]
    level = np.bincount(place, named) / np.bincount(place, postings)
    of_month = np.unique(source * 1_000_000 + month, return_inverse=True)[1]
    spread = (level * (1 - level))[place]
    return _Shares(named / postings, postings, place, (month - month.mean()) / 12, spread, of_month)


def _fit(cells: _Shares, weight: Counts) -> _Fit | None:
    """Fit the slope within groups; None where no group spans any time."""
    total = np.bincount(cells.group, weight)

    def centred(values: Counts) -> Counts:
        return values - (np.bincount(cells.group, weight * values) / total)[cells.group]

    time, share = centred(cells.time), centred(cells.share)
    squares = float(weight @ time**2)
    if squares <= 1e-9:
        return None
    slope = float(weight @ (time * share)) / squares
    month, postings = cells.month, cells.postings
    of_month, pull = _summed(month, weight), _summed(month, weight * time) / squares
    residual = _summed(month, weight * (share - slope * time)) / of_month
    leverage = (_summed(month, weight**2 / total[cells.group]) + pull**2 * squares) / of_month
    spread = _summed(month, postings * cells.spread) / _summed(month, postings)
    return _Fit(of_month, pull, residual, leverage, spread, slope)


def _summed(place: Numbers, values: Counts) -> Counts:
    """Return the sum of the values in each place."""
    return np.bincount(place, values).astype(np.float64)


def _free(fit: _Fit) -> Counts:
    """Return the part of each month's residual that the fit leaves free."""
    return np.maximum(1 - fit.leverage, _LEAST_FREE)


def _correlation(fit: _Fit, size: Counts) -> float:
    """Return how alike the postings of a month are beyond the level of their group, 0 to 1, by moments (Williams)."""
    told = fit.spread > 0
    weight, free, n = fit.weight[told], _free(fit)[told], size[told]
    excess = float((weight * fit.residual[told] ** 2 / fit.spread[told]).sum() - (weight * free / n).sum())
    scale = float((weight * free * (n - 1) / n).sum())
    usual = _USUAL_MONTHS * scale / max(1e-9, float(free.sum()))
    if scale <= 1e-9:
        return _USUAL
    return min(1.0, max(0.0, excess / scale, (excess + usual * _USUAL) / (scale + usual)))


def _modelled(fit: _Fit, size: Counts, rho: float) -> tuple[float, float]:
    """Return the variance of the slope by the weights, times the over-dispersion that is left, and the degrees."""
    told = fit.spread > 0
    free, n = _free(fit)[told], size[told]
    degrees = float(free.sum())
    pearson = float((fit.weight[told] * fit.residual[told] ** 2 / fit.spread[told]).sum())
    by_chance = fit.pull**2 * fit.spread
    variance = float((by_chance / fit.weight).sum())
    # How the variance changes with rho, and how far what is known of rho leaves that open.
    shared = float((by_chance * (size - 1) / size).sum())
    tells = float((free * (n - 1) / (1 + rho * (n - 1))).sum())
    honest = (variance * tells / shared) ** 2 / degrees if shared * degrees > 0 else degrees
    return max(1.0, pearson / max(degrees, _LEAST_FREE)) * variance, min(degrees, honest)


def _robust(fit: _Fit) -> tuple[float, float]:
    """Return the variance of the slope that only takes the months of a source as independent, and the degrees."""
    scores = fit.pull * fit.residual / _free(fit)  # as CR3, so that a month which alone holds an end does not hide it
    parts = fit.pull**2 / fit.weight
    return float(scores @ scores), float(parts.sum() ** 2 / (parts**2).sum())
