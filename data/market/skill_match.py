"""Matching of postings to a person: a ranking by skills and wishes, postings within reach, the next skills to learn.

A posting asks for skills, one that is only nice to have counting half. A person covers the share of them that they
know; a posting is within reach from `REACH_THRESHOLD` on. The score adds wishes (`data/market/wishes.py`).

All is counted in half skills by `data/market/bit_sliced_counter.py`, so that a million postings take some milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.stored import SkillDemand
from truerole.core.taxonomy import Taxonomy
from truerole.data.market.aggregates import Proportion, count_values
from truerole.data.market.bit_sliced_counter import BitSlicedCounter
from truerole.data.market.bitmap_index import ASKED, PREFERRED, REQUIRED, SKILL, BitmapIndex, bitmap_to_array
from truerole.data.market.wishes import Person, Scores, wish_scores, with_implied

# The coverage of a posting's skills from which one may well apply: few candidates bring all of a list.
REACH_THRESHOLD = 0.5
# The weight of all skills together, in wishes.
SKILLS_WEIGHT = 3.0
# The number of postings, best by skills, that wishes re-rank.
CANDIDATES = 10_000
# In half skills.
_WEIGHTS = {REQUIRED: 2, PREFERRED: 1}
# Skills that bring most by themselves, to be tried with all that they imply.
_SHORTLIST, _PATH_SHORTLIST = 6, 4


@dataclass(frozen=True, slots=True)
class Match:
    """Match of a posting: the score, 0 to 1, and the coverage, the share of the asked skills that the person knows."""

    posting: int
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class LearningStep:
    """Skill to learn, with the postings within reach once learnt; `gained` of them were not before."""

    skill: str
    reach: Proportion
    gained: int


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


def missing_skills(person: Person, demands: Iterable[SkillDemand]) -> list[SkillDemand]:
    """Return the required and preferred skills of a posting that the person lacks, required skills first."""
    lacking = [d for d in demands if d.need in _WEIGHTS and d.skill not in person.skills]
    return sorted(lacking, key=lambda demand: (demand.need != REQUIRED, demand.skill))


class SkillMatcher:
    """Matcher of persons to the postings `within` a selection of a bitmap index."""

    def __init__(self, index: BitmapIndex, within: BitMap, taxonomy: Taxonomy) -> None:
        self.index = index
        self.taxonomy = taxonomy
        found = ((int(half_skills), bits & within) for half_skills, bits in index.items(ASKED))
        # A posting that asks for nothing has no coverage.
        self._by_asked = {half_skills: bits for half_skills, bits in found if bits}
        self.asking = BitMap.union(BitMap(), *self._by_asked.values())

    def rank_postings(self, person: Person, count: int, start: int = 0) -> list[Match]:
        """Rank the postings by score and return `count` matches from place `start` on; of equals the newer first."""
        wanted = start + count
        most = max(wanted, CANDIDATES) if person.wishes else wanted
        numbers, skills, coverage = _flatten(self._cells(person.skills), most)
        wished = wish_scores(self.index, person, numbers, self.taxonomy)
        scores = (SKILLS_WEIGHT * skills + wished) / (SKILLS_WEIGHT + person.wishes)
        order = np.lexsort((-numbers.astype(np.int64), -scores))[start:wanted]
        return [Match(int(numbers[i]), float(scores[i]), float(coverage[i])) for i in order]

    def within_reach(self, person: Person) -> BitMap:
        """Return the postings within reach: `REACH_THRESHOLD` of their skills are known."""
        return self._reached(self._count_known(person.skills, self.asking), self.asking)

    def reach_by_role(self, person: Person) -> list[Proportion]:
        """Return for each role the proportion of the postings that are within reach, the commonest role first."""
        reached = self.within_reach(person)
        totals = {share.name: share.count for share in count_values(self.index, "role", self.asking)}
        hits = {share.name: share.count for share in count_values(self.index, "role", reached)}
        return [Proportion(role, hits.get(role, 0), total) for role, total in totals.items()]

    def next_skills(self, person: Person, count: int, shortlist: int = _SHORTLIST) -> list[LearningStep]:
        """Return the single skills that bring most postings within reach, best first."""
        counter = self._count_known(person.skills, self.asking)
        reached = self._reached(counter, self.asking)
        likely = self._likely_skills(person.skills, counter, reached)[: max(shortlist, count)]
        steps = [self._step(person.skills, skill, counter, reached) for skill in likely]
        return sorted(steps, key=lambda step: (-step.gained, step.skill))[:count]

    def learning_path(self, person: Person, count: int, begun: Iterable[LearningStep] = ()) -> list[LearningStep]:
        """Plan skills to learn in sequence, greedily: each brings most postings within reach at that point.

        `begun` are the first steps, where they are known.
        """
        steps = list(begun)
        while len(steps) < count:
            learnt = with_implied({*person.skills, *(step.skill for step in steps)}, self.taxonomy)
            best = self.next_skills(Person(learnt), 1, _PATH_SHORTLIST)
            if not best or not best[0].gained:
                break
            steps += best
        return steps

    def _count_known(self, skills: Iterable[str], within: BitMap) -> BitSlicedCounter:
        """Count for each posting the asked half skills that are among `skills`."""
        counter = BitSlicedCounter()
        self._add_skills(counter, skills, within)
        return counter

    def _add_skills(self, counter: BitSlicedCounter, skills: Iterable[str], within: BitMap) -> None:
        for skill in skills:
            for need, weight in _WEIGHTS.items():
                counter.add(self.index.bitmap(need, skill) & within, weight)

    def _cells(self, skills: Iterable[str]) -> list[Cell]:
        counter = self._count_known(skills, self.asking)
        cells = (Cell(a, k, bits) for a, asking in self._by_asked.items() for k, bits in counter.counts(asking))
        return sorted(cells, key=lambda cell: -cell.score)

    def _reached(self, counter: BitSlicedCounter, within: BitMap) -> BitMap:
        least = {asked: ceil(REACH_THRESHOLD * asked) for asked in self._by_asked}
        found = (counter.at_least(bits & within, least[asked]) for asked, bits in self._by_asked.items())
        return BitMap.union(BitMap(), *found)

    def _step(self, skills: frozenset[str], skill: str, counter: BitSlicedCounter, reached: BitMap) -> LearningStep:
        learnt = with_implied({skill}, self.taxonomy) - skills
        asking = BitMap.union(BitMap(), *(self.index.bitmap(need, s) for s in learnt for need in _WEIGHTS))
        changed = (asking & self.asking) - reached
        then = counter.restricted(changed)
        self._add_skills(then, learnt, changed)
        gained = len(self._reached(then, changed))
        return LearningStep(skill, Proportion(skill, len(reached) + gained, len(self.asking)), gained)

    def _likely_skills(self, skills: frozenset[str], counter: BitSlicedCounter, reached: BitMap) -> list[str]:
        """Sort the unknown skills by the number of postings that this single skill would bring within reach."""
        near = {}
        for need, weight in _WEIGHTS.items():
            least = {asked: ceil(REACH_THRESHOLD * asked) - weight for asked in self._by_asked}
            short = (counter.at_least(bits, least[asked]) for asked, bits in self._by_asked.items())
            near[need] = BitMap.union(BitMap(), *short) - reached
        gains = {
            skill: sum(self.index.bitmap(need, skill).intersection_cardinality(bits) for need, bits in near.items())
            for skill in self.index.values(SKILL)
            if skill not in skills and not self._is_broad(skill)
        }
        # Who learns a skill also learns what it belongs to.
        all_gains = {
            skill: gain + sum(gains.get(parent, 0) for parent in self.taxonomy.ancestors(skill))
            for skill, gain in gains.items()
        }
        return sorted((skill for skill, gain in gains.items() if gain), key=lambda skill: (-all_gains[skill], skill))

    def _is_broad(self, skill: str) -> bool:
        entry = self.taxonomy.skills.get(skill)
        return entry is None or entry.broad


def _flatten(cells: Iterable[Cell], most: int) -> tuple[NDArray[np.uint32], Scores, Scores]:
    """Return the first `most` postings of the cells as arrays of n numbers, skill scores and coverages."""
    numbers, scores, coverage = [np.zeros(0, np.uint32)], [np.zeros(0)], [np.zeros(0)]
    for cell in cells:
        taken = bitmap_to_array(cell.postings[-most:])
        numbers.append(taken)
        scores.append(np.full(len(taken), cell.score))
        coverage.append(np.full(len(taken), cell.coverage))
        most -= len(taken)
        if not most:
            break
    return np.concatenate(numbers), np.concatenate(scores), np.concatenate(coverage)
