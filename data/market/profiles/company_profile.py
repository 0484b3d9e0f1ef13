"""Profile of a company, by the postings that name the company: roles, titles, skills, stages, changes by month."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap
from sqlalchemy import func, select

from truerole.core.normalise.months import months_between
from truerole.core.normalise.plausible import plausible_month
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Proportion
from truerole.data.market.bitmap_index import CLOSED, YES, BitmapIndex
from truerole.data.market.profiles.company_table import CompanyTable
from truerole.data.store.engine import batched
from truerole.data.store.schema import postings
from truerole.data.store.store import Store

# From so few postings no share is told of a company.
FEWEST = 10
# Levels of deep learning at which a posting requires it.
DEEP = ("2", "3")


@dataclass(frozen=True)
class CompanyProfile:
    """Profile of a company: the name, other spellings, and the postings within a selection."""

    index: BitmapIndex
    name: str
    spellings: tuple[str, ...]
    postings: BitMap

    @property
    def tells(self) -> bool:
        """Return whether there are enough postings for shares."""
        return len(self.postings) >= FEWEST

    @cached_property
    def open(self) -> BitMap:
        """Return the postings that are not known to be closed."""
        return self.postings - self.index.bitmap(CLOSED, YES)

    @cached_property
    def roles(self) -> list[Proportion]:
        """Return the real roles of the postings, the commonest first."""
        return aggregates.count_values(self.index, "role", self.postings)

    @cached_property
    def titled(self) -> list[Proportion]:
        """Return the roles that the titles name, the commonest first; of all postings."""
        return aggregates.count_values(self.index, "title_role", self.postings)

    @cached_property
    def mistitled(self) -> Proportion:
        """Return the proportion of mistitled postings, among all whose title names a role."""
        shares = aggregates.mistitle_rate(self.index, self.postings, "title_role")
        return Proportion("mistitled", sum(s.count for s in shares), sum(s.total for s in shares))

    @cached_property
    def deep_learning(self) -> list[Proportion]:
        """Return the levels of deep learning of the postings, from 0 to 3."""
        bits = ((level, self.index.bitmap("deep_learning", level)) for level in "0123")
        total = len(self.postings)
        return [Proportion(level, b.intersection_cardinality(self.postings), total) for level, b in bits]

    @cached_property
    def deep(self) -> Proportion:
        """Return the proportion of postings that require deep learning."""
        return Proportion("deep", sum(s.count for s in self.deep_learning if s.name in DEEP), len(self.postings))

    @cached_property
    def stages(self) -> list[Proportion]:
        """Return the stages of the company by the words of the postings, the commonest first."""
        return aggregates.count_values(self.index, "stage", self.postings)

    @cached_property
    def skills(self) -> list[Proportion]:
        """Return the skills that the postings name, the commonest first."""
        return aggregates.count_skills(self.index, self.postings)


def company_profile(
    index: BitmapIndex, companies: CompanyTable, name: str, within: BitMap | None = None
) -> CompanyProfile | None:
    """Return the profile of a company by its postings `within`, given any spelling of the name; None if unknown."""
    code = companies.find(name)
    if code is None:
        return None
    held = companies.postings(code) & (index.all if within is None else within)
    shown = companies.names[code]
    others = tuple(spelling for spelling in companies.spellings_of(code) if spelling != shown)
    return CompanyProfile(index, shown, others, held)


@dataclass(frozen=True, slots=True)
class MonthOfPostings:
    """Month of a company's postings: how many were published, and how many closed."""

    month: str
    opened: int
    closed: int


def postings_by_month(store: Store, index: BitmapIndex, within: BitMap) -> list[MonthOfPostings]:
    """Return the postings that were opened and closed in each month from the first to the last; empty months, too.

    Months that no real posting is of, which an earlier import let in, are left out.
    """
    opened = {share.name: share.count for share in aggregates.count_values(index, "month", within)}
    closed = _closed_by_month(store, within & index.bitmap(CLOSED, YES))
    told = set(filter(plausible_month, {*opened, *closed}))
    months = months_between(min(told), max(told)) if told else []
    return [MonthOfPostings(month, opened.get(month, 0), closed[month]) for month in months]


def _closed_by_month(store: Store, within: BitMap) -> Counter[str]:
    found = Counter[str]()
    with store.read_transaction() as connection:
        for batch in batched(list(within)):
            days = select(postings.c.closed_on, func.count()).where(postings.c.number.in_(batch))
            for day, count in connection.execute(days.group_by(postings.c.closed_on)):
                if day is not None:
                    found[f"{day:%Y-%m}"] += count
    return found
