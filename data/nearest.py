"""Find the postings most like a given one, by what is asked for: rare skills in common weigh most.

The likeness is a cosine over skills weighted by their inverse document frequency (Spärck Jones 1972), raised where
role, seniority and level of deep learning are the same.
"""

from collections.abc import Iterable, Mapping
from math import log, sqrt

from pyroaring import BitMap

from data.bitmaps import ASKED, SKILL, Index
from data.fit import Match
from data.tally import Tally

# What else may be the same, and how much it counts beside a perfect match of the skills, which is 1.
_ALSO = {"role": 0.3, "seniority": 0.1, "deep_learning": 0.1}
# The weights of the skills are rounded to whole numbers that add up to about this.
_FINE = 48


def nearest(index: Index, within: BitMap, skills: Iterable[str], facets: Mapping[str, str], count: int) -> list[Match]:
    """Return the postings most like one with these skills and values of facets, the likeliest first."""
    found: list[Match] = []
    for alike, cell in _by_likeness(index, within, skills):
        if len(found) == count and alike + sum(_ALSO.values()) < found[-1].score:
            break
        for same, bits in _by_facets(index, cell, facets):
            found += [Match(number, alike + same, alike) for number in bits[-count:]]
        found = sorted(found, key=lambda match: (-match.score, -match.posting))[:count]
    return found


def _by_likeness(index: Index, within: BitMap, skills: Iterable[str]) -> list[tuple[float, BitMap]]:
    """Return the postings by their cosine to a posting with these skills, the most alike first.

    Of the skills in common the weights are known; all of a posting's skills are taken to weigh as those do on average.
    """
    rarity = {s: log(len(index.all) / n) ** 2 for s in skills if (n := len(index.of(SKILL, s)))}
    fine = _FINE / max(sum(rarity.values()), 1e-9)
    weights = {skill: max(1, round(fine * weight)) for skill, weight in rarity.items()}
    tally, total = Tally(), max(sum(weights.values()), 1)
    for skill, weight in weights.items():
        tally.add(index.of(SKILL, skill) & within, weight)
    found = []
    for half_skills, bits in index.items(ASKED):
        length = sqrt(len(weights) / max(1.0, int(half_skills) / 2))
        for counted, cell in tally.counts(bits & within):
            found.append((min(1.0, counted / total * length), cell))
    return sorted(found, key=lambda cell: -cell[0])


def _by_facets(index: Index, within: BitMap, facets: Mapping[str, str]) -> list[tuple[float, BitMap]]:
    """Return postings by what else they have in common, as the sum of its weights."""
    parts = [(0.0, within)]
    for facet, weight in _ALSO.items():
        same = index.of(facet, facets.get(facet, ""))
        split = [part for sum_, bits in parts for part in ((sum_ + weight, bits & same), (sum_, bits - same))]
        parts = [(sum_, bits) for sum_, bits in split if bits]
    return parts
