"""All settings, the environment variables `TRUEROLE_*`, which no other module reads."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from truerole.core.errors import DataError, StoreError

_NO = frozenset(("", "0", "false", "no", "off"))
HOME, READONLY, DATABASE_URL = "TRUEROLE_HOME", "TRUEROLE_READONLY", "TRUEROLE_DATABASE_URL"
CONTACT = "TRUEROLE_CONTACT"
API_KEYS, API_RATE, API_SECONDS = "TRUEROLE_API_KEYS", "TRUEROLE_API_RATE", "TRUEROLE_API_SECONDS"
API_BYTES, API_WORKERS = "TRUEROLE_API_BYTES", "TRUEROLE_API_WORKERS"
_PREFIX = "TRUEROLE_"
# Columns of a terminal that words fit into.
_NARROWEST = 20
# Options of a database URL that hold a password, besides that of the user, however they are written.
_PASSWORD_IN_QUERY = re.compile(r"(?:^|&)[^=&]*(?:pass|pwd|secret|token)[^=&]*=([^&]*)", re.IGNORECASE)
_POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")


def home() -> Path:
    """Return the folder for a user's own data: TRUEROLE_HOME, else the platform's folder for application data."""
    if chosen := os.environ.get(HOME):
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "truerole"


def set_settings() -> tuple[tuple[str, str], ...]:
    """Return all settings that are set, with their values, by name."""
    return tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith(_PREFIX)))


def writable() -> bool:
    """Return whether labels, models and postings may be changed: TRUEROLE_READONLY is not set."""
    return os.environ.get(READONLY, "").strip().lower() in _NO


def require_writable() -> None:
    """Raise StoreError where nothing may be changed."""
    if not writable():
        raise StoreError(f"{READONLY} is set, so nothing is changed here; unset it to label, train or gather")


def writable_home() -> Path:
    """Return the folder for a user's own data, made where it lacks: whatever is written there is written by this path.

    Raises StoreError where nothing may be changed, OSError where the folder cannot be made.
    """
    require_writable()
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def drop_narrow_width() -> None:
    """Drop the width of a terminal, COLUMNS, that no words fit into: there, nothing would be printed at all."""
    width = os.environ.get("COLUMNS", "")
    if width.isdigit() and int(width) < _NARROWEST:
        del os.environ["COLUMNS"]


def database_url() -> str | None:
    """Return the URL of the store's database, TRUEROLE_DATABASE_URL; None if not set."""
    return os.environ.get(DATABASE_URL, "").strip() or None


def contact() -> str:
    """Return the address at which hosts reach the user, TRUEROLE_CONTACT; empty if not set."""
    return os.environ.get(CONTACT, "").strip()


def source_key(name: str) -> str:
    """Return the API key in a source's setting, such as TRUEROLE_USAJOBS_KEY; empty if not set."""
    return os.environ.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class ApiLimits:
    """Limits of the API; None for a rate that was not chosen, and for as many workers as cores.

    `rate` is how many requests and postings a client may send a minute, 0 for any number; `seconds` may pass for a
    reading, `bytes` may a request have, and `workers` processes read.
    """

    rate: int | None
    seconds: int
    bytes: int
    workers: int | None


def api_limits() -> ApiLimits:
    """Return the limits of the API, TRUEROLE_API_RATE and so on; raises DataError for other than whole numbers."""
    return ApiLimits(
        rate=_whole(API_RATE, 0),
        seconds=_whole(API_SECONDS, 1) or 10,
        bytes=_whole(API_BYTES, 1_000) or 5_000_000,
        workers=_whole(API_WORKERS, 1),
    )


def _whole(name: str, least: int) -> int | None:
    """Return the whole number in a setting; None if not set."""
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise DataError(f"{name}: {text[:20]!r} is no whole number of {least:,} or more")
    return int(text)


def api_keys() -> tuple[str, ...]:
    """Return the keys that clients of the API may show, TRUEROLE_API_KEYS, which commas separate."""
    return tuple(key for part in os.environ.get(API_KEYS, "").split(",") if (key := part.strip()))


def secrets() -> list[str]:
    """Return the values of the settings that no log may show, the longest first.

    They are API keys, the contact, and of a database URL the whole, where it has a password or a user, in the forms in
    which drivers say it, and the password alone, as written, percent-decoded and percent-encoded.
    """
    keys = [value.strip() for name, value in os.environ.items() if name.startswith(_PREFIX) and name.endswith("_KEY")]
    found = {*keys, *api_keys(), contact(), *_secrets_of_url(database_url() or "")} - {""}
    return sorted(found, key=lambda value: (-len(value), value))


def _secrets_of_url(url: str) -> set[str]:
    """Return the forms of a database URL and of its passwords; none of a URL without a user and a password."""
    rest = url.partition("://")[2]
    passwords = _passwords(rest)
    if "@" not in rest and not passwords:
        return set()
    forms = {url} | ({f"{scheme}://{rest}" for scheme in _POSTGRES} if url.startswith("postgres") else set())
    return forms | {
        form for word in passwords for form in (word, unquote(word), quote(word, ""), quote(unquote(word), ""))
    }


def _passwords(rest: str) -> set[str]:
    """Return the passwords behind the scheme of a URL: also those of a URL whose signs are not percent-encoded."""
    users = rest[: rest.rfind("@")] if "@" in rest else ""
    # An "@" in the password itself: whoever reads the URL may end the password at the first or at the last.
    of_user = {part.partition(":")[2] for part in (users, users.partition("@")[0])}
    query = rest.partition("?")[2]
    return (of_user | {match[1] for match in _PASSWORD_IN_QUERY.finditer(query)}) - {""}
