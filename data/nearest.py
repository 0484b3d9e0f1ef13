"""Find the postings most like a given one, by what is asked for: rare skills in common weigh most.

The likeness is a cosine over skills weighted by their inverse document frequency (Spärck Jones 1972), raised where
role, seniority and level of deep learning are the same.
"""

from collections.abc import Iterable
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from data.bitmaps import ASKED, SKILL, Index, numbers_of
from data.fit import Match, highest

# What else may be the same, and how much it counts beside a perfect match of the skills, which is 1.
_ALSO = {"role": 0.3, "seniority": 0.1, "deep_learning": 0.1}


def nearest(index: Index, within: BitMap, skills: Iterable[str], facets: dict[str, str], count: int) -> list[Match]:
    """Return the postings most like one with these skills and values of facets, the likeliest first."""
    if not within:
        return []
    size = within.max() + 1
    rarity = {s: log(len(index.all) / n) for s in skills if (n := len(index.of(SKILL, s)))}
    norm = sqrt(sum(weight**2 for weight in rarity.values())) or 1.0
    scores = np.zeros(size, np.float32)
    for skill, weight in rarity.items():
        scores[numbers_of(index.of(SKILL, skill) & within)] += weight / norm
    scores /= _lengths(index, within, size, norm / sqrt(max(len(rarity), 1)))
    shared = np.minimum(scores, 1).copy()
    for facet, weight in _ALSO.items():
        scores[numbers_of(index.of(facet, facets.get(facet, "")) & within)] += weight
    numbers = numbers_of(within)
    places = highest(scores[numbers], count)
    return [Match(int(n), float(scores[n]), float(shared[n])) for n in numbers[places]]


def _lengths(index: Index, within: BitMap, size: int, usual: float) -> NDArray[np.float32]:
    """Return of each posting about how long its vector of skills is: as if each weighed what is `usual`."""
    lengths = np.full(size, max(usual, 1e-6), np.float32)
    for half_skills, bits in index.items(ASKED):
        lengths[numbers_of(bits & within)] = max(usual, 1e-6) * sqrt(max(1.0, int(half_skills) / 2))
    return lengths
