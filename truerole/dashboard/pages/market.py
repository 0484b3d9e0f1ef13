"""Page *Market*: frequent and typical skills, role against role, skills together, trends, deep learning."""

import streamlit as st

from truerole.core.reading import DATA_ROLES, ROLES
from truerole.core.taxonomy import load_taxonomy
from truerole.dashboard.charts import deep_learning, frame, trends
from truerole.dashboard.charts.skills import (
    ComparisonSide,
    SkillChoice,
    show_cooccurring_skills,
    show_skill_differences,
    show_top_skills,
    show_typical_skills,
)
from truerole.dashboard.components.filters import filter_bar
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import Selection, count_skills
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.phrasing.reading import PLURALS, capitalize_first
from truerole.phrasing.skills import skill_name

_TOPS = (10, 20, 30, 50)
_SAMPLE = (
    "Market sample: collections of postings that others published, 2018 to 2026, mostly in English and from the United "
    "States and Europe. They show what such jobs ask for, but are no census. See the page About the numbers."
)


@on_market
def page(_: Store, index: BitmapIndex) -> None:
    """Show the page."""
    st.title("What does the market ask for?", anchor=False)
    selection = filter_bar(index)
    view = st.segmented_control(
        "View", list(_VIEWS), default="Skills", key="view", bind="query-params", label_visibility="collapsed"
    )
    if not frame.too_few(selection.postings):
        _VIEWS[view or "Skills"](selection)
    if selection.sample.sampled:
        st.caption(_SAMPLE)


def _skills(selection: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        category = st.selectbox(
            "Kind of skill",
            [None, *load_taxonomy().categories],
            format_func=lambda c: capitalize_first(c) if c else "All kinds",
            key="category",
            bind="query-params",
            width=260,
        )
        top = st.selectbox(
            "Show", _TOPS, 1, format_func=lambda n: f"Top {n}", key="top", bind="query-params", width=110
        )
        required = _required()
    wanted = SkillChoice(required, category, top)
    left, right = st.columns(2, gap="large")
    with left:
        show_top_skills(selection, f"What postings for {_who(selection)} ask for most", wanted)
    with right:
        show_typical_skills(selection, f"What is typical of {_who(selection)}", wanted)


def _roles(selection: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        a = _role("Compare", "a", 3)
        b = _role("with", "b", 2)
        required = _required()
    if a == b:
        frame.show_message("Choose two different roles.")
        return
    here, there = (ComparisonSide(PLURALS[ROLES[r]], selection.having(role=ROLES[r])) for r in (a, b))
    title = f"What {here.name} need more than {there.name}, and the other way round"
    show_skill_differences(selection, title, here, there, required)


def _role(label: str, key: str, default: int) -> int:
    return st.selectbox(
        label,
        range(len(ROLES)),
        default,
        format_func=lambda r: capitalize_first(PLURALS[ROLES[r]]),
        key=key,
        bind="query-params",
        width=220,
    )


def _companies(selection: Selection) -> None:
    required = _required()
    small = ComparisonSide("start-ups", selection.having(stage="startup"))
    large = ComparisonSide("large organisations", selection.having(stage="enterprise"))
    title = "What start-ups ask for more than large organisations, and the other way round"
    show_skill_differences(selection, title, small, large, required)


def _together(selection: Selection) -> None:
    common = [share.name for share in count_skills(selection.index, selection.postings)]
    skill = st.selectbox("Skill", common, format_func=skill_name, key="skill", bind="query-params", width=320)
    if skill:
        show_cooccurring_skills(selection, skill)


def _over_time(selection: Selection) -> None:
    common = [share.name for share in count_skills(selection.index, selection.postings)]
    wanted = st.multiselect(
        "Skills",
        common,
        common[:4],
        format_func=skill_name,
        key="trend",
        max_selections=8,
        select_all=False,
        bind="query-params",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        window = st.selectbox(
            "Smoothing",
            list(trends.WINDOWS),
            format_func=trends.WINDOWS.__getitem__,
            key="smooth",
            bind="query-params",
            width=340,
        )
        required = _required()
    trends.show_skill_trends(
        selection, f"How often postings for {_who(selection)} ask for these skills", wanted, window, required
    )


def _deep_learning(selection: Selection) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        deep_learning.show_levels(selection, "How much deep learning each role asks for")
    with right:
        deep_learning.show_by_year(selection, "Postings that require deep learning, by year")


_VIEWS = {
    "Skills": _skills,
    "Role against role": _roles,
    "What goes together": _together,
    "Over time": _over_time,
    "Deep learning": _deep_learning,
    "Start-up or enterprise": _companies,
}


def _required() -> bool:
    return st.toggle("Required only", key="required", bind="query-params")


def _who(selection: Selection) -> str:
    roles = selection.filters.facets["role"]
    if roles == DATA_ROLES:
        return "the four data roles"
    return " and ".join(PLURALS[role] for role in ROLES if role in roles)
