"""Page *Market*: frequent and typical skills, comparisons, skills together, trends, deep learning, duties, pay."""

import streamlit as st

from truerole.core.reading import DATA_ROLES, ROLES
from truerole.core.taxonomy import load_taxonomy
from truerole.dashboard.charts import deep_learning, frame, trends
from truerole.dashboard.charts.duties import show_days
from truerole.dashboard.charts.pay import show_pay
from truerole.dashboard.charts.skills import (
    ComparisonSide,
    SkillChoice,
    show_cooccurring_skills,
    show_skill_differences,
    show_top_skills,
    show_typical_skills,
)
from truerole.dashboard.components.filters import filter_bar, forget_unknown, show_unknown
from truerole.dashboard.components.finding.skill_names import follow_names, held_skills
from truerole.dashboard.components.page_links import page_link
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import Selection, count_skills, count_values
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics.period_effects import Step
from truerole.data.store.store import Store
from truerole.phrasing.facets import comparison_heading, side_name
from truerole.phrasing.market import ROLES_MAY_DIFFER
from truerole.phrasing.reading import PLURALS, capitalize_first
from truerole.phrasing.skills import skill_label

_TOPS = (10, 20, 30, 50)
_FACETS = {"Roles": "role", "Countries": "country", "Kinds of company": "stage", "Levels": "seniority"}
# Views of earlier addresses, which are facets of a comparison now.
_MOVED = {"Role against role": "Roles", "Start-up or enterprise": "Kinds of company"}
# Sides at first; of the other facets the two commonest.
_AT_FIRST = {"role": ("ml_engineer", "data_scientist"), "stage": ("startup", "enterprise")}
_TRENDS = "Over time"
_STEPS: dict[Step, str] = {"year": "By year", "quarter": "By quarter", "month": "By month"}
_SAMPLE = (
    "Market sample: collections of postings that others published, 2018 to 2026, mostly in English and from the United "
    "States and Europe. They show what such jobs ask for, but are no census."
)


@on_market
def page(_: Store, index: BitmapIndex) -> None:
    """Show the page."""
    st.title("What does the market ask for?", anchor=False)
    _follow_moved_view()
    opened = st.session_state.get("view") or st.query_params.get("view")
    selection = filter_bar(index, of_trends=opened == _TRENDS)
    view = st.segmented_control(
        "View",
        list(_VIEWS),
        default=_unless_set("view", "Skills"),
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    if not frame.too_few(selection.postings):
        # Each view cautions about the postings that it shows, which are seldom all that are selected.
        _VIEWS[view or "Skills"](selection)
    if selection.sample.sampled:
        st.caption(_SAMPLE)
        page_link("About the numbers", "about", icon=":material/arrow_forward:")


def _skills(selection: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        category = st.selectbox(
            "Kind of skill",
            [None, *load_taxonomy().categories],
            format_func=lambda c: capitalize_first(c) if c else "All kinds",
            key="category",
            bind="query-params",
            width=230,
        )
        top = st.selectbox(
            "Show", _TOPS, 1, format_func=lambda n: f"Top {n}", key="top", bind="query-params", width=110
        )
        required = _required()
    wanted = SkillChoice(required, category, top)
    frame.show_caution(selection.sample)
    left, right = st.columns(2, gap="large")
    with left:
        done = "require" if required else "name"
        show_top_skills(selection, f"What postings for {_who(selection)} {done} most", wanted)
    with right:
        show_typical_skills(selection, f"What is typical of {_who(selection)}", wanted)


def _follow_moved_view() -> None:
    """Open the comparison that an earlier address asks for."""
    facet = _MOVED.get(st.query_params.get("view", ""))
    if facet and "view" not in st.session_state:
        st.session_state["view"], st.session_state["compare"] = "Compare", facet


def _unless_set(key: str, default: str) -> str | None:
    return None if key in st.session_state else default


def _compare(selection: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "What to compare",
            list(_FACETS),
            default=_unless_set("compare", "Roles"),
            required=True,
            key="compare",
            bind="query-params",
        )
        facet = _FACETS[name or "Roles"]
        values = _sides(selection, facet)
        if len(values) >= 2:
            here, there = (_side(facet, values, place) for place in (0, 1))
        required = _required()
    if len(values) < 2:
        frame.show_message(f"There are no two {_name(facet)} with {frame.MIN_POSTINGS} postings. Take a filter away.")
    elif here == there:
        frame.show_message("Choose two different sides.")
    else:
        a, b = (ComparisonSide(side_name(facet, each), selection.having(**{facet: each})) for each in (here, there))
        show_skill_differences(selection, comparison_heading(facet, here, there), a, b, required)
        if facet != "role" and len(selection.filters.facets["role"]) != 1:
            st.caption(ROLES_MAY_DIFFER)


def _name(facet: str) -> str:
    return next(name.lower() for name, each in _FACETS.items() if each == facet)


def _sides(selection: Selection, facet: str) -> list[str]:
    """Return the values of a facet to compare, those to show at first in front."""
    found = count_values(selection.index, facet, selection.having(**{facet: ()}))
    held = [value.name for value in found if value.count >= frame.MIN_POSTINGS and value.name != "unknown"]
    first = [value for value in _AT_FIRST.get(facet, ()) if value in held]
    return [*first, *(value for value in held if value not in first)]


def _side(facet: str, values: list[str], place: int) -> str:
    key = "ab"[place]
    return st.selectbox(
        ("Compare", "with")[place],
        values,
        place,
        format_func=lambda value: capitalize_first(side_name(facet, value)),
        key=key if facet == "role" else f"{facet}-{key}",
        bind="query-params",
        width=220,
    )


def _together(selection: Selection) -> None:
    common = held_skills(share.name for share in count_skills(selection.index, selection.postings))
    follow_names("skill", "Skill", common, several=False)
    skill = st.selectbox(
        "Skill",
        common,
        format_func=skill_label,
        filter_mode="contains",
        key="skill",
        bind="query-params",
        on_change=forget_unknown,
        args=("skill",),
        width=320,
    )
    show_unknown(("skill",))
    if skill:
        show_cooccurring_skills(selection, skill, cautious=True)


def _over_time(selection: Selection) -> None:
    common = [share.name for share in count_skills(selection.index, selection.postings)]
    held = held_skills(common)
    follow_names("trend", "Skills", held)
    wanted = st.multiselect(
        "Skills",
        held,
        [skill for skill in common if skill in held][:4],
        format_func=skill_label,
        filter_mode="contains",
        key="trend",
        max_selections=8,
        select_all=False,
        bind="query-params",
        on_change=forget_unknown,
        args=("trend",),
    )
    show_unknown(("trend",))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.segmented_control(
            "Points",
            list(_STEPS),
            default="year",
            required=True,
            format_func=_STEPS.__getitem__,
            key="step",
            bind="query-params",
        )
        required = _required()
    title = f"How often postings for {_who(selection)} ask for these skills"
    trends.show_skill_trends(selection, title, wanted, step or "year", required, cautious=True)
    trends.show_changing_skills(selection, required)


def _deep_learning(selection: Selection) -> None:
    frame.show_caution(selection.sample)
    left, right = st.columns(2, gap="large")
    with left:
        deep_learning.show_levels(selection, "How much deep learning each role asks for")
    with right:
        deep_learning.show_by_year(selection, "Postings that require deep learning, by year")


_VIEWS = {
    "Skills": _skills,
    "Compare": _compare,
    "What goes together": _together,
    _TRENDS: _over_time,
    "Deep learning": _deep_learning,
    "What the days hold": show_days,
    "Pay": show_pay,
}


def _required() -> bool:
    return st.toggle("Required only", key="required", bind="query-params")


def _who(selection: Selection) -> str:
    roles = selection.filters.facets["role"]
    if roles == DATA_ROLES:
        return "the four data roles"
    return " and ".join(PLURALS[role] for role in ROLES if role in roles)
