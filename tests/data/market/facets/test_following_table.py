"""Tables that follow the index: made once, shared, brought up to date with what was computed of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Event, Thread
from unittest.mock import patch

import pytest

from tests.data.store.test_store import entry
from truerole.data.market.bitmap_index import BitmapIndex, BlockState, refresh
from truerole.data.market.facets.following_table import FollowingTable, compute_again
from truerole.data.market.profiles import company_table as company_table_module
from truerole.data.market.profiles.company_table import company_table
from truerole.data.store.store import Store


@dataclass(frozen=True)
class Table:
    """Table that notes each computing of a property."""

    blocks: Mapping[int, BlockState]
    computed: list[str] = field(default_factory=list)

    @cached_property
    def first(self) -> int:
        """Return a number."""
        self.computed.append("first")
        return 1

    @cached_property
    def second(self) -> int:
        """Return another number."""
        self.computed.append("second")
        return 2


class Maker:
    """Maker of tables that notes the tables which it was given."""

    def __init__(self) -> None:
        self.given: list[Table | None] = []

    def __call__(self, store: Store, index: BitmapIndex, before: Table | None) -> Table:
        self.given.append(before)
        return Table(dict(index.blocks))


def test_a_table_is_made_once_and_brought_up_to_date(store: Store) -> None:
    made, (first, second) = Maker(), (BitmapIndex(blocks={0: BlockState(1, last)}) for last in (5, 6))
    tables = FollowingTable(made)
    table = tables.of(store, first)
    assert tables.of(store, first) is table
    after = tables.of(store, second)
    assert (made.given, after.blocks) == ([None, table], second.blocks)


@pytest.mark.parametrize("computed", [[], ["second"], ["first", "second"]])
def test_what_was_computed_is_computed_of_the_table_that_follows(store: Store, computed: list[str]) -> None:
    made, (first, second) = Maker(), (BitmapIndex(blocks={0: BlockState(1, last)}) for last in (5, 6))
    tables = FollowingTable(made)
    for name in computed:
        getattr(tables.of(store, first), name)
    tables.of(store, first)
    tables.follow(store, second)
    after = tables.of(store, second)
    assert (after.blocks, after.computed) == (second.blocks, computed)
    compute_again(after, after)
    assert after.computed == computed


def test_until_it_is_settled_both_indexes_have_their_tables(store: Store) -> None:
    made, (first, second) = Maker(), (BitmapIndex(blocks={0: BlockState(1, last)}) for last in (5, 6))
    tables = FollowingTable(made)
    before = tables.of(store, first)
    tables.follow(store, second)
    after = tables.of(store, second)
    assert (tables.of(store, first) is before, after is before, made.given) == (True, False, [None, before])
    tables.follow(store, second)
    tables.settle(store)
    assert tables.of(store, second) is after
    assert tables.of(store, first) is not before
    assert made.given == [None, before, after]


def test_a_table_is_there_while_the_next_is_made(store: Store) -> None:
    first, second = (BitmapIndex(blocks={0: BlockState(1, last)}) for last in (5, 6))
    begun, go_on = Event(), Event()

    def slow(store: Store, index: BitmapIndex, before: Table | None) -> Table:
        if before:
            begun.set()
            assert go_on.wait(30)
        return Table(dict(index.blocks))

    tables = FollowingTable(slow)
    before = tables.of(store, first)
    following = Thread(target=tables.follow, args=(store, second))
    following.start()
    assert begun.wait(30)
    assert tables.of(store, first) is before
    go_on.set()
    following.join(30)
    assert tables.of(store, second).blocks == second.blocks


def test_a_table_that_is_made_meanwhile_is_the_one_before(store: Store) -> None:
    first, second, third = (BitmapIndex(blocks={0: BlockState(1, last)}) for last in (5, 6, 7))
    begun, go_on = Event(), Event()

    def slow(store: Store, index: BitmapIndex, before: Table | None) -> Table:
        if index is second:
            begun.set()
            assert go_on.wait(30)
        return Table(dict(index.blocks))

    tables, made = FollowingTable(slow), list[Table]()
    tables.of(store, first)
    asking = Thread(target=lambda: made.append(tables.of(store, second)))
    asking.start()
    assert begun.wait(30)
    following = Thread(target=tables.follow, args=(store, third))
    following.start()
    following.join(0.05)
    go_on.set()
    for thread in (asking, following):
        thread.join(30)
    assert tables.of(store, second) is made[0]


@pytest.mark.parametrize("failing", ["update", "property"])
def test_a_table_that_cannot_follow_is_left_out_and_made_anew(
    store: Store, caplog: pytest.LogCaptureFixture, failing: str
) -> None:
    first, second = (BitmapIndex(blocks={0: BlockState(1, last)}) for last in (5, 6))
    given = list[Table | None]()

    class Odd(Table):
        @cached_property
        def second(self) -> int:
            if failing == "property" and self.blocks == second.blocks and before in given:
                raise ZeroDivisionError("no second")
            return 2

    def made(store: Store, index: BitmapIndex, before: Table | None) -> Table:
        given.append(before)
        if failing == "update" and before:
            raise ZeroDivisionError("no update")
        return Odd(dict(index.blocks))

    tables = FollowingTable(made)
    before = tables.of(store, first)
    assert before.second == 2
    tables.follow(store, second)
    tables.settle(store)
    assert [record.getMessage() for record in caplog.records] == [
        "Odd cannot follow, and is made anew (ZeroDivisionError)"
    ]
    assert tables.of(store, second).blocks == second.blocks
    assert given == [None, before, None]


def test_a_table_that_nobody_asked_for_is_not_made(store: Store) -> None:
    made = Maker()
    FollowingTable(made).follow(store, BitmapIndex())
    assert not made.given


def test_whoever_asks_meanwhile_waits_and_shares_the_table(store: Store) -> None:
    begun, go_on, found = Event(), Event(), list[Table]()

    def slow(store: Store, index: BitmapIndex, before: Table | None) -> Table:
        begun.set()
        assert go_on.wait(30)
        return Table(dict(index.blocks))

    tables, index = FollowingTable(slow), BitmapIndex(blocks={0: BlockState(1, 5)})
    threads = [Thread(target=lambda: found.append(tables.of(store, index))) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert len(found) == 3
    assert found[0] is found[1] is found[2]


def test_names_of_companies_that_are_known_are_not_folded_again(store: Store) -> None:
    store.add([entry(n) for n in range(3)], "v1")
    before = company_table(store, refresh(store))
    store.add([entry(n) for n in range(3, 6)], "v1")
    with patch.object(company_table_module, "company_key", side_effect=AssertionError("folded again")):
        after = company_table(store, refresh(store))
    assert (after.codes, len(after.company)) == (before.codes, len(before.company) + 3)
