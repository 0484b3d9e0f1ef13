"""Tables of postings that follow the bitmap index: pay, duties and companies, of which charts are made."""

from collections.abc import Callable, Mapping
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from truerole.core.concurrency.background import give_way

if TYPE_CHECKING:
    from truerole.data.market.bitmap_index import BitmapIndex, BlockState
    from truerole.data.store.store import Store


class IndexedTable(Protocol):
    """Table of postings, with the states of the blocks that were read."""

    @property
    def blocks(self) -> "Mapping[int, BlockState]":
        """Return the states of the blocks, by their numbers."""


T = TypeVar("T", bound=IndexedTable)


class FollowingTable(Generic[T]):
    """Table of each store, made when it is first asked for; whoever asks meanwhile waits, and shares it."""

    def __init__(self, update: "Callable[[Store, BitmapIndex, T | None], T]") -> None:
        self._update = update
        self._newest: WeakKeyDictionary[Store, T] = WeakKeyDictionary()
        self._one_at_a_time = Lock()

    def of(self, store: "Store", index: "BitmapIndex") -> T:
        """Return the table of a store as the index is; only postings that have changed since the last call are read."""
        with self._one_at_a_time:
            table = self._newest.get(store)
            if table is None or table.blocks != index.blocks:
                table = self._newest[store] = self._update(store, index, table)
            return table

    def follow(self, store: "Store", index: "BitmapIndex") -> None:
        """Bring the table up to date where it has been asked for, with all that has been computed of it."""
        before = self._newest.get(store)
        if before is not None:
            compute_again(self.of(store, index), before)


def compute_again(after: object, before: object) -> None:
    """Compute the cached properties that have been computed of an earlier object of the same class."""
    properties = [name for name, value in vars(type(after)).items() if isinstance(value, cached_property)]
    for name in properties:
        if name in vars(before):
            give_way()
            getattr(after, name)
