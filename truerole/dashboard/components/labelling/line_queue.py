"""Lines to label: a sentence at a time within its posting, with a button and a key for each kind of work."""

from functools import partial

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.reading import DUTIES, Duty
from truerole.dashboard.components import annotator
from truerole.dashboard.components.label_card import last_message, run_and_keep_message
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape, escape_markdown
from truerole.phrasing.labels import NOTHING_TO_LABEL
from truerole.phrasing.reading import DUTY_NAMES, capitalize_first
from truerole.workflows.reading.line_questions import LineQuestion, LineSession

_STATE = "lines"


def show_lines(store: Store, index: BitmapIndex) -> None:
    """Show the next line with the buttons."""
    session = _session()
    try:
        question = session.ask(store, index)
    except TrueRoleError as error:
        st.info(escape_markdown(f"Sorry: {error}."), icon=":material/info:")
        return
    key = f"{session.given} {len(session.skipped)}"
    if question:
        with st.container(horizontal=True):
            for number, duty in enumerate(DUTIES, 1):
                done = partial(_answer, store, session, duty)
                name = capitalize_first(DUTY_NAMES[duty])
                st.button(name, key=f"duty {number} {key}", shortcut=str(number), on_click=done)
    with st.container(horizontal=True, vertical_alignment="center"):
        if question:
            st.button("Skip", key=f"skip line {key}", shortcut="s", type="tertiary", on_click=session.skip)
        undo = partial(_undo, store, session)
        st.button("Undo", key=f"undo line {key}", shortcut="u", type="tertiary", on_click=undo)
        st.caption(escape_markdown(last_message()) or "Keys: 1 to 8 say what a line speaks of, S skips, U takes back.")
    if question:
        _show_question(question)
    else:
        st.info(NOTHING_TO_LABEL, icon=":material/info:")


def _session() -> LineSession:
    """Return the session of this visitor; another name begins a new session."""
    who = annotator.annotator_name()
    session: LineSession | None = st.session_state.get(_STATE)
    if session is None or session.annotator != who:
        session = st.session_state[_STATE] = LineSession(who)
    return session


def _show_question(question: LineQuestion) -> None:
    around = [f'<p class="tr-note"><bdi>{escape(line)}</bdi></p>' if line else "" for line in (
        question.heading, question.before, question.after
    )]  # fmt: skip
    st.html(
        '<div class="tr-card" role="region" aria-label="The line">'
        '<p class="tr-note">What would this person do?</p>'
        f'<h4 class="tr-title"><bdi>{escape(question.title or "Without a title")}</bdi></h4>'
        f"{around[0]}{around[1]}<p><b><bdi>{escape(question.line)}</bdi></b></p>{around[2]}</div>"
    )


def _answer(store: Store, session: LineSession, duty: Duty) -> None:
    def save() -> str:
        session.answer(store, duty)
        return f"Saved: {DUTY_NAMES[duty]}. U takes it back."

    run_and_keep_message(save)


def _undo(store: Store, session: LineSession) -> None:
    def take_back() -> str:
        undone = session.undo(store)
        return f"Taken back: {DUTY_NAMES[undone.duty]}." if undone else "There is no line of yours to take back."

    run_and_keep_message(take_back)
