"""Stored posting by number: the text to read, or the known facts where no text is kept."""

import sys
from typing import IO, TYPE_CHECKING

from truerole.core.errors import DataError
from truerole.core.posting import Posting

if TYPE_CHECKING:
    from truerole.data.market.listing import Listing


def stored_posting(number: int) -> "tuple[Listing, Posting | None]":
    """Return a stored posting, and the posting with the text, None where no text is kept.

    Raises DataError where the store has no posting of this id.
    """
    from truerole.data.market.listing import list_postings, posting_text
    from truerole.data.market.sample import fill_store
    from truerole.data.store.store import open_store

    with open_store() as store:
        fill_store(store)
        listed = list_postings(store, [number]) if number < 2**63 else []
        text = posting_text(store, number) if listed else None
    if not listed:
        raise DataError(f"--id: no posting has the id {number}; `truerole postings` lists them with their ids")
    one = listed[0]
    return one, Posting(one.source, one.external_id, one.title, text) if text else None


def show_listing(one: "Listing", *, as_json: bool, file: IO[str] | None = None) -> None:
    """Print the known facts, the verdict and the skills of a posting without a text."""
    from truerole.phrasing.postings.listing import listing_record

    out = file or sys.stdout
    if as_json:
        import orjson

        print(orjson.dumps(listing_record(one)).decode(), file=out)
        return
    from truerole.core.text.visible import one_line

    for line in _lines(one):
        print(one_line(line), file=out)


def _lines(one: "Listing") -> list[str]:
    from truerole.phrasing.postings.facts import pay_text
    from truerole.phrasing.postings.listing import place_words, posted_words, role_words
    from truerole.phrasing.postings.needs import skill_label
    from truerole.phrasing.reading import NEED_NAMES, capitalize_first
    from truerole.phrasing.skills import skill_name

    facts = (one.company, place_words(one), posted_words(one), pay_text(one.salary))
    sure = one.reading and one.reading.role and one.reading.confident
    verdict = f"{'reads as ' if sure else ''}{role_words(one.reading)}"
    lines = [f"Titled {one.title}; {verdict}.", ", ".join(filter(None, facts))]
    for need, label in NEED_NAMES.items():
        asked = [each for each in (one.reading.skills if one.reading else ()) if each.need == need]
        lines.append(f"{label}: {', '.join(skill_label(skill_name(a.skill), a.years) for a in asked)}" if asked else "")
    whose = "the market sample has no texts" if one.sample else "the store has no text of it"
    lines.append(f"This is all that is known, as {whose}.")
    return [capitalize_first(line) for line in lines if line]
