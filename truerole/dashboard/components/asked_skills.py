"""Skills that a posting asks for: carried in the address from a reading to *Fit*, and ticked there by the visitor."""

from collections.abc import Iterable, Sequence

import streamlit as st

from truerole.core.reading import Need, Skill
from truerole.core.stored import SkillDemand, list_demands, skill_demands
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.skill_match import missing_skills, posting_coverage
from truerole.data.market.wishes import Person
from truerole.phrasing.fit import posting_sentence
from truerole.phrasing.postings.needs import demand_note
from truerole.phrasing.reading import plural
from truerole.phrasing.skills import skill_name

# In an address: ids of skills with commas between them, of alternatives with full stops.
_KEYS: dict[Need, str] = {"required": "asked", "preferred": "nice"}
_MOST_SKILLS, _LONGEST = 60, 3_000
_TICKED = "ticked"


def asked_query(skills: Sequence[Skill]) -> dict[str, str]:
    """Return the query of an address that holds the required and preferred skills of a reading, 60 of each at most."""
    asked = list_demands(skill_demands(skills))
    ids = {
        key: [".".join(each.skill for each in listed) for listed in asked if listed[0].need == need]
        for need, key in _KEYS.items()
    }
    return {key: ",".join(found[:_MOST_SKILLS]) for key, found in ids.items() if found}


def asked_skills() -> list[SkillDemand]:
    """Return the skills that a posting asks for, out of the address of the open page; none twice, none unknown."""
    known, found = load_taxonomy().skills, dict[str, SkillDemand]()
    for need, key in _KEYS.items():
        for listed in st.query_params.get(key, "")[:_LONGEST].split(",")[:_MOST_SKILLS]:
            skills = [skill for skill in listed.split(".") if skill in known and skill not in found]
            one_of = skills[0] if len(skills) > 1 else None
            found |= {skill: SkillDemand(skill, need, one_of=one_of) for skill in skills}
    return list(found.values())


def show_asked(asked: list[SkillDemand], skills: Iterable[str]) -> None:
    """Show the asked skills, ticked where `skills` (ids) include them, and how much of the posting is known."""
    person = Person(load_taxonomy().implied_by(skills))
    st.session_state[_TICKED] = [one.skill for one in asked if one.skill in person.skills]
    lists = list_demands(asked)
    notes = {
        one.skill: demand_note(one.need, [skill_name(each.skill) for each in listed if each is not one])
        for listed in lists
        for one in listed
    }
    st.pills(
        f"The posting that you read asks for {plural(len(lists), 'skill')}: tick what you know",
        [one.skill for one in asked],
        selection_mode="multi",
        format_func=lambda skill: skill_name(skill) + notes[skill],
        key=_TICKED,
        on_change=_tick,
        args=([one.skill for one in asked],),
    )
    known = len(lists) - len(missing_skills(person, asked))
    st.markdown(posting_sentence(known, len(lists), posting_coverage(person, asked)))


def _tick(asked: list[str]) -> None:
    """Let the known skills be the ticked skills, and the known skills that the posting does not ask for."""
    ticked: list[str] = st.session_state[_TICKED]
    kept = [skill for skill in st.session_state.get("know", []) if skill in ticked or skill not in asked]
    implied = load_taxonomy().implied_by(kept)
    st.session_state["know"] = kept + [skill for skill in ticked if skill not in implied]
