"""Skills that a posting asks for: carried in the address from a reading to *Fit*, and ticked there by the visitor."""

from collections.abc import Iterable

import streamlit as st

from truerole.core.reading import Need, Skill
from truerole.core.stored import SkillDemand
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.skill_match import posting_coverage
from truerole.data.market.wishes import Person
from truerole.phrasing.fit import posting_sentence
from truerole.phrasing.reading import plural
from truerole.phrasing.skills import skill_name

# In an address: ids of skills, with commas between them.
_KEYS: dict[Need, str] = {"required": "asked", "preferred": "nice"}
_MOST_SKILLS, _LONGEST = 60, 3_000
_TICKED = "ticked"


def asked_query(skills: Iterable[Skill]) -> dict[str, str]:
    """Return the query of an address that holds the required and preferred skills of a reading, 60 of each at most."""
    ids = {key: [skill.id for skill in skills if skill.need == need] for need, key in _KEYS.items()}
    return {key: ",".join(found[:_MOST_SKILLS]) for key, found in ids.items() if found}


def asked_skills() -> list[SkillDemand]:
    """Return the skills that a posting asks for, out of the address of the open page; none twice, none unknown."""
    known, found = load_taxonomy().skills, dict[str, SkillDemand]()
    for need, key in _KEYS.items():
        for skill in st.query_params.get(key, "")[:_LONGEST].split(",")[:_MOST_SKILLS]:
            if skill in known:
                found.setdefault(skill, SkillDemand(skill, need))
    return list(found.values())


def show_asked(asked: list[SkillDemand], skills: Iterable[str]) -> None:
    """Show the asked skills, ticked where `skills` (ids) include them, and how much of the posting is known."""
    person = Person(load_taxonomy().implied_by(skills))
    st.session_state[_TICKED] = [one.skill for one in asked if one.skill in person.skills]
    nice = {one.skill for one in asked if one.need == "preferred"}
    st.pills(
        f"The posting that you read asks for {plural(len(asked), 'skill')}: tick what you know",
        [one.skill for one in asked],
        selection_mode="multi",
        format_func=lambda skill: skill_name(skill) + (" (nice to have)" if skill in nice else ""),
        key=_TICKED,
        on_change=_tick,
        args=([one.skill for one in asked],),
    )
    st.markdown(posting_sentence(len(st.session_state[_TICKED]), len(asked), posting_coverage(person, asked)))


def _tick(asked: list[str]) -> None:
    """Let the known skills be the ticked skills, and the known skills that the posting does not ask for."""
    ticked: list[str] = st.session_state[_TICKED]
    kept = [skill for skill in st.session_state.get("know", []) if skill in ticked or skill not in asked]
    implied = load_taxonomy().implied_by(kept)
    st.session_state["know"] = kept + [skill for skill in ticked if skill not in implied]
