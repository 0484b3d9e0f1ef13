"""What a reader has not read is found, and what was read before it."""

from dataclasses import replace

import pytest

from tests.data.store.test_store import FACTS, entry
from truerole.core.stored import SkillDemand
from truerole.data.store.predictions import Unread, count_unread, current_reader, last_read, unread
from truerole.data.store.store import Store, switch


def test_an_empty_store(store: Store) -> None:
    assert (current_reader(store), count_unread(store, "v1"), list(unread(store, "v1"))) == (None, 0, [])
    assert last_read(store, [1, 2]) == {}


def test_what_is_unread(store: Store) -> None:
    store.add([entry(1), entry(2, description="", board="b")], "v1")
    first, second = sorted(store.known(e.posting.identity for e in (entry(1), entry(2, board="b"))).values())
    assert (count_unread(store, "v1"), count_unread(store, "v2"), current_reader(store)) == (0, 2, "v1")
    assert list(unread(store, "v1")) == []
    assert list(unread(store, "v2")) == [
        Unread(first, ("board", "", "1"), "Title 1", "Text 1"), Unread(second, ("board", "b", "2"), "Title 2", None)
    ]  # fmt: skip
    store.reread([(first, FACTS)], "v2")
    assert [posting.number for posting in unread(store, "v2")] == [second]
    switch(store, "v2")
    assert current_reader(store) == "v2"


@pytest.mark.parametrize("count", [999, 1_000, 2_500])
def test_many_come_in_their_order(store: Store, count: int) -> None:
    store.add((entry(n) for n in range(count)), "v1")
    with store.writing() as connection:  # PostgreSQL now has these behind the others
        connection.exec_driver_sql("UPDATE postings SET url = 'https://a.example' WHERE number <= 500")
    numbers = [posting.number for posting in unread(store, "v2")]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == count == count_unread(store, "v2")


def test_what_was_read_last(store: Store) -> None:
    store.add([entry(1), entry(2)], "v1")
    first, second = sorted(store.known(entry(n).posting.identity for n in (1, 2)).values())
    assert last_read(store, [first, second, 99]) == {first: FACTS, second: FACTS}
    newer = replace(FACTS, role=None, agrees=None, roles=(0.2,) * 5, skills=(SkillDemand("spark", "context", 2),))
    store.reread([(first, newer)], "v2")
    assert last_read(store, [first, second]) == {first: newer, second: FACTS}
