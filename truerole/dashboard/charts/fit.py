"""Charts of the page Fit: the gain of each skill to learn, and the coverage of the postings for each role."""

from collections.abc import Sequence

import altair as alt

from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import Chart, Row
from truerole.data.market.skill_match import LearningStep, RoleFit
from truerole.phrasing.fit import points_added, role_plural
from truerole.phrasing.skills import skill_name

# Of a bar that is behind the first: dark enough for what is written on it in white, on light pages and on dark ones.
_BEHIND = "#6b6b6b"
# In pixels; what a chart of a single bar needs for its axis.
_LEAST_HEIGHT = 110


def step_rows(steps: Sequence[LearningStep]) -> list[Row]:
    """Return a row for each skill: gain, mentions, and the postings that come within reach."""
    return [
        {
            "skill": skill_name(s.skill),
            "points": points_added(s.coverage, s.closer),
            "named": s.named.count,
            "of": s.named.total,
            "written": f"{s.named.count:,} of {s.named.total:,}",
            "gained": s.gained,
            "like the first": "no" if s.behind else "yes",
        }
        for s in steps
    ]


def step_chart(rows: Sequence[Row]) -> Chart:
    """Return a bar chart of the gains of skills, each with the number of postings that name the skill."""
    base = frame.chart_of(rows).encode(
        y=frame.name_axis("skill"),
        x=alt.X(
            "points:Q",
            title="Percentage points added",
            axis=alt.Axis(format="+.2~f", tickCount=4),
        ),
        tooltip=[
            "skill:N",
            alt.Tooltip("written:N", title="named by"),
            alt.Tooltip("points:Q", format="+.1f"),
            alt.Tooltip("gained:Q", format=",", title="more within reach"),
        ],
    )
    colour = alt.condition("datum['like the first'] == 'yes'", alt.value(frame.BLUE), alt.value(_BEHIND))
    bars = base.mark_bar().encode(color=colour)
    written = base.mark_text(align="left", dx=5, color="white").encode(
        x=alt.datum(0), text=alt.Text("named:Q", format=",")
    )
    return alt.layer(bars, written).properties(height=_height(rows))


def fit_rows(fits: Sequence[RoleFit]) -> list[Row]:
    """Return a row for each role: the mean coverage with a 95 % interval, and the postings within reach."""
    return [
        {
            "role": role_plural(fit.role),
            "share": fit.coverage,
            "low": fit.interval[0],
            "high": fit.interval[1],
            "within reach": fit.reach.count,
            "postings": fit.reach.total,
            "written": f"{fit.reach.count:,} of {fit.reach.total:,}",
        }
        for fit in fits
    ]


def fit_chart(rows: Sequence[Row]) -> Chart:
    """Return a bar chart of the mean coverage by role, with 95 % intervals."""
    hover: frame.Hover = ["role:N", alt.Tooltip("share:Q", format=".1%"), frame.interval_tooltip()]
    hover += [alt.Tooltip("written:N", title="within reach")]
    base = frame.with_interval(rows).encode(y=frame.name_axis("role"), tooltip=hover)
    bars = base.mark_bar(color=frame.BLUE).encode(
        x=alt.X("share:Q", axis=frame.percent_axis(rows), title="Known, on average"),
    )
    return alt.layer(bars, *frame.whiskers(base, "low", "high")).properties(height=_height(rows))


def _height(rows: Sequence[Row]) -> int:
    return max(_LEAST_HEIGHT, frame.chart_height(rows))
