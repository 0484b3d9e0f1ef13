"""How long postings that were gathered stay open, counted from the day of publication that their source names.

Closed is what a complete list no longer shows, whose page is gone, or whose last day to apply is past. A posting that
is only too old for its feed, or whose whole board is gone, was open for as long as it was seen, as one that still is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap
from sqlalchemy import and_, select

from truerole.core.clock import now
from truerole.core.reading import Role
from truerole.data.market.bitmap_arrays import bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics.survival import Days, OpenTime, open_time
from truerole.data.store.schema import BLOCK, postings
from truerole.data.store.store import Store

_CLOSED = ("absent", "gone", "deadline")
# Days of a posting that are of its beginning.
_OF_BEGINNING = ("published", "created")

_Row = tuple[int, date, datetime, datetime, date | None, str | None]


@dataclass(frozen=True)
class OpenTimeTable:
    """Gathered postings: numbers (n, ascending), ages in days when first seen and when closed or last seen, closed."""

    numbers: Days
    entry: Days
    leave: Days
    ended: npt.NDArray[np.bool_]

    def of(self, within: BitMap) -> OpenTime | None:
        """Return how long the postings `within` stay open, None where too few are known."""
        here = np.isin(self.numbers, bitmap_to_array(within), assume_unique=True)
        return open_time(self.entry[here], self.leave[here], self.ended[here])


# Of each store: when its open times were loaded, and these.
_CACHE: WeakKeyDictionary[Store, tuple[datetime, OpenTimeTable]] = WeakKeyDictionary()
# Medians of days move slowly, while any gathering touches most blocks of postings.
_LASTS = timedelta(hours=1)


def open_times(store: Store, index: BitmapIndex) -> OpenTimeTable:
    """Return the open times of all gathered postings, as they were within the last hour."""
    at, table = _CACHE.get(store, (None, None))
    if at is not None and table is not None and now() - at < _LASTS:
        return table
    table = _joined([load_open_times(store, block) for block in sorted(index.blocks)])
    _CACHE[store] = now(), table
    return table


def open_times_by_role(store: Store, index: BitmapIndex, roles: Iterable[Role | None]) -> dict[Role, OpenTime]:
    """Map roles to how long their postings stay open; roles of which too few are known are left out."""
    table = open_times(store, index)
    found = {role: table.of(index.bitmap("role", role)) for role in set(roles) if role} if len(table.numbers) else {}
    return {role: time for role, time in found.items() if time}


def load_open_times(store: Store, block: int) -> OpenTimeTable:
    """Load the gathered postings of a block whose day of publication is known."""
    p = postings.c
    known = and_(
        p.number.between(block * BLOCK, (block + 1) * BLOCK - 1),
        ~p.sample,
        p.last_seen.is_not(None),
        p.posted_on.is_not(None),
        p.posted_basis.in_(_OF_BEGINNING),
    )
    wanted = select(p.number, p.posted_on, p.added_at, p.last_seen, p.closed_on, p.close_reason).where(known)
    with store.read_transaction() as connection:
        return table_of([tuple(row) for row in connection.execute(wanted.order_by(p.number))])


def table_of(rows: Sequence[_Row]) -> OpenTimeTable:
    """Return a table of (number, posted on, first seen, last seen, closed on, reason), by ascending number."""
    entry, leave, ended = [], [], []
    for _, posted, first, last, closed_on, reason in rows:
        closed = closed_on if closed_on is not None and reason in _CLOSED else None
        entry.append(max((first.date() - posted).days, 0))
        leave.append(max(((closed or last.date()) - posted).days, entry[-1]))
        ended.append(closed is not None)
    numbers, first_age, last_age = (np.array(column, np.int64) for column in ([row[0] for row in rows], entry, leave))
    return OpenTimeTable(numbers, first_age, last_age, np.array(ended, np.bool_))


def _joined(parts: Sequence[OpenTimeTable]) -> OpenTimeTable:
    tables = [table_of(()), *parts]
    return OpenTimeTable(
        np.concatenate([part.numbers for part in tables]),
        np.concatenate([part.entry for part in tables]),
        np.concatenate([part.leave for part in tables]),
        np.concatenate([part.ended for part in tables]),
    )
