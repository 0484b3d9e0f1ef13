"""Pay behind the charts: published amounts a year in a single currency, never converted.

An hour counts 2,080 times a year, a day 260, a week 52, a month 12; of a range the middle counts, of an open range
the end that is named. Fewer than 20 postings give no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil, floor, sqrt
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from truerole.core.concurrency.background import give_way
from truerole.core.normalise.pay_period import TIMES_A_YEAR
from truerole.core.reading import Seniority
from truerole.data.market.aggregates import Z95, Proportion, count_values, postings_by_year
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array, zeros_up_to
from truerole.data.market.bitmap_index import BitmapIndex, BlockState, changed_since, postings_of_block, whole_block
from truerole.data.market.facets.following_table import FollowingTable
from truerole.data.store.schema import postings
from truerole.data.store.store import Store

PayFacet = Literal["role", "seniority", "country", "year"]
PAY_FACETS: tuple[PayFacet, ...] = get_args(PayFacet)
FEWEST = 20
_LEVELS: tuple[str, ...] = get_args(Seniority)
_ESTIMATED = "estimated"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PayTable:
    """Pay of postings: numbers (n, ascending), amounts a year, codes of currencies, flags of estimates (n each).

    `blocks` are the states of the blocks of postings that were read.
    """

    numbers: Ints
    amounts: Floats
    currency: Ints
    estimated: npt.NDArray[np.bool_]
    blocks: Mapping[int, BlockState] = field(default_factory=dict)

    def take(self, rows: npt.NDArray[Any]) -> "PayTable":
        """Return the table of chosen rows, by their numbers or a mask."""
        return PayTable(self.numbers[rows], self.amounts[rows], self.currency[rows], self.estimated[rows])

    def without(self, postings: BitMap) -> "PayTable":
        """Return the table without the rows of postings."""
        return self.take(~np.isin(self.numbers, bitmap_to_array(postings))) if postings else self

    @cached_property
    def groups(self) -> dict[tuple[str, bool], BitMap]:
        """Map currencies, and whether pay is estimated, to the postings."""
        codes = [(code, guessed) for code in np.unique(self.currency).tolist() for guessed in (False, True)]
        found = ((code, guessed, (self.currency == code) & (self.estimated == guessed)) for code, guessed in codes)
        return {(_currency_of(code), guessed): array_to_bitmap(self.numbers[which]) for code, guessed, which in found}

    @cached_property
    def _by_amount(self) -> tuple[Floats, npt.NDArray[np.unsignedinteger[Any]]]:
        """Different amounts, ascending, and by number the place of each posting's among them; the others are 0."""
        order = np.argsort(self.amounts)
        ascending = self.amounts[order]
        differs = np.diff(ascending, prepend=-np.inf) > 0
        steps = ascending[differs]
        step_of = zeros_up_to(len(steps), int(self.numbers[-1]) + 1 if len(self.numbers) else 0)
        step_of[self.numbers[order]] = np.cumsum(differs) - 1
        return steps, step_of

    @property
    def steps(self) -> Floats:
        """Return the different amounts, ascending, (steps,)."""
        return self._by_amount[0]

    def count_up_to(self, within: BitMap) -> Ints:
        """Count the postings, all of which are in the table, that are paid each of the different amounts or less."""
        return np.bincount(self._step_of(within), minlength=len(self.steps)).cumsum()

    def pay_of(self, within: BitMap) -> Floats:
        """Return the amounts of postings, all of which are in the table, in the order of their numbers, (n,)."""
        return self.steps.take(self._step_of(within))

    def _step_of(self, within: BitMap) -> npt.NDArray[np.unsignedinteger[Any]]:
        return self._by_amount[1][bitmap_to_array(within)]


@dataclass(frozen=True)
class PaySelection:
    """Selected pay: the postings in one currency, published or estimated, and how many postings there are in all."""

    table: PayTable
    currency: str | None
    postings: BitMap
    total: int
    published: int
    estimated: int
    by_currency: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PayQuartiles:
    """Median and quartiles of pay a year of `count` postings; `low` and `high` are the median's 95 % interval."""

    name: str
    count: int
    quarter: float
    median: float
    three_quarters: float
    low: float
    high: float
    postings: BitMap = field(default_factory=BitMap, compare=False, repr=False)

    def source(self, index: BitmapIndex) -> Proportion:
        """Return the source of most of the postings, and how many of them it gave."""
        return count_values(index, "source", self.postings)[0]


def refresh_pay(store: Store, index: BitmapIndex, before: PayTable | None = None) -> PayTable:
    """Return the pay of the postings of an index, reading again only the postings that have changed."""
    states, parts, replaced = before.blocks if before else {}, [], BitMap()
    for block, state in sorted(index.blocks.items()):
        if (was := states.get(block)) == state:
            continue
        give_way()
        with store.read_transaction() as connection:
            changed = changed_since(connection, block, was) if was else None
        parts.append(load_pay(store, block, changed))
        replaced |= whole_block(block) if changed is None else changed
    for block in states.keys() - index.blocks.keys():
        replaced |= whole_block(block)
    joined = _joined([*([before.without(replaced)] if before else []), *parts])
    return replace(joined.take(np.argsort(joined.numbers, kind="stable")), blocks=dict(index.blocks))


PAY = FollowingTable(refresh_pay)


def pay_table(store: Store, index: BitmapIndex) -> PayTable:
    """Return the pay of all postings of a store; only postings that have changed since the last call are loaded."""
    return PAY.of(store, index)


def load_pay(store: Store, block: int, only: BitMap | None = None) -> PayTable:
    """Load the pay of the postings of a block, or `only` of these, that name amount, currency and period."""
    p = postings.c
    known = and_(
        postings_of_block(p.number, block, only),
        or_(p.salary_min.is_not(None), p.salary_max.is_not(None)),
        p.currency.is_not(None),
        p.period.in_(TIMES_A_YEAR),
    )
    amount = (func.coalesce(p.salary_min, p.salary_max) + func.coalesce(p.salary_max, p.salary_min)) / 2
    wanted = p.number, amount * _times(), p.currency, func.coalesce(p.salary_basis == _ESTIMATED, False)
    with store.read_transaction() as connection:
        rows = connection.execute(select(*wanted).where(known).order_by(p.number)).all()
    numbers, amounts, currencies, estimated = zip(*rows, strict=True) if rows else ((), (), (), ())
    return PayTable(
        np.array(numbers, np.int64),
        np.array(amounts, np.float64),
        np.array([_code_of(currency) for currency in currencies], np.int64),
        np.array(estimated, np.bool_),
    )


def _joined(parts: Sequence[PayTable]) -> PayTable:
    return PayTable(
        np.concatenate([np.array((), np.int64), *(part.numbers for part in parts)]),
        np.concatenate([np.array((), np.float64), *(part.amounts for part in parts)]),
        np.concatenate([np.array((), np.int64), *(part.currency for part in parts)]),
        np.concatenate([np.array((), np.bool_), *(part.estimated for part in parts)]),
    )


def _code_of(currency: str) -> int:
    """Return a currency of three letters as a number."""
    return int.from_bytes(currency.encode()[:6], "big")


def _currency_of(code: int) -> str:
    return code.to_bytes((code.bit_length() + 7) // 8, "big").decode("utf-8", "replace")


def _times() -> ColumnElement[int]:
    return case(TIMES_A_YEAR, value=postings.c.period)


def select_pay(table: PayTable, within: BitMap, currency: str | None = None, estimated: bool = False) -> PaySelection:
    """Select the published or the estimated pay of postings, in a currency, by default the commonest."""
    counts = {group: bits.intersection_cardinality(within) for group, bits in table.groups.items()}
    wanted = sorted((-count, name) for (name, guessed), count in counts.items() if guessed == estimated and count)
    by_currency = {name: -count for count, name in wanted}
    chosen = currency or next(iter(by_currency), None)
    return PaySelection(
        table,
        chosen,
        table.groups.get((chosen or "", estimated), BitMap()) & within,
        len(within),
        published=sum(count for (_, guessed), count in counts.items() if not guessed),
        estimated=sum(count for (_, guessed), count in counts.items() if guessed),
        by_currency=by_currency,
    )


def pay_by(index: BitmapIndex, pay: PaySelection, facet: PayFacet) -> list[PayQuartiles]:
    """Return quartiles of pay by value of a facet, for values with enough postings.

    Years and levels are in order; of others the best paid come first, by the low end of the median's interval: the
    highest medians are those of few postings and good luck.
    """
    found = [quartiles_of(value, pay, bits & pay.postings) for value, bits in _groups(index, pay, facet)]
    told = [quartiles for quartiles in found if quartiles]
    if facet == "seniority":
        return sorted(told, key=lambda quartiles: _LEVELS.index(quartiles.name))
    return told if facet == "year" else sorted(told, key=lambda quartiles: (-quartiles.low, -quartiles.median))


def pay_overall(pay: PaySelection) -> PayQuartiles | None:
    """Return quartiles of all selected pay, None of too few postings."""
    return quartiles_of("all", pay, pay.postings)


def _groups(index: BitmapIndex, pay: PaySelection, facet: PayFacet) -> Sequence[tuple[str, BitMap]]:
    if facet == "year":
        return list(postings_by_year(index, pay.postings).items())
    return sorted(index.items(facet))


def quartiles_of(name: str, pay: PaySelection, within: BitMap) -> PayQuartiles | None:
    """Return quartiles of the pay of postings, all of them selected; None of too few postings."""
    count = len(within)
    if count < FEWEST:
        return None
    up_to = pay.table.count_up_to(within)

    def amount(rank: int) -> float:
        return float(pay.table.steps[up_to.searchsorted(rank, "right")])

    def quantile(share: float) -> float:
        rank = share * (count - 1)
        low, high = amount(floor(rank)), amount(ceil(rank))
        return low + (high - low) * (rank - floor(rank))

    low, high = map(amount, median_interval(count))
    return PayQuartiles(name, count, quantile(0.25), quantile(0.5), quantile(0.75), low, high, within)


def median_interval(count: int) -> tuple[int, int]:
    """Return the ranks from 0, of so many amounts, of the median's 95 % interval: by the binomial, n >= 20."""
    low = floor(count / 2 - Z95 / 2 * sqrt(count))
    return low, count - 1 - low
