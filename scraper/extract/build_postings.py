"""Build the postings of a list of entries, and give the reason for each entry that is no posting."""

from collections.abc import Callable, Iterable

from truerole.core.normalise.plausible import plausible_posting
from truerole.core.posting import LONGEST, Posting
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.sources.base import Problem

_SHOWN = 80


def build_postings(
    entries: Iterable[object], make: Callable[[Fields], Posting | str | None]
) -> tuple[tuple[Posting, ...], tuple[Problem, ...]]:
    """Return the postings that `make` builds of entries, each id once, and the problems with all other entries.

    `make` returns the reason why an entry is no posting, None for an entry to skip.
    """
    postings: dict[str, Posting] = {}
    problems = []
    for number, entry in enumerate(entries, 1):
        fields = Fields(entry)
        built = make(fields) if fields else "is no object, or an empty one"
        if built is None:
            continue
        why = built if isinstance(built, str) else rejection_reason(built)
        if why:
            problems.append(Problem(_entry_name(fields, number), why))
        elif isinstance(built, Posting):
            postings.setdefault(built.external_id, plausible_posting(built))
    return tuple(postings.values()), tuple(problems)


def rejection_reason(posting: Posting) -> str | None:
    """Return why a posting cannot be stored: no id, no title, or a field longer than the store allows; else None."""
    if not posting.external_id or not posting.title:
        return f"there is no {'title' if posting.external_id else 'id'}"
    long = next((name for name, most in LONGEST.items() if len(getattr(posting, name) or "") > most), None)
    return f"the {long} is longer than {LONGEST[long]} characters" if long else None


def _entry_name(fields: Fields, number: int) -> str:
    """Return the id or the title of an entry, else the entry's place in the list."""
    return (fields.line("id", "shortcode", "externalPath", "title", "name") or f"number {number}")[:_SHOWN]
