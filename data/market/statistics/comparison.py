"""Standardised comparison of two sets of postings: which skills one asks for more than the other.

Data scientists of 2019 against ML engineers of 2025 is mostly 2019 against 2025. So postings are compared in strata,
one for each year of each source, and strata in which both sides hold FEWEST_OF_BOTH postings are averaged with the
weights of Mantel and Haenszel (1959), n m / (n + m), the same for both sides. Risk difference with the variance of
Sato (1989), risk ratio with that of Greenland and Robins (1985); which differences are sure is decided over all skills
at once (Benjamini and Hochberg 1995).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import erfc, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.aggregates import Z95
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array
from truerole.data.market.bitmap_index import COPY, YES, BitmapIndex
from truerole.data.market.facets.dated import DatedPostings
from truerole.data.market.facets.skills import REQUIRED, SKILL
from truerole.data.market.statistics.design_effect import EmployerClusters, Employers, cluster_employers
from truerole.data.market.statistics.drawing import draw_postings

FEWEST_OF_BOTH = 30
# Of a side about as many are drawn: their shares of a half are known to 0.9 percentage points.
DRAWN = 15_000
# So many of the frequent skills that do not tell two sides apart are named.
UNDECIDED_SHOWN = 8
# Skills that fewer postings of both sides name are not compared.
_FEWEST_NAMED = 20
FALSE_DISCOVERY_RATE = 0.05
# So many postings and more are counted from counts of the whole market where these tell; fewer are soon looked up.
_MANY = 100_000

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """Side of a comparison: postings used, of how many, and the median month of the used (of all, if none is)."""

    used: int
    total: int
    median_month: str | None


@dataclass(frozen=True, slots=True)
class SkillDifference:
    """Difference of a skill between both sides: standardised shares, their difference and ratio with 95 % intervals."""

    skill: str
    here: float
    there: float
    low: float
    high: float
    ratio: float
    ratio_low: float
    ratio_high: float
    sure: bool

    @property
    def difference(self) -> float:
        """Return the share here minus the share there."""
        return self.here - self.there


@dataclass(frozen=True, slots=True)
class SkillComparison:
    """Comparison of two sides over strata: how many years of sources and which postings it rests on, skills by id.

    `drawn` tells whether the shares are those of postings that were drawn from these.
    """

    here: ComparedSide
    there: ComparedSide
    strata: int
    postings: BitMap
    skills: tuple[SkillDifference, ...]
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Incomparable:
    """Two sides that share no stratum: no year of one source holds enough postings of both."""

    here: ComparedSide
    there: ComparedSide


def compare_skills(
    index: BitmapIndex, here: BitMap, there: BitMap, *, required: bool = False, employers: Employers | None = None
) -> SkillComparison | Incomparable:
    """Compare the skills of two disjoint sets of postings, standardised over the years of each source.

    The postings of one of the `employers` are not taken for independent. Of very large sides that no kept counts tell
    of, postings are drawn; strata of which too few were drawn of either side are not used.
    """
    facet = REQUIRED if required else SKILL
    strata = _strata(index.dated, here, there)
    counted = _from_counts(index, facet, strata)
    compared = strata
    if counted is None:
        compared = _drawn(index.dated, strata)
        strata = _kept(index.dated, strata, compared)
    sides = _side(index, strata.here, here), _side(index, strata.there, there)
    if not compared.count:
        return Incomparable(*sides)
    skills, a, b = _frequent(counted or _look_up(index, facet, compared))
    tables = _Tables(a, b, *compared.sizes)
    named = [index.bitmap(facet, skill) for skill in skills]
    effects = _design_effects(named, tables, _clusters(index.dated, compared, tables, employers))
    found = _differences(skills, tables, effects)
    return SkillComparison(*sides, compared.count, strata.here | strata.there, tuple(found), compared is not strata)


def typical(found: SkillComparison) -> list[SkillDifference]:
    """Return the skills that are surely more frequent here, by the factor that is at least certain."""
    return sorted((s for s in found.skills if s.sure and s.ratio_low > 1), key=lambda s: (-s.ratio_low, s.skill))


def most_different(found: SkillComparison, each: int) -> list[SkillDifference]:
    """Return the skills that surely differ most, at most `each` for either side, from here to there."""
    sure = sorted((s for s in found.skills if s.sure), key=lambda s: (-s.difference, s.skill))
    here, there = [s for s in sure if s.difference > 0], [s for s in sure if s.difference < 0]
    return here[:each] + there[-each:]


def undecided(found: SkillComparison, count: int) -> list[SkillDifference]:
    """Return the `count` most frequent skills whose difference may be none: the 95 % interval contains zero."""
    none = (s for s in found.skills if s.low <= 0 <= s.high)
    return sorted(none, key=lambda s: (-(s.here + s.there), s.skill))[:count]


def cooccurring(
    index: BitmapIndex, within: BitMap, skill: str, *, required: bool = False, employers: Employers | None = None
) -> SkillComparison | Incomparable:
    """Compare the postings that name a skill with the others `within`: which skills stand beside it."""
    named = index.bitmap(SKILL, skill) & within
    found = compare_skills(index, named, within - named, required=required, employers=employers)
    if isinstance(found, Incomparable):
        return found
    return replace(found, skills=tuple(s for s in found.skills if s.skill != skill))


def benjamini_hochberg(p_values: Iterable[float], rate: float = FALSE_DISCOVERY_RATE) -> list[bool]:
    """Return which hypotheses are rejected at a false discovery rate."""
    p = np.array(list(p_values), np.float64)
    order = np.argsort(p)
    under = np.flatnonzero(p[order] <= rate * np.arange(1, len(p) + 1) / max(1, len(p)))
    rejected = np.zeros(len(p), bool)
    rejected[order[: under[-1] + 1 if len(under) else 0]] = True
    return [bool(each) for each in rejected]


def median_month(index: BitmapIndex, within: BitMap) -> str | None:
    """Return the month before or in which half of the dated postings lie."""
    counts = [(month, index.bitmap("month", month).intersection_cardinality(within)) for month in index.values("month")]
    half, seen = sum(count for _, count in counts) / 2, 0
    for month, count in counts:
        seen += count
        if count and seen >= half:
            return month
    return None


@dataclass(frozen=True)
class _Strata:
    """Strata of two sides: how many, the postings of either side in them, and their sizes, (2, strata).

    `of_place` is the stratum of each place in time, -1 for none; `places` counts either side by place, (2, places).
    """

    count: int
    here: BitMap
    there: BitMap
    sizes: Counts
    of_place: NDArray[np.int64]
    places: NDArray[np.int64]

    def among(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the stratum of each place where there are postings, -1 for all other places."""
        return np.where(places > 0, self.of_place, -1)


class _Tables(NamedTuple):
    """Postings that name each skill here and there, (skills, strata), and all postings here and there, (strata,)."""

    a: Counts
    b: Counts
    n: Counts
    m: Counts

    @property
    def weight(self) -> Counts:
        """Return the weight of each stratum (Mantel and Haenszel)."""
        return self.n * self.m / (self.n + self.m)


def _strata(dated: DatedPostings, here: BitMap, there: BitMap) -> _Strata:
    """Return the years of each source that hold enough postings of both sides."""
    years, year = np.unique(dated.months // 12, return_inverse=True)
    room, size = np.arange(dated.room), len(dated.sources) * len(years)
    stratum = dated.source(room) * len(years) + year[room % len(dated.months)]
    numbers = [bitmap_to_array(side & dated.postings) for side in (here, there)]
    places = np.array([np.bincount(dated.place[side], minlength=dated.room) for side in numbers])
    sizes = np.array([np.bincount(stratum, side, minlength=size) for side in places])
    enough = np.asarray((sizes >= FEWEST_OF_BOTH).all(axis=0))
    of_place = np.where(enough, np.cumsum(enough) - 1, -1)[stratum]
    kept = [side & dated.postings for side in (here, there)]
    if (of_place[places.any(axis=0)] < 0).any():
        kept = [array_to_bitmap(side[of_place[dated.place[side]] >= 0]) for side in numbers]
    return _Strata(int(enough.sum()), kept[0], kept[1], sizes[:, enough], of_place, places)


def _side(index: BitmapIndex, used: BitMap, total: BitMap) -> ComparedSide:
    return ComparedSide(len(used), len(total), median_month(index, used or total))


def _drawn(dated: DatedPostings, strata: _Strata) -> _Strata:
    """Return strata of postings drawn from either side; the same strata where none is large, or none would be left."""
    here, there = (draw_postings(side, DRAWN) for side in (strata.here, strata.there))
    if len(here) == len(strata.here) and len(there) == len(strata.there):
        return strata
    drawn = _strata(dated, here, there)
    return drawn if drawn.count else strata


def _kept(dated: DatedPostings, strata: _Strata, drawn: _Strata) -> _Strata:
    """Return the strata that those of drawn postings are of, with all of their postings."""
    if drawn.count == strata.count:
        return strata
    kept = np.unique(strata.of_place[(strata.of_place >= 0) & (drawn.of_place >= 0)])
    here, there = (
        array_to_bitmap(numbers[drawn.of_place[dated.place[numbers]] >= 0])
        for numbers in map(bitmap_to_array, (strata.here, strata.there))
    )
    return _Strata(drawn.count, here, there, strata.sizes[:, kept], drawn.of_place, strata.places)


def _frequent(counted: tuple[Sequence[str], Counts]) -> tuple[list[str], Counts, Counts]:
    """Return the skills that enough postings name, and how many do of either side by stratum, (skills, strata) each."""
    skills, (a, b) = counted
    enough = a.sum(axis=1) + b.sum(axis=1) >= _FEWEST_NAMED
    rows: list[int] = sorted(np.flatnonzero(enough).tolist(), key=lambda row: skills[row])
    return [skills[row] for row in rows], a[rows], b[rows]


def _from_counts(index: BitmapIndex, facet: str, strata: _Strata) -> tuple[Sequence[str], Counts] | None:
    """Count from the counts of the whole market, (2, skills, strata), where both sides are large and of whole places.

    None for other sides.
    """
    here, there = strata.places
    whole = index.originals_by_place
    if not strata.count or len(strata.here) + len(strata.there) < _MANY:
        return None
    if index.bitmap(COPY, YES).intersect(strata.here | strata.there) or not (
        _holds_all(here, whole) and _holds_all(there, whole)
    ):
        return None
    counts = index.mention_counts(facet)
    return counts.skills, np.array([counts.sums(strata.among(side), strata.count) for side in (here, there)])


def _holds_all(places: NDArray[np.int64], whole: NDArray[np.int64]) -> bool:
    return bool(((places == 0) | (places == whole)).all())


def _look_up(index: BitmapIndex, facet: str, strata: _Strata) -> tuple[Sequence[str], Counts]:
    """Count the postings of each side that name each skill by stratum, (2, skills, strata).

    The side and stratum of each posting are looked up in one array, rather than each skill intersected with each.
    """
    dated, size = index.dated, 2 * strata.count
    group = np.empty(len(dated.place), np.min_scalar_type(size))
    for number, side in enumerate(map(bitmap_to_array, (strata.here, strata.there))):
        group[side] = strata.of_place[dated.place[side]] + number * strata.count
    both, names, counts = strata.here | strata.there, [], []
    for name, bits in index.items(facet):
        names.append(name)
        counts.append(np.bincount(group[bitmap_to_array(bits & both)], minlength=size))
    return names, np.array(counts, np.float64).reshape(len(names), 2, strata.count).swapaxes(0, 1)


def _clusters(
    dated: DatedPostings, strata: _Strata, tables: _Tables, employers: Employers | None
) -> EmployerClusters | None:
    """Return the postings of employers of several, in groups: the strata here, then the strata there."""
    if employers is None or not (employers >= 0).any():
        return None
    sides = [bitmap_to_array(side) for side in (strata.here, strata.there)]
    groups = [strata.of_place[dated.place[side]] + i * strata.count for i, side in enumerate(sides)]
    weight = tables.weight / tables.weight.sum()
    influence = np.concatenate([weight / tables.n, -weight / tables.m])
    return cluster_employers(employers, np.concatenate(sides), np.concatenate(groups), influence)


def _design_effects(named: Sequence[BitMap], tables: _Tables, clusters: EmployerClusters | None) -> Counts:
    """Return by how many times the variance of each difference exceeds that of independent postings, (skills,), >= 1.

    It is 1 for skills that not even independent postings would tell apart, but for those that may be shown as such: the
    most frequent whose intervals contain zero.
    """
    effects = np.ones(len(named))
    if clusters is None:
        return effects
    here, there, weight = tables.a / tables.n, tables.b / tables.m, tables.weight
    both = np.tile(weight / weight.sum(), 2)
    differences = (here - there) @ weight / weight.sum()
    variances = _error_of_difference(differences, tables) ** 2
    shares = np.hstack([here, there])
    apart = np.array(benjamini_hochberg(_p_values(tables, effects)), bool)

    def raise_variance(row: int) -> None:
        excess = clusters.excess(named[row], shares[row])
        effects[row] = max(1.0, 1 + excess / variances[row]) if variances[row] else 1.0

    for row in np.flatnonzero(apart).tolist():
        raise_variance(row)
    frequent, undecided = np.argsort(-(shares @ both), kind="stable"), 0
    for row in frequent[~apart[frequent]].tolist():
        raise_variance(row)
        undecided += bool(abs(differences[row]) <= Z95 * sqrt(variances[row] * effects[row]))
        if undecided == UNDECIDED_SHOWN:
            break
    return effects


def _differences(skills: list[str], tables: _Tables, effects: Counts) -> Iterator[SkillDifference]:
    """Yield the difference of each skill, given the design effects, (skills,).

    It is sure where the test holds over all skills at once and the interval excludes zero.
    """
    weight = tables.weight
    here, there = ((share @ weight) / weight.sum() for share in (tables.a / tables.n, tables.b / tables.m))
    spread = Z95 * _error_of_difference(here - there, tables) * np.sqrt(effects)
    ratio, factor = _ratio(tables)
    factor = factor ** np.sqrt(effects)
    told = np.array(benjamini_hochberg(_p_values(tables, effects)), bool)
    sure = told & (np.abs(here - there) > spread)
    for i, skill in enumerate(skills):
        p, q, half, times, by = (float(each[i]) for each in (here, there, spread, ratio, factor))
        yield SkillDifference(skill, p, q, p - q - half, p - q + half, times, times / by, times * by, bool(sure[i]))


def _error_of_difference(difference: Counts, tables: _Tables) -> Counts:
    """Return the standard error of each Mantel-Haenszel risk difference (Sato 1989)."""
    a, b, n, m = tables
    both, weight = n + m, tables.weight
    p = (n**2 * b - m**2 * a + n * m * (m - n) / 2) / both**2
    q = (a * (m - b) + b * (n - a)) / (2 * both)
    variance = np.maximum(0.0, difference * p.sum(axis=1) + q.sum(axis=1))
    return np.asarray(np.sqrt(variance) / weight.sum())


def _ratio(tables: _Tables) -> tuple[Counts, Counts]:
    """Return each Mantel-Haenszel risk ratio, and the factor of its 95 % interval (Greenland and Robins 1985).

    A skill that one side never names gets half a posting on either side.
    """
    a, b, n, m = tables
    none = np.minimum(a.sum(axis=1), b.sum(axis=1)) == 0
    more = 0.5 / len(n) * none[:, None]
    a, b, both = a + more, b + more, n + m
    r, s = (a * m / both).sum(axis=1), (b * n / both).sum(axis=1)
    variance = ((n * m * (a + b) - a * b * both) / both**2).sum(axis=1) / (r * s)
    return r / s, np.asarray(np.exp(Z95 * np.sqrt(np.maximum(0.0, variance))))


def _p_values(tables: _Tables, effects: Counts) -> Counts:
    """Return the p value of no difference in any stratum, by skill (Mantel and Haenszel 1959, without correction).

    The variance is multiplied by the design effects, (skills,).
    """
    a, b, n, m = tables
    both, named = n + m, a + b
    variance = (n * m * named * (both - named) / (both**2 * (both - 1))).sum(axis=1) * effects
    excess = (a - n * named / both).sum(axis=1)
    z = np.divide(excess, np.sqrt(variance), out=np.zeros_like(excess), where=variance > 0)
    return np.array([erfc(abs(each) / sqrt(2)) for each in z])
