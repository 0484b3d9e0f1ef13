"""Shares period by period for a chart, free of changes of sources: the period effects of a two-way model.

The share in a cell is that of its group (a role in a source) plus that of its period, fitted by weighted least squares.
Only sources that hold postings in several periods take part. Periods that share no group, even through others, cannot
be compared: each such part of time has a line of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.normalise.months import month_number
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics.adjusted_means import linked_parts, pseudo_inverse
from truerole.data.market.statistics.cells import Cells, Counts, Numbers, count_cells

Step = Literal["year", "quarter", "month"]
MONTHS: dict[Step, int] = {"year": 12, "quarter": 3, "month": 1}
# A source counts in periods in which it holds so many postings, if there are two or more of them.
FEWEST_IN_A_PERIOD = 30


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Share in a period: its first month counted from the year 0, the postings, and the line that it stands on.

    `share` is as if all periods had the same groups; `named` of the `postings` count for it in fact. `line` is the same
    for periods that follow each other and can be compared; there is no line over a gap.
    """

    month: int
    share: float
    postings: int
    line: int
    named: int

    @property
    def counted(self) -> float:
        """Return the share as counted, which changes with the groups, too."""
        return self.named / self.postings if self.postings else 0.0


def period_shares(
    index: BitmapIndex, within: BitMap, named: Mapping[str, BitMap], step: Step
) -> dict[str, list[TrendPoint]]:
    """Return the shares of each bitmap of `named` among the postings `within`, by period, the earliest first."""
    cells = count_cells(index, within, named)
    period = cells.month // MONTHS[step]
    kept = _in_sources_that_reach(cells, period)
    cells, period = cells.where(kept), period[kept]
    if not len(period):
        return {name: [] for name in named}
    periods, at = np.unique(period, return_inverse=True)
    group = np.unique(cells.group, return_inverse=True)[1]
    weights = _table(group, at, cells.postings)
    part = linked_parts(weights)
    line = np.cumsum(np.r_[True, (np.diff(periods) > 1) | (np.diff(part) != 0)])
    about = [*zip(periods * MONTHS[step], weights.sum(axis=0), line, strict=True)]
    solver = _solver(weights)
    found = {}
    for name, counts in cells.named.items():
        table = _table(group, at, counts)
        shares, sums = _effects(solver, weights, table, part), table.sum(axis=0)
        found[name] = [
            TrendPoint(int(m), float(s), int(n), int(li), int(k))
            for s, k, (m, n, li) in zip(shares, sums, about, strict=True)
        ]
    return found


def drawn_postings(index: BitmapIndex, within: BitMap, step: Step) -> BitMap:
    """Return the postings `within` that `period_shares` counts: those of sources in periods that take part."""
    periods: dict[int, BitMap] = {}
    for month, bits in index.items("month"):
        period = month_number(month) // MONTHS[step]
        periods[period] = periods.get(period, BitMap()) | (bits & within)
    drawn = BitMap()
    for _, of_source in index.items("source"):
        held = [found for bits in periods.values() if len(found := bits & of_source) >= FEWEST_IN_A_PERIOD]
        if len(held) >= 2:
            drawn = drawn.union(*held)
    return drawn


def _table(group: Numbers, period: Numbers, counts: Counts) -> Counts:
    """Return counts as a table of shape (groups, periods)."""
    shape = int(group.max()) + 1, int(period.max()) + 1
    return np.bincount(group * shape[1] + period, counts, shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _in_sources_that_reach(cells: Cells, period: Numbers) -> NDArray[np.bool_]:
    """Return which cells lie in a period in which their source holds enough, as in another one."""
    place, at = np.unique(cells.source * 1_000_000 + period, return_inverse=True)
    enough = np.bincount(at, cells.postings, len(place)) >= FEWEST_IN_A_PERIOD
    several = np.bincount((place // 1_000_000)[enough], minlength=len(cells.sources)) >= 2
    return enough[at] & several[cells.source]


def _solver(weights: Counts) -> Counts:
    """Return the inverse of the normal equations of the periods, from which the groups are eliminated."""
    matrix = np.diag(weights.sum(axis=0)) - weights.T @ (weights / weights.sum(axis=1)[:, None])
    return pseudo_inverse(matrix)


def _effects(solver: Counts, weights: Counts, named: Counts, part: Numbers) -> Counts:
    """Return the effect of each period plus the mean level of its part of time, 0 to 1, shape (periods,)."""
    of_group, of_period = weights.sum(axis=1), weights.sum(axis=0)
    effect = solver @ (named - weights * (named.sum(axis=1) / of_group)[:, None]).sum(axis=0)
    for each in np.unique(part):
        here = part == each
        level = named[:, here].sum() / of_period[here].sum()
        effect[here] += level - (of_period[here] @ effect[here]) / of_period[here].sum()
    return np.asarray(np.clip(effect, 0.0, 1.0))
