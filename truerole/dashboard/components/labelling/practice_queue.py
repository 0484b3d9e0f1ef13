"""Practice queue: the authored examples, labelled by keys, each with the author's answer and why."""

from functools import partial

import streamlit as st

from truerole.dashboard.components.label_card import role_buttons
from truerole.data.labels.practice import Practice, PracticeAnswer
from truerole.model.text.clean import clean
from truerole.phrasing.escape import escape
from truerole.phrasing.labels import practice_answer_sentence, practice_sentence
from truerole.phrasing.reading import plural

_STATE = "practice"


def show_practice() -> None:
    """Show the next example with the keys, the author's answer to the one before, and the agreement so far."""
    practice: Practice = st.session_state.setdefault(_STATE, Practice())
    st.caption(
        f"{plural(len(practice.coming) + len(practice.answers), 'posting')} written for TrueRole, each with the answer "
        "of a careful reader. See how you agree; nothing of this is kept, and no model learns from it."
    )
    example = practice.example
    if example:
        role_buttons(f"practice {example.id}", partial(practice.answer, example.id))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Skip", key=f"skip {example.id}", shortcut="s", type="tertiary", on_click=practice.skip)
            st.button("Undo", key=f"undo {example.id}", shortcut="u", type="tertiary", on_click=practice.undo)
            st.caption("Keys: 1 to 5 answer and go on, S skips, U takes back.")
    if practice.answers:
        _show_answer(practice)
    if example:
        st.html(
            '<div class="tr-card" role="region" aria-label="The posting">'
            f'<p class="tr-note">Number {len(practice.answers) + 1}</p>'
            f'<h4 class="tr-title"><bdi>{escape(example.title)}</bdi></h4>'
            f'<div class="tr-body">{escape(clean(example.description))}</div></div>'
        )
    else:
        st.success("That was the last one.", icon=":material/done_all:")
    if practice.differing:
        with st.expander(f"Where you differ ({len(practice.differing)})", key="differing"):
            st.html("".join(_line(answer) for answer in practice.differing))


def _show_answer(practice: Practice) -> None:
    """Show the author's answer to the last example, beside the agreement so far."""
    last = practice.answers[-1]
    sign = "✓" if last.agrees else "≠"
    st.html(
        f'<div class="tr-card tr-said" role="status"><p><b>{sign} {escape(practice_answer_sentence(last))}</b> '
        f"<bdi>{escape(last.example.why)}</bdi></p>"
        f'<p class="tr-note">{escape(practice_sentence(practice))}</p></div>'
    )


def _line(answer: PracticeAnswer) -> str:
    return (
        f'<p class="tr-said"><b><bdi>{escape(answer.example.title)}</bdi></b>: '
        f"{escape(practice_answer_sentence(answer))} <bdi>{escape(answer.example.why)}</bdi></p>"
    )
