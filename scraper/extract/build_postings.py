"""Build the postings of a list of entries, and say why other entries are none."""

from collections.abc import Callable, Iterable

from truerole.core.posting import LONGEST, Posting
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.sources.base import Problem

_SHOWN = 80


def build_postings(
    entries: Iterable[object], make: Callable[[Fields], Posting | str | None]
) -> tuple[tuple[Posting, ...], tuple[Problem, ...]]:
    """Return the postings that `make` makes of entries, each id once, and what is wrong with the other entries.

    `make` returns in words why an entry is no posting, None for one that is to be passed over.
    """
    postings: dict[str, Posting] = {}
    problems = []
    for number, entry in enumerate(entries, 1):
        fields = Fields(entry)
        made = make(fields) if fields else "is no object, or an empty one"
        if made is None:
            continue
        why = made if isinstance(made, str) else rejection_reason(made)
        if why:
            problems.append(Problem(_entry_name(fields, number), why))
        elif isinstance(made, Posting):
            postings.setdefault(made.external_id, made)
    return tuple(postings.values()), tuple(problems)


def rejection_reason(posting: Posting) -> str | None:
    """Return why a posting cannot be kept: it has no id or no title, or one that the store has no room for."""
    if not posting.external_id or not posting.title:
        return f"there is no {'title' if posting.external_id else 'id'}"
    long = next((name for name, most in LONGEST.items() if len(getattr(posting, name) or "") > most), None)
    return f"the {long} is longer than {LONGEST[long]} characters" if long else None


def _entry_name(fields: Fields, number: int) -> str:
    return (fields.line("id", "shortcode", "externalPath", "title", "name") or f"number {number}")[:_SHOWN]
