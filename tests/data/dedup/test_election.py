"""What is open is never hidden behind what is closed: an open posting of a group stands for it."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.data.dedup.jobs import ABOUT, OFFER, PIPELINES, cut, shown
from tests.data.store.test_store import FACTS, entry
from truerole.core.clock import now
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.dedup.election import elect_open, elect_whole
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


WHOLE_TEXT = shown(ABOUT, PIPELINES, OFFER)
JOB = Posting("lever", "1", "Data Engineer", WHOLE_TEXT, "nordhafen", company="Nordhafen", location="Kiel")
FEEDS = [
    replace(JOB, source=name, board=None, description=cut(WHOLE_TEXT, words))
    for name, words in (("adzuna", 30), ("remotive", 60))
]


def standing(store: Store) -> list[str]:
    with store.read_transaction() as connection:
        return list(connection.scalars(select(postings.c.source).where(postings.c.alike.is_(None))))


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ("", "lever"),
        ("remotive", "lever"),
        # The longer one of two cut texts, where the whole is closed
        ("lever", "remotive"),
        ("lever remotive", "adzuna"),
        ("lever adzuna remotive", "lever"),
    ],
)
def test_a_cut_text_stands_only_while_no_whole_one_is_open(store: Store, closed: str, expected: str) -> None:
    store.add([StoreEntry(one, FACTS) for one in (*FEEDS, JOB)], "v1")
    assert standing(store) == ["lever"]
    shut = postings.c.source.in_(closed.split())
    with store.write_transaction() as connection:
        connection.execute(update(postings).where(shut).values(closed_on=now().date()))
        elect_open(connection)
    assert standing(store) == [expected]
    with store.write_transaction() as connection:
        reopened = connection.scalars(select(postings.c.number).where(shut)).all()
        connection.execute(update(postings).where(shut).values(closed_on=None))
        elect_whole(connection, reopened)
    assert standing(store) == ["lever"]
    refresh(store)
    assert check_index(store) == []


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ({"lever": 0, "adzuna": 2, "remotive": 1}, "remotive"),
        ({"lever": 0, "remotive": 1}, "remotive"),  # a source without a rank comes last
        ({"lever": 0, "adzuna": 1, "remotive": 1}, "adzuna"),  # of equals the first
        (None, "adzuna"),
    ],
)
def test_the_nearest_to_the_employer_stands_for_what_is_closed(
    store: Store, ranks: dict[str, int] | None, expected: str
) -> None:
    first, *feeds = (replace(JOB, source=name, board=None) for name in ("lever", "adzuna", "remotive"))
    store.add([StoreEntry(one, FACTS) for one in (first, *feeds)], "v1")
    assert standing(store) == ["lever"]
    with store.write_transaction() as connection:
        connection.execute(update(postings).where(postings.c.source == "lever").values(closed_on=now().date()))
        elect_open(connection, None, ranks)
    assert standing(store) == [expected]
