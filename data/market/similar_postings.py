"""Similar postings, by the skills that they ask for: rare skills in common weigh most.

The similarity is Dice's (1945) over skills weighted by their inverse document frequency (Spärck Jones 1972), raised
where role, seniority and level of deep learning are the same.
"""

from collections.abc import Iterable, Mapping
from math import log

from pyroaring import BitMap

from truerole.data.market.bit_sliced_counter import BitSlicedCounter
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import ASKED, SKILL
from truerole.data.market.skill_match import Match

# The weight of each equal facet, beside a perfect match of the skills, which is 1.
_FACET_WEIGHTS = {"role": 0.3, "seniority": 0.1, "deep_learning": 0.1}
# The weights of the skills are rounded to whole numbers that add up to about this.
_WEIGHT_SUM = 48


def similar_postings(
    index: BitmapIndex, within: BitMap, skills: Iterable[str], facets: Mapping[str, str], count: int
) -> list[Match]:
    """Return the `count` postings most similar to a posting with these skills and facets, best first.

    The coverage of a match is the similarity of the skills alone.
    """
    found: list[Match] = []
    for similarity, cell in _by_skills(index, within, skills):
        if len(found) == count and similarity + sum(_FACET_WEIGHTS.values()) < found[-1].score:
            break
        for bonus, bits in _by_facets(index, cell, facets):
            found += [Match(number, similarity + bonus, similarity) for number in bits[-count:]]
        found = sorted(found, key=lambda match: (-match.score, -match.posting))[:count]
    return found


def _by_skills(index: BitmapIndex, within: BitMap, skills: Iterable[str]) -> list[tuple[float, BitMap]]:
    """Group the postings by the similarity of their skills, the most similar first.

    Dice: twice the weight in common over that of both; a posting's skills are taken to weigh the mean of the given.
    """
    squared_idf = {s: log(len(index.all) / n) ** 2 for s in skills if (n := len(index.bitmap(SKILL, s)))}
    scale = _WEIGHT_SUM / max(sum(squared_idf.values()), 1e-9)
    weights = {skill: max(1, round(scale * weight)) for skill, weight in squared_idf.items()}
    counter, total = BitSlicedCounter(), max(sum(weights.values()), 1)
    for skill, weight in weights.items():
        counter.add(index.bitmap(SKILL, skill) & within, weight)
    found = []
    for half_skills, bits in index.items(ASKED):
        asked = int(half_skills) / 2 / max(len(weights), 1)
        for common, cell in counter.counts(bits & within):
            found.append((min(1.0, 2 * common / total / (1 + asked)), cell))
    return sorted(found, key=lambda cell: -cell[0])


def _by_facets(index: BitmapIndex, within: BitMap, facets: Mapping[str, str]) -> list[tuple[float, BitMap]]:
    """Group the postings by the sum of the weights of their equal facets."""
    parts = [(0.0, within)]
    for facet, weight in _FACET_WEIGHTS.items():
        same = index.bitmap(facet, facets.get(facet, ""))
        split = [part for sum_, bits in parts for part in ((sum_ + weight, bits & same), (sum_, bits - same))]
        parts = [(sum_, bits) for sum_, bits in split if bits]
    return parts
