"""Page *Titles*: the role in the title against the real role, and the titles that mislead most."""

from collections.abc import Sequence

import altair as alt
import streamlit as st

from truerole.core.reading import ROLES
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import MIN_POSTINGS, ROLE_COLOURS, Row, share_row, show_figure
from truerole.dashboard.components.filters import filter_bar
from truerole.dashboard.store_cache import on_market, store_cache
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Proportion, Selection, postings_of, sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.profiles.company_table import company_table
from truerole.data.market.statistics.mistitle_rates import AdjustedRate, mistitle_rates
from truerole.data.market.statistics.trends import find_trends, over_time
from truerole.data.store.store import Store
from truerole.phrasing.answers.left_out import left_out_words
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.facets import FACET_LABELS, value_name
from truerole.phrasing.market import listed_words, trend_sentence
from truerole.phrasing.reading import ROLE_NAMES, SENIORITY_NAMES, counted_percent

_NAMES = [ROLE_NAMES[role] for role in ROLES]
# What the misleading titles may be counted by.
_BY = {"title_role": "Title"} | {
    facet: FACET_LABELS[facet] for facet in ("seniority", "stage", "year", "country", "source")
}
_MOST = 20
_AS_IF_ALIKE = (
    " Each group is shown as if all had the same roles in their titles, so that a difference between groups is one "
    "within the same titles; they differ by their sources, too."
)
# Pixels above a chart for the five roles, in two columns.
_LEGEND_HEIGHT = 80
# Word below word, so that all names stand beside each other on a phone.
_ABOVE = alt.Axis(orient="top", labelAngle=0, labelOverlap=False, labelFlush=False, labelExpr="split(datum.label, ' ')")
_BESIDE = alt.Axis(labelOverlap=False, labelExpr="split(datum.label, ' ')")


@on_market
def page(_: Store, index: BitmapIndex) -> None:
    """Show the page."""
    st.title("Does the title say what the work is?", anchor=False)
    selection = filter_bar(index, all_work=True)
    if frame.too_few(selection.postings):
        return
    frame.show_caution(sample_note(selection.index, selection.postings & selection.index.having("title_role")))
    _headline(selection)
    left, right = st.columns(2, gap="large")
    with left:
        _heat_map(selection)
    with right:
        _misnamed(selection)
    _families(selection)
    _mixed(selection)


def _headline(selection: Selection) -> None:
    shares = aggregates.mistitle_rate(selection.index, selection.postings, "title_role")
    wrong, total = sum(share.count for share in shares), sum(share.total for share in shares)
    if total >= MIN_POSTINGS:
        unclear = len(aggregates.unclear_titles(selection.index, selection.postings))
        st.markdown(
            f"Of {total:,} postings whose title names one of the four roles, **{counted_percent(wrong / total)} "
            "describe mainly other work than the title says**; in another "
            f"{counted_percent(unclear / total)} the work leans elsewhere, but the title may be right. "
            "TrueRole reads the description; the title never counts."
        )


def _heat_map(selection: Selection) -> None:
    title = "What the title says, and what the work is"
    st.subheader(title, anchor=False)
    rows: list[Row] = [
        {"title": ROLE_NAMES[named], "work": ROLE_NAMES[share.name], **_figures(share)}  # type: ignore[index]
        for named, shares in aggregates.roles_by_title(selection.index, selection.postings).items()
        if shares[0].total >= MIN_POSTINGS
        for share in shares
    ]
    if not rows:
        frame.show_message(f"No title here names one of the four roles in {MIN_POSTINGS} postings or more.")
        return
    base = frame.chart_of(rows).encode(
        x=alt.X("work:N", sort=_NAMES, title="The work", axis=_ABOVE),
        y=alt.Y("title:N", sort=_NAMES, title="The title", axis=_BESIDE),
    )
    hover = ["title:N", "work:N", alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("postings:Q", format=",")]
    shade = alt.Color("share:Q", legend=None, scale=alt.Scale(scheme="blues", domain=[0, 1]))
    tiles = base.mark_rect().encode(color=shade, tooltip=hover)
    light = alt.condition("datum.share > 0.5", alt.value("white"), alt.value("black"))
    shares = base.mark_text(fontSize=14).encode(text=alt.Text("share:Q", format=".0%"), color=light, tooltip=hover)
    spoken = "; ".join(
        f"{r['title']} titles are {r['work']} in {counted_percent(float(r['share'] or 0))}" for r in rows
    )
    show_figure(
        alt.layer(tiles, shares).properties(height=300),
        rows,
        title,
        alt=spoken,
        sample=sample_note(selection.index, selection.postings & selection.index.having("title_role")),
        note="Each row adds up to 100 %. Off the diagonal the likeliest work is "
        "another than the title's, the unclear ones among them.",
    )


def _misnamed(selection: Selection) -> None:
    st.subheader("Where titles mislead", anchor=False)
    facet = st.selectbox("Counted by", list(_BY), format_func=_BY.__getitem__, key="by", bind="query-params", width=220)
    employers = company_table(store_cache().store, selection.index).company
    rates = mistitle_rates(selection.index, selection.postings, facet, MIN_POSTINGS, employers)
    if facet == "seniority":
        rates.shown.sort(key=lambda rate: [*SENIORITY_NAMES].index(rate.counted.name))
    elif facet != "year":
        rates.shown.sort(key=lambda rate: -rate.share)
    shown = rates.shown[:_MOST]
    group = _BY[facet].lower()
    rows = [_rate_row(group, _name(facet, rate.counted.name), rate) for rate in shown]
    apart = _apart_words([(_name(facet, each.name), each.total) for each in rates.apart])
    named = selection.postings & selection.index.having("title_role") & selection.index.having("role")
    left = left_out_words(selection.index, facet, named, MIN_POSTINGS, _MOST + len(rates.apart))
    if not rows:
        frame.show_message(apart or f"No group has {MIN_POSTINGS} postings with a role in their title.")
        return
    spoken = ", ".join(f"{row[group]} {counted_percent(float(row['share'] or 0))}" for row in rows)
    behind = postings_of(selection.index, facet, named, (rate.counted.name for rate in shown))
    show_figure(
        frame.bar_chart(rows, group, frame.ORANGE, "postings" if facet == "title_role" else "as counted"),
        rows,
        f"Titles that name other work, by {group}",
        alt=f"Share of titles that name other work: {spoken}",
        sample=sample_note(selection.index, behind),
        note="Postings whose title names one of the four roles and whose work is mainly another's, or none of "
        "theirs; of 34 read one by one, 15 had the title's role for a part of it."
        f"{'' if facet == 'title_role' else _AS_IF_ALIKE}{left and f' {left}'}{apart and f' {escape_markdown(apart)}'}"
        f"{_over_the_years(selection) if facet == 'year' else ''}",
    )


def _rate_row(group: str, name: str, rate: AdjustedRate) -> Row:
    row = share_row(group, name, rate.counted)
    return {**row, "share": rate.share, "low": rate.low, "high": rate.high, "as counted": rate.counted.share}


def _apart_words(apart: Sequence[tuple[str, int]]) -> str:
    """Return in words which groups cannot be compared with the others; empty for none."""
    why = "as too few of their titles name each of the roles that the others' titles name"
    return f"Not compared, {why}: {listed_words(apart)}." if apart else ""


def _over_the_years(selection: Selection) -> str:
    """Return the trend of misleading titles in words, as the sources differ from year to year."""
    whole = over_time(selection)
    wrong = aggregates.mistitled(whole.index, whole.postings)
    named = whole.postings & whole.index.having("title_role") & whole.index.having("role")
    sentence = trend_sentence(
        "Within sources that reach across the years", find_trends(whole.index, named, {"": wrong})[""]
    )
    return f" Sources differ from year to year. {sentence}"


def _name(facet: str, value: str) -> str:
    return value if facet == "year" else value_name(facet, value)


def _families(selection: Selection) -> None:
    title = "What postings with these titles really are"
    st.subheader(title, anchor=False)
    found = aggregates.roles_by_family(selection.index, selection.postings, MIN_POSTINGS)
    if not found:
        frame.show_message(f"No title stands over {MIN_POSTINGS} postings here.")
        return
    order = sorted(found, key=lambda family: -found[family][0].total)
    rows: list[Row] = [
        {"title": family, "work": ROLE_NAMES[s.name], "order": ROLES.index(s.name), **_figures(s)}  # type: ignore[index]
        for family in order
        for s in found[family]
    ]
    drawn = frame.chart_of(rows).mark_bar()
    drawn = drawn.encode(
        y=frame.name_axis("title"),
        x=alt.X("share:Q", stack="normalize", axis=alt.Axis(format="%"), title="Share of the postings with this title"),
        color=_role_colour("work"),
        order="order:O",
        tooltip=["title:N", "work:N", alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("postings:Q", format=",")],
    )
    named = sample_note(selection.index, selection.postings & selection.index.having("family"))
    spoken = "; ".join(f"{family}: {ROLE_NAMES[found[family][0].name]}" for family in order)  # type: ignore[index]
    show_figure(
        drawn.properties(height=frame.chart_height(order) + _LEGEND_HEIGHT),
        rows,
        title,
        alt=f"The commonest real role by title: {spoken}",
        sample=named,
        note=f"Titles as they are written, of {MIN_POSTINGS} postings or more, the commonest first.",
    )


def _mixed(selection: Selection) -> None:
    title = "Which roles share the work of one posting"
    st.subheader(title, anchor=False)
    rows = [
        share_row("roles", _pair(share.name), share)
        for share in aggregates.role_pairs(selection.index, selection.postings)
    ]
    if not rows:
        frame.show_message("No posting here mixes two roles.")
        return
    spoken = ", ".join(f"{row['roles']} {counted_percent(float(row['share'] or 0))}" for row in rows[:4])
    show_figure(
        frame.bar_chart(rows, "roles"),
        rows,
        title,
        alt=f"Postings whose work is shared by two roles: {spoken}",
        sample=selection.sample,
        note="Postings in which the second likeliest role still has a quarter or more.",
    )


def _pair(value: str) -> str:
    return " + ".join(ROLE_NAMES[role] for role in ROLES if role in value.split("+"))


def _figures(share: Proportion) -> dict[str, float]:
    return {"share": share.share, "postings": share.count, "of": share.total}


def _role_colour(name: str) -> alt.Color:
    legend = alt.Legend(orient="top", columns=2, symbolType="square")
    return alt.Color(f"{name}:N", title=None, scale=alt.Scale(domain=_NAMES, range=list(ROLE_COLOURS)), legend=legend)
