"""How long gathered postings stay open: which count as closed, which as still open, and which not at all."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.data.store.test_store import FACTS
from truerole.core.clock import now
from truerole.core.posting import DayBasis, Posting
from truerole.core.stored import StoreEntry
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.statistics import open_times as open_time_module
from truerole.data.market.statistics.open_times import load_open_times, open_times, open_times_by_role
from truerole.data.store import schema
from truerole.data.store.store import Store

FIRST, LAST = datetime(2026, 5, 4, 12), datetime(2026, 5, 20, 12)
POSTED = date(2026, 5, 1)


def add(store: Store, count: int = 1, basis: DayBasis = "published", **columns: object) -> None:
    """Add gathered postings of analysts, posted on the first, seen from the fourth to the twentieth."""
    before = store.count()
    names = [str(before + n) for n in range(count)]
    made = [Posting("s", name, "t", f"text {name}", posted_on=POSTED, posted_basis=basis) for name in names]
    store.add([StoreEntry(posting, FACTS) for posting in made], "v1")
    with store.write_transaction() as connection:
        new = update(schema.postings).where(schema.postings.c.number > before)
        connection.execute(new.values({"added_at": FIRST, "last_seen": LAST, **columns}))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({}, (3, 19, False)),
        ({"closed_on": date(2026, 5, 22), "close_reason": "absent"}, (3, 21, True)),
        ({"closed_on": date(2026, 5, 22), "close_reason": "gone"}, (3, 21, True)),
        ({"closed_on": date(2026, 5, 22), "close_reason": "deadline"}, (3, 21, True)),
        # Their source says nothing of them any more: that is no closing.
        ({"closed_on": date(2026, 6, 30), "close_reason": "age"}, (3, 19, False)),
        ({"closed_on": date(2026, 6, 30), "close_reason": "board_gone"}, (3, 19, False)),
        ({"posted_on": date(2026, 5, 10)}, (0, 10, False)),
    ],
)
def test_a_gathered_posting(store: Store, columns: dict[str, object], told: tuple[int, int, bool]) -> None:
    add(store, **columns)
    table = load_open_times(store, 0)
    assert (table.entry[0], table.leave[0], table.ended[0]) == told


@pytest.mark.parametrize("columns", [{"last_seen": None}, {"posted_on": None}, {"sample": True}, {"basis": "updated"}])
def test_imports_the_sample_and_days_of_a_change_do_not_count(store: Store, columns: dict[str, object]) -> None:
    add(store, **columns)  # type: ignore[arg-type]
    assert load_open_times(store, 0).numbers.tolist() == []


def test_by_role_and_brought_up_to_date_within_an_hour(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, 30, closed_on=date(2026, 5, 31), close_reason="absent")
    add(store, 10)
    index = refresh(store)
    told = open_times_by_role(store, index, ["data_analyst", "data_engineer", None])
    assert set(told) == {"data_analyst"}
    assert (told["data_analyst"].closed, told["data_analyst"].open, told["data_analyst"].median) == (30, 10, 30)
    add(store, 40, closed_on=POSTED + timedelta(10), close_reason="absent")
    again = refresh(store, index)
    assert len(open_times(store, again).numbers) == 40
    later = now() + timedelta(minutes=61)
    monkeypatch.setattr(open_time_module, "now", lambda: later)
    assert open_times_by_role(store, again, ["data_analyst"])["data_analyst"].median == 10
    assert len(open_times(store, again).numbers) == 80


def test_an_empty_store(store: Store) -> None:
    assert open_times_by_role(store, refresh(store), ["data_analyst"]) == {}
