"""Match postings to a person: what they know, what they would like, and which skill to learn next.

A posting asks for skills, one that is only nice to have counting half. A person covers the share of them that they
know; a posting is within reach from `REACH_THRESHOLD` on. The score adds wishes: how far it is such work.

All is counted in half skills by `data/market/bit_sliced_counter.py`, so that a million postings take some milliseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.stored import SkillDemand
from truerole.core.taxonomy import Taxonomy
from truerole.data.market.aggregates import Proportion, count_values
from truerole.data.market.bit_sliced_counter import BitSlicedCounter
from truerole.data.market.bitmap_index import ASKED, PREFERRED, REQUIRED, SKILL, BitmapIndex, bitmap_to_array

# From this share of what a posting asks for, one may well apply: few candidates bring all of a list.
REACH_THRESHOLD = 0.5
# Skills weigh as much as so many wishes.
SKILLS_WEIGH = 3.0
# So many postings, those that fit best by skills, are put into order by wishes.
CANDIDATES = 10_000
_WEIGHTS = {REQUIRED: 2, PREFERRED: 1}
# So many of the skills that bring most by themselves are tried with all that they imply.
_SHORTLIST, _PATH_SHORTLIST = 6, 4
Scores = NDArray[np.float64]

# Kinds of work that one may wish for, by the categories of their skills. Two such skills make it the kind.
KINDS: dict[str, tuple[str, ...]] = {
    "deep learning": ("deep learning", "computer vision", "NLP and LLMs"),
    "classical": ("machine learning", "statistics and experimentation"),
    "engineering": ("pipelines and orchestration", "big data", "streaming", "warehouses and lakes", "infrastructure"),
    "interfaces": ("BI and visualisation", "web"),
}


@dataclass(frozen=True)
class Person:
    """Hold what a person knows, as ids of skills, and wishes from -1 to 1: kinds of work, and values of facets."""

    skills: frozenset[str] = frozenset()
    kinds: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def wishes(self) -> float:
        """Return how much the wishes weigh together."""
        return sum(map(abs, (*self.kinds.values(), *self.values.values())))


@dataclass(frozen=True, slots=True)
class Match:
    """Hold how well a posting fits: its score, and the share of what it asks for that the person knows."""

    posting: int
    score: float
    covered: float


@dataclass(frozen=True, slots=True)
class LearningStep:
    """Hold a skill to learn, and the postings within reach with it; `more` of them were not before."""

    skill: str
    reach: Proportion
    more: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold the postings that ask for so many half skills of which the person knows so many."""

    asked: int
    known: int
    postings: BitMap

    @property
    def covered(self) -> float:
        """Return the share that is known."""
        return self.known / self.asked

    @property
    def score(self) -> float:
        """Return the share, lowered for short lists: who asks for one skill alone says little."""
        return self.known / (self.asked + _WEIGHTS[REQUIRED])


def with_implied(skills: Iterable[str], taxonomy: Taxonomy) -> frozenset[str]:
    """Return skills with all that they imply: who knows PyTorch knows of deep learning."""
    named = [skill for skill in skills if skill in taxonomy.skills]
    return frozenset(named).union(*(taxonomy.ancestors(skill) for skill in named))


def missing_skills(person: Person, asked: Iterable[SkillDemand]) -> list[SkillDemand]:
    """Return of the skills that a posting asks for those that the person lacks, the required ones first."""
    lacking = [a for a in asked if a.need in _WEIGHTS and a.skill not in person.skills]
    return sorted(lacking, key=lambda a: (a.need != REQUIRED, a.skill))


class SkillMatcher:
    """Match the postings of an index, some of them `within`, to persons."""

    def __init__(self, index: BitmapIndex, within: BitMap, taxonomy: Taxonomy) -> None:
        self.index = index
        self.taxonomy = taxonomy
        found = ((int(half_skills), bits & within) for half_skills, bits in index.items(ASKED))
        # Of a posting that asks for nothing it cannot be said what of it one knows.
        self._by_asked = {half_skills: bits for half_skills, bits in found if bits}
        self.asking = BitMap.union(BitMap(), *self._by_asked.values())

    def best(self, person: Person, count: int, start: int = 0) -> list[Match]:
        """Return the postings by score, `count` from place `start` on; of equals the newer first."""
        wanted = start + count
        most = max(wanted, CANDIDATES) if person.wishes else wanted
        numbers, skills, covered = _flat(self._cells(person.skills), most)
        scores = (SKILLS_WEIGH * skills + self._wished(person, numbers)) / (SKILLS_WEIGH + person.wishes)
        places = np.lexsort((-numbers.astype(np.int64), -scores))[start:wanted]
        return [Match(int(numbers[i]), float(scores[i]), float(covered[i])) for i in places]

    def reach(self, person: Person) -> BitMap:
        """Return the postings within reach."""
        return self._reached(self._tally(person.skills, self.asking), self.asking)

    def by_role(self, person: Person) -> list[Proportion]:
        """Return for each role the share of its postings that are within reach."""
        reached = self.reach(person)
        of = {share.name: share.count for share in count_values(self.index, "role", self.asking)}
        hit = {share.name: share.count for share in count_values(self.index, "role", reached)}
        return [Proportion(role, hit.get(role, 0), count) for role, count in of.items()]

    def next_skills(self, person: Person, count: int, shortlist: int = _SHORTLIST) -> list[LearningStep]:
        """Return the single skills that bring most postings within reach, the best first."""
        tally = self._tally(person.skills, self.asking)
        reached = self._reached(tally, self.asking)
        likely = self._likely(person.skills, tally, reached)[: max(shortlist, count)]
        steps = [self._step(person.skills, skill, tally, reached) for skill in likely]
        return sorted(steps, key=lambda step: (-step.more, step.skill))[:count]

    def path(self, person: Person, count: int, begun: Iterable[LearningStep] = ()) -> list[LearningStep]:
        """Return skills to learn one after the other, each the one that then brings most within reach (greedy).

        `begun` are the first ones, where they are known.
        """
        steps = list(begun)
        while len(steps) < count:
            learnt = with_implied({*person.skills, *(step.skill for step in steps)}, self.taxonomy)
            best = self.next_skills(Person(learnt), 1, _PATH_SHORTLIST)
            if not best or not best[0].more:
                break
            steps += best
        return steps

    def _tally(self, skills: Iterable[str], within: BitMap) -> BitSlicedCounter:
        """Return of postings how many half skills of what they ask for are these."""
        tally = BitSlicedCounter()
        self._add(tally, skills, within)
        return tally

    def _add(self, tally: BitSlicedCounter, skills: Iterable[str], within: BitMap) -> None:
        for skill in skills:
            for need, weight in _WEIGHTS.items():
                tally.add(self.index.bitmap(need, skill) & within, weight)

    def _cells(self, skills: Iterable[str]) -> list[Cell]:
        tally = self._tally(skills, self.asking)
        cells = (Cell(a, k, bits) for a, asking in self._by_asked.items() for k, bits in tally.counts(asking))
        return sorted(cells, key=lambda cell: -cell.score)

    def _reached(self, tally: BitSlicedCounter, within: BitMap) -> BitMap:
        found = (tally.at_least(bits & within, ceil(REACH_THRESHOLD * asked)) for asked, bits in self._by_asked.items())
        return BitMap.union(BitMap(), *found)

    def _step(self, skills: frozenset[str], skill: str, tally: BitSlicedCounter, reached: BitMap) -> LearningStep:
        learnt = with_implied({skill}, self.taxonomy) - skills
        asking = BitMap.union(BitMap(), *(self.index.bitmap(need, s) for s in learnt for need in _WEIGHTS))
        changed = (asking & self.asking) - reached
        then = tally.of(changed)
        self._add(then, learnt, changed)
        more = len(self._reached(then, changed))
        return LearningStep(skill, Proportion(skill, len(reached) + more, len(self.asking)), more)

    def _likely(self, skills: frozenset[str], tally: BitSlicedCounter, reached: BitMap) -> list[str]:
        """Return the unknown skills by how many postings are one step short of reach and ask for them."""
        near = {}
        for need, weight in _WEIGHTS.items():
            short = (
                tally.at_least(bits, ceil(REACH_THRESHOLD * asked) - weight) for asked, bits in self._by_asked.items()
            )
            near[need] = BitMap.union(BitMap(), *short) - reached
        gains = {
            skill: sum(self.index.bitmap(need, skill).intersection_cardinality(bits) for need, bits in near.items())
            for skill in self.index.values(SKILL)
            if skill not in skills and not self._broad(skill)
        }
        # Who learns a skill also learns what it belongs to.
        all_gains = {
            skill: gain + sum(gains.get(parent, 0) for parent in self.taxonomy.ancestors(skill))
            for skill, gain in gains.items()
        }
        return sorted((skill for skill, gain in gains.items() if gain), key=lambda skill: (-all_gains[skill], skill))

    def _broad(self, skill: str) -> bool:
        entry = self.taxonomy.skills.get(skill)
        return entry is None or entry.broad

    def _wished(self, person: Person, numbers: NDArray[np.uint32]) -> Scores:
        """Return for each posting how far it is what the person would like, the sum of the wishes at the most."""
        found, these = np.zeros(len(numbers)), BitMap(numbers)
        for kind, weight in person.kinds.items():
            some, much = postings_of_kind(self.index, these, kind, self.taxonomy)
            # One such skill counts half. Who wishes for other work likes best what is not of the kind.
            found += max(0.0, -weight) + weight / 2 * (_among(numbers, some) + _among(numbers, much))
        for (facet, value), weight in person.values.items():
            found += max(0.0, -weight) + weight * _among(numbers, self.index.bitmap(facet, value) & these)
        return found


def _flat(cells: Iterable[Cell], most: int) -> tuple[NDArray[np.uint32], Scores, Scores]:
    """Return the postings of the first cells, `most` of them, with their scores by skills and shares known."""
    numbers, scores, covered = [np.zeros(0, np.uint32)], [np.zeros(0)], [np.zeros(0)]
    for cell in cells:
        some = bitmap_to_array(cell.postings[-most:])
        numbers.append(some)
        scores.append(np.full(len(some), cell.score))
        covered.append(np.full(len(some), cell.covered))
        most -= len(some)
        if not most:
            break
    return np.concatenate(numbers), np.concatenate(scores), np.concatenate(covered)


def _among(numbers: NDArray[np.uint32], bits: BitMap) -> Scores:
    """Return 1 for each number that is one of `bits`, 0 for the others."""
    return np.isin(numbers, bitmap_to_array(bits)).astype(float)


def postings_of_kind(index: BitmapIndex, within: BitMap, kind: str, taxonomy: Taxonomy) -> tuple[BitMap, BitMap]:
    """Return of some postings those that ask for a skill of a kind of work, and those that ask for two or more."""
    once, twice = BitMap(), BitMap()
    for skill, bits in index.items(SKILL):
        entry = taxonomy.skills.get(skill)
        if entry and entry.category in KINDS[kind]:
            here = bits & within
            twice |= once & here
            once |= here
    return once, twice
