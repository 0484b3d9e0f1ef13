"""Cache of the store and the bitmap index for all pages, refreshed in a thread that a page waits for briefly."""

from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.data.market import sample
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.store.store import Store, open_store
from truerole.phrasing.escape import escape_markdown

# How long, in seconds, an index may be older than the store.
_PATIENCE = 1.0
# How long, in seconds, a page waits for what is new; a refresh that takes longer goes on in the background.
_WAIT = 0.5


class StoreCache:
    """Store together with the newest bitmap index."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._index = refresh(store)
        self._checked = monotonic()
        self._error: TrueRoleError | None = None
        self._lock = Lock()

    @property
    def index(self) -> BitmapIndex:
        """Return the newest index, refreshed if more than a second has passed; after half a second the earlier one.

        A refresh that takes longer goes on in the background. Raises the error of a refresh that failed.
        """
        if monotonic() - self._checked > _PATIENCE and self._lock.acquire(blocking=False):
            refreshing = Thread(target=self._refresh, daemon=True)
            refreshing.start()
            refreshing.join(_WAIT)
        if self._error:
            error, self._error = self._error, None
            raise error
        return self._index

    def _refresh(self) -> None:
        try:
            self._index = refresh(self.store, self._index)
        except TrueRoleError as error:
            self._error = error
        finally:
            self._checked = monotonic()
            self._lock.release()


@st.cache_resource(show_spinner="Opening the postings …")
def store_cache() -> StoreCache:
    """Return the cached store of this machine; an empty store is first filled with the market sample."""
    store = open_store()
    sample.fill_store(store)
    return StoreCache(store)


def on_market(page: Callable[[Store, BitmapIndex], None]) -> Callable[[], None]:
    """Turn a function of store and index into a page that shows each failure, also of opening the store, in a line."""

    def show() -> None:
        try:
            cache = store_cache()
            page(cache.store, cache.index)
        except TrueRoleError as error:
            st.info(escape_markdown(f"Sorry: {error}."), icon=":material/info:")

    return show
