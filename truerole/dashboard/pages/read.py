"""Page *Read*: the real role of a pasted job description, with the sentences that show the role."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.reading import Reading
from truerole.dashboard.components import correction
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading import answer, earlier, notes, title, visit, way_on
from truerole.dashboard.components.reading.batch import read_parts, show_file_readings
from truerole.dashboard.components.reading.facts import show_facts
from truerole.dashboard.components.reading.line_correction import offer_line_correction
from truerole.dashboard.components.reading.notes import tell
from truerole.dashboard.components.reading.share import show_share
from truerole.dashboard.components.reading.side_by_side import Side, show_side_by_side
from truerole.data.labels.examples import demo_examples
from truerole.model.text.clean import clean
from truerole.model.text.text_kind import kind_of_text
from truerole.phrasing.evidence import evidence_spans
from truerole.phrasing.reading import doubt_note, language_note
from truerole.workflows.reading.posting_facts import find_facts

_SAME = 200
_STYLE = Path(__file__).parents[1] / "style.css"


def page() -> None:
    """Show the page: the form, and the reading of the posting given."""
    st.html(_STYLE)
    with st.container(horizontal_alignment="center"), st.container(width=1080):
        st.title("What is this job, really?", anchor=False)
        draft = _arrived()
        if draft is None:
            _introduce()
        if draft is None or not _answered(draft):
            _ask(done=False)
            earlier.show_earlier()
    with suppress(TrueRoleError):  # told where a text is read
        visit.load_reader()  # while the visitor looks for a posting to paste


def _answered(draft: Draft) -> bool:
    """Show the answer to a draft, or what it is instead of one posting; return whether there is a verdict."""
    kind = kind_of_text(draft.text)
    if notes.is_held_back(draft, kind):
        read_parts(draft, notes.show_kind(draft, kind))
        return False
    if reading := _read(draft):
        visit.remember(draft, reading)
        notes.show_article_note(kind)
        _answer(draft, reading)
    return reading is not None


def _introduce() -> None:
    st.markdown(
        "Paste a job description and see what the work really is (data analyst, data engineer, data scientist, "
        "ML engineer, or none of them), whatever the title says. Nothing you paste is stored, unless you correct a "
        "verdict or a line; the address of the page holds the text, so that a reload and a bookmark bring it again."
    )


def _read(draft: Draft) -> Reading | None:
    """Return the reading of a draft, or show why there is no verdict and return None."""
    try:
        with st.spinner("Reading …"):
            reading = visit.read_draft(draft)
    except TrueRoleError as error:
        tell(f"Sorry: {error}.")
        return None
    if reading.role is None or reading.doubt == "too short to tell":
        tell(language_note(reading) if reading.role is None else doubt_note(reading))
        return None
    return reading


# What came in: pasted, by a link to this page, or by a link to a posting


def _arrived() -> Draft | None:
    """Return the draft to read; a link just opened comes before an earlier draft."""
    link = st.query_params.to_dict()
    if link != st.session_state.get("link", {}):
        st.session_state.link = link
        _take(lambda: visit.draft_at(link))
    if (url := st.session_state.pop("fetch", None)) is not None:
        with st.spinner("Opening the link …"):
            _take(lambda: _fetched(url))
        _set_address(st.session_state.get("draft"))
    if problem := st.session_state.get("problem"):
        tell(problem)
    draft: Draft | None = st.session_state.get("draft")
    return draft


def _take(source: Callable[[], Draft | None]) -> None:
    """Keep the draft that `source` returns and fill the form with the draft; or keep the error message."""
    try:
        draft, problem = source(), None
    except TrueRoleError as error:
        draft, problem = None, f"Sorry: {error}."
    if draft is not None:
        draft = visit.tidy(draft)
        st.session_state.update(text=draft.text, title=draft.title.removeprefix(visit.NO_TITLE))
    st.session_state.update(draft=draft, problem=problem)


def _fetched(url: str) -> Draft:
    from truerole.scraper.fetch.single_posting import fetch_posting

    posting = fetch_posting(url)
    return Draft(posting.description, posting.title)


# What is asked


def _ask(done: bool) -> None:
    # Each answer has a form of its own, closed, so that the verdict is what one sees.
    asked = f"ask-{st.session_state.get('asked', 0)}"
    with st.expander("Read another posting", key=asked) if done else st.container(border=True):
        with st.form("paste", border=False):
            st.text_area("Job description", key="text", height=220, placeholder="Paste the whole text here.")
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.text_input("Title (optional)", key="title", max_chars=visit.LONGEST_TITLE)
                st.form_submit_button("Read it", type="primary", on_click=_paste)
        with st.form("open", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Or a link to a posting", key="url", placeholder="https://", max_chars=2_000)
            st.form_submit_button("Open it", on_click=_open)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Or an example:", width="content")
            for example in demo_examples():
                st.button(example.demo or example.title, key=example.id, on_click=_choose, args=(example.id,))
        show_file_readings()


def _paste() -> None:
    text, title = st.session_state.text, st.session_state.title.strip()
    before: Draft | None = st.session_state.get("draft")
    # A title left over from the posting before says nothing of a new one.
    if before and title == before.title and text[:_SAME] != before.text[:_SAME]:
        title = st.session_state.title = ""
    draft = visit.tidy(Draft(text, title))
    st.session_state.update(draft=draft, problem=None, asked=st.session_state.get("asked", 0) + 1)
    _set_address(draft)


def _open() -> None:
    _set_address(None)
    st.session_state.fetch = st.session_state.url.strip()


def _choose(example: str) -> None:
    st.query_params.from_dict({visit.EXAMPLE: example})


def _set_address(draft: Draft | None) -> None:
    """Let the address hold the draft, for F5, Back and a bookmark."""
    address = visit.address_of(draft) if draft else {}
    st.query_params.from_dict(address)
    st.session_state.link = address


# What is answered


def _answer(draft: Draft, reading: Reading) -> None:
    text, facts, key = clean(draft.text), find_facts(draft.text), visit.draft_key(draft)
    answer.show_verdict(reading)
    with st.container(horizontal=True, vertical_alignment="center"):
        title.show_title(draft, reading)
        correction.offer_correction(draft.text, visit.title_of(draft)[0] or "", reading)
    if not visit.is_shareable(draft):
        st.caption("This text is too long for the address: it is kept only while this page is open.")
    way_on.show_way_on(draft, reading)
    if beside := earlier.reading_beside(key):
        _show_beside((_label(draft, reading), reading, facts), beside)
    show_facts(facts, text)
    answer.show_duties(reading, text)
    offer_line_correction(draft.text, text, visit.title_of(draft)[0] or "", reading)
    _ask(done=True)
    earlier.show_earlier(key)
    found = evidence_spans(reading)
    left, right = st.columns(2, gap="large")
    with left:
        answer.show_evidence(reading, text, found)
        against = st.container()
    with right:
        answer.show_skills(reading, text)
        answer.show_signals(reading, text)
    show_share(draft, reading)
    answer.show_text(reading, text, found[: answer.MARKED])
    with against:  # last, as the postings may have to be opened first
        way_on.show_against_role(reading)


def _show_beside(here: Side, beside: visit.VisitReading) -> None:
    other = visit.read_draft(beside.draft)
    show_side_by_side(here, (beside.label, other, find_facts(beside.draft.text)))
    earlier.offer_to_close()


def _label(draft: Draft, reading: Reading) -> str:
    return reading.title.text if reading.title else " ".join(draft.text[:60].split())
