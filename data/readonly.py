"""Tell whether people may write here: with TRUEROLE_READONLY=1 a dashboard is only to be looked at."""

import os

from data.errors import StoreError

_NO = frozenset(("", "0", "false", "no", "off"))


def writable() -> bool:
    """Return whether labels, models and postings may be changed."""
    return os.environ.get("TRUEROLE_READONLY", "").strip().lower() in _NO


def require_writable() -> None:
    """Raise StoreError where nothing may be changed."""
    if not writable():
        raise StoreError("TRUEROLE_READONLY is set, so nothing is changed here; unset it to label, train or gather")
