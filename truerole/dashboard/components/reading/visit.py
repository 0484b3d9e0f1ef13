"""Readings of this visit: their address, the last ten of them, and texts too long for an address.

All of it lives in the session of the visitor's browser tab; the server keeps nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from truerole.core.errors import FailedLink
from truerole.core.labels import text_digest
from truerole.core.reading import Reading, Role
from truerole.core.text.decoding import replace_surrogates
from truerole.core.text.visible import one_line
from truerole.dashboard.components.permalink import Draft, decode_draft, encode_draft
from truerole.data.labels.examples import demo_examples
from truerole.model.text.title_detection import FoundTitle, find_title

MOST_READINGS = 10
LONGEST_TITLE = 300
# Stands for the title of a text that has none, although a title is found in it.
NO_TITLE = "-"
# In an address: an example, the text itself, or the key of a text that is too long for an address.
EXAMPLE, POSTING, KEPT = "example", "p", "kept"
DRAFT_KEYS = (EXAMPLE, POSTING, KEPT)
_READINGS, _KEPT = "readings of this visit", "texts of this visit"
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class VisitReading:
    """Reading of this visit: the draft, and the verdict in short."""

    draft: Draft
    title: str | None
    role: Role
    share: float

    @property
    def key(self) -> str:
        """Return the key of the draft."""
        return draft_key(self.draft)

    @property
    def label(self) -> str:
        """Return the title, or the first words of the text."""
        words = self.title or one_line(self.draft.text[:300])
        return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1].rstrip() + "…"


def draft_key(draft: Draft) -> str:
    """Return a short key of a draft, the same for the same text and title."""
    return text_digest(f"{draft.title}\n{draft.text}")[:12]


def tidy(draft: Draft) -> Draft:
    """Return a draft without lone surrogates, the title on one line and of bounded length."""
    return Draft(replace_surrogates(draft.text), " ".join(replace_surrogates(draft.title).split())[:LONGEST_TITLE])


def address_of(draft: Draft) -> dict[str, str]:
    """Return the query of the address that holds a draft, and keep the draft in the session if it is too long.

    Empty for a blank text.
    """
    example = next((e for e in demo_examples() if (e.description, e.title) == (draft.text, draft.title)), None)
    if example:
        return {EXAMPLE: example.id}
    if not draft.text.strip():
        return {}
    if code := encode_draft(draft):
        return {POSTING: code}
    kept: dict[str, Draft] = st.session_state.setdefault(_KEPT, {})
    kept[draft_key(draft)] = draft
    while len(kept) > MOST_READINGS:
        del kept[next(iter(kept))]
    return {KEPT: draft_key(draft)}


def is_shareable(draft: Draft) -> bool:
    """Tell whether the address holds the draft itself."""
    return KEPT not in address_of(draft)


def draft_at(query: Mapping[str, str]) -> Draft | None:
    """Return the draft that an address holds, None for none; raises FailedLink where it cannot be had."""
    if EXAMPLE in query:
        found = next((e for e in demo_examples() if e.id == query[EXAMPLE]), None)
        if not found:
            raise FailedLink("there is no such example; choose one below, or paste a text")
        return Draft(found.description, found.title)
    if KEPT in query:
        kept: dict[str, Draft] = st.session_state.get(_KEPT, {})
        if query[KEPT] not in kept:
            raise FailedLink(
                "this text was too long for an address, so it was kept only while its page was open; paste it again"
            )
        return kept[query[KEPT]]
    return decode_draft(query[POSTING]) if POSTING in query else None


def title_of(draft: Draft) -> tuple[str | None, FoundTitle | None]:
    """Return the title of a draft, and where it was found if nobody gave it."""
    if draft.title:
        return (None if draft.title == NO_TITLE else draft.title), None
    found = find_title(draft.text)
    return (found.text if found else None), found


def read_draft(draft: Draft) -> Reading:
    """Return the reading of a draft; raises TrueRoleError for a draft that cannot be read."""
    from truerole.workflows.reading.pasted import read_pasted

    return read_pasted(draft.text, "" if draft.title == NO_TITLE else draft.title or None).reading


def load_reader() -> None:
    """Load the model; raises TrueRoleError for a model that cannot be loaded."""
    from truerole.model.reader import default_reader

    default_reader()


def remember(draft: Draft, reading: Reading) -> None:
    """Put a reading with a verdict at the head of this visit's readings."""
    if reading.role is None:
        return
    title = reading.title.text if reading.title else None
    newest = VisitReading(draft, title, reading.role, reading.roles[reading.role])
    others = [one for one in visit_readings() if one.draft != draft]
    st.session_state[_READINGS] = [newest, *others][:MOST_READINGS]


def visit_readings() -> list[VisitReading]:
    """Return the readings of this visit, the newest first."""
    found: list[VisitReading] = st.session_state.get(_READINGS, [])
    return found
