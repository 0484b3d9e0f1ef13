"""Title on the page *Read*: the one found in the text is shown, and can be corrected."""

import streamlit as st

from truerole.core.reading import Reading
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading.visit import LONGEST_TITLE, NO_TITLE, address_of, draft_key, title_of
from truerole.phrasing.escape import escape


def show_title(draft: Draft, reading: Reading) -> None:
    """Show where the title comes from, if the text gave it, and the box to correct it."""
    _, found = title_of(draft)
    if found:
        st.html(f'<p class="tr-found">Title found in the text: “<bdi>{escape(found.text)}</bdi>”</p>', width="content")
    label = "Correct the title" if found or reading.title else "Give a title"
    with st.popover(label, type="tertiary", icon=":material/edit:"), st.form("correct title", border=False):
        box = f"title-of-{draft_key(draft)}"
        st.text_input(
            "Title as posted",
            reading.title.text if reading.title else "",
            key=box,
            max_chars=LONGEST_TITLE,
            help="Leave it empty if the text has none.",
        )
        st.form_submit_button("Use it", on_click=_correct, args=(draft, box))


def _correct(draft: Draft, box: str) -> None:
    title = " ".join(str(st.session_state.get(box, "")).split())
    st.query_params.from_dict(address_of(Draft(draft.text, title or NO_TITLE)))
