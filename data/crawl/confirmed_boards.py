"""A catalogue of boards whose names stand in three public lists or more, added by source where a person says so.

None of them was asked for the catalogue: a board that answers three times that it is not there is dropped again.
"""

import gzip
from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select, update

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.clock import now
from truerole.core.crawl import board_name
from truerole.data.crawl.boards import StarterBoard, add_new_boards
from truerole.data.store.schema import boards
from truerole.data.store.store import Store

CONFIRMED_FILE = ASSETS / "confirmed_boards.tsv.gz"
_MOST_GONE = 3
# A host that is ill for an hour is no company that has gone.
_LEAST_AGE = timedelta(days=2)


def confirmed_counts() -> dict[str, int]:
    """Map each source of the catalogue to the count of boards there, the most first."""
    return dict(Counter(source for source, _ in _confirmed(CONFIRMED_FILE)).most_common())


def add_confirmed_boards(store: Store, sources: Collection[str]) -> int:
    """Add the catalogue's boards of sources that nobody has added or removed before, and return the count."""
    wanted = (StarterBoard(source, board) for source, board in _confirmed(CONFIRMED_FILE) if source in sources)
    return add_new_boards(store, wanted)


def drop_missing_boards(store: Store) -> list[str]:
    """Remove the catalogue's boards that were never there in three answers or more over two days; return their names.

    The catalogue does not add them again; a person can.
    """
    never = boards.c.verified_at.is_(None) & boards.c.removed_at.is_(None)
    old = boards.c.added_at < now() - _LEAST_AGE
    wanted = select(boards.c.number, boards.c.source, boards.c.board).where(never, old, boards.c.gone >= _MOST_GONE)
    with store.write_transaction() as connection:
        rows = [row for row in connection.execute(wanted) if (row.source, row.board) in _confirmed(CONFIRMED_FILE)]
        numbers = [row.number for row in rows]
        connection.execute(update(boards).where(boards.c.number.in_(numbers)).values(removed_at=now()))
    return [board_name(row.source, row.board) for row in rows]


@cache
def _confirmed(path: Path) -> dict[tuple[str, str], None]:
    """Return the (source, board) pairs of the catalogue, in order; raises DataError for a damaged file."""
    with damaged_as_data_error(path), gzip.open(path, "rt", encoding="utf-8") as lines:
        pairs = (line.rstrip("\n").partition("\t") for line in lines)
        return dict.fromkeys((source, board) for source, _, board in pairs)
