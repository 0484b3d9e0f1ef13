"""Review of labels on the page *Label*: conflicts of annotators, and labels that the model disputes."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.labels import LabelledText
from truerole.core.reading import Role
from truerole.dashboard.components.label_card import (
    extra_answers,
    last_message,
    role_buttons,
    run_and_keep_message,
    show_question,
)
from truerole.data.labels import labels
from truerole.data.labels.agreement import conflicts, pairwise_agreement, random_check
from truerole.data.labels.labels import Annotation, effective_annotation
from truerole.data.labels.session import LabelSession, reopen
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.labels import SURE_NAMES, accuracy_sentence, agreement_sentence, conflict_sentence
from truerole.phrasing.reading import ROLE_NAMES, percent, plural
from truerole.workflows.label_errors import LabelError, find_label_errors

_MOST = 500
_SHOWN = 9


@dataclass(frozen=True, slots=True)
class _Case:
    """Label to review, and why; `key` changes with each new label of the text."""

    key: str
    label: LabelledText
    why: str


def show_review(store: Store, annotations: Sequence[Annotation], who: str) -> None:
    """Show the agreement of annotators, and the first label to review."""
    for line in [
        *map(agreement_sentence, pairwise_agreement(annotations)[:_SHOWN]),
        accuracy_sentence(random_check(annotations)),
    ]:
        if line:
            st.markdown(escape_markdown(line))
    suspects = _suspects(store)
    case, left = _next(store, annotations, suspects or ())
    if case:
        _ask(store, case, left, who)
        return
    st.caption(escape_markdown(last_message()))
    if suspects is None and annotations:
        _look(store)
    else:
        st.info(
            "Nothing to review: annotators agree, and the model disputes no label." if annotations else "No label yet."
        )


def _next(store: Store, annotations: Sequence[Annotation], suspects: Sequence[LabelError]) -> tuple[_Case | None, int]:
    """Return the next label to review, conflicts before disputed labels, and the number left."""
    done: set[str] = st.session_state.setdefault("looked over", set())
    differing = [group for group in conflicts(annotations) if _key(group[-1].number) not in done]
    doubtful = [suspect for suspect in suspects if _key(suspect.label.number) not in done]
    left = len(differing) + len(doubtful)
    for group in differing:
        if found := labels.with_texts(store, [effective_annotation(group)]):
            return _Case(_key(group[-1].number), found[0], conflict_sentence(group)), left
    if doubtful:
        return _Case(_key(doubtful[0].label.number), doubtful[0].label, _doubt(doubtful[0])), left
    return None, 0


def _key(number: int) -> str:
    return f"label {number}"


def _doubt(suspect: LabelError) -> str:
    label = suspect.label
    return (
        f"{label.annotator} says {ROLE_NAMES[label.role]} ({SURE_NAMES[label.sure]}). The model, without having learnt "
        f"from this label, says {ROLE_NAMES[suspect.role]} ({percent(suspect.share)}, against "
        f"{percent(suspect.confidence)} for {ROLE_NAMES[label.role]})."
    )


def _ask(store: Store, case: _Case, left: int, who: str) -> None:
    st.subheader(f"{plural(left, 'label')} to review", anchor=False)
    st.markdown(escape_markdown(case.why))
    role_buttons(case.key, lambda role: _settle(store, case, role, who), bool(st.session_state.get("say more")))
    st.button("Leave it as it is", key=f"leave {case.key}", shortcut="s", type="tertiary", on_click=_pass, args=(case,))
    st.caption(escape_markdown(last_message()) or "Keys: 1 to 5 say what it is, S leaves it as it is.")
    show_question(reopen(case.label))


def _settle(store: Store, case: _Case, role: Role, who: str) -> None:
    def save() -> str:
        session = LabelSession(who, question=reopen(case.label))
        session.answer(store, role, *extra_answers(case.key))
        _pass(case)
        # What was said now is looked over, too.
        st.session_state["looked over"].add(_key(max(one.number for one in labels.annotations(store))))
        return f"Saved: {ROLE_NAMES[role]}."

    run_and_keep_message(save)


def _pass(case: _Case) -> None:
    st.session_state["looked over"].add(case.key)


# What the model disputes


def _suspects(store: Store) -> list[LabelError] | None:
    """Return the disputed labels that still count; None before the first search."""
    found: list[LabelError] | None = st.session_state.get("suspects")
    if found is None:
        return None
    counted = {one.number for one in labels.annotations(store)}
    return [suspect for suspect in found if suspect.label.number in counted]


def _look(store: Store) -> None:
    st.markdown("The model can read all labelled texts and show the labels that it disputes, the most doubtful first.")
    if not st.button("Look for doubtful labels", type="primary"):
        return
    from truerole.model.reader import default_reader

    try:
        with st.spinner("Reading what is labelled …"):
            found = find_label_errors(default_reader().model.version, labels.labelled_texts(store))
    except TrueRoleError as error:
        st.info(escape_markdown(f"Sorry: {error}."), icon=":material/info:")
        return
    st.session_state.suspects = found[:_MOST]
    st.rerun()
