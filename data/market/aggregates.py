"""Aggregates behind the charts: counts and proportions of postings under any filters, sets and pages of postings.

Every answer carries how many postings it stands on. Proportions come with 95 % confidence intervals (Wilson 1927),
which hold for few postings and for proportions near 0 or 1.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import sqrt

from pyroaring import BitMap

from truerole.core.normalise.months import shift_month
from truerole.data.market.bitmap_index import CLOSED, COPY, FAMILY, MIXED, NO, SAMPLE, YES, BitmapIndex
from truerole.data.market.facets.skills import REQUIRED, SKILL

# Standard normal quantile of 95 % intervals.
Z95 = 1.959964

Period = tuple[str | None, str | None]


@dataclass(frozen=True)
class Filters:
    """Filters of a page: allowed values by facet, a period of months (both ends included), and skills by id.

    Duplicates are left out, unless `copies`; closed postings unless `closed`. A posting names all of `all_skills`, one
    or more of `any_skills`, none of `no_skills`.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: Period = (None, None)
    copies: bool = False
    closed: bool = True
    all_skills: tuple[str, ...] = ()
    any_skills: tuple[str, ...] = ()
    no_skills: tuple[str, ...] = ()

    def with_facets(self, **facets: str | tuple[str, ...]) -> "Filters":
        """Return a copy of the filters with other values for the given facets."""
        changed = {name: (value,) if isinstance(value, str) else value for name, value in facets.items()}
        return replace(self, facets={**self.facets, **changed})


@dataclass(frozen=True, slots=True)
class Proportion:
    """Proportion of postings: `count` of `total`, with the Wilson confidence interval."""

    name: str
    count: int
    total: int

    @property
    def share(self) -> float:
        """Return the proportion, 0 to 1; 0 for no postings."""
        return self.count / self.total if self.total else 0.0

    @property
    def independent(self) -> float:
        """Return of how many independent postings as much would be known: of all."""
        return self.total

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % Wilson confidence interval of the proportion: (low, high)."""
        return wilson_interval(self.share, self.independent)


def wilson_interval(share: float, n: float) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share of `n` independent postings, (low, high), after Wilson (1927)."""
    if not n:
        return 0.0, 1.0
    centre, spread = share + Z95**2 / (2 * n), Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return max(0.0, (centre - spread) / (1 + Z95**2 / n)), min(1.0, (centre + spread) / (1 + Z95**2 / n))


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
    return _by_skills(index, filters, found)


def _by_skills(index: BitmapIndex, filters: Filters, found: BitMap) -> BitMap:
    for skill in filters.all_skills:
        found = found & index.bitmap(SKILL, skill)
    if filters.any_skills:
        found = found & index.any(SKILL, filters.any_skills)
    return found - index.any(SKILL, filters.no_skills) if filters.no_skills else found


@dataclass(frozen=True)
class SampleNote:
    """Sample behind a figure: number of postings, first and last month, number of sources, the market sample's part.

    `largest` is the source of most of these postings, and how many of them it gave.
    """

    postings: int
    first: str | None
    last: str | None
    sources: int
    sampled: int
    largest: Proportion | None = None

    @property
    def all_sample(self) -> bool:
        """Tell whether every posting is of the market sample."""
        return self.sampled == self.postings


def sample_note(index: BitmapIndex, within: BitMap) -> SampleNote:
    """Return the sample note of a set of postings."""
    months = [month for month, bits in index.items("month") if bits.intersect(within)]
    sources = count_values(index, "source", within)
    first, last = (min(months), max(months)) if months else (None, None)
    sampled = index.bitmap(SAMPLE, YES).intersection_cardinality(within)
    return SampleNote(len(within), first, last, len(sources), sampled, sources[0] if sources else None)


@dataclass(frozen=True)
class Selection:
    """Postings that a page or a command is about: the index, the filters, and the postings that pass them."""

    index: BitmapIndex
    filters: Filters
    postings: BitMap

    @property
    def sample(self) -> SampleNote:
        """Return the sample note of all selected postings."""
        return sample_note(self.index, self.postings)

    def having(self, **facets: str | tuple[str, ...]) -> BitMap:
        """Return the postings that pass the filters with other values of the given facets."""
        return select_postings(self.index, self.filters.with_facets(**facets))


def newest_period(index: BitmapIndex, months: int = 24, today: date | None = None) -> Period:
    """Return the period of the newest `months` months: up to the newest month with a posting, future dates aside.

    (None, None) where no posting has a date.
    """
    now = f"{today or date.today():%Y-%m}"
    held = [month for month in index.values("month") if month <= now]
    return (shift_month(held[-1], 1 - months), held[-1]) if held else (None, None)


def count_values(index: BitmapIndex, facet: str, within: BitMap) -> list[Proportion]:
    """Count the postings `within` by value of a facet, the commonest value first."""
    found = ((value, bits.intersection_cardinality(within)) for value, bits in index.items(facet))
    return _sorted(Proportion(value, count, len(within)) for value, count in found if count)


def count_skills(index: BitmapIndex, within: BitMap, required: bool = False) -> list[Proportion]:
    """Count the postings by skill, named or required, the commonest skill first."""
    return count_values(index, REQUIRED if required else SKILL, within)


def postings_by_year(index: BitmapIndex, within: BitMap) -> dict[str, BitMap]:
    """Split postings by year, the first year first."""
    years: dict[str, BitMap] = {}
    for month in index.values("month"):
        found = index.bitmap("month", month) & within
        if found:
            years[month[:4]] = years.get(month[:4], BitMap()) | found
    return years


def postings_of(index: BitmapIndex, facet: str, within: BitMap, values: Iterable[str]) -> BitMap:
    """Return the postings `within` that have one of the values of a facet, or are of one of the years."""
    years = postings_by_year(index, within) if facet == "year" else None
    found = (index.bitmap(facet, value) & within if years is None else years.get(value, BitMap()) for value in values)
    return BitMap.union(BitMap(), *found)


def roles_by_title(index: BitmapIndex, within: BitMap, facet: str = "title_role") -> dict[str, list[Proportion]]:
    """Count the real roles of postings by the kind of title, the commonest role first.

    Kinds are the roles that titles name, or by the facet FAMILY the families of titles.
    """
    found = {name: count_values(index, "role", bits & within) for name, bits in sorted(index.items(facet))}
    return {name: shares for name, shares in found.items() if shares}


def roles_by_family(index: BitmapIndex, within: BitMap, fewest: int) -> dict[str, list[Proportion]]:
    """Count the real roles by family of titles; families of fewer than `fewest` postings are left out."""
    return {name: shares for name, shares in roles_by_title(index, within, FAMILY).items() if shares[0].total >= fewest}


def mistitled(index: BitmapIndex, within: BitMap) -> BitMap:
    """Return the mistitled postings, whose work contradicts the role that the title names.

    They are those that a reading contradicts, not all whose likeliest role is another: on read postings of sources
    left out the former are as many as the titles that are wrong, the latter a third more.
    """
    return _named(index) & index.bitmap("agrees", NO) & within


def unclear_titles(index: BitmapIndex, within: BitMap) -> BitMap:
    """Return the postings whose likeliest role is another than the title's, without contradicting the title."""
    same = BitMap.union(BitMap(), *(bits & index.bitmap("role", role) for role, bits in index.items("title_role")))
    return (_named(index) & within) - same - mistitled(index, within)


def _named(index: BitmapIndex) -> BitMap:
    """Return the postings with a role both in the title and in the reading."""
    return index.having("title_role") & index.having("role")


def mistitle_rate(index: BitmapIndex, within: BitMap, facet: str) -> list[Proportion]:
    """Return the rate of mistitled postings, among postings with a role in the title, by value of a facet."""
    named, wrong = _named(index) & within, mistitled(index, within)
    found = []
    for value, bits in sorted(index.items(facet)):
        if of := bits.intersection_cardinality(named):
            found.append(Proportion(value, bits.intersection_cardinality(wrong), of))
    return found


def role_pairs(index: BitmapIndex, within: BitMap) -> list[Proportion]:
    """Count postings by the pair of roles that share the work ("data_analyst+data_engineer"), the commonest first."""
    return count_values(index, MIXED, within)


def newest(index: BitmapIndex, within: BitMap, start: int, count: int) -> list[int]:
    """Return `count` posting numbers from place `start` on, by descending date; undated postings last."""
    found: list[int] = []
    for bits in _by_date(index, within, start):
        found += _last(bits, start, count - len(found))
        if len(found) == count:
            break
        start = max(0, start - len(bits))
    return found


def place_after(index: BitmapIndex, within: BitMap, number: int) -> int:
    """Return the place after a posting in the order of `newest`, where the posting need not be `within` any more."""
    month = next((month for month, bits in index.items("month") if number in bits), "")
    newer = sum(bits.intersection_cardinality(within) for each, bits in index.items("month") if each > month)
    place = 0
    for bits in _by_date(index, within | BitMap([number]), newer):
        if number in bits:
            place += len(bits) - bits.rank(number) + 1
            break
        place += len(bits)
    return place if number in within else place - 1


def _by_date(index: BitmapIndex, within: BitMap, start: int) -> Iterator[BitMap]:
    """Yield the postings of each day, the newest first; months wholly before place `start` as a single bitmap."""
    rest = within
    days = index.values("posted_on")
    for month in reversed(index.values("month")):
        bits = index.bitmap("month", month) & within
        rest, passed = rest - bits, start >= len(bits)
        for day in () if passed else reversed([day for day in days if day.startswith(month)]):
            of_day = index.bitmap("posted_on", day) & bits
            bits = bits - of_day
            yield of_day
            start = max(0, start - len(of_day))
        yield bits
        start = max(0, start - len(bits))
    yield rest


def _last(bits: BitMap, start: int, count: int) -> list[int]:
    end = len(bits) - start
    return list(reversed(bits[max(0, end - count) : end])) if end > 0 else []


def _sorted(shares: Iterable[Proportion]) -> list[Proportion]:
    return sorted(shares, key=lambda s: (-s.count, s.name))
