"""A person's skills and wishes, and the scores of postings by them: kinds of work, duties, values of facets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.reading import WORK_KINDS, Duty
from truerole.core.taxonomy import Taxonomy
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.duties import MixTable
from truerole.data.market.facets.skills import SKILL

Scores = NDArray[np.float64]

# Kinds of work that one may wish for, by the categories of their skills. Two such skills make it the kind.
KINDS: dict[str, tuple[str, ...]] = {
    "deep learning": ("deep learning", "computer vision", "NLP and LLMs"),
    "classical": ("machine learning", "statistics and experimentation"),
    "engineering": ("pipelines and orchestration", "big data", "streaming", "warehouses and lakes", "infrastructure"),
    "interfaces": ("BI and visualisation", "web"),
}


# From this share of the duties on, a kind of work is wholly what was wished for.
_FULL_SHARE = 0.5


@dataclass(frozen=True)
class Person:
    """Known skills, as ids, and wishes weighted from -1 to 1: for kinds of work, (facet, value) pairs, and duties."""

    skills: frozenset[str] = frozenset()
    kinds: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[tuple[str, str], float] = field(default_factory=dict)
    duties: Mapping[Duty, float] = field(default_factory=dict)

    @property
    def wishes(self) -> float:
        """Return the total weight of all wishes."""
        return sum(map(abs, (*self.kinds.values(), *self.values.values(), *self.duties.values())))


def wish_scores(
    index: BitmapIndex,
    person: Person,
    numbers: NDArray[np.uint32],
    taxonomy: Taxonomy,
    mixes: MixTable | None = None,
) -> Scores:
    """Score postings, given as numbers (n,), by a person's wishes: from 0 to `person.wishes`, as an array (n,).

    Wishes for duties need the `mixes` of postings.
    """
    scores, postings = np.zeros(len(numbers)), array_to_bitmap(numbers)
    for kind, weight in person.kinds.items():
        once, twice = postings_of_kind(index, postings, kind, taxonomy)
        # One such skill counts half. Who wishes for other work likes best what is not of the kind.
        scores += max(0.0, -weight) + weight / 2 * (_indicator(numbers, once) + _indicator(numbers, twice))
    for (facet, value), weight in person.values.items():
        scores += max(0.0, -weight) + weight * _indicator(numbers, index.bitmap(facet, value) & postings)
    return scores + _duty_scores(person.duties, numbers, mixes) if mixes is not None else scores


def _duty_scores(wishes: Mapping[Duty, float], numbers: NDArray[np.uint32], mixes: MixTable) -> Scores:
    """Score postings by wishes for duties (n,); a posting whose duties are not known gets half of each."""
    scores, (shares, known) = np.zeros(len(numbers)), mixes.of_each(numbers)
    for kind, weight in wishes.items():
        parts = np.full(len(numbers), 0.5)
        parts[known] = np.minimum(1.0, shares[:, WORK_KINDS.index(kind)] / 100 / _FULL_SHARE)
        scores += max(0.0, -weight) + weight * parts
    return scores


def _indicator(numbers: NDArray[np.uint32], bits: BitMap) -> Scores:
    """Return an array (n,) with 1 for each number in the bitmap and 0 for the others."""
    return np.isin(numbers, bitmap_to_array(bits), assume_unique=True, kind="table").astype(float)


def postings_of_kind(index: BitmapIndex, within: BitMap, kind: str, taxonomy: Taxonomy) -> tuple[BitMap, BitMap]:
    """Return the postings that ask for a skill of a kind of work, and the postings that ask for at least two."""
    once, twice = BitMap(), BitMap()
    for skill, bits in index.items(SKILL):
        entry = taxonomy.skills.get(skill)
        if entry and entry.category in KINDS[kind]:
            here = bits & within
            twice |= once & here
            once |= here
    return once, twice
