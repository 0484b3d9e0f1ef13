"""Page *Market*: the skills that postings ask for, what sets roles apart, what goes together, what changes."""

import streamlit as st

from truerole.core.reading import ROLES
from truerole.core.taxonomy import load_taxonomy
from truerole.dashboard.charts import deep_learning, frame, trends
from truerole.dashboard.charts import skills as skill_charts
from truerole.dashboard.charts.frame import Selection
from truerole.dashboard.components.filters import DATA_ROLES, filter_bar
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import skills
from truerole.data.market.bitmap_index import Index
from truerole.data.store.store import Store
from truerole.phrasing.reading import PLURALS, capital

_TOPS = (10, 20, 30, 50)
_SAMPLE = (
    "Market sample: collections of postings that others published, 2018 to 2026, mostly in English and from the United "
    "States and Europe. They show what such jobs ask for, but are no census. See the page About the numbers."
)


@on_market
def page(_: Store, index: Index) -> None:
    """Show the page."""
    st.title("What does the market ask for?", anchor=False)
    scope = filter_bar(index)
    view = st.segmented_control(
        "View", list(_VIEWS), default="Skills", key="view", bind="query-params", label_visibility="collapsed"
    )
    if not frame.few(scope.within):
        _VIEWS[view or "Skills"](scope)
    if frame.origin(index, scope.within).sample:
        st.caption(_SAMPLE)


def _skills(scope: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        category = st.selectbox(
            "Kind of skill",
            [None, *load_taxonomy().categories],
            format_func=lambda c: capital(c) if c else "All kinds",
            key="category",
            bind="query-params",
            width=260,
        )
        top = st.selectbox(
            "Show", _TOPS, 1, format_func=lambda n: f"Top {n}", key="top", bind="query-params", width=110
        )
        required = _required()
    wanted = skill_charts.Wanted(required, category, top)
    left, right = st.columns(2, gap="large")
    with left:
        skill_charts.most(scope, f"What postings for {_who(scope)} ask for most", wanted)
    with right:
        skill_charts.typical(scope, f"What is typical of {_who(scope)}", wanted)


def _roles(scope: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        a = _role("Compare", "a", 3)
        b = _role("with", "b", 2)
        required = _required()
    if a == b:
        frame.nothing("Choose two different roles.")
        return
    here, there = (skill_charts.Side(PLURALS[ROLES[r]], scope.having(role=ROLES[r])) for r in (a, b))
    title = f"What {here.name} need more than {there.name}, and the other way round"
    skill_charts.apart(scope, title, here, there, required)


def _role(label: str, key: str, default: int) -> int:
    return st.selectbox(
        label,
        range(len(ROLES)),
        default,
        format_func=lambda r: capital(PLURALS[ROLES[r]]),
        key=key,
        bind="query-params",
        width=220,
    )


def _companies(scope: Selection) -> None:
    required = _required()
    small = skill_charts.Side("start-ups", scope.having(stage="startup"))
    large = skill_charts.Side("large organisations", scope.having(stage="enterprise"))
    title = "What start-ups ask for more than large organisations, and the other way round"
    skill_charts.apart(scope, title, small, large, required)


def _together(scope: Selection) -> None:
    common = [share.name for share in skills(scope.index, scope.within)]
    skill = st.selectbox(
        "Skill", common, format_func=skill_charts.skill_name, key="skill", bind="query-params", width=320
    )
    if skill:
        skill_charts.together(scope, skill)


def _over_time(scope: Selection) -> None:
    common = [share.name for share in skills(scope.index, scope.within)]
    wanted = st.multiselect(
        "Skills",
        common,
        common[:4],
        format_func=skill_charts.skill_name,
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
    trends.over_time(scope, f"How often postings for {_who(scope)} ask for these skills", wanted, window, required)


def _deep_learning(scope: Selection) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        deep_learning.levels(scope, "How much deep learning each role asks for")
    with right:
        deep_learning.by_year(scope, "Postings that require deep learning, by year")


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


def _who(scope: Selection) -> str:
    roles = scope.filters.facets["role"]
    if roles == DATA_ROLES:
        return "the four data roles"
    return " and ".join(PLURALS[role] for role in ROLES if role in roles)
