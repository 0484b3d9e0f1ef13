"""Charts over time: a point for each period, of the sources that reach across, with what it means in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import streamlit as st

from truerole.core.normalise.months import month_of
from truerole.core.settings import writable
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import Chart, Row, show_figure
from truerole.dashboard.charts.table import show_small_table
from truerole.dashboard.components.links import carried_filters, skill_link_html
from truerole.dashboard.components.page_links import page_link
from truerole.data.market.aggregates import SampleNote, Selection, count_skills, sample_note
from truerole.data.market.facets.skills import REQUIRED, SKILL
from truerole.data.market.statistics.period_effects import (
    FEWEST_IN_A_PERIOD,
    Step,
    TrendPoint,
    drawn_postings,
    period_shares,
)
from truerole.data.market.statistics.trends import Trend, over_time, skill_trends
from truerole.phrasing.escape import escape
from truerole.phrasing.market import (
    MORE_TO_TELL,
    TREND_METHOD,
    WHOLE_TIME,
    period_name,
    trend_words,
    untold_sentence,
    untold_sentences,
    untold_together,
)
from truerole.phrasing.reading import counted_percent, plural
from truerole.phrasing.skills import skill_name

# Of so many skills it is looked up whether they rise or fall.
_COMMON = 60
# Months from the first one of a period to its middle, and the day there.
_MIDDLE: dict[Step, tuple[int, str]] = {"year": (6, "01"), "quarter": (1, "15"), "month": (0, "15")}

# Of fewer periods two dots and a line look like a trend, and are none.
FEWEST_PERIODS = 4
# What is said of shares that are as if all times had the same roles and sources.
ALIKE_AXIS = "Share of the postings, roles and sources alike"
# Pixels of a chart.
_WIDTH_OF_TWO_COLUMNS = 420


def show_skill_trends(
    selection: Selection, title: str, wanted: Sequence[str], step: Step, required: bool, *, cautious: bool = False
) -> None:
    """Show the shares of skills period by period, and a sentence on the trend of each.

    `cautious` says what few postings or a main source mean, where the page has not said it.
    """
    st.subheader(title, anchor=False)
    if not wanted:
        frame.show_message("Choose a skill.")
        return
    whole = over_time(selection)
    if whole is not selection:
        st.caption(WHOLE_TIME)
    trends = skill_trends(whole.index, whole.postings, wanted, required=required)
    why = untold_sentence(trends.values()) if len(trends) > 1 else ""
    if all(trend.verdict == "cannot tell" for trend in trends.values()):
        frame.show_message(f"These postings cannot tell whether these skills rise or fall.{why} {MORE_TO_TELL}")
        if writable():
            page_link("Gather postings", "gather", icon=":material/arrow_forward:")
    if not why:
        together = {skill for skills in untold_together(trends).values() for skill in skills}
        told = [_told(skill, trend) for skill, trend in trends.items() if skill not in together]
        st.html(_list([*told, *map(escape, untold_sentences(trends))]))
    facet = REQUIRED if required else SKILL
    named = {skill: whole.index.bitmap(facet, skill) for skill in wanted}
    found = period_shares(whole.index, whole.postings, named, step)
    rows = [row for skill, points in found.items() for row in point_rows("skill", skill_name(skill), points, step)]
    if not rows:
        frame.show_message(
            f"No source holds {FEWEST_IN_A_PERIOD} postings in each of two {step}s, so there is nothing to draw."
        )
        return
    sample = sample_note(whole.index, drawn_postings(whole.index, whole.postings, step))
    if cautious:
        frame.show_caution(sample)
    show_points(
        rows,
        "skill",
        title,
        axis=ALIKE_AXIS,
        alt=f"Share of postings over time for {', '.join(map(skill_name, wanted))}",
        sample=sample,
        note=f"{points_note(len(whole.postings), step)} {TREND_METHOD}",
    )


def show_changing_skills(selection: Selection, required: bool) -> None:
    """Show which of the most frequent skills are surely rising, and which falling."""
    whole = over_time(selection)
    common = [share.name for share in count_skills(whole.index, whole.postings, required)[:_COMMON]]
    trends = skill_trends(whole.index, whole.postings, common, required=required, screened=True)
    st.subheader(f"Of the {len(common)} most frequent skills", anchor=False)
    st.caption("A skill among many must change more surely than one that you ask for: some seem to change by chance.")
    told = {verdict: [s for s, t in trends.items() if t.verdict == verdict] for verdict in ("rising", "falling")}
    if not any(told.values()):
        why = untold_sentence(trends.values())
        frame.show_message(f"These postings cannot tell of any of them whether it rises or falls.{why}")
        return
    for verdict, found in told.items():
        ordered = sorted(found, key=lambda s: -abs(trends[s].slope))
        st.html(_list([_told(skill, trends[skill]) for skill in ordered] or [f"None is surely {verdict}."]))


def _told(skill: str, trend: Trend) -> str:
    """Return the sentence on a skill's trend as safe HTML, the skill as a link to its page."""
    return f"{skill_link_html(skill, carried_filters())}: {escape(trend_words(trend))}."


def _list(sentences: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{sentence}</li>' for sentence in sentences)}</ul>"


def points_note(selected: int, step: Step) -> str:
    """Return which of the `selected` postings the points of a chart stand on."""
    return (
        f"Of {plural(selected, 'posting')} looked at, these are of sources that hold {FEWEST_IN_A_PERIOD} or more in "
        f"at least two {step}s. Shares are as if every {step} had the same roles and sources, as these would make most "
        "of the changes. Over a gap, and between sources that never meet, there is no line."
    )


def point_rows(name: str, value: str, points: Sequence[TrendPoint], step: Step) -> list[Row]:
    """Return points as rows of a line chart, dated in the middle of the period."""
    return [
        {
            name: value,
            "when": f"{month_of(point.month + _MIDDLE[step][0])}-{_MIDDLE[step][1]}",
            "period": period_name(point.month, step),
            "share": point.share,
            "counted": point.counted,
            "postings": point.postings,
            "line": point.line,
        }
        for point in points
    ]


def show_points(
    rows: Sequence[Row],
    name: str,
    title: str,
    *,
    axis: str,
    alt: str,
    sample: SampleNote,
    note: str,
    palette: Mapping[str, str] | None = None,
) -> None:
    """Show shares over time as lines, or in a table where periods are so few that a line would look like a trend.

    Rows are those of `line_chart`.
    """
    periods = Counter(row[name] for row in rows)
    few = [row for row in rows if periods[row[name]] < FEWEST_PERIODS]
    drawn = [row for row in rows if periods[row[name]] >= FEWEST_PERIODS]
    if few:
        st.markdown(
            f"A line through fewer than {FEWEST_PERIODS} points would look like a trend, so these are the shares: "
            "first as if all these times had the same roles and sources, then as counted."
        )
        show_small_table(period_table(few, name))
    if drawn:
        show_figure(line_chart(drawn, name, axis, palette), rows, title, alt=alt, sample=sample, note=note)
    else:
        frame.show_sample(sample, note)
        frame.show_csv(rows, title)


def period_table(rows: Sequence[Row], name: str) -> list[dict[str, str]]:
    """Return a table of shares, a column for each period, the earliest first.

    A cell is such as "49 %; counted 37 % of 312 postings".
    """
    periods = dict.fromkeys(str(row["period"]) for row in sorted(rows, key=lambda row: str(row["when"])))
    told = {
        (
            row[name],
            row["period"],
        ): f"{_percent(row['share'])}; counted {_percent(row['counted'])} of {plural(int(n), 'posting')}"
        for row in rows
        if (n := row["postings"])
    }
    names = dict.fromkeys(row[name] for row in rows)
    return [{name: str(each), **{period: told.get((each, period), "") for period in periods}} for each in names]


def _percent(share: str | float | None) -> str:
    return counted_percent(round(float(share or 0), 6))


def line_chart(rows: Sequence[Row], name: str, axis: str, palette: Mapping[str, str] | None = None) -> Chart:
    """Return a line chart of shares over time; rows have `name`, when (a date), period, share, counted, postings, line.

    Points of the same name and `line` are joined.
    """
    hover = [
        f"{name}:N",
        "period:N",
        alt.Tooltip("share:Q", format=".1%", title="share, alike"),
        alt.Tooltip("counted:Q", format=".1%", title="as counted"),
        alt.Tooltip("postings:Q", format=",", title="of postings"),
    ]
    names = dict.fromkeys(str(row[name]) for row in rows)
    palette = {n: palette[n] for n in names} if palette else dict(zip(names, frame.LINE_COLOURS, strict=False))
    colours = alt.Scale(domain=[*palette], range=[*palette.values()])
    # Two columns of names are wider than a phone.
    columns = alt.ExprRef(f"width < {_WIDTH_OF_TWO_COLUMNS} ? 1 : 2")
    legend = alt.Legend(orient="top", columns=columns, symbolType="circle", labelLimit=0)
    base = frame.chart_of(rows).encode(
        x=alt.X("when:T", title=None, axis=_time_axis(rows), scale=alt.Scale(padding=24)),
        y=alt.Y("share:Q", axis=frame.percent_axis(rows), title=axis, scale=alt.Scale(domainMin=0)),
        color=alt.Color(f"{name}:N", title=None, scale=colours, legend=legend),
        detail="line:N",
    )
    dots = base.mark_point(size=50, filled=True, opacity=1).encode(tooltip=hover)
    return alt.layer(base.mark_line(tooltip=None), dots).properties(height=340)


def _time_axis(rows: Sequence[Row]) -> alt.Axis:
    """Return an axis of time that names the periods of the points, a tick below each."""
    when = sorted({str(row["when"]) for row in rows})
    yearly = all(str(row["period"]).isdigit() for row in rows)
    ticks = [alt.DateTime(year=int(day[:4]), month=int(day[5:7]), date=int(day[8:])) for day in when]
    return alt.Axis(values=ticks, format="%Y" if yearly else "%b %Y", labelAngle=0, labelOverlap=True)
