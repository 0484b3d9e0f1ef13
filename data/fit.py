"""Match postings to a person: what they know, what they would like, and which skill to learn next.

A posting asks for skills, one that is only nice to have counting half. A person covers the share of them that they
know; a posting is within reach from `REACH` on. The score adds wishes, each of which says how far it is such work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from data.bitmaps import ASKED, PREFERRED, REQUIRED, SKILL, Index, numbers_of
from data.market import Share, values
from data.store import Asked
from data.taxonomy import Taxonomy

# From this share of what a posting asks for, one may well apply: few candidates bring all of a list.
REACH = 0.5
# Skills weigh as much as so many wishes.
SKILLS_WEIGH = 3.0
_WEIGHTS = {REQUIRED: 2, PREFERRED: 1}
_SHORTLIST = 12
Scores = NDArray[np.float32]

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


@dataclass(frozen=True, slots=True)
class Match:
    """Hold how well a posting fits: its score, and the share of what it asks for that the person knows."""

    posting: int
    score: float
    covered: float


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a skill to learn, and the postings within reach with it; `more` of them were not before."""

    skill: str
    reach: Share
    more: int


def known(skills: Iterable[str], taxonomy: Taxonomy) -> frozenset[str]:
    """Return skills with all that they imply: who knows PyTorch knows of deep learning."""
    named = [skill for skill in skills if skill in taxonomy.skills]
    return frozenset(named).union(*(taxonomy.ancestors(skill) for skill in named))


def missing(person: Person, asked: Iterable[Asked]) -> list[Asked]:
    """Return of the skills that a posting asks for those that the person lacks, the required ones first."""
    lacking = [a for a in asked if a.need in _WEIGHTS and a.skill not in person.skills]
    return sorted(lacking, key=lambda a: (a.need != REQUIRED, a.skill))


class Fit:
    """Match the postings of an index, some of them `within`, to persons."""

    def __init__(self, index: Index, within: BitMap, taxonomy: Taxonomy) -> None:
        self.index = index
        self.taxonomy = taxonomy
        # Of a posting that asks for nothing it cannot be said what of it one knows.
        self.asking = index.having(ASKED) & within
        self._size = (within.max() if within else 0) + 1
        self._asked = _half_skills(index, self.asking, self._size)

    def best(self, person: Person, count: int, start: int = 0) -> list[Match]:
        """Return the postings by score, `count` from place `start` on; of equals the newer first."""
        numbers = numbers_of(self.asking)
        covered = self._covered(person.skills)[numbers]
        total = SKILLS_WEIGH + sum(map(abs, (*person.kinds.values(), *person.values.values())))
        # Who asks for one skill alone says little: of equal shares the longer list weighs more.
        asked = self._asked[numbers]
        skills = covered * asked / (asked + _WEIGHTS[REQUIRED])
        scores = (SKILLS_WEIGH * skills + self._wished(person)[numbers]) / total
        places = highest(scores, start + count)[start:]
        return [Match(int(numbers[i]), float(scores[i]), float(covered[i])) for i in places]

    def reach(self, person: Person) -> BitMap:
        """Return the postings within reach."""
        return self._reached(self._covered(person.skills))

    def by_role(self, person: Person) -> list[Share]:
        """Return for each role the share of its postings that are within reach."""
        reached = self.reach(person)
        of = {share.name: share.count for share in values(self.index, "role", self.asking)}
        hit = {share.name: share.count for share in values(self.index, "role", reached)}
        return [Share(role, hit.get(role, 0), count) for role, count in of.items()]

    def next_skills(self, person: Person, count: int) -> list[Step]:
        """Return the single skills that bring most postings within reach, the best first."""
        covered = self._covered(person.skills)
        before = len(self._reached(covered))
        shortlist = self._likely(person.skills, covered)[: max(_SHORTLIST, count)]
        steps = [self._step(person.skills, skill, before) for skill in shortlist]
        return sorted(steps, key=lambda step: (-step.more, step.skill))[:count]

    def path(self, person: Person, count: int) -> list[Step]:
        """Return skills to learn one after the other, each the one that then brings most within reach (greedy)."""
        steps: list[Step] = []
        for _ in range(count):
            learnt = known({*person.skills, *(step.skill for step in steps)}, self.taxonomy)
            best = self.next_skills(Person(learnt), 1)
            if not best or not best[0].more:
                break
            steps += best
        return steps

    def _step(self, skills: frozenset[str], skill: str, before: int) -> Step:
        learnt = known({*skills, skill}, self.taxonomy)
        reached = len(self._reached(self._covered(learnt)))
        return Step(skill, Share(skill, reached, len(self.asking)), reached - before)

    def _likely(self, skills: frozenset[str], covered: Scores) -> list[str]:
        """Return the unknown skills by how many postings are one step short of reach and ask for them."""
        short = np.ceil(REACH * self._asked) - np.rint(covered * self._asked)
        near = {need: BitMap(np.flatnonzero((short > 0) & (short <= weight)).astype(np.uint32)) & self.asking
                for need, weight in _WEIGHTS.items()}  # fmt: skip
        gains = {
            skill: sum(self.index.of(need, skill).intersection_cardinality(bits) for need, bits in near.items())
            for skill in self.index.values(SKILL)
            if skill not in skills and not self._broad(skill)
        }
        return sorted((skill for skill, gain in gains.items() if gain), key=lambda skill: (-gains[skill], skill))

    def _broad(self, skill: str) -> bool:
        entry = self.taxonomy.skills.get(skill)
        return entry is None or entry.broad

    def _covered(self, skills: Iterable[str]) -> Scores:
        """Return of each posting, by number, the share of what it asks for that these skills are."""
        found = np.zeros(self._size, np.float32)
        for skill in skills:
            for need, weight in _WEIGHTS.items():
                found[numbers_of(self.index.of(need, skill) & self.asking)] += weight
        return np.divide(found, np.maximum(self._asked, 1), dtype=np.float32)

    def _reached(self, covered: Scores) -> BitMap:
        return BitMap(np.flatnonzero(covered >= REACH).astype(np.uint32)) & self.asking

    def _wished(self, person: Person) -> Scores:
        found = np.zeros(self._size, np.float32)
        for kind, weight in person.kinds.items():
            some, much = kinds(self.index, kind, self.taxonomy)
            for bits in (some, much):  # one such skill counts half
                found[numbers_of(bits & self.asking)] += weight / 2
            found += max(0.0, -weight)
        for (facet, value), weight in person.values.items():
            found[numbers_of(self.index.of(facet, value) & self.asking)] += weight
            found += max(0.0, -weight)
        return found


def kinds(index: Index, kind: str, taxonomy: Taxonomy) -> tuple[BitMap, BitMap]:
    """Return the postings that ask for a skill of a kind of work, and those that ask for two or more."""
    once, twice = BitMap(), BitMap()
    for skill, bits in index.items(SKILL):
        entry = taxonomy.skills.get(skill)
        if entry and entry.category in KINDS[kind]:
            twice |= once & bits
            once |= bits
    return once, twice


def _half_skills(index: Index, within: BitMap, size: int) -> Scores:
    asked = np.zeros(size, np.float32)
    for weight, bits in index.items(ASKED):
        asked[numbers_of(bits & within)] = int(weight)
    return asked


def highest(scores: Scores, count: int) -> NDArray[np.intp]:
    """Return the places of the `count` highest scores, the highest first; of equals the later ones."""
    count = min(count, len(scores))
    if not count:
        return np.zeros(0, np.intp)
    limit = np.partition(scores, -count)[-count]
    surely, ties = np.flatnonzero(scores > limit), np.flatnonzero(scores == limit)
    chosen = np.concatenate([surely, ties[::-1][: count - len(surely)]])
    return chosen[np.lexsort((-chosen, -scores[chosen]))]
