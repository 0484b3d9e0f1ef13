"""Pay of like postings with a skill and without: of the same role, level, country, year and source.

The median of all postings that name a skill is mostly that of the roles and sources that name it: beside like postings
the sign turns for 52 of 133 skills of the sample. So the logarithm of pay is compared in strata of like postings: the
difference is that of a regression with a level for each stratum, its variance that of all ways to deal the skill to the
postings of each stratum (van Elteren 1960). The postings of an employer are not independent: the variance is raised as
that of other comparisons is (`design_effect.py`). Which differences are sure is decided over all skills at once
(Benjamini and Hochberg 1995).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import erfc, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.aggregates import Z95
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array, which_holds
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import SKILL
from truerole.data.market.pay import FEWEST, PaySelection
from truerole.data.market.statistics.comparison import benjamini_hochberg
from truerole.data.market.statistics.design_effect import (
    Employers,
    cluster_members,
    how_many_alike,
    raise_by,
    without_gaps,
)
from truerole.data.market.statistics.drawing import draw_postings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Like postings have these in common, beside source, role and year.
_ALIKE = ("seniority", "country")
# So many postings with a skill must lie beside as many without: in strata of 10 and 30, 7.5 of either do.
_FEWEST_BESIDE = 10.0
# Of more postings about as many are drawn: pay beside what one in a hundred names is then known to some 5 %.
DRAWN = 20_000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PayDifference:
    """Difference of pay between like postings with a skill and without, as parts (0.1 is a tenth more).

    `low` and `high` are the 95 % interval.
    """

    skill: str
    more: float
    low: float
    high: float
    sure: bool


class _SkillEffect(NamedTuple):
    """Sum of the residuals of a skill, in logarithms, with variance, and the scale that makes the sum a difference."""

    skill: str
    postings: BitMap
    total: float
    scale: float
    variance: float


@dataclass(frozen=True)
class _LikePostings:
    """Strata of two postings or more: by posting number the stratum and the residual, the log of pay less the mean.

    `sizes` are the postings of each stratum, `spread` the variances of their residuals times n / (n - 1), (strata,).
    """

    numbers: NDArray[np.uint32]
    stratum: NDArray[np.int32]
    residual: Floats
    sizes: Floats
    spread: Floats

    @cached_property
    def _parts(self) -> Floats:
        """Return 1 / n of each stratum, and the spread / n, (strata, 2)."""
        return np.column_stack([1 / self.sizes, self.spread / self.sizes])

    def count(self, numbers: NDArray[np.uint32]) -> Floats:
        """Return how many postings, by number, lie in each stratum, (strata,)."""
        return np.bincount(self.stratum[numbers], minlength=len(self.sizes)).astype(np.float64)

    def find(self, skill: str, naming: BitMap) -> _SkillEffect | None:
        """Return the difference of a skill, None where too few of either kind lie beside each other."""
        numbers = bitmap_to_array(naming)
        named = self.count(numbers)
        alone, varied = (named**2 @ self._parts).tolist()
        scale = len(numbers) - alone
        if scale < _FEWEST_BESIDE:
            return None
        # Where all like postings are paid the same, rounding may leave less than nothing.
        variance = max(0.0, float(named @ self.spread) - varied)
        return _SkillEffect(skill, naming, float(self.residual[numbers].sum()), scale, variance)


def pay_differences(
    index: BitmapIndex, pay: PaySelection, employers: Employers | None = None, most: int | None = None
) -> list[PayDifference]:
    """Return how like postings with a skill and without differ in pay, by skill, the `most` that surest differ first.

    `employers` are the codes of employers by posting number, below 0 where none is known. Skills that too few like
    postings name, or do not name, are left out.
    """
    return _compare(index, pay, employers).surest(most)


def pay_difference(
    index: BitmapIndex, pay: PaySelection, skill: str, employers: Employers | None = None
) -> PayDifference | None:
    """Return how like postings with a skill and without differ in pay, None where there are too few of either.

    It is sure where that holds for all skills at once, as in `pay_differences`.
    """
    return _compare(index, pay, employers).of(skill)


def _compare(index: BitmapIndex, pay: PaySelection, employers: Employers | None) -> "_Effects":
    strata = _strata(index, pay, draw_postings(pay.postings, DRAWN))
    within = array_to_bitmap(strata.numbers)
    skills = ((skill, bits & within) for skill, bits in sorted(index.items(SKILL)))
    found = [one for skill, bits in skills if len(bits) >= FEWEST and (one := strata.find(skill, bits))]
    return _Effects(found, None if employers is None else _cluster(strata, employers))


def _strata(index: BitmapIndex, pay: PaySelection, within: BitMap) -> _LikePostings:
    numbers = bitmap_to_array(within)
    code = _like(index, within, numbers)
    # What stands alone tells of no difference.
    beside = how_many_alike(code) > 1
    numbers, stratum = numbers[beside], without_gaps(code[beside])
    sizes = np.bincount(stratum).astype(np.float64)
    logs = np.log(pay.table.amounts[pay.table.rows(within)])[beside]
    residuals = logs - (np.bincount(stratum, logs) / sizes)[stratum]
    spread = np.bincount(stratum, residuals**2) / np.maximum(sizes - 1, 1)
    size = len(index.strata)
    by_number, residual = np.zeros(size, np.int32), np.zeros(size)
    by_number[numbers], residual[numbers] = stratum, residuals
    return _LikePostings(numbers, by_number, residual, sizes, spread)


def _like(index: BitmapIndex, within: BitMap, numbers: NDArray[np.uint32]) -> Ints:
    """Return the stratum of each posting, (n,), by number."""
    size = len(index.strata)
    code = _years(index, within, size)[numbers].astype(np.int64)
    code += index.strata[numbers] * (code.max(initial=0) + 1)
    for facet in _ALIKE:
        values = [bits & within for _, bits in index.items(facet)]
        code *= len(values) + 1
        code += which_holds(values, size)[numbers]
    return without_gaps(code)


def _years(index: BitmapIndex, within: BitMap, size: int) -> NDArray[np.int32]:
    """Return the year of each posting by number, from 1 on, (size,), 0 where none is known."""
    years, dated = np.zeros(size, np.int32), index.dated
    if known := within & dated.postings:
        numbers = bitmap_to_array(known)
        year = dated.months // 12
        years[numbers] = (year - year.min() + 1)[dated.place[numbers] % len(year)]
    return years


class _Effects:
    """Effects of skills, with variances raised by employers (>= 1 times) where that matters, as raising takes long.

    For the skills that even independent postings would not tell apart for all at once it does not, unless shown.
    """

    def __init__(self, found: list[_SkillEffect], clusters: "_PaidEmployers | None") -> None:
        self._found, self._clusters = found, clusters
        self._totals = np.array([one.total for one in found])
        self._scales = np.array([one.scale for one in found])
        self._variances = np.array([one.variance for one in found])
        self._raised = set[int]() if clusters else set(range(len(found)))
        self._raise(np.flatnonzero(self._told().sure).tolist())

    def surest(self, most: int | None) -> list[PayDifference]:
        """Return the `most` differences that are the surest."""
        while True:
            told = self._told()
            # Skills are in the order of their names, which decides between equals.
            order = np.argsort(-np.maximum(told.low, -told.high), kind="stable").tolist()
            if self._raised.issuperset(order[:most]):
                return [self._difference(told, place) for place in order[:most]]
            # Twice as many at a time: each that is raised may make room for another.
            self._raise(order[: most and 2 * most])

    def of(self, skill: str) -> PayDifference | None:
        """Return the difference of a skill."""
        places = [place for place, one in enumerate(self._found) if one.skill == skill]
        self._raise(places)
        return next((self._difference(self._told(), place) for place in places), None)

    def _raise(self, places: Iterable[int]) -> None:
        for place in set(places) - self._raised:
            one = self._found[place]
            if self._clusters and one.variance:
                self._variances[place] *= max(1.0, 1 + self._clusters.excess(one) / one.variance)
            self._raised.add(place)

    def _told(self) -> "_Told":
        errors = np.sqrt(self._variances)
        z = np.divide(np.abs(self._totals), errors, out=np.zeros(len(errors)), where=errors > 0)
        certain = np.array(benjamini_hochberg(erfc(each / sqrt(2)) for each in z.tolist()), bool)
        middle, half = self._totals / self._scales, Z95 * errors / self._scales
        low, high = np.expm1(middle - half), np.expm1(middle + half)
        return _Told(np.expm1(middle), low, high, certain & ((low > 0) | (high < 0)))

    def _difference(self, told: "_Told", place: int) -> PayDifference:
        more, low, high = (float(each[place]) for each in (told.more, told.low, told.high))
        return PayDifference(self._found[place].skill, more, low, high, bool(told.sure[place]))


class _Told(NamedTuple):
    """Differences of skills with their 95 % intervals, as parts, and which are sure for all at once, (skills,)."""

    more: Floats
    low: Floats
    high: Floats
    sure: NDArray[np.bool_]


@dataclass(frozen=True)
class _PaidEmployers:
    """Postings of employers of several: by posting number the cluster and the raised residual.

    `sums` are the raised residuals by cluster and stratum, `squares` those of the residuals themselves by stratum,
    `weight` is the number of clusters that each stands for, (clusters,).
    """

    strata: _LikePostings
    postings: BitMap
    cluster: NDArray[np.int32]
    raised: Floats
    sums: "csr_array"
    squares: Floats
    weight: Floats

    def excess(self, found: _SkillEffect) -> float:
        """Return the variance of the sum of a skill beyond that of independent postings."""
        shares = self.strata.count(bitmap_to_array(found.postings)) / self.strata.sizes
        numbers = bitmap_to_array(found.postings & self.postings)
        cluster = self.cluster[numbers]
        scores = np.bincount(cluster, self.raised[numbers], len(self.weight)) - self.sums @ shares
        own = self.strata.residual[numbers] ** 2 * (1 - 2 * shares[self.strata.stratum[numbers]])
        return float(self.weight @ scores**2 - self.weight[cluster] @ own - self.squares @ shares**2)


def _cluster(strata: _LikePostings, employers: Employers) -> _PaidEmployers | None:
    """Return the clusters of the postings, None where no employer has several."""
    members = cluster_members(employers, strata.numbers)
    if members is None:
        return None
    from scipy.sparse import csr_array

    places, cluster, weight = members
    numbers, size = strata.numbers[places], len(strata.sizes)
    stratum, residual = strata.stratum[numbers], strata.residual[numbers]
    held = how_many_alike(cluster * size + stratum)
    by_number, raised = np.zeros(len(strata.stratum), np.int32), np.zeros(len(strata.stratum))
    by_number[numbers] = cluster
    raised[numbers] = residual * raise_by(held, strata.sizes[stratum])
    sums = csr_array((raised[numbers], (cluster, stratum)), shape=(len(weight), size))
    squares = np.bincount(stratum, weight[cluster] * residual**2, size).astype(np.float64)
    return _PaidEmployers(strata, array_to_bitmap(numbers), by_number, raised, sums, squares, weight)
