"""Page *Label*: practice on examples, postings shown singly to be labelled with a key, labels by file, their review."""

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.labels import QUEUE_ORDERS, QueueOrder
from truerole.core.reading import Role
from truerole.core.settings import writable
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.role_bar import label_counts_bar
from truerole.dashboard.components import annotator, label_review, posting_cards
from truerole.dashboard.components.label_card import (
    extra_answers,
    last_message,
    role_buttons,
    run_and_keep_message,
    show_question,
)
from truerole.dashboard.components.labelling.label_upload import show_upload
from truerole.dashboard.components.labelling.line_queue import show_lines
from truerole.dashboard.components.labelling.practice_queue import show_practice
from truerole.dashboard.components.reading.answer import MARKED, show_verdict
from truerole.dashboard.store_cache import on_market
from truerole.data.labels import labels
from truerole.data.labels.agreement import count_roles
from truerole.data.labels.labels import group_by_target
from truerole.data.labels.queue import Question, labellable
from truerole.data.labels.session import LabelSession
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.model.text.clean import clean
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.evidence import evidence_spans
from truerole.phrasing.html.highlight import annotate, evidence_mark
from truerole.phrasing.labels import NOTHING_TO_LABEL, ORDER_NAMES
from truerole.phrasing.reading import ROLE_NAMES, plural

_PRACTICE, _LABEL, _LINES, _UPLOAD, _REVIEW = "Practice", "Label", "Lines", "From a file", "Review"
_HELP = (
    "One key labels the posting, saves that, and shows the next one: **1** to **5** for the roles. **S** skips it, "
    "**U** takes your last label back, **E** shows what the model says and why.\n\n"
    "Judge the work, not the title: what would this person spend most of their days on? Read the responsibilities "
    "first, then the requirements; leave out what the company says of itself."
)


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    posting_cards.add_style()
    with st.container(horizontal_alignment="center"), st.container(width=1080):
        st.title("What is the work, really?", anchor=False)
        if not writable():
            frame.show_read_only()
            return
        session, annotations = _session(), labels.annotations(store)
        with st.container(horizontal=True, vertical_alignment="center"):
            view = _view(index, bool(annotations))
            if view != _PRACTICE:
                mine = f", {session.given:,} of them by you just now" if session.given else ""
                st.markdown(f"**{plural(len(group_by_target(annotations)), 'text')} labelled**{mine}", width="content")
        if view == _PRACTICE:
            show_practice()
            return
        if view == _LINES:
            show_lines(store, index)
        elif view == _UPLOAD:
            show_upload(store, session.annotator)
        elif view == _REVIEW:
            label_review.show_review(store, annotations, session.annotator)
        else:
            _queue(store, index, session)
        if annotations:
            st.html(f'<p class="tr-note">Labels so far</p>{label_counts_bar(count_roles(annotations))}')
        st.caption("Labels are kept on this machine. They count from the next training on.")


def _view(index: BitmapIndex, labelled: bool) -> str | None:
    """Ask for the view; who has no postings to label, and has labelled none, begins with practice."""
    begin = _LABEL if labelled or labellable(index) else _PRACTICE
    return st.segmented_control(
        "View",
        [_PRACTICE, _LABEL, _LINES, _UPLOAD, _REVIEW],
        default=None if "view" in st.session_state else begin,
        required=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )


def _session() -> LabelSession:
    """Return the labelling session of this visitor; another name or order begins a new session."""
    who, order = annotator.annotator_name(), _order()
    session: LabelSession | None = st.session_state.get("labelling")
    if session is None or (session.annotator, session.order) != (who, order):
        session = st.session_state.labelling = LabelSession(who, order)
    return session


def _order() -> QueueOrder:
    wanted = st.session_state.get("order") or st.query_params.get("order")
    return next((order for order in QUEUE_ORDERS if order == wanted), QUEUE_ORDERS[0])


def _queue(store: Store, index: BitmapIndex, session: LabelSession) -> None:
    try:
        question = session.ask(store, index)
    except TrueRoleError as error:
        st.info(escape_markdown(f"Sorry: {error}."), icon=":material/info:")
        return
    key = str(question.number) if question else "none"
    if question:
        role_buttons(key, lambda role: _answer(store, session, key, role), bool(st.session_state.get("say more")))
    _more(store, session, key)
    if question is None:
        st.info(NOTHING_TO_LABEL, icon=":material/info:")
        return
    show_question(question, _evidence(question) if st.session_state.get("evidence") == key else None)


def _more(store: Store, session: LabelSession, key: str) -> None:
    """Show the buttons beside the roles (skip, undo, evidence, help, settings), and the last message."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if key != "none":
            st.button("Skip", key=f"skip {key}", shortcut="s", type="tertiary", on_click=session.skip)
        st.button("Undo", key=f"undo {key}", shortcut="u", type="tertiary", on_click=_undo, args=(store, session))
        if key != "none":
            st.button("Evidence", key=f"evidence {key}", shortcut="e", type="tertiary", on_click=_unfold, args=(key,))
        st.button("Help", key=f"help {key}", shortcut="h", type="tertiary", on_click=_help)
        with st.popover("Settings", type="tertiary"):
            annotator.ask_annotator_name()
            st.selectbox(
                "Which come first", QUEUE_ORDERS, format_func=ORDER_NAMES.__getitem__, key="order", bind="query-params"
            )
            st.toggle("Also ask how sure, and for a second role", key="say more")
            st.caption("Whatever comes first, one posting in seven is random, to measure how often the model is right.")
    st.caption(
        escape_markdown(last_message()) or "Keys: 1 to 5 label and go on, S skips, U takes back, E shows the evidence."
    )
    if st.session_state.get("help"):
        st.info(_HELP)


def _evidence(question: Question) -> str | None:
    """Show the model's verdict on a posting, and return the text with the evidence marked, as safe HTML."""
    from truerole.model.reader import default_reader, try_read

    reading = try_read(default_reader(), question.text, question.title)
    if isinstance(reading, str):
        st.info(escape_markdown(f"Sorry: {reading}."))
        return None
    show_verdict(reading)
    marks = [evidence_mark(span) for span in evidence_spans(reading)[:MARKED]]
    return annotate(clean(question.text), reading.sections, marks, reading.skills)


def _answer(store: Store, session: LabelSession, key: str, role: Role) -> None:
    def save() -> str:
        session.answer(store, role, *extra_answers(key))
        return f"Saved: {ROLE_NAMES[role]}. U takes it back."

    run_and_keep_message(save)


def _undo(store: Store, session: LabelSession) -> None:
    def take_back() -> str:
        undone = session.undo(store)
        return f"Taken back: {ROLE_NAMES[undone.role]}." if undone else "There is no label of yours to take back."

    run_and_keep_message(take_back)


def _unfold(key: str) -> None:
    st.session_state.evidence = None if st.session_state.get("evidence") == key else key


def _help() -> None:
    st.session_state.help = not st.session_state.get("help")
