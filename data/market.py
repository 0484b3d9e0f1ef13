"""What the charts ask of the index: counts and shares under any filters, as small records.

Every answer carries how many postings it stands on. Shares come with 95 % intervals (Wilson 1927), which hold for few
postings and for shares near 0 or 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import sqrt
from operator import or_

from pyroaring import BitMap

from data.bitmaps import REQUIRED, SKILL, Bitmaps

# The standard normal quantile of 95 % intervals.
_Z = 1.959964

Period = tuple[str | None, str | None]


@dataclass(frozen=True)
class Filters:
    """Hold what is asked for: of each facet any of some values, and a period of months, its ends included."""

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: Period = (None, None)

    def but(self, **facets: str) -> "Filters":
        """Return the same filters with other values for some facets."""
        return Filters({**self.facets, **{name: (value,) for name, value in facets.items()}}, self.period)


@dataclass(frozen=True, slots=True)
class Share:
    """Hold how many of `of` postings have something, and the interval of their share."""

    name: str
    count: int
    of: int

    @property
    def share(self) -> float:
        """Return the share, 0 where there are no postings."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share."""
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.share
        centre, spread = p + _Z**2 / (2 * n), _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, (centre - spread) / (1 + _Z**2 / n)), min(1.0, (centre + spread) / (1 + _Z**2 / n))


@dataclass(frozen=True, slots=True)
class Distinct:
    """Hold how often a skill stands in some postings, and in others."""

    skill: str
    here: Share
    there: Share

    @property
    def lift(self) -> float:
        """Return how many times likelier the skill is here, at the least: by the near ends of both intervals.

        So a skill of few postings is not called typical by chance. Below 1 it is likelier there, or nothing is sure.
        """
        return self.here.interval[0] / self.there.interval[1]


def postings(index: Bitmaps, filters: Filters) -> BitMap:
    """Return the postings that pass all filters."""
    found = index.all
    for facet, values in filters.facets.items():
        if values:
            found = found & _any(index, facet, values)
    first, last = filters.period
    if first or last:
        months = [m for m in index.values("month") if (first or m) <= m <= (last or m)]
        found = found & _any(index, "month", months)
    return found


def _any(index: Bitmaps, facet: str, values: Iterable[str]) -> BitMap:
    return reduce(or_, (index.of(facet, value) for value in values), BitMap())


def values(index: Bitmaps, facet: str, within: BitMap) -> list[Share]:
    """Return each value of a facet with its postings among those `within`, the commonest first."""
    found = ((value, index.of(facet, value).intersection_cardinality(within)) for value in index.values(facet))
    return _sorted(Share(value, count, len(within)) for value, count in found if count)


def skills(index: Bitmaps, within: BitMap, required: bool = False) -> list[Share]:
    """Return each skill with the postings that name it, or require it, the commonest first."""
    return values(index, REQUIRED if required else SKILL, within)


def distinctive(
    index: Bitmaps, here: BitMap, there: BitMap, fewest: int = 10, required: bool = False
) -> list[Distinct]:
    """Return the skills by how much likelier they are `here` than `there`; those of few postings are left out."""
    facet, found = REQUIRED if required else SKILL, []
    for skill in index.values(facet):
        bits = index.of(facet, skill)
        counts = bits.intersection_cardinality(here), bits.intersection_cardinality(there)
        if sum(counts) >= fewest:
            found.append(Distinct(skill, Share(skill, counts[0], len(here)), Share(skill, counts[1], len(there))))
    return sorted(found, key=lambda d: (-d.lift, d.skill))


def by_month(index: Bitmaps, within: BitMap, wanted: Sequence[str], required: bool = False) -> dict[str, list[Share]]:
    """Return for each wanted skill its share month by month; the name of a share is its month."""
    months = [(m, index.of("month", m) & within) for m in index.values("month")]
    facet = REQUIRED if required else SKILL
    return {
        skill: [
            Share(m, index.of(facet, skill).intersection_cardinality(bits), len(bits)) for m, bits in months if bits
        ]
        for skill in wanted
    }


def beside(index: Bitmaps, within: BitMap, skill: str) -> list[Share]:
    """Return what comes with a skill: the others by their share among the postings that name it."""
    return [share for share in skills(index, index.of(SKILL, skill) & within) if share.name != skill]


def titles(index: Bitmaps, within: BitMap) -> dict[str, list[Share]]:
    """Return for each role that titles name what the work really is, the commonest first."""
    return {name: values(index, "role", index.of("title_role", name) & within) for name in index.values("title_role")}


def _sorted(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda s: (-s.count, s.name))
