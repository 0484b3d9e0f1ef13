"""Correction on the page *Read*: a visitor flags a wrong verdict and gives the real role."""

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.labels import text_digest
from truerole.core.reading import ROLES, Reading, Role
from truerole.core.settings import writable
from truerole.dashboard.components import annotator
from truerole.dashboard.store_cache import store_cache
from truerole.data.labels import labels
from truerole.data.labels.labels import NewLabel
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.reading import ROLE_NAMES, capitalize_first

_OPEN, _SAVED, _TOLD = "correcting", "corrected", "correction told"


def offer_correction(text: str, title: str, reading: Reading) -> None:
    """Show the button to correct the verdict on a text; hidden in read-only mode."""
    if problem := st.session_state.pop("correction problem", None):
        st.info(escape_markdown(problem), icon=":material/info:")
    if not writable() or reading.role is None:
        return
    key = text_digest(text)
    saved: dict[str, int] = st.session_state.setdefault(_SAVED, {})
    with st.container(horizontal=True, vertical_alignment="center"):
        if key in saved:
            st.markdown(escape_markdown(str(st.session_state.get(_TOLD))), width="content")
            st.button("Take it back", key="take back", on_click=_take_back, args=(key,), type="tertiary")
        elif st.session_state.get(_OPEN) == key:
            _choose(text, title, reading)
        else:
            st.button(
                "This is wrong", key="wrong", icon=":material/flag:", on_click=_open, args=(key,), type="tertiary"
            )


def _choose(text: str, title: str, reading: Reading) -> None:
    st.markdown("What is it really?", width="content")
    for role in ROLES:
        name, given = capitalize_first(ROLE_NAMES[role]), (text, title, reading, role)
        st.button(name, key=f"really {role}", on_click=_save, args=given)
    with st.popover("Your name", type="tertiary"):
        annotator.ask_annotator_name()
    st.button("Cancel", key="not wrong", on_click=_open, args=(None,), type="tertiary")
    st.caption("The text is kept on this machine with what you say, so that the model can learn from it.")


def _open(key: str | None) -> None:
    st.session_state[_OPEN] = key


def _save(text: str, title: str, reading: Reading, role: Role) -> None:
    given = NewLabel(
        role=role,
        annotator=annotator.annotator_name(),
        why="read" if role == reading.role else "correction",
        text=text,
        title=title or None,
        model=reading.model,
        read_role=reading.role,
        read_share=reading.roles[reading.role] if reading.role else None,
    )
    try:
        (number,) = labels.add_labels(store_cache().store, [given])
    except TrueRoleError as error:
        st.session_state["correction problem"] = f"Sorry: {error}."
        return
    st.session_state[_SAVED][text_digest(text)] = number
    st.session_state[_TOLD] = f"Saved: {ROLE_NAMES[role]}. The model learns from it when it is trained next."
    _open(None)


def _take_back(key: str) -> None:
    try:
        labels.undo_label(store_cache().store, annotator.annotator_name(), st.session_state[_SAVED][key])
    except TrueRoleError as error:
        st.session_state["correction problem"] = f"Sorry: {error}."
        return
    del st.session_state[_SAVED][key]
