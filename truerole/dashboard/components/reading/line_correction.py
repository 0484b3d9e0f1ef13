"""Correction of a line on the page *Read*: a visitor says which kind of work a sentence speaks of."""

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.reading import DUTIES, DutySpan, Reading
from truerole.core.settings import writable
from truerole.dashboard.components import annotator
from truerole.dashboard.store_cache import store_cache
from truerole.data.labels.line_labels import NewLineLabel, add_line_labels
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.reading import DUTY_NAMES, capitalize_first

_TOLD = "line told"
# What a list of sentences shows of each, and the most of them.
_SHOWN, _MOST = 100, 300


def offer_line_correction(draft_text: str, text: str, title: str, reading: Reading) -> None:
    """Show the button to correct the kind of work of a sentence; hidden in read-only mode and where none is read.

    `draft_text` is the text as given, which is kept with the label, `text` the cleaned one that is shown.
    """
    spans = [span for span in reading.duties if text[span.start : span.end].strip()][:_MOST]
    if told := st.session_state.pop(_TOLD, None):
        st.caption(escape_markdown(told))
    if not writable() or not spans:
        return
    with st.popover("A line is read wrong", icon=":material/flag:", type="tertiary"), st.form("line", border=False):
        numbers = range(len(spans))
        line = st.selectbox("Line", numbers, format_func=lambda i: _line(text, spans[i])[:_SHOWN])
        duty = st.selectbox("What it speaks of", DUTIES, format_func=lambda kind: capitalize_first(DUTY_NAMES[kind]))
        st.caption("The text is kept on this machine with what you say, so that the model can learn from it.")
        if st.form_submit_button("Save the line"):
            given = NewLineLabel(
                line=_line(text, spans[line]),
                duty=duty,
                annotator=annotator.annotator_name(),
                text=draft_text,
                title=title or None,
                model=reading.model,
                read_duty=spans[line].kind,
            )
            _save(given)


def _line(text: str, span: DutySpan) -> str:
    return " ".join(text[span.start : span.end].split())


def _save(given: NewLineLabel) -> None:
    try:
        add_line_labels(store_cache().store, [given])
    except TrueRoleError as error:
        st.session_state[_TOLD] = f"Sorry: {error}."
    else:
        st.session_state[_TOLD] = f"Saved: {DUTY_NAMES[given.duty]}. It counts from the next training on."
    st.rerun()
