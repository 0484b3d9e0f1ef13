"""Draw how much deep learning roles ask for, and how that changes."""

import altair as alt
import streamlit as st

from truerole.core.reading import ROLES, Role
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import FEWEST, Row, Selection, figure, origin
from truerole.dashboard.charts.trends import moment
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Share
from truerole.phrasing.reading import DEEP_LEARNING_NAMES, SHORT_NAMES, percent

# From none to the core of the work: one colour, darker with each level.
_SHADES = ("#c6dbef", "#9ecae1", "#4292c6", "#084594")
_REQUIRED = ("2", "3")
_ROLES = dict(zip((SHORT_NAMES[role] for role in ROLES), frame.ROLE_COLOURS, strict=True))


def levels(scope: Selection, title: str) -> None:
    """Show for each role the shares of the levels of deep learning."""
    st.subheader(title, anchor=False)
    rows = [row for role in ROLES for row in _levels(scope, role)]
    if not rows:
        frame.nothing(f"No role has {FEWEST} postings here.")
        return
    colours = alt.Scale(domain=list(DEEP_LEARNING_NAMES.values()), range=list(_SHADES))
    hover = [alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("postings:Q", format=",")]
    drawn = frame.chart(rows).mark_bar()
    drawn = drawn.encode(
        y=frame.labels("role"),
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
    figure(drawn.properties(height=230), rows, title, alt=spoken, on=origin(scope.index, scope.within))


def _levels(scope: Selection, role: Role) -> list[Row]:
    of = scope.index.of("role", role) & scope.within
    if len(of) < FEWEST:
        return []
    shares = sorted(aggregates.values(scope.index, "deep_learning", of), key=lambda share: share.name)
    return [
        {
            "role": SHORT_NAMES[role],
            "deep learning": DEEP_LEARNING_NAMES[share.name],
            "level": share.name,
            "share": share.share,
            "postings": share.count,
        }
        for share in shares
    ]


def by_year(scope: Selection, title: str) -> None:
    """Show for each role and year the share of postings that require deep learning."""
    st.subheader(title, anchor=False)
    rows = [row for role in ROLES for row in _years(scope, role)]
    if not rows:
        frame.nothing(f"No year has {FEWEST} postings of a role here.")
        return
    figure(
        frame.lines(rows, "role", "Share of the year's postings", _ROLES),
        rows,
        title,
        alt="Share of postings that require deep learning, by role and year",
        on=origin(scope.index, scope.within),
        note=f"Years of fewer than {FEWEST} postings are left out; the last year (white) may still be incomplete.",
    )


def _years(scope: Selection, role: Role) -> list[Row]:
    deep = scope.index.any("deep_learning", _REQUIRED)
    years = aggregates.by_year(scope.index, scope.index.of("role", role) & scope.within)
    shares = [Share(year, deep.intersection_cardinality(bits), len(bits)) for year, bits in years.items()]
    return [moment("role", SHORT_NAMES[role], share, shares[-1]) for share in shares if share.of >= FEWEST]
