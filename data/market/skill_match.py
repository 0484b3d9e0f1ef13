"""Matching of postings to a person: a ranking by skills and wishes, postings within reach, the next skills to learn.

A posting asks for skills, one that is only nice to have counting half, and a list of alternatives, "Python or R", for
one of them. A person covers the share of what is asked that they know, none of a posting that asks for none; a posting
is within reach from `REACH_THRESHOLD` on. The score adds wishes (`data/market/wishes.py`).

The next skill is the one that raises the mean coverage most. Not the one that brings most postings within reach: most
persons know three skills of the twenty that a posting asks for, so that hardly a posting is one skill away from the
threshold, and the few that are name the best by chance (on the market sample, to a data engineer who knows Python, SQL,
Spark and Airflow each candidate brings 0 to 4 of 252 postings, and none is better than the next beyond chance). The
mean coverage counts every mention, the more the shorter the list that it stands on, so that its order holds; a mere
alternative to what is known gains nothing. What a skill implies is known, too, where a person is matched; in advice it
does not count: a rare library would be advised for the sake of its language.

All is counted in half skills by `data/market/bit_sliced_counter.py`, so that a million postings take some milliseconds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import ceil, erfc, log, sqrt

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.reading import DATA_ROLES
from truerole.core.stored import SkillDemand, list_demands
from truerole.core.taxonomy import Taxonomy
from truerole.data.market.aggregates import Z95, Filters, Proportion, select_postings
from truerole.data.market.bit_sliced_counter import BitSlicedCounter
from truerole.data.market.bitmap_arrays import bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.duties import MixTable
from truerole.data.market.facets.skills import ASKED, PREFERRED, REQUIRED, SKILL, SPARE
from truerole.data.market.statistics.comparison import benjamini_hochberg
from truerole.data.market.wishes import Person, Scores, wish_scores

# The coverage of a posting's skills from which one may well apply: few candidates bring all of a list.
REACH_THRESHOLD = 0.5
# The weight of all skills together, in wishes.
SKILLS_WEIGHT = 3.0
# The number of postings, best by skills, that wishes re-rank.
CANDIDATES = 10_000
_PATH = 3
# In half skills.
_WEIGHTS = {REQUIRED: 2, PREFERRED: 1}
# A skill is advised that this share of the postings names, and so many at least.
NAMED_SHARE, NAMED_FEWEST = 0.03, 30


@dataclass(frozen=True, slots=True)
class Match:
    """Match of a posting: the score, 0 to 1, and the coverage, the share of the asked skills that the person knows."""

    posting: int
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class LearningStep:
    """Skill to learn: the proportion of postings that name the skill, and the coverage and reach once it is learnt.

    `coverage` is the mean over the postings, `closer` of which is this skill's, and `gained` postings of `reach` were
    not within reach before. `behind` tells that the first skill of the list brings more, beyond chance.
    """

    skill: str
    named: Proportion
    reach: Proportion
    gained: int
    coverage: float
    closer: float
    behind: bool = False


@dataclass(frozen=True, slots=True)
class RoleFit:
    """Fit of a person to the postings for a role: the reach, and the mean coverage with a 95 % interval.

    `likelihood` is the logarithm of how likely a posting for the role is to name all of the known skills, as if each
    came by itself (naive Bayes).
    """

    role: str
    reach: Proportion
    coverage: float
    interval: tuple[float, float]
    likelihood: float


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice for a target role: the postings in question, the next skills, best first, and a path of skills.

    `role` is None where no role has enough postings; `chosen` tells that the person named it. `fits` has all roles, the
    best covered first.
    """

    fits: Sequence[RoleFit]
    role: str | None
    chosen: bool
    postings: BitMap
    fit: RoleFit | None
    next_skills: Sequence[LearningStep]
    path: Sequence[LearningStep]


@dataclass(frozen=True, slots=True)
class Cell:
    """Group of postings that ask for the same number of half skills, `known` of them known to the person."""

    asked: int
    known: int
    postings: BitMap

    @property
    def coverage(self) -> float:
        """Return the share of the asked skills that is known."""
        return self.known / self.asked

    @property
    def score(self) -> float:
        """Return the coverage, smoothed by an extra unknown skill: a list of a single skill says little."""
        return self.known / (self.asked + _WEIGHTS[REQUIRED])


def missing_skills(person: Person, demands: Iterable[SkillDemand]) -> list[tuple[SkillDemand, ...]]:
    """Return the demands of a posting that a person lacks, each with all alternatives, required skills first."""
    lacking = [listed for listed in list_demands(demands) if not _is_covered(person, listed)]
    return sorted(lacking, key=lambda listed: (listed[0].need != REQUIRED, listed[0].skill))


def posting_coverage(person: Person, demands: Iterable[SkillDemand]) -> float:
    """Return the share of the demands of a posting that a person covers, preferred skills counting half; 0 of none."""
    asked = [(_WEIGHTS[listed[0].need], _is_covered(person, listed)) for listed in list_demands(demands)]
    return sum(weight for weight, known in asked if known) / max(sum(weight for weight, _ in asked), 1)


def _is_covered(person: Person, listed: Iterable[SkillDemand]) -> bool:
    return any(demand.skill in person.skills for demand in listed)


def advise(
    index: BitmapIndex,
    filters: Filters,
    person: Person,
    taxonomy: Taxonomy,
    *,
    role: str | None = None,
    count: int = 6,
) -> Advice:
    """Advise a person which skills to learn for a role, by default the data role that the skills point to.

    A coverage would choose the role of the shortest lists. The postings in question are all that pass the filters and
    are for the role. Roles that the filters leave out, and roles of fewer than `NAMED_FEWEST` postings, are not chosen
    by themselves.
    """
    allowed: list[str] = [r for r in DATA_ROLES if r in (filters.facets.get("role") or DATA_ROLES)]
    matchers = {r: SkillMatcher(index, select_postings(index, filters.with_facets(role=r)), taxonomy) for r in allowed}
    fits = sorted((matcher.fit(person, r) for r, matcher in matchers.items()), key=lambda fit: -fit.coverage)
    enough = [fit for fit in fits if fit.reach.total >= NAMED_FEWEST]
    likeliest = max(enough, key=lambda fit: fit.likelihood).role if enough else None
    target = role if role in matchers else likeliest
    if target is None:
        return Advice(fits, None, False, BitMap(), None, (), ())
    matcher, fit = matchers[target], next(fit for fit in fits if fit.role == target)
    steps, path = matcher.next_skills(person, count), matcher.learning_path(person, _PATH)
    return Advice(fits, target, target == role, matcher.postings, fit, steps, path)


class SkillMatcher:
    """Matcher of persons to the postings `within` a selection of a bitmap index."""

    def __init__(self, index: BitmapIndex, within: BitMap, taxonomy: Taxonomy) -> None:
        self.index = index
        self.postings = within
        self.taxonomy = taxonomy
        found = ((int(half_skills), bits & within) for half_skills, bits in index.items(ASKED))
        # A posting that asks for nothing has no coverage.
        self._by_asked = {half_skills: bits for half_skills, bits in found if bits}
        self.asking = BitMap.union(BitMap(), *self._by_asked.values())
        self._lists = index.lists
        self._kept_listed: dict[frozenset[str], list[BitMap]] = {}
        # By skill the postings that gain nothing beside the skills that were known last, and the gain.
        self._kept_gains: dict[str, tuple[BitMap, float]] = {}
        self._kept_counters: dict[frozenset[str], BitSlicedCounter] = {}
        self._kept_named: dict[str, Proportion] = {}
        self._kept_asked: dict[str, NDArray[np.int64]] = {}

    def rank_postings(self, person: Person, count: int, start: int = 0, mixes: MixTable | None = None) -> list[Match]:
        """Rank the postings by score and return `count` matches from place `start` on; of equals the newer first."""
        wanted = start + count
        most = max(wanted, CANDIDATES) if person.wishes else wanted
        numbers, skills, coverage = _flatten(self._cells(person.skills), most)
        wished = wish_scores(self.index, person, numbers, self.taxonomy, mixes)
        scores = (SKILLS_WEIGHT * skills + wished) / (SKILLS_WEIGHT + person.wishes)
        order = np.lexsort((-numbers.astype(np.int64), -scores))[start:wanted]
        return [Match(int(numbers[i]), float(scores[i]), float(coverage[i])) for i in order]

    def within_reach(self, person: Person) -> BitMap:
        """Return the postings within reach: `REACH_THRESHOLD` of their skills are known."""
        return self._reached(self._count_known(person.skills), self.asking)

    def fit(self, person: Person, role: str) -> RoleFit:
        """Return the fit of a person to these postings, which are for a role."""
        cells = self._cells(person.skills)
        reached = sum(len(cell.postings) for cell in cells if cell.coverage >= REACH_THRESHOLD)
        of = max(len(self.postings), 1)
        mean = sum(cell.coverage * len(cell.postings) for cell in cells) / of
        square = sum(cell.coverage**2 * len(cell.postings) for cell in cells) / of
        spread = Z95 * sqrt(max(square - mean**2, 0.0) / of)
        interval = max(mean - spread, 0.0), min(mean + spread, 1.0)
        reach = Proportion(role, reached, len(self.postings))
        return RoleFit(role, reach, mean, interval, self._likelihood(person.skills))

    def _likelihood(self, skills: Iterable[str]) -> float:
        """Return the log-likelihood of skills, of which half a posting more names each and half a one does not."""
        named = (self.index.bitmap(SKILL, skill).intersection_cardinality(self.postings) for skill in skills)
        return sum(log((count + 0.5) / (len(self.postings) + 1)) for count in sorted(named))

    def next_skills(self, person: Person, count: int) -> list[LearningStep]:
        """Return the single skills that raise the mean coverage most, best first."""
        best = self._best(self._candidates(person.skills), person.skills)[:count]
        counter, before = self._count_known(person.skills), self._mean_coverage(person.skills)
        reached = self._reached(counter, self.asking)
        steps = [self._step(skill, person.skills, counter, reached, before) for skill in best]
        behind = self._behind(best, person.skills)
        return [replace(step, behind=step.skill in behind) for step in steps]

    def learning_path(self, person: Person, count: int) -> list[LearningStep]:
        """Plan skills to learn in sequence: each raises the mean coverage most at that point.

        What a learnt skill implies is neither counted nor advised afterwards.
        """
        steps: list[LearningStep] = []
        counter = self._count_known(person.skills).restricted(self.asking)
        coverage = self._mean_coverage(person.skills)
        counted, implied = person.skills, person.skills
        while len(steps) < count and (best := self._best(self._candidates(implied), counted)):
            steps.append(self._step(best[0], counted, counter, self._reached(counter, self.asking), coverage))
            coverage = steps[-1].coverage
            self._add_skill(counter, best[0], counted)
            counted |= {best[0]}
            implied |= self.taxonomy.implied_by(best[:1])
        return steps

    def _candidates(self, known: Collection[str]) -> list[str]:
        """Return the unknown skills that can be advised."""
        return [skill for skill in self._advisable if skill not in known]

    @cached_property
    def _advisable(self) -> list[str]:
        """Skills that enough of the postings name.

        None that is too broad to be learnt, and none that comes with the practice of another, as dashboards do.
        """
        fewest = max(NAMED_FEWEST, ceil(NAMED_SHARE * len(self.postings)))
        return [
            skill
            for skill, _ in self.index.items(SKILL)
            if (entry := self.taxonomy.skills.get(skill))
            and not (entry.broad or entry.practised_in)
            and self._named(skill).count >= fewest
        ]

    def _best(self, skills: Iterable[str], known: frozenset[str]) -> list[str]:
        """Sort the skills that add any coverage to known skills by gain, then by mentions."""
        gains = {skill: self._gain(skill, known) for skill in skills}
        found = [skill for skill, gain in gains.items() if gain > 0]
        return sorted(found, key=lambda skill: (-gains[skill], -self._named(skill).count, skill))

    def _named(self, skill: str) -> Proportion:
        if skill not in self._kept_named:
            named = self.index.bitmap(SKILL, skill).intersection_cardinality(self.postings)
            self._kept_named[skill] = Proportion(skill, named, len(self.postings))
        return self._kept_named[skill]

    def _mean_coverage(self, skills: Collection[str]) -> float:
        each = [*skills]
        gains = (self._gain(skill, frozenset(each[:place])) for place, skill in enumerate(each))
        return sum(gains) / max(len(self.postings), 1)

    def _gain(self, skill: str, known: frozenset[str]) -> float:
        """Return the gain of a skill beside known skills: the sum of the gains over all postings.

        Counted by what postings ask for, in whole numbers, from all that ask for the skill less those that gain
        nothing: these are few, and mostly the same where another skill is learnt.
        """
        lost = self._lost(skill, known) & self.asking
        kept = self._kept_gains.get(skill)
        if kept is None or kept[0] != lost:
            counts = self._asked(skill) - self._count_by_asked(skill, lost)
            self._kept_gains[skill] = kept = lost, float((counts.sum(axis=0) / self._group_asked).sum())
        return kept[1]

    def _asked(self, skill: str) -> NDArray[np.int64]:
        """Return the half skills that a skill makes up, by need and by how much the postings ask for, (2, groups)."""
        if skill not in self._kept_asked:
            self._kept_asked[skill] = self._count_by_asked(skill, self.asking)
        return self._kept_asked[skill]

    def _count_by_asked(self, skill: str, within: BitMap) -> NDArray[np.int64]:
        groups = len(self._by_asked)
        found = (
            weight
            * np.bincount(self._group[bitmap_to_array(self.index.bitmap(need, skill) & within)], minlength=groups)
            for need, weight in _WEIGHTS.items()
        )
        return np.array([*found])

    @cached_property
    def _group_asked(self) -> NDArray[np.int64]:
        """Half skills that the postings of each group ask for, (groups,)."""
        return np.array([*self._by_asked], np.int64)

    @cached_property
    def _group(self) -> NDArray[np.uint16]:
        """Group of each posting by its number: those that ask for the same number of half skills."""
        group = np.zeros(self.asking.max() + 1 if self.asking else 0, np.uint16)
        for number, bits in enumerate(self._by_asked.values()):
            group[bitmap_to_array(bits)] = number
        return group

    def _gains(self, skill: str, known: Collection[str]) -> tuple[NDArray[np.uint32], Scores]:
        """Return the postings with a demand that a skill newly covers, and the gains there, as arrays (n,)."""
        covered = {need: bitmap_to_array(bits) for need, bits in self._covered(skill, known).items()}
        part = 1 / self._group_asked
        gains = [weight * part[self._group[covered[need]]] for need, weight in _WEIGHTS.items()]
        return np.concatenate([*covered.values()]), np.concatenate(gains)

    def _covered(self, skill: str, known: Collection[str]) -> dict[str, BitMap]:
        """Return by need the postings with a demand that a skill covers and no known alternative does."""
        lost = self._lost(skill, known)
        return {need: (self.index.bitmap(need, skill) & self.asking) - lost for need in _WEIGHTS}

    def _lost(self, skill: str, known: Collection[str]) -> BitMap:
        """Return the postings where a skill covers nothing, as it is but an alternative to what is known or asked."""
        listed = zip(self._lists, self._listed(frozenset(known)), strict=True)
        with_known = (lists[skill] & others for lists, others in listed if skill in lists)
        return BitMap.union(self.index.bitmap(SPARE, skill), *with_known)

    def _listed(self, skills: frozenset[str]) -> list[BitMap]:
        """Return the postings that ask for any of these skills in a list of alternatives, by the place of the list."""
        if skills not in self._kept_listed:
            each = [[lists[skill] for skill in skills if skill in lists] for lists in self._lists]
            self._kept_listed[skills] = [BitMap.union(BitMap(), *found) & self.asking for found in each]
        return self._kept_listed[skills]

    def _behind(self, skills: Sequence[str], known: Collection[str]) -> set[str]:
        """Return the skills that add less coverage than the first, beyond chance.

        By their paired differences over the postings, and Benjamini and Hochberg (1995) for all skills together.
        """
        if not skills:
            return set()
        first = np.zeros(len(self._group))
        numbers, gains = self._gains(skills[0], known)
        first[numbers] = gains
        others = skills[1:]
        behind = benjamini_hochberg(self._chance(first, *self._gains(skill, known)) for skill in others)
        return {skill for skill, is_behind in zip(others, behind, strict=True) if is_behind}

    def _chance(self, first: Scores, numbers: NDArray[np.uint32], gains: Scores) -> float:
        """Return the two-sided p value of no difference between the gains of two skills, by a paired z test."""
        difference = first.sum() - gains.sum()
        squares = (first**2).sum() + (gains**2).sum() - 2 * (first[numbers] * gains).sum()
        variance = squares - difference**2 / len(self.postings)
        return erfc(abs(difference) / sqrt(2 * variance)) if variance > 0 else float(difference == 0)

    def _count_known(self, skills: frozenset[str]) -> BitSlicedCounter:
        """Count for each posting the asked half skills that are among `skills`, a list of alternatives once."""
        if skills not in self._kept_counters:
            counter, counted = BitSlicedCounter(), list[str]()
            for skill in skills:
                self._add_skill(counter, skill, counted)
                counted.append(skill)
            self._kept_counters[skills] = counter
        return self._kept_counters[skills]

    def _add_skill(
        self, counter: BitSlicedCounter, skill: str, known: Collection[str], within: BitMap | None = None
    ) -> None:
        for need, bits in self._covered(skill, known).items():
            counter.add(bits if within is None else bits & within, _WEIGHTS[need])

    def _cells(self, skills: frozenset[str]) -> list[Cell]:
        counter = self._count_known(skills)
        cells = (Cell(a, k, bits) for a, asking in self._by_asked.items() for k, bits in counter.counts(asking))
        return sorted(cells, key=lambda cell: -cell.score)

    def _reached(self, counter: BitSlicedCounter, within: BitMap) -> BitMap:
        least = {asked: ceil(REACH_THRESHOLD * asked) for asked in self._by_asked}
        found = (counter.at_least(bits & within, least[asked]) for asked, bits in self._by_asked.items())
        return BitMap.union(BitMap(), *found)

    def _step(
        self, skill: str, known: frozenset[str], counter: BitSlicedCounter, reached: BitMap, coverage: float
    ) -> LearningStep:
        """Return the step of learning a skill, by own mentions, from the known, the reach and the coverage before."""
        changed = BitMap.union(*self._covered(skill, known).values()) - reached
        then = counter.restricted(changed)
        self._add_skill(then, skill, known, changed)
        gained = len(self._reached(then, changed))
        closer = self._gain(skill, known) / max(len(self.postings), 1)
        reach = Proportion(skill, len(reached) + gained, len(self.postings))
        return LearningStep(skill, self._named(skill), reach, gained, coverage + closer, closer)


def _flatten(cells: Iterable[Cell], most: int) -> tuple[NDArray[np.uint32], Scores, Scores]:
    """Return the first `most` postings of sorted cells as arrays of n numbers, skill scores and coverages.

    Of cells with the same score the newest postings come first, whichever cells they are of.
    """
    numbers, scores, coverage = [np.zeros(0, np.uint32)], [np.zeros(0)], [np.zeros(0)]
    for score, group in groupby(cells, key=lambda cell: cell.score):
        each = [(bitmap_to_array(cell.postings[-most:]), cell.coverage) for cell in group]
        taken = np.concatenate([found for found, _ in each])
        newest = np.argsort(taken)[-most:]
        numbers.append(taken[newest])
        scores.append(np.full(len(newest), score))
        coverage.append(np.repeat([of for _, of in each], [len(found) for found, _ in each])[newest])
        most -= len(newest)
        if not most:
            break
    return np.concatenate(numbers), np.concatenate(scores), np.concatenate(coverage)
