"""Companies of the postings as an array by posting number, brought up to date where postings have changed.

The names of a company are merged as duplicates are found (`data/dedup/normalise_names.py`): without legal form, case
and spaces, so that "Data Robot, Inc." and "DataRobot" are one company.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy import Connection, String, cast, func, select

from truerole.core.text.visible import one_line
from truerole.data.dedup.normalise_names import fold_text, normalise_company
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex, BlockState, changed_since
from truerole.data.market.facets.following_table import FollowingTable
from truerole.data.store.schema import BLOCK, postings
from truerole.data.store.store import Store

Codes = NDArray[np.int32]
Counts = NDArray[np.int64]

# Of a posting without a company.
NONE = -1


@dataclass(frozen=True)
class CompanyTable:
    """Companies by posting: `spelling` holds for each posting number the place of the company's name in `spellings`.

    NONE stands for no company. `key_of_spelling` is what all names of the company have in common, for each of these.
    `blocks` are the states of the blocks of postings that were read.
    """

    spellings: tuple[str, ...] = ()
    key_of_spelling: tuple[str, ...] = ()
    spelling: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    blocks: Mapping[int, BlockState] = field(default_factory=dict)

    @cached_property
    def _code_of_spelling(self) -> list[int]:
        return [self.keys[key] for key in self.key_of_spelling]

    @cached_property
    def keys(self) -> dict[str, int]:
        """Return the code of each company by the key of all names of the company."""
        return {key: code for code, key in enumerate(dict.fromkeys(self.key_of_spelling))}

    @cached_property
    def company(self) -> Codes:
        """Return for each posting number the code of the company, (n,); NONE without a company."""
        return np.array([*self._code_of_spelling, NONE], np.int32)[self.spelling]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return for each company the commonest spelling, the first by the alphabet of equals."""
        used = np.bincount(self.spelling[self.spelling >= 0], minlength=len(self.spellings)).tolist()
        best: dict[int, tuple[int, str]] = {}
        for spelling, code, count in zip(self.spellings, self._code_of_spelling, used, strict=True):
            name = -count, one_line(spelling)
            best[code] = min(best.get(code, name), name)
        return tuple(best[code][1] for code in range(len(best)))

    @cached_property
    def held(self) -> BitMap:
        """Return the postings that name a company."""
        return array_to_bitmap(np.flatnonzero(self.spelling >= 0))

    def find(self, name: str) -> int | None:
        """Return the code of a company, given any spelling of the name; None for an unknown company."""
        return self.keys.get(company_key(name))

    def spellings_of(self, company: int) -> list[str]:
        """Return all names that postings give a company, sorted."""
        named = zip(self.spellings, self._code_of_spelling, strict=True)
        return sorted({one_line(spelling) for spelling, code in named if code == company})

    def postings(self, company: int) -> BitMap:
        """Return the postings of a company."""
        return array_to_bitmap(np.flatnonzero(self.company == company))

    def count(self, within: BitMap) -> Counts:
        """Count the postings `within` by company, as an array (companies,)."""
        codes = self.company[self._numbers(within)]
        return np.bincount(codes[codes >= 0], minlength=len(self.names))

    def _numbers(self, within: BitMap) -> NDArray[np.uint32]:
        numbers = bitmap_to_array(within)
        return numbers[: int(np.searchsorted(numbers, len(self.spelling)))]


def company_key(name: str) -> str:
    """Return the key that all names of a company share: the words without the legal form, joined."""
    return "".join(normalise_company(name)) or fold_text(one_line(name))


def near_companies(companies: CompanyTable, name: str, most: int = 8) -> list[str]:
    """Return companies with names near to an unknown name: first names that begin with the same, then similar names."""
    wanted = company_key(name)
    if not wanted:
        return []
    begin = [key for key in companies.keys if key.startswith(wanted)]
    found = dict.fromkeys([*sorted(begin, key=len)[:most], *get_close_matches(wanted, companies.keys, most)])
    return [companies.names[companies.keys[key]] for key in list(found)[:most]]


def refresh_companies(store: Store, index: BitmapIndex, before: CompanyTable | None = None) -> CompanyTable:
    """Return the companies of the postings of an index, reading again only the postings that have changed."""
    before = before or CompanyTable()
    if before.blocks == index.blocks:
        return before
    size = max((state.last + 1 for state in index.blocks.values()), default=0)
    spelling = np.full(size, NONE, np.int32)
    spelling[: len(before.spelling)] = before.spelling[:size]
    places = {name: place for place, name in enumerate(before.spellings)}
    with store.read_transaction() as connection:
        for block, state in index.blocks.items():
            was = before.blocks.get(block)
            if was == state:
                continue
            changed = changed_since(connection, block, was) if was else None
            numbers = np.arange(block * BLOCK, (block + 1) * BLOCK) if changed is None else bitmap_to_array(changed)
            spelling[numbers[numbers < size]] = NONE
            for name, named in _named(connection, block, changed):
                spelling[named[named < size]] = places.setdefault(name, len(places))
    spellings = tuple(places)
    keys = before.key_of_spelling + tuple(map(company_key, spellings[len(before.spellings) :]))
    return CompanyTable(spellings, keys, spelling, dict(index.blocks))


COMPANIES = FollowingTable(refresh_companies)


def company_table(store: Store, index: BitmapIndex) -> CompanyTable:
    """Return the companies of all postings of a store; only postings that have changed since the last call are read."""
    return COMPANIES.of(store, index)


def _named(connection: Connection, block: int, of: BitMap | None) -> Iterable[tuple[str, NDArray[np.int64]]]:
    """Yield the companies of postings (None: of a whole block), the first named first, with the numbers of theirs."""
    numbers = func.aggregate_strings(cast(postings.c.number, String), ",")
    number = postings.c.number
    here = number.between(block * BLOCK, (block + 1) * BLOCK - 1) if of is None else number.in_(tuple(of))
    rows = select(postings.c.company, numbers).where(here, postings.c.company.is_not(None))
    for name, joined in connection.execute(rows.group_by(postings.c.company).order_by(func.min(number))):
        if one_line(name).strip():
            yield name, np.fromstring(joined, np.int64, sep=",")
