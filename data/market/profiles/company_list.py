"""Companies beside each other: a list by their work in machine learning, and the companies most like a given company.

Every number is counted for all companies at once, by arrays over the postings: there is no bitmap for a company.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.reading import ROLES
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.aggregates import Z95, Proportion
from truerole.data.market.bitmap_index import CLOSED, YES, BitmapIndex
from truerole.data.market.facets.skills import SKILL
from truerole.data.market.profiles.company_profile import DEEP, FEWEST
from truerole.data.market.profiles.company_table import CompanyTable, Counts
from truerole.data.market.wishes import KINDS, postings_of_kind

Shares = NDArray[np.floating[Any]]

# Orders of the list beside the kinds of work.
BY_POSTINGS, BY_OPEN, BY_DEEP, BY_NAME = "postings", "open", "deep", "name"
ORDERS = (BY_POSTINGS, BY_OPEN, BY_DEEP, *KINDS, BY_NAME)


@dataclass(frozen=True)
class CompanySummary:
    """Line of the list: name, postings, open postings, the commonest role, deep learning required, kinds of work."""

    name: str
    postings: int
    open: int
    role: Proportion | None
    deep: Proportion
    kinds: dict[str, Proportion]


@dataclass(frozen=True)
class CompanyList:
    """List of the companies with postings in a selection, as arrays (companies,) of the same order."""

    names: tuple[str, ...]
    postings: Counts
    open: Counts
    roles: dict[str, Counts]
    deep: Counts
    kinds: dict[str, Counts]

    def __len__(self) -> int:
        return len(self.names)

    def order(self, by: str) -> list[int]:
        """Return the places of the companies in an order of ORDERS, the largest first, equals by postings and name.

        Companies of fewer than FEWEST postings have no share, and come last; the others are ordered by the low end of
        the 95 % interval of it, so that few postings do not lead by chance.
        """
        by_name = sorted(range(len(self)), key=lambda place: (self.names[place].casefold(), self.names[place]))
        if by == BY_NAME:
            return by_name
        counts = {BY_POSTINGS: self.postings, BY_OPEN: self.open}
        keys: Shares | Counts = counts[by] if by in counts else self._shares(by)
        return sorted(by_name, key=lambda place: (-keys[place], -self.postings[place]))

    def _shares(self, by: str) -> Shares:
        low = _low_end(self.deep if by == BY_DEEP else self.kinds[by], self.postings)
        return low + (self.postings >= FEWEST)

    def summary(self, place: int) -> CompanySummary:
        """Return the line of the company at a place."""
        total = int(self.postings[place])
        roles = [Proportion(role, int(counts[place]), total) for role, counts in self.roles.items()]
        role = max(roles, key=lambda share: share.count, default=None)
        return CompanySummary(
            self.names[place],
            total,
            int(self.open[place]),
            role if role and role.count else None,
            Proportion(BY_DEEP, int(self.deep[place]), total),
            {kind: Proportion(kind, int(counts[place]), total) for kind, counts in self.kinds.items()},
        )


def list_companies(
    index: BitmapIndex, companies: CompanyTable, within: BitMap, kinds: Sequence[str] = ()
) -> CompanyList:
    """List the companies of the postings `within`; with `kinds` of work only companies that do all of these kinds."""
    totals = companies.count(within)
    done = {kind: companies.count(postings_of_kind(index, within, kind, load_taxonomy())[1]) for kind in KINDS}
    kept = np.flatnonzero((totals > 0) & np.logical_and.reduce([done[kind] > 0 for kind in kinds] or [totals > 0]))
    names = companies.names

    def counted(bits: BitMap) -> Counts:
        return companies.count(bits & within)[kept]

    return CompanyList(
        tuple(names[code] for code in kept.tolist()),
        totals[kept],
        counted(within - index.bitmap(CLOSED, YES)),
        {role: counted(index.bitmap("role", role)) for role in ROLES},
        counted(index.any("deep_learning", DEEP)),
        {kind: counts[kept] for kind, counts in done.items()},
    )


def _low_end(counts: Counts, totals: Counts) -> Shares:
    """Return the low ends of the 95 % Wilson intervals of proportions."""
    share = counts / totals
    spread = Z95 * np.sqrt(share * (1 - share) / totals + Z95**2 / (4 * totals**2))
    return np.asarray((share + Z95**2 / (2 * totals) - spread) / (1 + Z95**2 / totals))


@dataclass(frozen=True, slots=True)
class SimilarCompany:
    """Similar company: name, similarity from 0 to 1, number of postings, and unusual skills in common.

    `common` are skills that both name more often than companies do, what counts most first.
    """

    name: str
    similarity: float
    postings: int
    common: tuple[str, ...]


def similar_companies(
    index: BitmapIndex, companies: CompanyTable, within: BitMap, name: str, *, count: int = 8, fewest: int = FEWEST
) -> list[SimilarCompany]:
    """Return the `count` companies most similar to a company, of at least `fewest` postings, the most similar first.

    Cosine similarity (Salton and McGill 1983) of the shares of roles and skills, each less the share among the postings
    of all companies: what all ask for makes nobody alike. Empty for an unknown company and for one of fewer postings.
    """
    within = within & companies.held
    code, totals = companies.find(name), companies.count(within)
    if code is None or totals[code] < fewest:
        return []
    kept = np.flatnonzero(totals >= fewest)
    place = int(np.searchsorted(kept, code))
    # Row by row: all rows of 50,000 companies at once, and their products, would take a quarter of a gigabyte.
    products, squares = np.zeros(len(kept)), np.zeros(len(kept))
    for _, row in _shares(index, companies, within, within, kept):
        products += row * row[place]
        squares += row**2
    lengths = np.sqrt(squares)
    similarity = products / np.maximum(lengths * lengths[place], 1e-12)
    order = [i for i in np.argsort(-similarity, kind="stable").tolist() if i != place and similarity[i] > 0][:count]
    common = _common(index, companies, within, kept[[place, *order]])
    return [
        SimilarCompany(companies.names[int(kept[i])], float(similarity[i]), int(totals[kept[i]]), skills)
        for i, skills in zip(order, common, strict=True)
    ]


def _shares(
    index: BitmapIndex, companies: CompanyTable, within: BitMap, among: BitMap, kept: NDArray[np.intp]
) -> Iterator[tuple[str, Shares]]:
    """Yield roles and skills with their shares by company less those of all `within`, (companies,), of `among` alone.

    An empty name stands for a role.
    """
    named = [("", index.bitmap("role", role)) for role in ROLES]
    named += [(skill, bits) for skill, bits in sorted(index.items(SKILL)) if bits.intersect(within)]
    totals, total = companies.count(among)[kept], max(1, len(within))
    for skill, bits in named:
        yield skill, companies.count(bits & among)[kept] / totals - bits.intersection_cardinality(within) / total


def _common(
    index: BitmapIndex, companies: CompanyTable, within: BitMap, codes: NDArray[np.intp], most: int = 5
) -> list[tuple[str, ...]]:
    """Return the unusual skills that the first of the companies has in common with each other one."""
    theirs = BitMap.union(BitMap(), *map(companies.postings, codes.tolist())) & within
    skills, rows = zip(*_shares(index, companies, within, theirs, codes), strict=True)
    first, *others = np.array(rows).T
    return [_unusual(skills, shares * first, shares, most) for shares in others]


def _unusual(skills: Sequence[str], products: Shares, shares: Shares, most: int) -> tuple[str, ...]:
    order = np.argsort(-products, kind="stable").tolist()
    found = [skills[i] for i in order if skills[i] and products[i] > 0 and shares[i] > 0]
    return tuple(found[:most])
