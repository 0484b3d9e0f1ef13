"""Companies of the postings as an array by posting number, brought up to date where postings have changed.

The names of a company are merged as duplicates are found (`data/dedup/normalise_names.py`): without legal form, case
and spaces, so that "Data Robot, Inc." and "DataRobot" are one company.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import compress, islice

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy import Connection, String, cast, func, select

from truerole.core.concurrency.background import give_way
from truerole.core.text.visible import one_line
from truerole.data.dedup.normalise_names import fold_text, normalise_company
from truerole.data.market.bitmap_arrays import array_to_bitmap, bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex, BlockState, changed_since, postings_of_block
from truerole.data.market.facets.following_table import FollowingTable
from truerole.data.store.schema import BLOCK, postings
from truerole.data.store.store import Store

Codes = NDArray[np.int32]
Counts = NDArray[np.int64]

# Of a posting without a company.
NONE = -1


@dataclass(frozen=True)
class CompanyTable:
    """Companies by posting: `spelling` holds for each posting number the place of the company's name, else NONE.

    `places` are those of all names, in order, `code_of_spelling` is the company of each, (names,), and `codes` are the
    companies by the key of all names of a company. `blocks` are the states of the blocks of postings that were read.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    code_of_spelling: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    codes: Mapping[str, int] = field(default_factory=dict)
    spelling: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    blocks: Mapping[int, BlockState] = field(default_factory=dict)

    @cached_property
    def company(self) -> Codes:
        """Return for each posting number the code of the company, (n,); NONE without a company."""
        return np.append(self.code_of_spelling, np.int32(NONE)).take(self.spelling)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return for each company the commonest spelling, the first by the alphabet of equals."""
        used = np.bincount(self.spelling[self.spelling >= 0], minlength=len(self.places))
        most = np.zeros(len(self.codes), np.int64)
        np.maximum.at(most, self.code_of_spelling, used)
        names = [""] * len(self.codes)
        commonest = (used == most[self.code_of_spelling]).tolist()
        for spelling, code, is_commonest in zip(self.places, self.code_of_spelling.tolist(), commonest, strict=True):
            if is_commonest:
                name, other = one_line(spelling), names[code]
                names[code] = min(name, other) if other else name
        return tuple(names)

    @cached_property
    def held(self) -> BitMap:
        """Return the postings that name a company."""
        return array_to_bitmap(np.flatnonzero(self.spelling >= 0))

    def find(self, name: str) -> int | None:
        """Return the code of a company, given any spelling of the name; None for an unknown company."""
        return self.codes.get(company_key(name))

    def spellings_of(self, company: int) -> list[str]:
        """Return all names that postings give a company, sorted."""
        of_company = (self.code_of_spelling == company).tolist()
        return sorted(one_line(spelling) for spelling in compress(self.places, of_company))

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
    begin = [key for key in companies.codes if key.startswith(wanted)]
    found = dict.fromkeys([*sorted(begin, key=len)[:most], *get_close_matches(wanted, companies.codes, most)])
    return [companies.names[companies.codes[key]] for key in list(found)[:most]]


def refresh_companies(store: Store, index: BitmapIndex, before: CompanyTable | None = None) -> CompanyTable:
    """Return the companies of the postings of an index, reading again only the postings that have changed."""
    before = before or CompanyTable()
    if before.blocks == index.blocks:
        return before
    size = max((state.last + 1 for state in index.blocks.values()), default=0)
    spelling = np.empty(size, np.int32)
    spelling[: len(before.spelling)] = before.spelling[:size]
    spelling[len(before.spelling) :] = NONE
    for block in before.blocks.keys() - index.blocks.keys():
        spelling[block * BLOCK : (block + 1) * BLOCK] = NONE
    places, codes = dict(before.places), dict(before.codes)
    with store.read_transaction() as connection:
        for block, state in index.blocks.items():
            was = before.blocks.get(block)
            if was == state:
                continue
            give_way()
            changed = changed_since(connection, block, was) if was else None
            numbers = np.arange(block * BLOCK, (block + 1) * BLOCK) if changed is None else bitmap_to_array(changed)
            spelling[numbers[numbers < size]] = NONE
            for name, named in _named(connection, block, changed):
                give_way()
                spelling[named[named < size]] = places.setdefault(name, len(places))
    new = (company_key(name) for name in islice(places, len(before.places), None))
    added = np.array([codes.setdefault(key, len(codes)) for key in new], np.int32)
    code_of_spelling = np.concatenate([before.code_of_spelling, added])
    return CompanyTable(places, code_of_spelling, codes, spelling, dict(index.blocks))


COMPANIES = FollowingTable(refresh_companies)


def company_table(store: Store, index: BitmapIndex) -> CompanyTable:
    """Return the companies of all postings of a store; only postings that have changed since the last call are read."""
    return COMPANIES.of(store, index)


def _named(connection: Connection, block: int, of: BitMap | None) -> Iterable[tuple[str, NDArray[np.int64]]]:
    """Yield the companies of postings (None: of a whole block), the first named first, with the numbers of theirs."""
    numbers = func.aggregate_strings(cast(postings.c.number, String), ",")
    here = postings_of_block(postings.c.number, block, of)
    rows = select(postings.c.company, numbers).where(here, postings.c.company.is_not(None))
    for name, joined in connection.execute(rows.group_by(postings.c.company).order_by(func.min(postings.c.number))):
        if one_line(name).strip():
            yield name, np.fromstring(joined, np.int64, sep=",")
