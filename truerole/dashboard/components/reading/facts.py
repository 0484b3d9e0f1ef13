"""Pay, place, workplace and employment on the page *Read*, each with the words of the text that say so."""

import streamlit as st

from truerole.phrasing.escape import escape
from truerole.phrasing.html.highlight import quote
from truerole.phrasing.postings.facts import fact_rows
from truerole.workflows.reading.posting_facts import PostingFacts

_QUOTED = 110


def show_facts(facts: PostingFacts, text: str) -> None:
    """Show the facts side by side; nothing where the text states none."""
    cells = "".join(
        _cell(name, value, quote(text, start, end, _QUOTED)) for name, value, start, end in fact_rows(facts)
    )
    if cells:
        st.html(f'<div class="tr-facts" role="group" aria-label="Facts">{cells}</div>')


def _cell(name: str, value: str, words: str) -> str:
    shown = escape(value)
    quoted = "" if words.lower() == shown.lower() else f'<div class="tr-note">“<bdi>{words}</bdi>”</div>'
    return f'<div class="tr-said"><b>{name}:</b> <bdi>{shown}</bdi>{quoted}</div>'
