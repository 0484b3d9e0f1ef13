"""Links to other pages that keep the session: the state goes along in the address, as the filters write the address."""

from collections.abc import Iterable, Mapping

import streamlit as st

from truerole.core.reading import Role
from truerole.phrasing.reading import ROLE_NAMES
from truerole.phrasing.skills import skill_label

# In the session: the ids of the skills that the visitor has, as told on the page *Fit* or read from a CV.
KNOWN_SKILLS = "known skills"


def page_link(
    label: str,
    page: str,
    *,
    icon: str | None = None,
    role: Role | None = None,
    know: Iterable[str] = (),
    query: Mapping[str, str] | None = None,
) -> None:
    """Show a link to a page by address; `role` and `know` (skill ids) are written as the filters write them."""
    wanted: dict[str, str | list[str]] = dict(query or {})
    if role:
        wanted["role"] = ROLE_NAMES[role]
    if names := [skill_label(skill) for skill in know]:
        wanted["know"] = names
    st.page_link(page_at(page), label=label, icon=icon, query_params=wanted)


def page_at(address: str) -> st.Page:
    """Return a page of the navigation by the address alone, to link to or to go on to."""
    return st.Page(_nothing, url_path=address, title=address)


def _nothing() -> None:
    """Stand for the page, which is found by the address and registered in `navigation.py`."""
