"""Name of the annotator: from the address, or asked once and kept for the browser tab."""

import streamlit as st

from truerole.data.labels.labels import DEFAULT_ANNOTATOR, LONGEST_NAME, normalise_annotator

_NAME, _ASKED = "labeller", "by"


def annotator_name() -> str:
    """Return the name of the annotator in this browser tab."""
    given = st.session_state.get(_NAME) or st.query_params.get(_ASKED)
    return normalise_annotator(given)


def ask_annotator_name() -> None:
    """Show a field for the annotator's name, under which labels are kept."""
    st.text_input(
        "Your name",
        value=annotator_name(),
        key=_ASKED,
        max_chars=LONGEST_NAME,
        on_change=_remember,
        help="Labels are kept under this name, and annotators are compared by it. "
        f"Without a name you are called “{DEFAULT_ANNOTATOR}”.",
    )


def _remember() -> None:
    st.session_state[_NAME] = normalise_annotator(st.session_state[_ASKED])
