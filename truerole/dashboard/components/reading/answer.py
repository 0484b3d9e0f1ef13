"""Answer on the page *Read*: verdict, evidence, skills, signals, and the marked text."""

import streamlit as st

from truerole.core.reading import DUTIES, ROLES, Duty, DutySpan, Need, Reading, Skill, duty_counts, work_duties
from truerole.dashboard.charts.duty_bar import duty_bar
from truerole.dashboard.charts.role_bar import role_mix_bar
from truerole.dashboard.components.links import link_html, skill_address
from truerole.dashboard.components.reading.notes import tell
from truerole.phrasing.escape import escape
from truerole.phrasing.evidence import EvidenceSpan
from truerole.phrasing.html.highlight import (
    DUTY_CLASSES,
    ROLE_CLASSES,
    annotate,
    around,
    duty_mark,
    evidence_mark,
    quote,
)
from truerole.phrasing.postings.needs import skill_label, skill_rows
from truerole.phrasing.reading import (
    DUTY_NAMES,
    NEED_NAMES,
    ROLE_NAMES,
    capitalize_first,
    doubt_note,
    signal_rows,
    title_agreement,
    verdict_sentence,
)

MARKED = 12
_COLOURS = ("What it points to", "Kind of work")
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
    """Show the skills by need and category, with the words around each where the pointer rests."""
    st.subheader("Skills", anchor=False)
    rows = "".join(_skill_rows(reading, need, text) for need in NEED_NAMES)
    st.html(f'<div class="tr-skills">{rows}</div>' if rows else "<p>The text names no tool, language or method.</p>")


def _skill_rows(reading: Reading, need: Need, text: str) -> str:
    rows = "".join(
        f'<div class="tr-note">{escape(category)}</div>'
        f'<div class="tr-chips">{"".join(_skill_chip(skill, text) for skill in listed)}</div>'
        for category, listed in skill_rows(reading.skills, need)
    )
    return rows and f"<b>{NEED_NAMES[need]}</b>{rows}"


def _skill_chip(skill: Skill, text: str) -> str:
    link = link_html(skill_label(skill.name, skill.years), skill_address(skill.id))
    return f'<span title="{around(text, *skill.mentions[0])}">{link}</span>'


def show_duties(reading: Reading, text: str) -> None:
    """Show the duties of the work: a bar by kind of work, and the sentences behind each kind."""
    counts = duty_counts(reading)
    if not counts:
        return
    st.subheader("The work, duty by duty", anchor=False)
    work = work_duties(reading)
    lists = "".join(_duty_list(kind, [d for d in work if d.kind == kind], text) for kind, _ in counts)
    st.html(f"{duty_bar(reading)}{lists}")


def _duty_list(kind: Duty, duties: list[DutySpan], text: str) -> str:
    name = capitalize_first(DUTY_NAMES[kind])
    items = "".join(f"<li><bdi>{quote(text, d.start, d.end)}</bdi></li>" for d in duties)
    head = f'<i class="{DUTY_CLASSES[kind]}"></i>{name} <span class="tr-note">{len(duties)}</span>'
    return f'<details class="tr-duty"><summary>{head}</summary><ul>{items}</ul></details>'


def show_text(reading: Reading, text: str, marked: list[EvidenceSpan]) -> None:
    """Show the whole text with skills marked, and sentences coloured by role or by kind of work."""
    st.subheader("The text", anchor=False)
    by_duty = bool(reading.duties) and st.segmented_control("Colours", _COLOURS, default=_COLOURS[0]) == _COLOURS[1]
    duties = [d for d in reading.duties if d.kind not in ("none", "general")]
    marks = [duty_mark(d) for d in duties] if by_duty else [evidence_mark(span) for span in marked]
    keys = _duty_keys(duties) if by_duty else _role_keys(marked)
    st.html(_legend(reading, keys) + annotate(text, reading.sections, marks, reading.skills))


def _duty_keys(duties: list[DutySpan]) -> list[str]:
    kinds = {d.kind for d in duties}
    return [f'<i class="{DUTY_CLASSES[kind]}"></i>{DUTY_NAMES[kind]}' for kind in DUTIES if kind in kinds]


def _role_keys(marked: list[EvidenceSpan]) -> list[str]:
    keys = [
        f'<i class="{ROLE_CLASSES[role]}"></i>points to {ROLE_NAMES[role]}'
        for role in ROLES
        if any(span.role == role for span in marked)
    ]
    return [*keys, "stronger colour: counts more"] if keys else []


def _legend(reading: Reading, keys: list[str]) -> str:
    needs = {skill.need for skill in reading.skills}
    skills = [
        f'<span class="tr-skill tr-{need}">skill</span> {label.lower()}'
        for need, label in NEED_NAMES.items()
        if need in needs
    ]
    return f'<ul class="tr-legend">{"".join(f"<li>{key}</li>" for key in keys + skills)}</ul>'
