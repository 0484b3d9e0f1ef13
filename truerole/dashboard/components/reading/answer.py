"""Answer on the page *Read*: verdict, evidence, skills, signals, and the marked text."""

import streamlit as st

from truerole.core.reading import ROLES, Need, Reading
from truerole.dashboard.charts.role_bar import role_mix_bar
from truerole.dashboard.components.highlight import ROLE_CLASSES, annotate, around, quote
from truerole.dashboard.components.links import link_html, skill_address
from truerole.dashboard.components.reading.notes import tell
from truerole.phrasing.escape import escape
from truerole.phrasing.evidence import EvidenceSpan
from truerole.phrasing.reading import (
    NEED_NAMES,
    ROLE_NAMES,
    doubt_note,
    signal_rows,
    skill_label,
    title_agreement,
    verdict_sentence,
)

MARKED = 12
LISTED = 4


def show_verdict(reading: Reading) -> None:
    """Show the verdict on a text, and the mix of roles."""
    sentence = verdict_sentence(reading, lambda t: f"<bdi>{escape(t)}</bdi>", lambda r: f"<strong>{r}</strong>")
    st.html(f'<p class="tr-verdict" role="status">{sentence}</p><p>{title_agreement(reading)}</p>')
    if reading.doubt:
        tell(doubt_note(reading))
    st.html(f'{role_mix_bar(reading.roles)}<div class="tr-note">How much the whole text points to each role.</div>')


def show_evidence(reading: Reading, text: str, found: list[EvidenceSpan]) -> None:
    """Show the sentences that speak for the verdict, and the sentences against."""
    speaks_for = [c for c in found if c.role == reading.role][:LISTED]
    against = [c for c in found if c.role != reading.role][:LISTED]
    st.subheader("What speaks for it", anchor=False)
    st.html(_evidence_list(text, speaks_for) or "<p>No single sentence; it is the text as a whole.</p>")
    st.subheader("What speaks against it", anchor=False)
    st.html(_evidence_list(text, against) or "<p>Nothing that counts.</p>")


def _evidence_list(text: str, found: list[EvidenceSpan]) -> str:
    items = "".join(
        f'<li class="{ROLE_CLASSES[c.role]}">“<bdi>{quote(text, c.start, c.end)}</bdi>”'
        f'<div class="tr-note">points {c.strength} to {ROLE_NAMES[c.role]}</div></li>'
        for c in found
    )
    return items and f'<ul class="tr-clues">{items}</ul>'


def show_signals(reading: Reading, text: str) -> None:
    """Show level, kind of company and deep learning, each with the words that show it."""
    st.subheader("What else it says", anchor=False)
    st.html("".join(_signal(name, value, spans, text) for name, value, spans in signal_rows(reading.signals)))


def _signal(name: str, value: str, spans: tuple[tuple[int, int], ...], text: str) -> str:
    quotes = dict.fromkeys(quote(text, a, b, 80) for a, b in spans)
    quoted = ", ".join(f"“<bdi>{q}</bdi>”" for q in list(quotes)[:LISTED])
    return f'<div class="tr-said"><b>{name}:</b> {value}<div class="tr-note">{quoted}</div></div>'


def show_skills(reading: Reading, text: str) -> None:
    """Show the skills by need and category, with the words around each where the pointer rests on it."""
    st.subheader("Skills", anchor=False)
    rows = "".join(_skill_rows(reading, need, text) for need in NEED_NAMES)
    st.html(f'<div class="tr-skills">{rows}</div>' if rows else "<p>The text names no tool, language or method.</p>")


def _skill_rows(reading: Reading, need: Need, text: str) -> str:
    groups: dict[str, list[str]] = {}
    for s in reading.skills:
        if s.need == need:
            link = link_html(skill_label(s.name, s.years), skill_address(s.id))
            chip = f'<span title="{around(text, *s.mentions[0])}">{link}</span>'
            groups.setdefault(s.category, []).append(chip)
    rows = "".join(
        f'<div class="tr-note">{escape(category)}</div><div class="tr-chips">{"".join(chips)}</div>'
        for category, chips in groups.items()
    )
    return rows and f"<b>{NEED_NAMES[need]}</b>{rows}"


def show_text(reading: Reading, text: str, marked: list[EvidenceSpan]) -> None:
    """Show the whole text with evidence and skills marked."""
    st.subheader("The text", anchor=False)
    st.html(_legend(reading, marked) + annotate(text, reading.sections, marked, reading.skills))


def _legend(reading: Reading, marked: list[EvidenceSpan]) -> str:
    keys = [
        f'<i class="{ROLE_CLASSES[role]}"></i>points to {ROLE_NAMES[role]}'
        for role in ROLES
        if any(span.role == role for span in marked)
    ]
    needs = {skill.need for skill in reading.skills}
    skills = [
        f'<span class="tr-skill tr-{need}">skill</span> {label.lower()}'
        for need, label in NEED_NAMES.items()
        if need in needs
    ]
    darker = ["stronger colour: counts more"] if keys else []
    return f'<ul class="tr-legend">{"".join(f"<li>{key}</li>" for key in keys + darker + skills)}</ul>'
