"""Two readings of a visit side by side: verdict, mix, duties, skills in common and of one alone, signals, pay."""

from collections.abc import Iterable

import streamlit as st

from truerole.core.reading import Reading, duty_mix
from truerole.dashboard.charts.duty_bar import duty_bar
from truerole.dashboard.charts.role_bar import role_mix_bar
from truerole.dashboard.components.links import skill_link_html
from truerole.phrasing.duties.difference import sides_sentence
from truerole.phrasing.escape import escape
from truerole.phrasing.postings.facts import pay_text
from truerole.phrasing.reading import ROLE_NAMES, percent, signal_rows
from truerole.workflows.reading.posting_facts import PostingFacts

Side = tuple[str, Reading, PostingFacts]


def show_side_by_side(one: Side, other: Side) -> None:
    """Show two readings with their labels beside each other; on a phone below each other."""
    st.subheader("Side by side", anchor=False)
    mine, theirs = ({skill.id for skill in side[1].skills} for side in (one, other))
    st.html(f'<div class="tr-sides">{_side(*one, mine - theirs)}{_side(*other, theirs - mine)}</div>')
    if differs := sides_sentence(duty_mix(one[1]), duty_mix(other[1])):
        st.html(f"<b>The work of both</b><p>{differs}</p>")
    both = _chips(sorted(mine & theirs))
    st.html(f"<b>Skills that both name</b>{both or '<p>None.</p>'}")


def _side(label: str, reading: Reading, facts: PostingFacts, alone: Iterable[str]) -> str:
    signals = "".join(
        f'<div class="tr-said"><b>{name}:</b> {value}</div>' for name, value, _ in signal_rows(reading.signals)
    )
    pay = escape((facts.pay and pay_text(facts.pay.value)) or "Not said.")
    return (
        f'<div><p class="tr-side"><bdi>{escape(label)}</bdi></p><p><b>{_verdict(reading)}</b></p>'
        f"{role_mix_bar(reading.roles)}<p></p>{_work(reading)}{signals}"
        f'<div class="tr-said"><b>Pay:</b> <bdi>{pay}</bdi></div>'
        f"<b>Skills that only this one names</b>{_chips(sorted(alone)) or '<p>None.</p>'}</div>"
    )


def _work(reading: Reading) -> str:
    bar = duty_bar(reading)
    return bar and f"<b>The work, duty by duty</b>{bar}"


def _verdict(reading: Reading) -> str:
    if reading.role is None:
        return "No verdict"
    verb = "Reads as" if reading.confident else "Leans to"
    return f"{verb} {ROLE_NAMES[reading.role]} ({percent(reading.roles[reading.role])})"


def _chips(skills: Iterable[str]) -> str:
    chips = "".join(f"<span>{skill_link_html(skill)}</span>" for skill in skills)
    return chips and f'<div class="tr-chips">{chips}</div>'
