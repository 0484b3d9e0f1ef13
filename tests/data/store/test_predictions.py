"""What a reader has not read is found, and what was read before it."""

from dataclasses import replace

import pytest

from tests.data.store.test_store import FACTS, entry
from truerole.core.stored import SkillDemand
from truerole.data.store.predictions import PendingPosting, count_pending, latest_readings, pending_postings
from truerole.data.store.store import Store, switch_model_version


def test_an_empty_store(store: Store) -> None:
    assert (store.model_version(), count_pending(store, "v1"), list(pending_postings(store, "v1"))) == (None, 0, [])
    assert latest_readings(store, [1, 2]) == {}


def test_what_is_unread(store: Store) -> None:
    store.add([entry(1), entry(2, description="", board="b")], "v1")
    first, second = sorted(store.known_numbers(e.posting.identity for e in (entry(1), entry(2, board="b"))).values())
    assert (count_pending(store, "v1"), count_pending(store, "v2"), store.model_version()) == (0, 2, "v1")
    assert list(pending_postings(store, "v1")) == []
    assert list(pending_postings(store, "v2")) == [
        PendingPosting(first, ("board", "", "1"), "Title 1", "Text 1"),
        PendingPosting(second, ("board", "b", "2"), "Title 2", None),
    ]
    store.add_readings([(first, FACTS)], "v2")
    assert [posting.number for posting in pending_postings(store, "v2")] == [second]
    switch_model_version(store, "v2")
    assert store.model_version() == "v2"


@pytest.mark.parametrize("count", [999, 1_000, 2_500])
def test_many_come_in_their_order(store: Store, count: int) -> None:
    store.add((entry(n) for n in range(count)), "v1")
    with store.write_transaction() as connection:  # PostgreSQL now has these behind the others
        connection.exec_driver_sql("UPDATE postings SET url = 'https://a.example' WHERE number <= 500")
    numbers = [posting.number for posting in pending_postings(store, "v2")]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == count == count_pending(store, "v2")


def test_what_was_read_last(store: Store) -> None:
    store.add([entry(1), entry(2)], "v1")
    first, second = sorted(store.known_numbers(entry(n).posting.identity for n in (1, 2)).values())
    assert latest_readings(store, [first, second, 99]) == {first: FACTS, second: FACTS}
    newer = replace(FACTS, role=None, agrees=None, roles=(0.2,) * 5, skills=(SkillDemand("spark", "context", 2),))
    store.add_readings([(first, newer)], "v2")
    assert latest_readings(store, [first, second]) == {first: newer, second: FACTS}
