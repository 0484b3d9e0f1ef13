"""Intervals of shares and means where postings of an employer are alike: as of fewer postings that are independent.

A share of 400 postings of ten employers is known little better than one of ten. By how much is measured: the squares of
the sums by employer, of what a posting is above or below the share, against those of independent postings (Kish 1965;
Liang and Zeger 1986). An employer that has much of all has drawn the share to itself: its sum is raised by as much
(CR3, Bell and McCaffrey 2002). Postings without a known employer count as independent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.aggregates import Proportion
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array, zeros_up_to
from truerole.data.market.statistics.design_effect import Employers, cluster_members, raise_by

Floats = NDArray[np.float64]

# How alike the postings of an employer are at the least: of a rare skill its few employers do not tell.
_USUAL = 0.05


@dataclass(frozen=True, slots=True)
class EmployersProportion(Proportion):
    """Proportion with an interval that knows employers.

    `effect` is by how many times the variance exceeds that of independent postings.
    """

    effect: float = 1.0

    @property
    def independent(self) -> float:
        """Return of how many independent postings as much would be known."""
        return self.total / self.effect


@dataclass(frozen=True)
class EmployersOfSeveral:
    """Employers of several of `total` postings: by posting number the employer; `held` counts each one's postings.

    `postings` are theirs, `raised` is by how much the sum of each is raised, and `weight` the number of employers that
    each stands for, (employers,).
    """

    total: int
    postings: BitMap
    employer: NDArray[np.unsignedinteger[Any]]
    held: Floats
    raised: Floats
    weight: Floats

    def effect(self, named: BitMap, share: float) -> float:
        """Return by how many times the variance of a share exceeds that of independent postings, at least 1."""
        alone = share * (1 - share)
        numbers = bitmap_to_array(named & self.postings)
        return self._effect(np.bincount(self.employer[numbers], minlength=len(self.held)), share, alone)

    def effect_on_mean(self, values: Floats, mean: float, variance: float) -> float:
        """Return by how many times the variance of a mean exceeds that of independent postings, at least 1.

        `values` are those of `postings`, (n,), `mean` and `variance` those of all.
        """
        employer = self.employer[bitmap_to_array(self.postings)]
        return self._effect(np.bincount(employer, values, len(self.held)), mean, variance)

    def _effect(self, sums: NDArray[Any], mean: float, variance: float) -> float:
        """Return the effect, given the sums of employers, the mean of all and the variance of a posting."""
        least = 1 + _USUAL * float(self.weight @ (self.held**2 - self.held)) / self.total
        if not variance:
            return least
        left = (sums - mean * self.held) * self.raised
        others = self.total - float(self.weight @ self.held)
        return min(self.total, max(least, (float(self.weight @ left**2) + others * variance) / (self.total * variance)))


def with_employers(
    found: Iterable[tuple[Proportion, BitMap]], within: BitMap, employers: Employers | None
) -> list[EmployersProportion]:
    """Return proportions of postings `within`, each given with those counted, with intervals that know employers.

    `employers` are the codes of employers by posting number, below 0 where none is known.
    """
    clusters = employers_of_several(within, employers)
    return [
        EmployersProportion(
            share.name, share.count, share.total, clusters.effect(named, share.share) if clusters else 1.0
        )
        for share, named in found
    ]


def employers_of_several(within: BitMap, employers: Employers | None) -> EmployersOfSeveral | None:
    """Return the employers of several postings `within`, None where none is known."""
    if employers is None:
        return None
    numbers = bitmap_to_array(within)
    members = cluster_members(employers, numbers)
    if members is None:
        return None
    places, cluster, weight = members
    numbers, held = numbers[places], np.bincount(cluster).astype(np.float64)
    employer = zeros_up_to(len(weight), int(numbers.max()) + 1)
    employer[numbers] = cluster
    return EmployersOfSeveral(
        len(within), array_to_bitmap(numbers), employer, held, raise_by(held, len(within)), weight
    )
