"""Tables of postings that follow the bitmap index: pay, duties and companies, of which charts are made."""

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from truerole.core.concurrency.background import give_way, waiting

if TYPE_CHECKING:
    from truerole.data.market.bitmap_index import BitmapIndex, BlockState
    from truerole.data.store.store import Store

logger = logging.getLogger(__name__)


class IndexedTable(Protocol):
    """Table of postings, with the states of the blocks that were read."""

    @property
    def blocks(self) -> "Mapping[int, BlockState]":
        """Return the states of the blocks, by their numbers."""


T = TypeVar("T", bound=IndexedTable)


class FollowingTable(Generic[T]):
    """Table of each store, made when first asked for; whoever asks meanwhile waits, and shares the table."""

    def __init__(self, update: "Callable[[Store, BitmapIndex, T | None], T]") -> None:
        self._update = update
        # The newest of each store, and while it is made ready for the next index the one before.
        self._kept: WeakKeyDictionary[Store, tuple[T, ...]] = WeakKeyDictionary()
        self._one_at_a_time = Lock()

    def of(self, store: "Store", index: "BitmapIndex") -> T:
        """Return the table of a store as the index is; only postings that have changed since the last call are read."""
        if (kept := self._find(store, index)) is not None:
            return kept
        with waiting():
            self._one_at_a_time.acquire()
        try:
            if (kept := self._find(store, index)) is not None:
                return kept
            table = self._update(store, index, self._newest(store))
            self._kept[store] = (table,)
            return table
        finally:
            self._one_at_a_time.release()

    def _find(self, store: "Store", index: "BitmapIndex") -> T | None:
        return next((table for table in self._kept.get(store, ()) if table.blocks == index.blocks), None)

    def _newest(self, store: "Store") -> T | None:
        return next(iter(self._kept.get(store, ())[-1:]), None)

    def follow(self, store: "Store", index: "BitmapIndex") -> None:
        """Make a table that has been asked for ready for the next index, with the properties that were computed.

        The one before stays for whoever takes the present index, until `settle`. A table that fails keeps neither the
        index nor other tables back: a line of the log says so, and whoever asks for it next has it made from nothing.
        """
        with self._one_at_a_time:
            before = self._newest(store)
            if before is None or before.blocks == index.blocks:
                return
            try:
                after = self._update(store, index, before)
                compute_again(after, before)
            except Exception as error:  # of whatever kind: else no chart would be brought up to date any more
                del self._kept[store]
                name = type(before).__name__
                logger.warning("%s cannot follow, and is made anew (%s)", name, type(error).__name__, exc_info=error)
                return
            self._kept[store] = (before, after)

    def settle(self, store: "Store") -> None:
        """Keep the newest table of a store alone."""
        with self._one_at_a_time:
            self._kept[store] = self._kept.get(store, ())[-1:]


def compute_again(after: object, before: object) -> None:
    """Compute the cached properties that have been computed of an earlier object of the same class."""
    properties = [name for name, value in vars(type(after)).items() if isinstance(value, cached_property)]
    for name in properties:
        if name in vars(before):
            give_way()
            getattr(after, name)
