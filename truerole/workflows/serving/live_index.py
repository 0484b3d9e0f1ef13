"""Bitmap index that follows the store, refreshed in a thread that whoever asks waits for briefly."""

import sys
from threading import Lock, Thread
from time import monotonic
from typing import Any

from threadpoolctl import threadpool_limits

from truerole.core.concurrency.background import in_background, waiting
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.market.duties import MIXES
from truerole.data.market.facets.following_table import FollowingTable
from truerole.data.market.pay import PAY
from truerole.data.market.profiles.company_table import COMPANIES
from truerole.data.market.sample import fill_store
from truerole.data.store.store import Store, open_store

# What charts take beside the index, made ready with it: nobody waits for what has changed of them.
TABLES: tuple[FollowingTable[Any], ...] = (PAY, MIXES, COMPANIES)
# How long, in seconds, a thread has the interpreter where another wants it.
_TURN = 0.001
# How long, in seconds, an index may be older than the store.
_PATIENCE = 1.0
# How long, in seconds, an index that is new is waited for; a refresh that takes longer goes on in the background.
_WAIT = 0.5


class LiveIndex:
    """Store together with the newest bitmap index, for a program that shows both for days."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._index = refresh(store)
        self._checked = monotonic()
        self._error: Exception | None = None
        self._lock = Lock()

    @property
    def index(self) -> BitmapIndex:
        """Return the newest index, refreshed if more than a second has passed; after half a second the earlier one.

        A refresh that takes longer goes on in the background. Raises the error of a refresh that failed.
        """
        if monotonic() - self._checked > _PATIENCE and self._lock.acquire(blocking=False):
            self._refresh_beside()
        error, self._error = self._error, None  # in one step, as other threads ask for errors, too
        if error:
            raise error
        return self._index

    def _refresh_beside(self) -> None:
        """Refresh in another thread, which lets go of the lock, and wait for that briefly."""
        refreshing = Thread(target=self._refresh, daemon=True)
        try:
            refreshing.start()
        except BaseException:  # no more threads, for one: else nobody would refresh any more
            self._lock.release()
            raise
        with waiting():
            refreshing.join(_WAIT)

    def _refresh(self) -> None:
        try:
            with in_background():
                index = refresh(self.store, self._index)
                for table in TABLES:
                    table.follow(self.store, index)
                self._index = index
                for table in TABLES:
                    table.settle(self.store)
        except Exception as error:  # of whatever kind: else nobody would hear that the index stands still
            self._error = error
        finally:
            self._checked = monotonic()
            self._lock.release()


def open_live_index() -> LiveIndex:
    """Open the store of this machine with an index; an empty store is first filled with the market sample.

    From then on this process does its linear algebra in one thread: the matrices of charts are small, and threads that
    wait for each other on busy cores took up to four times as long. And threads take turns of a millisecond, so that a
    chart soon has the interpreter again that a refresh took. Raises StoreError where it cannot be opened.
    """
    threadpool_limits(1)
    sys.setswitchinterval(_TURN)
    store = open_store()
    fill_store(store)
    return LiveIndex(store)
