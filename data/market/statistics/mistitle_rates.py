"""Rates of mistitled postings by value of a facet, as if each value had the same roles in the titles.

Titles of ML engineers mislead otherwise than those of data analysts, and seniors have more of them. So rates are
standardised for the role in the title (adjusted_means.py): a difference between rows is within the same titles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from truerole.data.market.aggregates import Z95, Proportion, mistitled, postings_by_year, wilson_interval
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics.adjusted_means import StratumSums, standard_means
from truerole.data.market.statistics.design_effect import Employers
from truerole.data.market.statistics.share_intervals import EmployersProportion, with_employers


@dataclass(frozen=True, slots=True)
class AdjustedRate:
    """Rate of mistitled postings of a value, adjusted, with a 95 % interval, and as counted."""

    counted: Proportion
    share: float
    low: float
    high: float


class MistitleRates(NamedTuple):
    """Rates by value of a facet, and the proportions of values that share too few titles with the others."""

    shown: list[AdjustedRate]
    apart: list[Proportion]


def mistitle_rates(
    index: BitmapIndex, within: BitMap, facet: str, fewest: int, employers: Employers | None = None
) -> MistitleRates:
    """Return the adjusted rates by value of a facet, for values of `fewest` postings, in the order of the values.

    The roles of titles themselves, and a value alone, are as counted. The postings of one of the `employers` are not
    taken for independent.
    """
    wrong, read = mistitled(index, within), within & index.having("role")
    titles = [bits & read for _, bits in index.items("title_role")]
    named = BitMap.union(BitMap(), *titles)
    groups = postings_by_year(index, named) if facet == "year" else dict(sorted(index.items(facet)))
    groups = {value: here for value, bits in groups.items() if len(here := bits & named) >= fewest}
    counted = [_counted(value, bits, wrong, employers) for value, bits in groups.items()]
    if facet == "title_role" or len(counted) < 2:
        return MistitleRates([AdjustedRate(each, each.share, *each.interval) for each in counted], [])
    found = standard_means(_by_title(groups, titles, wrong))
    figures = zip(counted, found.told.tolist(), found.means[:, 0].tolist(), found.spreads[:, 0].tolist(), strict=True)
    rates = MistitleRates([], [])
    for each, told, mean, spread in figures:
        if told:
            share = min(1.0, max(0.0, mean))
            rates.shown.append(AdjustedRate(each, share, *_interval(share, spread, each)))
        else:
            rates.apart.append(each)
    return rates


def _counted(value: str, within: BitMap, wrong: BitMap, employers: Employers | None) -> EmployersProportion:
    here = wrong & within
    return with_employers([(Proportion(value, len(here), len(within)), here)], within, employers)[0]


def _interval(share: float, spread: float, counted: EmployersProportion) -> tuple[float, float]:
    """Return the interval of an adjusted rate: Wilson's, of as many postings as would have the spread."""
    near = (share * counted.total + 1) / (counted.total + 2)
    as_many = near * (1 - near) / (spread / Z95) ** 2
    return wilson_interval(share, min(as_many / counted.effect, counted.independent))


def _by_title(groups: Mapping[str, BitMap], titles: list[BitMap], wrong: BitMap) -> StratumSums:
    """Return the postings of each group and the mistitled ones, by the role in the title.

    The rate in a cell has the variance of a rate a little nearer to that of the title (as if by two postings more), and
    this is a little nearer to a half.
    """
    counts, sums = (
        np.array([[bits.intersection_cardinality(title) for title in each] for bits in groups.values()], np.float64)
        for each in (titles, [title & wrong for title in titles])
    )
    usual = (sums.sum(axis=0) + 1) / (counts.sum(axis=0) + 2)
    rate = (sums + 2 * usual) / (counts + 2)
    return StratumSums(counts, sums[..., None], (rate * (1 - rate))[..., None])
