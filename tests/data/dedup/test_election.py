"""What is open is never hidden behind what is closed: the first open posting of a group stands for it."""

import pytest
from sqlalchemy import select, update

from tests.data.store.test_store import entry
from truerole.core.clock import now
from truerole.data.dedup.election import elect_open
from truerole.data.market.bitmap_index import check_index, refresh
from truerole.data.store.schema import postings
from truerole.data.store.store import Store


def group(store: Store, closed: str) -> dict[int, int | None]:
    """Store one job four times, the first time first, some of them closed; return what each repeats afterwards."""
    store.add([entry(n, source="lever", board=f"b{n // 2}") for n in range(4)], "v1")
    table = postings.c
    with store.write_transaction() as connection:
        numbers = connection.scalars(select(table.number).order_by(table.number)).all()
        connection.execute(update(postings).values(alike=numbers[0], alike_as="copy"))
        connection.execute(update(postings).where(table.number == numbers[0]).values(alike=None, alike_as=None))
        shut = [number for number, sign in zip(numbers, closed, strict=True) if sign == "x"]
        connection.execute(update(postings).where(table.number.in_(shut)).values(closed_on=now().date()))
        elect_open(connection, ("lever", "b0"))
        elect_open(connection)
        found = {row.number: row.alike for row in connection.execute(select(table.number, table.alike))}
    return {numbers.index(n): None if first is None else numbers.index(first) for n, first in found.items()}


@pytest.mark.parametrize(
    ("closed", "first"),
    [("....", 0), ("x...", 1), ("xx..", 2), ("xxx.", 3), ("xxxx", 0), (".xxx", 0), ("x.x.", 1)],
)
def test_the_first_open_posting_stands_for_its_group(store: Store, closed: str, first: int) -> None:
    assert group(store, closed) == {n: None if n == first else first for n in range(4)}
    refresh(store)
    assert check_index(store) == []
