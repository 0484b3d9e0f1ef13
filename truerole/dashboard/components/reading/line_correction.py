"""Correction of a line on the page *Read*: a visitor says which kind of work a sentence speaks of."""

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.labels import text_digest
from truerole.core.reading import DUTIES, DutySpan, Reading
from truerole.core.settings import writable
from truerole.dashboard.components import annotator
from truerole.dashboard.store_cache import store_cache
from truerole.data.labels.line_labels import NewLineLabel, add_line_labels, undo_line_label
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.reading import DUTY_NAMES, capitalize_first

# In the session, by text: what was told of the last line, and the number of its label where there is one.
_LAST = "last line"
# What a list of sentences shows of each, and the most of them.
_SHOWN, _MOST = 100, 300


def offer_line_correction(draft_text: str, text: str, title: str, reading: Reading) -> None:
    """Show the button to correct the kind of work of a sentence; hidden in read-only mode and where none is read.

    `draft_text` is the text as given, which is kept with the label, `text` the cleaned one that is shown.
    """
    spans = [span for span in reading.duties if text[span.start : span.end].strip()][:_MOST]
    if not writable() or not spans:
        return
    key = text_digest(draft_text)
    _show_last(key)
    with st.popover("A line is read wrong", icon=":material/flag:", type="tertiary"):
        line = st.selectbox(
            "Line",
            range(len(spans)),
            next((i for i, span in enumerate(spans) if span.kind != "none"), 0),
            format_func=lambda i: _line(text, spans[i])[:_SHOWN],
            key=f"line {key}",
        )
        read = spans[line].kind
        duty = st.selectbox(
            "What it speaks of",
            DUTIES,
            DUTIES.index(read),
            format_func=lambda kind: capitalize_first(DUTY_NAMES[kind]) + (" (as read)" if kind == read else ""),
            key=f"duty {key} {line}",
        )
        given = NewLineLabel(
            line=_line(text, spans[line]),
            duty=duty,
            annotator=annotator.annotator_name(),
            text=draft_text,
            title=title or None,
            model=reading.model,
            read_duty=read,
        )
        st.button("Save the line", on_click=_save, args=(key, given))
        st.caption("The text is kept on this machine with what you say, so that the model can learn from it.")


def _show_last(key: str) -> None:
    """Show whether the last line of the text was taken, with the way back."""
    told, number = st.session_state.get(_LAST, {}).get(key, (None, None))
    if not told:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(escape_markdown(told), width="content")
        if number is not None:
            st.button("Take the line back", on_click=_take_back, args=(key, number), type="tertiary")


def _line(text: str, span: DutySpan) -> str:
    return " ".join(text[span.start : span.end].split())


def _save(key: str, given: NewLineLabel) -> None:
    try:
        (number,) = add_line_labels(store_cache().store, [given])
    except TrueRoleError as error:
        _tell(key, f"Sorry: {error}.")
    else:
        _tell(key, f"Saved: {DUTY_NAMES[given.duty]}. It counts from the next training on.", number)


def _take_back(key: str, number: int) -> None:
    try:
        undo_line_label(store_cache().store, annotator.annotator_name(), number)
    except TrueRoleError as error:
        _tell(key, f"Sorry: {error}.", number)
    else:
        _tell(key, "Taken back.")


def _tell(key: str, told: str, number: int | None = None) -> None:
    st.session_state[_LAST] = {key: (told, number)}
