"""All settings of the environment, read in one place: where TrueRole keeps its files, and whether it may write."""

import os
from pathlib import Path

from truerole.core.errors import StoreError

_NO = frozenset(("", "0", "false", "no", "off"))


def home() -> Path:
    """Return the folder for a user's own data: TRUEROLE_HOME, else the platform's place for such."""
    if chosen := os.environ.get("TRUEROLE_HOME"):
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "truerole"


def database_url() -> str | None:
    """Return the database URL of the store from TRUEROLE_DATABASE_URL; None for the SQLite file in `home()`."""
    return os.environ.get("TRUEROLE_DATABASE_URL") or None


def writable() -> bool:
    """Return whether labels, models and postings may be changed."""
    return os.environ.get("TRUEROLE_READONLY", "").strip().lower() in _NO


def require_writable() -> None:
    """Raise StoreError where nothing may be changed."""
    if not writable():
        raise StoreError("TRUEROLE_READONLY is set, so nothing is changed here; unset it to label, train or gather")
