"""Skills in a list to choose from: found by name and alias, the well-known ones first; addresses name them anyhow."""

from collections.abc import Iterable

import streamlit as st

from truerole.core.taxonomy import load_taxonomy
from truerole.dashboard.components.filters import note_unknown
from truerole.data.market.aggregates import count_skills
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.phrasing.skills import order_to_find, skill_label


def all_skills(index: BitmapIndex) -> list[str]:
    """Return the ids of all skills of the taxonomy, in the order for a list: those that most postings ask for first."""
    known = load_taxonomy().skills
    counted = (share.name for share in count_skills(index, index.all))
    return order_to_find([*(skill for skill in counted if skill in known), *known])


def held_skills(skills: Iterable[str]) -> list[str]:
    """Return those skills (ids, the commonest first) that the taxonomy knows, in the order for a list."""
    known = load_taxonomy().skills
    return order_to_find(skill for skill in skills if skill in known)


def follow_names(key: str, label: str, skills: Iterable[str]) -> None:
    """Let the address name skills for the widget `key` by id, name or alias, and note what is none of these `skills`.

    They are written as the widget does; the run begins anew where that changes the address, as a widget reads only the
    address of the beginning of a run.
    """
    if key in st.session_state:
        return
    given = st.query_params.get_all(key)
    written = list(dict.fromkeys(map(_as_label, given)))
    if written != given:
        st.query_params[key] = written
        st.rerun()
    note_unknown(key, label, [skill_label(skill) for skill in skills])


def _as_label(words: str) -> str:
    taxonomy = load_taxonomy()
    found = taxonomy.find(words[:200]) or taxonomy.find(words[:200].partition(" (")[0])
    return skill_label(found.id) if found else words
