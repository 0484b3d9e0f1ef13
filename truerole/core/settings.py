"""All settings, the environment variables `TRUEROLE_*`, which no other module reads."""

import os
from pathlib import Path

from truerole.core.errors import StoreError

_NO = frozenset(("", "0", "false", "no", "off"))
HOME, READONLY, DATABASE_URL = "TRUEROLE_HOME", "TRUEROLE_READONLY", "TRUEROLE_DATABASE_URL"
CONTACT = "TRUEROLE_CONTACT"
_PREFIX = "TRUEROLE_"


def home() -> Path:
    """Return the folder for a user's own data: TRUEROLE_HOME, else the platform's folder for application data."""
    if chosen := os.environ.get(HOME):
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "truerole"


def writable() -> bool:
    """Return whether labels, models and postings may be changed: TRUEROLE_READONLY is not set."""
    return os.environ.get(READONLY, "").strip().lower() in _NO


def require_writable() -> None:
    """Raise StoreError where nothing may be changed."""
    if not writable():
        raise StoreError(f"{READONLY} is set, so nothing is changed here; unset it to label, train or gather")


def database_url() -> str | None:
    """Return the URL of the store's database, TRUEROLE_DATABASE_URL; None if not set."""
    return os.environ.get(DATABASE_URL) or None


def contact() -> str:
    """Return the address at which hosts reach the user, TRUEROLE_CONTACT; empty if not set."""
    return os.environ.get(CONTACT, "").strip()


def source_key(name: str) -> str:
    """Return the API key in a source's setting, such as TRUEROLE_USAJOBS_KEY; empty if not set."""
    return os.environ.get(name, "").strip()


def secrets() -> list[str]:
    """Return the values of the settings that no log may show: API keys, the contact, a database URL with a password."""
    keys = [value.strip() for name, value in os.environ.items() if name.startswith(_PREFIX) and name.endswith("_KEY")]
    url = database_url() or ""
    return [value for value in (*keys, contact(), url if "@" in url or "password=" in url else "") if value]
