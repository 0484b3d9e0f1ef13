"""Charts of deep learning: level by role, and share of postings by year."""

from collections.abc import Mapping

import altair as alt
import streamlit as st
from pyroaring import BitMap

from truerole.core.reading import ROLES, Role
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import MIN_POSTINGS, Row, show_figure
from truerole.dashboard.charts.trends import ALIKE_AXIS, point_rows, points_note, show_points
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Selection, sample_note
from truerole.data.market.statistics.comparison import median_month
from truerole.data.market.statistics.period_effects import FEWEST_IN_A_PERIOD, drawn_postings, period_shares
from truerole.data.market.statistics.trends import Trend, find_trends, over_time
from truerole.phrasing.answers.left_out import left_out_words
from truerole.phrasing.market import TREND_METHOD, WHOLE_TIME, trend_sentence, untold_sentences, untold_together
from truerole.phrasing.reading import (
    DEEP_LEARNING_NAMES,
    PLURALS,
    ROLE_NAMES,
    capitalize_first,
    counted_percent,
    month_name,
)

# From none to the core of the work: one colour, darker with each level.
_SHADES = ("#c6dbef", "#9ecae1", "#4292c6", "#084594")
_REQUIRED = ("2", "3")
_ROLES = dict(zip((ROLE_NAMES[role] for role in ROLES), frame.ROLE_COLOURS, strict=True))


def show_levels(selection: Selection, title: str) -> None:
    """Show for each role the shares of the levels of deep learning."""
    st.subheader(title, anchor=False)
    rows = [row for role in ROLES for row in _levels(selection, role)]
    if not rows:
        frame.show_message(f"No role has {MIN_POSTINGS} postings here.")
        return
    colours = alt.Scale(domain=list(DEEP_LEARNING_NAMES.values()), range=list(_SHADES))
    hover = [alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("postings:Q", format=",")]
    drawn = frame.chart_of(rows).mark_bar()
    drawn = drawn.encode(
        y=frame.name_axis("role"),
        x=alt.X("share:Q", stack="normalize", axis=alt.Axis(format="%"), title="Share of the role's postings"),
        color=alt.Color(
            "deep learning:N",
            title=None,
            scale=colours,
            legend=alt.Legend(orient="top", columns=2, symbolType="square"),
        ),
        order="level:O",
        tooltip=["role:N", "deep learning:N", *hover],
    )
    spoken = "; ".join(f"{r['role']}, {r['deep learning']}: {counted_percent(float(r['share'] or 0))}" for r in rows)
    left = left_out_words(selection.index, "role", selection.postings, MIN_POSTINGS)
    note = f"Plain shares of each role's postings; their median dates: {_median_dates(selection)}. {left}".rstrip()
    show_figure(drawn.properties(height=230), rows, title, alt=spoken, sample=selection.sample, note=note)


def _median_dates(selection: Selection) -> str:
    held = {role: selection.index.bitmap("role", role) & selection.postings for role in ROLES}
    medians = {
        r: median_month(selection.index, postings) for r, postings in held.items() if len(postings) >= MIN_POSTINGS
    }
    return ", ".join(f"{ROLE_NAMES[role]} {month_name(month)}" for role, month in medians.items() if month)


def _levels(selection: Selection, role: Role) -> list[Row]:
    postings = selection.index.bitmap("role", role) & selection.postings
    if len(postings) < MIN_POSTINGS:
        return []
    shares = sorted(aggregates.count_values(selection.index, "deep_learning", postings), key=lambda share: share.name)
    return [
        {
            "role": ROLE_NAMES[role],
            "deep learning": DEEP_LEARNING_NAMES[share.name],
            "level": share.name,
            "share": share.share,
            "postings": share.count,
        }
        for share in shares
    ]


def show_by_year(selection: Selection, title: str) -> None:
    """Show for each role and year the share of postings that require deep learning, and the trend in words."""
    st.subheader(title, anchor=False)
    whole, drawn = over_time(selection), BitMap()
    if whole is not selection:
        st.caption(WHOLE_TIME)
    deep = whole.index.any("deep_learning", _REQUIRED)
    rows, trends = list[Row](), dict[Role, Trend]()
    for role in ROLES:
        postings = whole.index.bitmap("role", role) & whole.postings
        if postings:
            trends[role] = find_trends(whole.index, postings, {role: deep})[role]
        points = period_shares(whole.index, postings, {role: deep}, "year")[role]
        rows += point_rows("role", ROLE_NAMES[role], points, "year")
        drawn |= drawn_postings(whole.index, postings, "year")
    st.markdown("\n".join(f"- {sentence}" for sentence in _told(trends)))
    if not rows:
        frame.show_message(f"Nothing to draw: no source holds {FEWEST_IN_A_PERIOD} postings of a role in two years.")
        return
    show_points(
        rows,
        "role",
        title,
        axis=ALIKE_AXIS,
        palette=_ROLES,
        alt="Share of postings that require deep learning, by role and year",
        sample=sample_note(whole.index, drawn),
        note=f"{points_note(len(whole.postings), 'year')} {TREND_METHOD}",
    )


def _told(trends: Mapping[Role, Trend]) -> list[str]:
    """Return the trends of the roles as sentences; a reason that several have why nothing can be told is said once."""
    named = {PLURALS[role]: trend for role, trend in trends.items()}
    together = {name for names in untold_together(named).values() for name in names}
    alone = [trend_sentence(capitalize_first(name), trend) for name, trend in named.items() if name not in together]
    return alone + untold_sentences(named, str, "the share rises or falls for {}", "roles")
