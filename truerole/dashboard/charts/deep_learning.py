"""Charts of deep learning: level by role, and share of postings by year."""

import altair as alt
import streamlit as st

from truerole.core.reading import ROLES, Role
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import MIN_POSTINGS, Row, show_figure
from truerole.dashboard.charts.trends import trend_row
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Selection
from truerole.phrasing.reading import DEEP_LEARNING_NAMES, ROLE_NAMES, percent

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
    spoken = "; ".join(f"{r['role']}, {r['deep learning']}: {percent(float(r['share'] or 0))}" for r in rows)
    show_figure(drawn.properties(height=230), rows, title, alt=spoken, sample=selection.sample)


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
    """Show for each role and year the share of postings that require deep learning."""
    st.subheader(title, anchor=False)
    rows = [row for role in ROLES for row in _by_year(selection, role)]
    if not rows:
        frame.show_message(f"No year has {MIN_POSTINGS} postings of a role here.")
        return
    show_figure(
        frame.line_chart(rows, "role", "Share of the year's postings", _ROLES),
        rows,
        title,
        alt="Share of postings that require deep learning, by role and year",
        sample=selection.sample,
        note=f"Years of fewer than {MIN_POSTINGS} postings are left out; the last year (white) may still be "
        "incomplete.",
    )


def _by_year(selection: Selection, role: Role) -> list[Row]:
    postings = selection.index.bitmap("role", role) & selection.postings
    deep = selection.index.any("deep_learning", _REQUIRED)
    shares = aggregates.share_by_year(selection.index, postings, deep)
    return [trend_row("role", ROLE_NAMES[role], share, shares[-1]) for share in shares if share.total >= MIN_POSTINGS]
