"""Postings most like a pasted posting, by the skills in common, under the filters of the page."""

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.stored import StoredReading, stored_reading_of
from truerole.dashboard.charts import frame
from truerole.dashboard.components import posting_cards
from truerole.dashboard.components.filters import filter_bar
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading import visit
from truerole.data.market.aggregates import sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.listing import Listing, list_postings
from truerole.data.market.similar_postings import similar_postings
from truerole.data.market.skill_match import Match, missing_skills
from truerole.data.market.wishes import Person
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import sample_words
from truerole.phrasing.reading import doubt_note, language_note, percent

_NEAREST = 20
_LONGEST = 100_000


def show_similar(store: Store, index: BitmapIndex) -> None:
    """Ask for a posting, and show the postings most like it."""
    _fill_from_address()
    with st.form("like", border=False):
        text = st.text_area(
            "Job description", key="like this", height=180, max_chars=_LONGEST, placeholder="Paste a posting."
        )
        asked = st.form_submit_button("Find postings like it", type="primary", on_click=_keep_in_address)
    selection = filter_bar(index, all_work=True, to_apply=True)
    if not text.strip():
        if asked:
            frame.show_message("Paste a posting first. Nothing that you paste is stored.")
        return
    facts = _facts(text)
    if facts is None:
        return
    st.html(
        f'<div class="tr-card">{posting_cards.verdict_html(facts)}{posting_cards.skills_by_need(facts.skills)}</div>'
    )
    facets = {"role": facts.role or "", "seniority": facts.seniority, "deep_learning": str(facts.deep_learning)}
    skills = [asked.skill for asked in facts.skills if asked.need != "context"]
    matches = {m.posting: m for m in similar_postings(index, selection.postings, skills, facets, _NEAREST)}
    if not matches:
        frame.show_message("No posting passes the filters. Take one away.")
        return
    st.subheader(f"The {len(matches)} postings most like it", anchor=False)
    mine = {asked.skill for asked in facts.skills}
    posting_cards.show_cards(
        store, index, list_postings(store, list(matches)), lambda one: _shared(one, mine, matches[one.number])
    )
    st.caption(
        "By the skills in common, rare ones weighing most, and by role, level and how much deep learning. "
        f"Out of {sample_words(sample_note(index, selection.postings), escape_markdown)}."
    )


def _fill_from_address() -> None:
    """Fill the box with the posting that a newly opened address holds."""
    query = {name: st.query_params[name] for name in visit.DRAFT_KEYS if name in st.query_params}
    if query == st.session_state.get("like address", {}):
        return
    st.session_state["like address"] = query
    try:
        draft = visit.draft_at(query)
    except TrueRoleError as error:
        frame.show_message(f"Sorry: {error}.")
        return
    st.session_state["like this"] = draft.text[:_LONGEST] if draft else ""


def _keep_in_address() -> None:
    """Let the address hold the pasted posting, beside the filters, for F5, Back and a bookmark."""
    address = visit.address_of(visit.tidy(Draft(st.session_state["like this"])))
    for name in visit.DRAFT_KEYS:
        st.query_params.pop(name, None)
    st.query_params.update(address)
    st.session_state["like address"] = address


def _facts(text: str) -> StoredReading | None:
    from truerole.model.reader import default_reader

    try:
        with st.spinner("Reading …"):
            reading = default_reader().read(text)
    except TrueRoleError as error:
        frame.show_message(f"Sorry: {error}.")
        return None
    if reading.role is None or reading.doubt == "too short to tell":
        frame.show_message(language_note(reading) if reading.role is None else doubt_note(reading))
        return None
    return stored_reading_of(reading)


def _shared(one: Listing, mine: set[str], match: Match) -> str:
    skills = one.reading.skills if one.reading else ()
    both = [asked for asked in skills if asked.skill in mine]
    others = [first for first, *_ in missing_skills(Person(frozenset(mine)), skills)]
    likeness = posting_cards.labelled_line("Skill overlap", percent(match.coverage))
    return likeness + posting_cards.skills_line("In common", both) + posting_cards.skills_line("Also asks for", others)
