"""What the charts ask of the index: counts and shares under any filters, as small records.

Every answer carries how many postings it stands on. Shares come with 95 % intervals (Wilson 1927), which hold for few
postings and for shares near 0 or 1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from pyroaring import BitMap

from truerole.data.market.bitmap_index import CLOSED, COPY, FAMILY, MIXED, REQUIRED, SKILL, YES, BitmapIndex

# The standard normal quantile of 95 % intervals.
_Z = 1.959964

Period = tuple[str | None, str | None]


@dataclass(frozen=True)
class Filters:
    """Hold what is asked for: of each facet any of some values, and a period of months, its ends included.

    Postings that repeat another nearly word for word are left out, unless `copies`; closed ones where not `closed`.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: Period = (None, None)
    copies: bool = False
    closed: bool = True

    def with_facets(self, **facets: str | tuple[str, ...]) -> "Filters":
        """Return the same filters with other values for some facets."""
        changed = {name: (value,) if isinstance(value, str) else value for name, value in facets.items()}
        return replace(self, facets={**self.facets, **changed})


@dataclass(frozen=True, slots=True)
class Proportion:
    """Hold how many of `of` postings have something, and the interval of their share."""

    name: str
    count: int
    total: int

    @property
    def share(self) -> float:
        """Return the share, 0 where there are no postings."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.share
        centre, spread = p + _Z**2 / (2 * n), _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, (centre - spread) / (1 + _Z**2 / n)), min(1.0, (centre + spread) / (1 + _Z**2 / n))


@dataclass(frozen=True, slots=True)
class Contrast:
    """Hold how often a skill stands in some postings, and in others."""

    skill: str
    here: Proportion
    there: Proportion

    @property
    def lift(self) -> float:
        """Return how many times likelier the skill is here, at the least: by the near ends of both intervals.

        So a skill of few postings is not called typical by chance. Below 1 it is likelier there, or nothing is sure.
        """
        return self.here.interval[0] / self.there.interval[1]

    @property
    def difference(self) -> float:
        """Return by how much the share here is greater."""
        return self.here.share - self.there.share

    @property
    def sure(self) -> bool:
        """Say whether the intervals lie apart."""
        (low, high), (other_low, other_high) = self.here.interval, self.there.interval
        return low > other_high or high < other_low


def select_postings(index: BitmapIndex, filters: Filters) -> BitMap:
    """Return the postings that pass all filters."""
    found = index.all if filters.copies else index.all - index.bitmap(COPY, YES)
    if not filters.closed:
        found = found - index.bitmap(CLOSED, YES)
    for facet, values in filters.facets.items():
        if values:
            found = found & index.any(facet, values)
    first, last = filters.period
    if first or last:
        months = [m for m in index.values("month") if (first or m) <= m <= (last or m)]
        found = found & index.any("month", months)
    return found


def count_values(index: BitmapIndex, facet: str, within: BitMap) -> list[Proportion]:
    """Return each value of a facet with its postings among those `within`, the commonest first."""
    found = ((value, bits.intersection_cardinality(within)) for value, bits in index.items(facet))
    return _sorted(Proportion(value, count, len(within)) for value, count in found if count)


def count_skills(index: BitmapIndex, within: BitMap, required: bool = False) -> list[Proportion]:
    """Return each skill with the postings that name it, or require it, the commonest first."""
    return count_values(index, REQUIRED if required else SKILL, within)


def contrasts(
    index: BitmapIndex, here: BitMap, there: BitMap, fewest: int = 10, required: bool = False
) -> list[Contrast]:
    """Return each skill with its shares in both sets of postings; those of few postings are left out."""
    found = []
    for skill, bits in index.items(REQUIRED if required else SKILL):
        counts = bits.intersection_cardinality(here), bits.intersection_cardinality(there)
        if sum(counts) >= fewest:
            found.append(
                Contrast(skill, Proportion(skill, counts[0], len(here)), Proportion(skill, counts[1], len(there)))
            )
    return sorted(found, key=lambda contrast: contrast.skill)


def distinctive(found: Iterable[Contrast]) -> list[Contrast]:
    """Return what is surely likelier here, by how much, the most distinctive first."""
    return sorted((c for c in found if c.lift > 1), key=lambda c: (-c.lift, c.skill))


def most_different(found: Iterable[Contrast], each: int) -> list[Contrast]:
    """Return the skills whose shares surely differ most, `each` for either side, from here to there."""
    sure = sorted((c for c in found if c.sure), key=lambda c: (-c.difference, c.skill))
    here, there = [c for c in sure if c.difference > 0], [c for c in sure if c.difference < 0]
    return here[:each] + there[-each:]


def monthly_proportions(
    index: BitmapIndex, within: BitMap, wanted: Sequence[str], required: bool = False, window: int = 1
) -> dict[str, list[Proportion]]:
    """Return for each wanted skill its share month by month; the name of a share is its month.

    With a `window` of n months each share is that of all postings of n months around it (a centred moving average,
    weighted by postings); n is odd.
    """
    months = [(month, index.bitmap("month", month) & within) for month in index.values("month")]
    facet = REQUIRED if required else SKILL
    found = {}
    for skill in wanted:
        bits = index.bitmap(facet, skill)
        found[skill] = moving_average(
            [Proportion(m, bits.intersection_cardinality(b), len(b)) for m, b in months if b], window
        )
    return found


def moving_average(shares: Sequence[Proportion], window: int) -> list[Proportion]:
    """Return each share as that of all postings of the `window` shares around it, fewer at the ends."""
    half = window // 2
    near = [shares[max(0, i - half) : i + half + 1] for i in range(len(shares))]
    return [
        Proportion(s.name, sum(n.count for n in some), sum(n.total for n in some))
        for s, some in zip(shares, near, strict=True)
    ]


def postings_by_year(index: BitmapIndex, within: BitMap) -> dict[str, BitMap]:
    """Return the postings of each year, the first year first."""
    years: dict[str, BitMap] = {}
    for month in index.values("month"):
        found = index.bitmap("month", month) & within
        if found:
            years[month[:4]] = years.get(month[:4], BitMap()) | found
    return years


def yearly_proportions(
    index: BitmapIndex, within: BitMap, wanted: Sequence[str], fewest: int, required: bool = False
) -> dict[str, list[Proportion]]:
    """Return for each wanted skill its share year by year, each source with `fewest` postings counting the same.

    So a year in which one large source was gathered is not that source alone. The count of a share is scaled to match.
    """
    facet, found = REQUIRED if required else SKILL, {skill: list[Proportion]() for skill in wanted}
    for year, bits in postings_by_year(index, within).items():
        parts = [part for _, source in index.items("source") if len(part := source & bits) >= fewest]
        of = sum(map(len, parts))
        for skill in wanted if parts else ():
            named = index.bitmap(facet, skill)
            mean = sum(named.intersection_cardinality(part) / len(part) for part in parts) / len(parts)
            found[skill].append(Proportion(year, round(mean * of), of))
    return found


def cooccurring(index: BitmapIndex, within: BitMap, skill: str, fewest: int = 10) -> list[Contrast]:
    """Return what comes with a skill: the others by their share among the postings that name it, and among the rest."""
    named = index.bitmap(SKILL, skill) & within
    found = (c for c in contrasts(index, named, within - named, fewest) if c.skill != skill and c.here.count)
    return sorted(found, key=lambda c: (-c.here.count, c.skill))


def roles_by_title(index: BitmapIndex, within: BitMap, facet: str = "title_role") -> dict[str, list[Proportion]]:
    """Return for each kind of title what the work really is, the commonest first.

    Kinds are the roles that titles name, or by the facet FAMILY the families of titles.
    """
    found = {name: count_values(index, "role", bits & within) for name, bits in sorted(index.items(facet))}
    return {name: shares for name, shares in found.items() if shares}


def roles_by_family(index: BitmapIndex, within: BitMap, fewest: int) -> dict[str, list[Proportion]]:
    """Return for each family of titles with enough postings what the work really is."""
    return {name: shares for name, shares in roles_by_title(index, within, FAMILY).items() if shares[0].total >= fewest}


def mistitled(index: BitmapIndex, within: BitMap) -> BitMap:
    """Return the postings whose title names one of the roles and whose work is another."""
    same = BitMap.union(BitMap(), *(bits & index.bitmap("role", role) for role, bits in index.items("title_role")))
    return (_named(index) & within) - same


def _named(index: BitmapIndex) -> BitMap:
    return index.having("title_role") & index.having("role")


def mistitle_rate(index: BitmapIndex, within: BitMap, facet: str) -> list[Proportion]:
    """Return for each value of a facet how many of the postings with a role in their title are other work."""
    named, wrong = _named(index) & within, mistitled(index, within)
    found = []
    for value, bits in sorted(index.items(facet)):
        if of := bits.intersection_cardinality(named):
            found.append(Proportion(value, bits.intersection_cardinality(wrong), of))
    return found


def role_pairs(index: BitmapIndex, within: BitMap) -> list[Proportion]:
    """Return the pairs of roles that share a posting's work ("data_analyst+data_engineer"), the commonest first."""
    return count_values(index, MIXED, within)


def newest(index: BitmapIndex, within: BitMap, start: int, count: int) -> list[int]:
    """Return `count` postings from place `start` on: the newest first, those without a date last."""
    found: list[int] = []
    for bits in _by_date(index, within, start):
        found += _last(bits, start, count - len(found))
        if len(found) == count:
            break
        start = max(0, start - len(bits))
    return found


def _by_date(index: BitmapIndex, within: BitMap, start: int) -> Iterator[BitMap]:
    """Yield postings day by day, the newest first; months that lie wholly before place `start` at once."""
    rest = within
    days = index.values("posted_on")
    for month in reversed(index.values("month")):
        bits = index.bitmap("month", month) & within
        rest, passed = rest - bits, start >= len(bits)
        for day in () if passed else reversed([day for day in days if day.startswith(month)]):
            some = index.bitmap("posted_on", day) & bits
            bits = bits - some
            yield some
            start = max(0, start - len(some))
        yield bits
        start = max(0, start - len(bits))
    yield rest


def _last(bits: BitMap, start: int, count: int) -> list[int]:
    end = len(bits) - start
    return list(reversed(bits[max(0, end - count) : end])) if end > 0 else []


def _sorted(shares: Iterable[Proportion]) -> list[Proportion]:
    return sorted(shares, key=lambda s: (-s.count, s.name))
