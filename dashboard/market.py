"""Page *Market*: the skills that postings ask for, what sets a role apart, how it changes, how often titles mislead."""

from collections.abc import Sequence

import altair as alt
import streamlit as st
from pyroaring import BitMap

from dashboard.filters import ask
from dashboard.safe import escape_markdown
from dashboard.words import SHORT_NAMES, percent
from data import market, sample
from data.bitmaps import Bitmaps
from data.errors import TrueRoleError
from data.market import Distinct, Filters, Share
from data.store import Store, open_store
from data.taxonomy import load_taxonomy
from model.reading import ROLES

TOP = 20
FEWEST = 30
_BLUE, _GREY = "#0072b2", "#888888"
Row = dict[str, str | float]


def page() -> None:
    """Show the page."""
    st.title("What does the market ask for?", anchor=False)
    try:
        index = _index()
    except TrueRoleError as error:
        st.info(escape_markdown(f"Sorry: {error}."), icon=":material/info:")
        return
    filters = ask(index)
    within = market.postings(index, filters)
    st.caption(_about(index, within))
    if len(within) < FEWEST:
        st.info("Too few postings are left to say anything. Take a filter away.", icon=":material/info:")
        return
    _show(index, filters, within)


@st.cache_resource(show_spinner="Loading the market sample …")
def _opened() -> tuple[Store, Bitmaps]:
    store = open_store()
    sample.fill(store)
    return store, Bitmaps()


def _index() -> Bitmaps:
    store, index = _opened()
    index.refresh(store)
    return index


def _about(index: Bitmaps, within: BitMap) -> str:
    months = [share.name for share in market.values(index, "month", within)]
    sources = len(market.values(index, "source", within))
    when = f", {min(months)} to {max(months)}" if months else ""
    shipped = len(index.of("sample", "yes") & within)
    what = " All are of the sample that ships with TrueRole: collections that others published, not a whole market."
    return f"{len(within):,} postings{when}, from {sources} sources." + (what if shipped == len(within) else "")


def _show(index: Bitmaps, filters: Filters, within: BitMap) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("The skills asked for most", anchor=False)
        required = st.toggle("Required only", key="required", bind="query-params")
        _bars(market.skills(index, within, required)[:TOP])
    with right:
        others = market.postings(index, Filters({**filters.facets, "role": ROLES}, filters.period)) - within
        st.subheader("What sets these postings apart", anchor=False)
        st.caption(
            "How many times likelier a skill is here than in all other postings, other work included; at the least."
        )
        _apart(market.distinctive(index, within, others, FEWEST, required)[:TOP])
    _trend(index, within, required)
    _titles(index, filters)


def _bars(shares: Sequence[Share]) -> None:
    rows: list[Row] = [
        {"skill": _name(s.name), "share": s.share, "low": s.interval[0], "high": s.interval[1], "postings": s.count}
        for s in shares
    ]
    base = _chart(rows).encode(y=alt.Y("skill:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)))
    axis = alt.Axis(format="%", title="Share of postings, 95 % interval")
    hover = ["skill:N", alt.Tooltip("share:Q", format=".1%"), "postings:Q"]
    bars = base.mark_bar(color=_BLUE).encode(x=alt.X("share:Q", axis=axis), tooltip=hover)
    spans = base.mark_rule(color=_GREY, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    spoken = ", ".join(f"{row['skill']} {percent(float(row['share']))}" for row in rows[:5])
    st.altair_chart(bars + spans, alt=f"Share of postings by skill: {spoken} and so on")
    _download(rows, "skills")


def _apart(found: Sequence[Distinct]) -> None:
    rows: list[Row] = [
        {"skill": _name(d.skill), "times": d.lift, "here": d.here.share, "elsewhere": d.there.share}
        for d in found
        if d.lift > 1
    ]
    if not rows:
        st.info("Nothing stands out for sure.", icon=":material/info:")
        return
    hover = ["skill:N", alt.Tooltip("times:Q", format=".1f")]
    hover += [alt.Tooltip(f"{name}:Q", format=".1%") for name in ("here", "elsewhere")]
    chart = _chart(rows).mark_bar(color=_BLUE)
    chart = chart.encode(
        y=alt.Y("skill:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
        x=alt.X("times:Q", scale=alt.Scale(type="log", domainMin=1), title="Times likelier, at the least"),
        x2=alt.datum(1),
        tooltip=hover,
    )
    st.altair_chart(chart, alt="Most distinctive skills: " + ", ".join(str(row["skill"]) for row in rows[:5]))
    _download(rows, "distinctive")


def _trend(index: Bitmaps, within: BitMap, required: bool) -> None:
    st.subheader("How it changes", anchor=False)
    common = [s.name for s in market.skills(index, within, required)]
    wanted = st.multiselect(
        "Skills", common, common[:4], format_func=_name, key="trend", max_selections=8, bind="query-params"
    )
    shares = market.by_month(index, within, wanted, required)
    rows: list[Row] = [
        {"skill": _name(skill), "month": f"{s.name}-15", "share": s.share, "of": s.of}
        for skill, months in shares.items()
        for s in months
        if s.of >= FEWEST
    ]
    if not rows:
        st.info(f"No month has {FEWEST} postings.", icon=":material/info:")
        return
    hover = ["skill:N", alt.Tooltip("month:T", format="%B %Y"), alt.Tooltip("share:Q", format=".1%"), "of:Q"]
    chart = _chart(rows).mark_line(point=True)
    chart = chart.encode(
        x=alt.X("month:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", labelAngle=0)),
        y=alt.Y("share:Q", axis=alt.Axis(format="%"), title="Share of the postings of the month"),
        color=alt.Color("skill:N", title=None, legend=alt.Legend(orient="top"), scale=alt.Scale(scheme="tableau10")),
        tooltip=hover,
    )
    st.altair_chart(chart, alt="Share of postings by month: " + ", ".join(map(_name, wanted)))
    st.caption(
        f"Months of fewer than {FEWEST} postings are left out, nothing is smoothed. Sources differ from year to year, "
        "so a jump may be another source rather than another market."
    )
    _download(rows, "trend")


def _titles(index: Bitmaps, filters: Filters) -> None:
    st.subheader("What the title says, and what the work is", anchor=False)
    within = market.postings(index, Filters({**filters.facets, "role": ROLES}, filters.period))
    rows: list[Row] = [
        {"title": SHORT_NAMES[named], "work": SHORT_NAMES[share.name], "share": share.share, "postings": share.count}  # type: ignore[index]
        for named, shares in market.titles(index, within).items()
        for share in shares
    ]
    if not rows:
        st.info("No title here names one of the four roles.", icon=":material/info:")
        return
    names = [SHORT_NAMES[role] for role in ROLES]
    base = _chart(rows).encode(
        x=alt.X("work:N", sort=names, title="The work", axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("title:N", sort=names, title="The title"),
    )
    hover = ["title:N", "work:N", alt.Tooltip("share:Q", format=".0%"), "postings:Q"]
    tiles = base.mark_rect().encode(
        color=alt.Color("share:Q", legend=None, scale=alt.Scale(scheme="blues")), tooltip=hover
    )
    light = alt.condition("datum.share > 0.5", alt.value("white"), alt.value("black"))
    figures = base.mark_text().encode(text=alt.Text("share:Q", format=".0%"), color=light)
    spoken = ", ".join(f"{r['title']} titles are {r['work']} in {percent(float(r['share']))}" for r in rows[:4])
    st.altair_chart((tiles + figures).properties(height=260), alt=spoken)
    _download(rows, "titles")


def _chart(rows: Sequence[Row]) -> alt.Chart:
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _name(skill: str) -> str:
    entry = load_taxonomy().skills.get(skill)
    return entry.name if entry else skill


def _download(rows: Sequence[Row], name: str) -> None:
    lines = [",".join(rows[0]), *(",".join(_cell(value) for value in row.values()) for row in rows)]
    st.download_button("CSV", "\n".join(lines) + "\n", f"{name}.csv", "text/csv", key=f"csv-{name}", type="tertiary")


def _cell(value: str | float) -> str:
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else f"{value:.6g}"
