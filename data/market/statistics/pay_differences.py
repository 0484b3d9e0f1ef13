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
from math import erfc, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.aggregates import Z95
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array, which_holds, zeros_up_to
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
# The cluster of what is of no employer of several.
_ALONE = -1

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


@dataclass(frozen=True)
class _LikePostings:
    """Strata of two postings or more: of each posting the stratum and the residual, the log of pay less the mean, (n,).

    Postings are in the order of their `numbers`. `sizes` are the postings of each stratum, `spread` the variances of
    their residuals times n / (n - 1), (strata,).
    """

    numbers: NDArray[np.uint32]
    stratum: Ints
    residual: Floats
    sizes: Floats
    spread: Floats

    def count(self, places: NDArray[np.int32]) -> Floats:
        """Return how many postings, by their places, lie in each stratum, (strata,)."""
        return np.bincount(self.stratum[places], minlength=len(self.sizes)).astype(np.float64)


@dataclass(frozen=True)
class _SkillEffects:
    """Sums of the residuals of skills, in logarithms, with variances, and the scales that make of sums differences.

    `naming` is 1 where a posting, by its place, names a skill, (skills, n); all others are (skills,).
    """

    skills: NDArray[np.str_]
    naming: "csr_array"
    totals: Floats
    scales: Floats
    variances: Floats

    def take(self, kept: NDArray[np.bool_]) -> "_SkillEffects":
        """Return the effects of the skills that are kept, (skills,)."""
        return _SkillEffects(
            self.skills[kept], self.naming[kept], *(each[kept] for each in (self.totals, self.scales, self.variances))
        )

    def places(self, skill: int) -> NDArray[np.int32]:
        """Return the places of the postings that name the skill at a place."""
        first, end = self.naming.indptr[skill : skill + 2]
        places: NDArray[np.int32] = self.naming.indices[first:end]
        return places


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
    return _Effects(_find(index, strata), None if employers is None else _cluster(strata, employers))


def _find(index: BitmapIndex, strata: _LikePostings) -> _SkillEffects:
    """Return the differences of all skills of which enough postings of either kind lie beside each other."""
    from scipy.sparse import csr_array

    skills, naming = _naming(index, strata.numbers)
    count = len(strata.numbers)
    ones = np.ones(count), strata.stratum, np.arange(count + 1)
    named = naming @ csr_array(ones, shape=(count, len(strata.sizes)))
    squares = csr_array((named.data**2, named.indices, named.indptr), named.shape)
    scales = naming.sum(axis=1) - squares @ (1 / strata.sizes)
    # Where all like postings are paid the same, rounding may leave less than nothing.
    variances = np.maximum(named @ strata.spread - squares @ (strata.spread / strata.sizes), 0.0)
    found = _SkillEffects(skills, naming, naming @ strata.residual, scales, variances)
    return found.take(scales >= _FEWEST_BESIDE)


def _naming(index: BitmapIndex, numbers: NDArray[np.uint32]) -> tuple[NDArray[np.str_], "csr_array"]:
    """Return the skills that enough of the postings name, in order, and which name them, (skills, n)."""
    from scipy.sparse import csr_array

    within = array_to_bitmap(numbers)
    skills = ((skill, bits & within) for skill, bits in sorted(index.items(SKILL)))
    found = {skill: bitmap_to_array(bits) for skill, bits in skills if len(bits) >= FEWEST}
    place = zeros_up_to(len(numbers), int(numbers.max(initial=0)) + 1)
    place[numbers] = np.arange(len(numbers))
    places = place[np.concatenate([numbers[:0], *found.values()])]
    ends = np.cumsum([0, *map(len, found.values())])
    return np.array([*found], np.str_), csr_array(
        (np.ones(len(places)), places, ends), shape=(len(found), len(numbers))
    )


def _strata(index: BitmapIndex, pay: PaySelection, within: BitMap) -> _LikePostings:
    numbers = bitmap_to_array(within)
    code = _like(index, within, numbers)
    # What stands alone tells of no difference.
    beside = how_many_alike(code) > 1
    numbers, stratum = numbers[beside], without_gaps(code[beside])
    sizes = np.bincount(stratum).astype(np.float64)
    logs = np.log(pay.table.pay_of(within))[beside]
    residuals = logs - (np.bincount(stratum, logs) / sizes)[stratum]
    spread = np.bincount(stratum, residuals**2) / np.maximum(sizes - 1, 1)
    return _LikePostings(numbers, stratum, residuals, sizes, spread)


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


def _years(index: BitmapIndex, within: BitMap, size: int) -> NDArray[np.unsignedinteger[Any]]:
    """Return the year of each posting by number, from 1 on, (size,), 0 where none is known."""
    years, dated = zeros_up_to(np.iinfo(np.uint16).max, size), index.dated
    if known := within & dated.postings:
        numbers = bitmap_to_array(known)
        year = dated.months // 12
        years[numbers] = (year - year.min() + 1)[dated.place[numbers] % len(year)]
    return years


class _Effects:
    """Effects of skills, with variances raised by employers (>= 1 times) where that matters, as raising takes long.

    For the skills that even independent postings would not tell apart for all at once it does not, unless shown.
    """

    def __init__(self, found: _SkillEffects, clusters: "_PaidEmployers | None") -> None:
        self._found, self._clusters = found, clusters
        self._variances = found.variances.copy()
        self._raised = set[int]() if clusters else set(range(len(found.skills)))
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
        places = np.flatnonzero(self._found.skills == skill).tolist()
        self._raise(places)
        return next((self._difference(self._told(), place) for place in places), None)

    def _raise(self, places: Iterable[int]) -> None:
        for place in set(places) - self._raised:
            variance = self._found.variances[place]
            if self._clusters and variance:
                excess = self._clusters.excess(self._found.places(place))
                self._variances[place] = variance * max(1.0, 1 + excess / variance)
            self._raised.add(place)

    def _told(self) -> "_Told":
        errors, totals = np.sqrt(self._variances), self._found.totals
        z = np.divide(np.abs(totals), errors, out=np.zeros(len(errors)), where=errors > 0)
        certain = np.array(benjamini_hochberg(erfc(each / sqrt(2)) for each in z.tolist()), bool)
        middle, half = totals / self._found.scales, Z95 * errors / self._found.scales
        low, high = np.expm1(middle - half), np.expm1(middle + half)
        return _Told(np.expm1(middle), low, high, certain & ((low > 0) | (high < 0)))

    def _difference(self, told: "_Told", place: int) -> PayDifference:
        more, low, high = (float(each[place]) for each in (told.more, told.low, told.high))
        return PayDifference(str(self._found.skills[place]), more, low, high, bool(told.sure[place]))


class _Told(NamedTuple):
    """Differences of skills with their 95 % intervals, as parts, and which are sure for all at once, (skills,)."""

    more: Floats
    low: Floats
    high: Floats
    sure: NDArray[np.bool_]


@dataclass(frozen=True)
class _PaidEmployers:
    """Postings of employers of several: of each posting the cluster, _ALONE of others, and the raised residual, (n,).

    `sums` are the raised residuals by cluster and stratum, `squares` those of the residuals themselves by stratum,
    `weight` is the number of clusters that each stands for, (clusters,).
    """

    strata: _LikePostings
    cluster: Ints
    raised: Floats
    sums: "csr_array"
    squares: Floats
    weight: Floats

    def excess(self, naming: NDArray[np.int32]) -> float:
        """Return the variance of the sum of a skill beyond that of independent postings, given those that name it."""
        shares = self.strata.count(naming) / self.strata.sizes
        places = naming[self.cluster[naming] != _ALONE]
        cluster = self.cluster[places]
        scores = np.bincount(cluster, self.raised[places], len(self.weight)) - self.sums @ shares
        own = self.strata.residual[places] ** 2 * (1 - 2 * shares[self.strata.stratum[places]])
        return float(self.weight @ scores**2 - self.weight[cluster] @ own - self.squares @ shares**2)


def _cluster(strata: _LikePostings, employers: Employers) -> _PaidEmployers | None:
    """Return the clusters of the postings, None where no employer has several."""
    members = cluster_members(employers, strata.numbers)
    if members is None:
        return None
    from scipy.sparse import csr_array

    places, cluster, weight = members
    size, stratum, residual = len(strata.sizes), strata.stratum[places], strata.residual[places]
    held = how_many_alike(cluster * size + stratum)
    clusters, raised = np.full(len(strata.numbers), _ALONE), np.zeros(len(strata.numbers))
    clusters[places], raised[places] = cluster, residual * raise_by(held, strata.sizes[stratum])
    sums = csr_array((raised[places], (cluster, stratum)), shape=(len(weight), size))
    squares = np.bincount(stratum, weight[cluster] * residual**2, size).astype(np.float64)
    return _PaidEmployers(strata, clusters, raised, sums, squares, weight)
