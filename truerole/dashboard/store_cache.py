"""Cache of the store and the bitmap index for all pages."""

from collections.abc import Callable

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape_markdown
from truerole.workflows.serving.live_index import LiveIndex, open_live_index


@st.cache_resource(show_spinner="Opening the postings …")
def store_cache() -> LiveIndex:
    """Return the cached store of this machine; an empty store is first filled with the market sample."""
    return open_live_index()


def on_market(page: Callable[[Store, BitmapIndex], None]) -> Callable[[], None]:
    """Turn a function of store and index into a page that shows each failure, also of opening the store, in a line."""

    def show() -> None:
        try:
            cache = store_cache()
            page(cache.store, cache.index)
        except TrueRoleError as error:
            st.info(escape_markdown(f"Sorry: {error}."), icon=":material/info:")

    return show
