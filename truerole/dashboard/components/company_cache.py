"""Cache of the companies of all postings, brought up to date with the index."""

from threading import Lock

import streamlit as st

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.profiles.company_table import CompanyTable, refresh_companies
from truerole.data.store.store import Store


class CompanyCache:
    """Newest table of the companies of a store."""

    def __init__(self, store: Store) -> None:
        self._store, self._table, self._lock = store, CompanyTable(), Lock()

    def table(self, index: BitmapIndex) -> CompanyTable:
        """Return the companies of the postings of an index; visitors of the same index share them."""
        with self._lock:
            self._table = refresh_companies(self._store, index, self._table)
            return self._table


@st.cache_resource(hash_funcs={Store: id}, max_entries=2, show_spinner=False)
def _cache(store: Store) -> CompanyCache:
    return CompanyCache(store)


def company_table(store: Store, index: BitmapIndex) -> CompanyTable:
    """Return the companies of the postings of an index."""
    return _cache(store).table(index)
