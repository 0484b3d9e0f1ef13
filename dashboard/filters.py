"""Ask which postings a page is about; the whole choice stands in the page's address, so that a link shows the same."""

import streamlit as st

from dashboard.words import SENIORITY_NAMES, SHORT_NAMES, STAGE_NAMES
from data.bitmaps import Bitmaps
from data.market import Filters
from model.reading import ROLES

DATA_ROLES = ROLES[:4]
_NAMES: dict[str, dict[str, str]] = {
    "role": {str(role): name for role, name in SHORT_NAMES.items()},
    "title_role": {str(role): name for role, name in SHORT_NAMES.items()},
    "seniority": SENIORITY_NAMES,
    "stage": STAGE_NAMES,
}
_MORE = {
    "title_role": "What the title says",
    "seniority": "Seniority",
    "stage": "Kind of company",
    "country": "Country",
    "source": "Source",
}


def ask(index: Bitmaps) -> Filters:
    """Show the filters and return what is chosen; with no role chosen, all four data roles count."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        roles = _choose(index, "role", "Real role") or list(DATA_ROLES)
        with st.popover("More filters", icon=":material/tune:"):
            facets = {facet: tuple(_choose(index, facet, label)) for facet, label in _MORE.items()}
            period = _period(index.values("month"))
    return Filters({"role": tuple(roles), **facets}, period)


def _choose(index: Bitmaps, facet: str, label: str) -> list[str]:
    values, names = index.values(facet), _NAMES.get(facet, {})
    if facet in ("role", "title_role"):
        values = [role for role in ROLES if role in values]
    return st.multiselect(
        label,
        values,
        format_func=lambda value: names.get(value) or (value.upper() if facet == "country" else value),
        placeholder="All four data roles" if facet == "role" else "All",
        key=facet,
        bind="query-params",
    )


def _period(months: list[str]) -> tuple[str | None, str | None]:
    if len(months) < 2:
        return None, None
    first = st.selectbox(
        "From", [None, *months], format_func=lambda m: m or "The beginning", key="from", bind="query-params"
    )
    last = st.selectbox(
        "Until", [None, *months], format_func=lambda m: m or "The end", key="until", bind="query-params"
    )
    return first, last
