"""Trends of shares of postings: rising, falling, steady or not to be told, within the sources that reach across time.

The share of the postings that name a skill is regressed on time, with a level for each role in each source, so that a
trend is one within sources. A month of a source may be peculiar: its months differ by more than chance allows, in all
roles at once. So a source needs several months at either end, and the months are what the error counts (regression.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.normalise.months import month_of
from truerole.data.market.aggregates import Selection, newest_period, select_postings
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import REQUIRED, SKILL
from truerole.data.market.statistics.cells import Cells, Counts, Numbers, count_cells
from truerole.data.market.statistics.comparison import benjamini_hochberg
from truerole.data.market.statistics.regression import fit_slope

TrendVerdict = Literal["rising", "falling", "steady", "cannot tell"]
TrendDoubt = Literal["", "no source", "few named", "few months", "wide"]

# A source reaches across where it holds so many postings at either end, of so many months, and so many lie between.
# In markets without a trend, whose late months vary twice as much as the early ones, up to 8 % of verdicts are false of
# two months at the late end, up to 7 % of three; with one alone nothing tells a change from a peculiar month.
FEWEST_AT_AN_END, FEWEST_AT_AN_END_MONTHS, FEWEST_MONTHS = 30, 3, 12
FEWEST_NAMED = 20
# Steady is a change a year of less than a point, or than a tenth of the level.
_STEADY_POINTS, _STEADY_PART = 0.01, 0.1


@dataclass(frozen=True, slots=True)
class Trend:
    """Trend of a share: the verdict, the slope a year with its 95 % interval, and the data behind it.

    `slope`, `low`, `high` and `level` are shares (0.01 is a point); `first` and `last` months, None without a source
    that reaches across. `reason` says why nothing can be told.
    """

    verdict: TrendVerdict
    reason: TrendDoubt
    slope: float
    low: float
    high: float
    level: float
    sources: int
    first: str | None
    last: str | None
    postings: int
    p: float = 1.0

    @property
    def told(self) -> bool:
        """Tell whether a slope could be estimated, however wide the interval."""
        return self.reason in ("", "wide")


def over_time(selection: Selection) -> Selection:
    """Return the selection over all time, if its period is only the default of the newest months."""
    if selection.filters.period != newest_period(selection.index):
        return selection
    filters = replace(selection.filters, period=(None, None))
    return Selection(selection.index, filters, select_postings(selection.index, filters))


def skill_trends(
    index: BitmapIndex, within: BitMap, skills: Sequence[str], *, required: bool = False, screened: bool = False
) -> dict[str, Trend]:
    """Return the trend of each skill's share of the postings `within`.

    Where many are `screened` for those that change, a verdict must be sure for all at once (Benjamini and Hochberg
    1995), else the luckiest of them would seem to rise; of a skill that somebody asks for, its own interval decides.
    """
    facet = REQUIRED if required else SKILL
    found = find_trends(index, within, {skill: index.bitmap(facet, skill) for skill in skills})
    return sure_at_once(found) if screened else found


def find_trends(index: BitmapIndex, within: BitMap, named: Mapping[str, BitMap]) -> dict[str, Trend]:
    """Return the trend of the share of each bitmap of `named` among the postings `within`, each for itself."""
    cells = count_cells(index, within, named)
    across = cells.of_sources(reaching_across(cells))
    if len(across.postings):
        return {name: _trend(across, counts) for name, counts in across.named.items()}
    single = cells.of_sources(reaching_across(cells, months=1))
    reason: TrendDoubt = "few months" if len(single.postings) else "no source"
    return {name: _untold(reason, single, counts) for name, counts in single.named.items()}


def sure_at_once(found: dict[str, Trend]) -> dict[str, Trend]:
    """Return the trends with the verdicts alone that hold for all of them at once."""
    told = [name for name, trend in found.items() if trend.verdict in ("rising", "falling")]
    judged = [name for name, trend in found.items() if trend.told]
    sure = dict(zip(judged, benjamini_hochberg(found[name].p for name in judged), strict=True))
    for name in told:
        if not sure[name]:
            found[name] = replace(found[name], verdict="cannot tell", reason="wide")
    return found


def reaching_across(cells: Cells, months: int = FEWEST_AT_AN_END_MONTHS) -> NDArray[np.bool_]:
    """Return which sources hold FEWEST_AT_AN_END postings of `months` at either end, FEWEST_MONTHS apart."""
    return np.array([_reaches(cells, source, months) for source in range(len(cells.sources))], bool)


def _reaches(cells: Cells, source: int, fewest: int) -> bool:
    here = cells.source == source
    months, postings = _by_month(cells.month[here], cells.postings[here])
    if postings.sum() < 2 * FEWEST_AT_AN_END or len(months) < 2 * fewest:
        return False
    first, last = (_end(months[::step], postings[::step], fewest) for step in (1, -1))
    return last - first >= FEWEST_MONTHS


def _end(months: Numbers, postings: Counts, fewest: int) -> int:
    """Return the month by which postings and months are enough, from an end on."""
    enough = int(np.searchsorted(np.cumsum(postings), FEWEST_AT_AN_END))
    return int(months[max(enough, fewest - 1)])


def _by_month(months: Numbers, postings: Counts) -> tuple[Numbers, Counts]:
    unique, place = np.unique(months, return_inverse=True)
    return unique, np.bincount(place, postings, len(unique)).astype(np.float64)


def _trend(cells: Cells, counts: Counts) -> Trend:
    """Return the trend of the postings that `counts` counts, in cells of sources that reach across."""
    naming = np.bincount(cells.source, counts, len(cells.sources)) > 0
    counts, cells = counts[naming[cells.source]], cells.of_sources(naming)
    if counts.sum() < FEWEST_NAMED:
        return _untold("few named", cells, counts)
    slope = fit_slope(counts, cells.postings, cells.source, cells.group, cells.month)
    if slope is None:
        return _untold("few months", cells, counts)
    trend = _untold("wide", cells, counts)
    low, high = slope.interval
    trend = replace(trend, slope=slope.value, low=low, high=high, p=slope.p)
    verdict = _verdict(trend)
    return replace(trend, verdict=verdict, reason="wide" if verdict == "cannot tell" else "")


def _verdict(trend: Trend) -> TrendVerdict:
    if trend.low > 0:
        return "rising"
    if trend.high < 0:
        return "falling"
    margin = max(_STEADY_POINTS, _STEADY_PART * trend.level)
    return "steady" if -margin <= trend.low and trend.high <= margin else "cannot tell"


def _untold(reason: TrendDoubt, cells: Cells, counts: Counts) -> Trend:
    """Return a trend that cannot be told, with the data that there are."""
    some, total = len(counts) > 0, cells.postings.sum()
    return Trend(
        "cannot tell", reason, 0.0, 0.0, 0.0, float(counts.sum() / total) if some else 0.0,
        len(np.unique(cells.source)),
        month_of(int(cells.month.min())) if some else None,
        month_of(int(cells.month.max())) if some else None,
        int(total),
    )  # fmt: skip
