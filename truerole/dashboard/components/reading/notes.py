"""Notes on the page *Read*: what was given, where it is not one posting, and what to do with it."""

from collections.abc import Sequence

import streamlit as st

from truerole.dashboard.components.page_links import KNOWN_SKILLS, page_link
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading.visit import draft_key
from truerole.model.reader import default_reader
from truerole.model.text.text_kind import FoundKind, Span
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.text_kind import kind_note

_ALL_THE_SAME = "read all the same"


def tell(message: str) -> None:
    """Show a message that may hold words from outside."""
    st.info(escape_markdown(message), icon=":material/info:")


def is_held_back(draft: Draft, found: FoundKind) -> bool:
    """Tell whether a text of a kind is read only if the visitor wants it all the same, and has not said so yet."""
    wanted = st.session_state.get(_ALL_THE_SAME, ())
    return found.kind in ("several", "cv", "listing") and draft_key(draft) not in wanted


def show_kind(draft: Draft, found: FoundKind) -> Sequence[Span]:
    """Say what a text is, and offer what to do; return the parts to read separately, if that is wanted."""
    st.info(kind_note(found), icon=":material/info:")
    separately = False
    with st.container(horizontal=True, vertical_alignment="center", key="way-on-held-back"):
        if found.kind == "several":
            separately = st.toggle(f"Read the {len(found.parts)} separately", key="separately")
        if found.kind == "cv":
            _offer_fit(draft)
        st.button("Read it as one posting all the same", key="same", on_click=_read_all_the_same, args=(draft,))
    return found.parts if separately else ()


def show_article_note(found: FoundKind) -> None:
    """Say so above the verdict if a text is no posting at all."""
    if found.kind == "article":
        tell(kind_note(found))


def _offer_fit(draft: Draft) -> None:
    """Show the link to the page *Fit*, which carries the skills of a CV over."""
    skills = [skill.id for skill in default_reader().read(draft.text).skills]
    st.session_state[KNOWN_SKILLS] = skills
    page_link("See what fits you", "fit", know=skills)


def _read_all_the_same(draft: Draft) -> None:
    wanted = st.session_state.get(_ALL_THE_SAME, ())
    st.session_state[_ALL_THE_SAME] = (*wanted, draft_key(draft))[-20:]
