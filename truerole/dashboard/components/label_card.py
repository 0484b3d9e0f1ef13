"""Card of a posting to label, with a button and a key for each role."""

from collections.abc import Callable

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.reading import ROLES, Role
from truerole.data.labels.queue import Question
from truerole.model.text.clean import clean
from truerole.phrasing.escape import escape
from truerole.phrasing.labels import KEYS, REASONS, SURE_NAMES
from truerole.phrasing.reading import ROLE_NAMES, capitalize_first

_SURE = 3


def role_buttons(key: str, done: Callable[[Role], None], more: bool = False) -> None:
    """Show a button and a key for each role; `key` is unique to the posting, so that no press counts for two.

    With `more`, it may also be said how sure one is, and a second role.
    """
    with st.container(horizontal=True):
        for number, role in KEYS.items():
            name = capitalize_first(ROLE_NAMES[role])
            st.button(name, key=f"role {number} {key}", shortcut=number, on_click=done, args=(role,))
    if more:
        with st.container(horizontal=True):
            less = [sure for sure in SURE_NAMES if sure != _SURE]
            st.pills("Not sure?", less, format_func=SURE_NAMES.__getitem__, key=f"sure {key}")
            st.pills(
                "A second role, at least a third of the work",
                ROLES,
                format_func=ROLE_NAMES.__getitem__,
                key=f"second {key}",
            )


def extra_answers(key: str) -> tuple[Role | None, int]:
    """Return the second role and the confidence (1 to 3) chosen for a posting."""
    return st.session_state.get(f"second {key}"), st.session_state.get(f"sure {key}") or _SURE


def show_question(question: Question, marked: str | None = None) -> None:
    """Show a posting to label as safe HTML; `marked` replaces the text by HTML with the evidence marked."""
    company = f" · {escape(question.company)}" if question.company else ""
    body = f'<div class="tr-body">{escape(clean(question.text))}</div>'
    st.html(
        '<div class="tr-card" role="region" aria-label="The posting">'
        f'<p class="tr-note">{REASONS[question.why].capitalize()}{company}</p>'
        f'<h4 class="tr-title"><bdi>{escape(question.title or "Without a title")}</bdi></h4>'
        f"{marked or body}</div>"
    )


def run_and_keep_message(done: Callable[[], str]) -> None:
    """Run an action, and keep the message that the action returns, or the error message, for the page."""
    try:
        last_message = done()
    except TrueRoleError as error:
        last_message = f"Sorry: {error}."
    st.session_state["label told"] = last_message


def last_message() -> str:
    """Return the message of the last action, once."""
    return str(st.session_state.pop("label told", ""))
