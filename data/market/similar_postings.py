"""Find the postings most like a given one, by what is asked for: rare skills in common weigh most.

The likeness is Dice's (1945) over skills weighted by their inverse document frequency (Spärck Jones 1972), raised
where role, seniority and level of deep learning are the same.
"""

from collections.abc import Iterable, Mapping
from math import log

from pyroaring import BitMap

from truerole.data.market.bit_sliced_counter import BitSlicedCounter
from truerole.data.market.bitmap_index import ASKED, SKILL, BitmapIndex
from truerole.data.market.skill_match import Match

# What else may be the same, and how much it counts beside a perfect match of the skills, which is 1.
_ALSO = {"role": 0.3, "seniority": 0.1, "deep_learning": 0.1}
# The weights of the skills are rounded to whole numbers that add up to about this.
_FINE = 48


def similar_postings(
    index: BitmapIndex, within: BitMap, skills: Iterable[str], facets: Mapping[str, str], count: int
) -> list[Match]:
    """Return the postings most like one with these skills and values of facets, the likeliest first."""
    found: list[Match] = []
    for alike, cell in _by_likeness(index, within, skills):
        if len(found) == count and alike + sum(_ALSO.values()) < found[-1].score:
            break
        for same, bits in _by_facets(index, cell, facets):
            found += [Match(number, alike + same, alike) for number in bits[-count:]]
        found = sorted(found, key=lambda match: (-match.score, -match.posting))[:count]
    return found


def _by_likeness(index: BitmapIndex, within: BitMap, skills: Iterable[str]) -> list[tuple[float, BitMap]]:
    """Return the postings by how like they are to one with these skills, the most alike first.

    Twice the weight in common over that of both; a posting's skills are taken to weigh what those do on average.
    """
    rarity = {s: log(len(index.all) / n) ** 2 for s in skills if (n := len(index.bitmap(SKILL, s)))}
    fine = _FINE / max(sum(rarity.values()), 1e-9)
    weights = {skill: max(1, round(fine * weight)) for skill, weight in rarity.items()}
    tally, total = BitSlicedCounter(), max(sum(weights.values()), 1)
    for skill, weight in weights.items():
        tally.add(index.bitmap(SKILL, skill) & within, weight)
    found = []
    for half_skills, bits in index.items(ASKED):
        asked = int(half_skills) / 2 / max(len(weights), 1)
        for counted, cell in tally.counts(bits & within):
            found.append((min(1.0, 2 * counted / total / (1 + asked)), cell))
    return sorted(found, key=lambda cell: -cell[0])


def _by_facets(index: BitmapIndex, within: BitMap, facets: Mapping[str, str]) -> list[tuple[float, BitMap]]:
    """Return postings by what else they have in common, as the sum of its weights."""
    parts = [(0.0, within)]
    for facet, weight in _ALSO.items():
        same = index.bitmap(facet, facets.get(facet, ""))
        split = [part for sum_, bits in parts for part in ((sum_ + weight, bits & same), (sum_, bits - same))]
        parts = [(sum_, bits) for sum_, bits in split if bits]
    return parts
