"""Searches that a person saves under a name, in `searches.json` of TRUEROLE_HOME, with when each was last looked at."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from truerole.core.errors import DataError, NotText
from truerole.core.normalise.job_search import Search
from truerole.core.schemas.validation import Invalid, validate_json
from truerole.core.settings import home, writable_home
from truerole.core.text.decoding import decode, read_file
from truerole.data.files.resumable_writer import atomic_file

_FILE = "searches.json"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search by name; `looked_at` (UTC) is when the results were last shown, None for never."""

    name: str
    search: Search
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    words: str
    place: str = ""
    remote: bool = False
    days: int = 0
    salary_from: int = 0
    looked_at: str | None = None


def saved_searches() -> list[SavedSearch]:
    """Return the saved searches by name; raises DataError where the file is none of this form."""
    path = _path()
    if not path.is_file():
        return []
    try:
        given = validate_json(dict[str, _Entry], decode(read_file(path)))
        return [_search(name, entry) for name, entry in sorted(given.items())]
    except (ValueError, NotText, Invalid) as error:
        raise DataError(f"{path}: is no list of searches ({error}); mend it or delete it") from None


def saved_search(name: str) -> SavedSearch:
    """Return the search of a name; raises DataError for an unknown name."""
    found = {saved.name: saved for saved in saved_searches()}
    if name not in found:
        known = ", ".join(found) or "none yet; truerole scrape --search WORDS --save NAME saves one"
        raise DataError(f"{name[:80]}: no such search; there are {known}")
    return found[name]


def save_search(name: str, search: Search) -> None:
    """Save a search under a name, in place of an earlier search; raises DataError for a name that no file can have."""
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise DataError(f"--save: give a name of at most {_LONGEST_NAME} signs")
    _write([saved for saved in saved_searches() if saved.name != name] + [SavedSearch(name, search)])


def remove_search(name: str) -> None:
    """Remove a saved search; raises DataError for an unknown name."""
    gone = saved_search(name)
    _write([saved for saved in saved_searches() if saved != gone])


def mark_looked_at(name: str, at: datetime) -> None:
    """Note that all that a search found up to a moment (UTC) was shown."""
    found = saved_searches()
    _write([replace(saved, looked_at=at) if saved.name == name else saved for saved in found])


def _path() -> Path:
    return home() / _FILE


def _search(name: str, entry: _Entry) -> SavedSearch:
    search = Search(entry.words, entry.place, entry.remote, entry.days, entry.salary_from)
    return SavedSearch(name, search, datetime.fromisoformat(entry.looked_at) if entry.looked_at else None)


def _write(searches: list[SavedSearch]) -> None:
    """Write the file anew, whole or not at all; raises StoreError where nothing may be changed."""
    entries = {
        saved.name: asdict(saved.search) | {"looked_at": saved.looked_at and saved.looked_at.isoformat()}
        for saved in searches
    }
    with atomic_file(writable_home() / _FILE) as raw:
        raw.write((json.dumps(entries, indent=1, ensure_ascii=False) + "\n").encode())
