"""Charts of the duties: mean mixes of the work by role, title, country, year, level and kind of company."""

from collections.abc import Sequence

import altair as alt
import streamlit as st

from truerole.core.reading import WORK_KINDS
from truerole.dashboard.charts.frame import (
    Chart,
    Row,
    chart_height,
    chart_of,
    name_axis,
    show_caution,
    show_cautioning,
    show_figure,
    show_message,
    show_sample,
)
from truerole.dashboard.charts.table import show_small_table
from truerole.dashboard.store_cache import store_cache
from truerole.data.market.aggregates import Selection, sample_note
from truerole.data.market.duties import MIX_FACETS, MixFacet, count_known, mean_mix, mix_table, mixes_by
from truerole.data.market.profiles.company_table import company_table
from truerole.phrasing.answers.duties import days_left_out, days_sample
from truerole.phrasing.answers.skills import percent_words
from truerole.phrasing.duties.mix import (
    FACET_TITLES,
    SHORT_NAMES,
    apart_words,
    interval_rows,
    known_words,
    method_words,
    mix_rows,
    mix_words,
    spread_words,
    too_few_known,
)
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import rows_caution

_MOST_ROWS = 25
# Of so many rows the table of intervals is unfolded.
_MOST_UNFOLDED = 6
# Room for the legend above the bars and the title below, in pixels.
_BESIDE = 130
# By WORK_KINDS, the same as on the page Read.
_COLOURS = ("#e69f00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#808080")


def show_days(selection: Selection) -> None:
    """Show the mean mix of duties by a facet, and the number of postings behind."""
    table = mix_table(store_cache().store, selection.index)
    facet = st.segmented_control(
        "By", MIX_FACETS, default="role", format_func=FACET_TITLES.__getitem__, key="days", bind="query-params"
    )
    by = facet or "role"
    known, overall = count_known(table, selection.postings), mean_mix(table, selection.postings)
    if overall is None:
        show_message(too_few_known(known, len(selection.postings)))
        return
    numbers = table.known & selection.postings
    sample = sample_note(selection.index, numbers)
    show_caution(sample, told=True)
    title = f"What the days hold, by {FACET_TITLES[by].lower()}"
    st.subheader(title, anchor=False)
    st.markdown(f"All these postings: {mix_words(overall.shares)}.")
    employers = company_table(store_cache().store, selection.index).company
    found = mixes_by(selection.index, table, selection.postings, by, employers)
    mixes, apart = found.shown[:_MOST_ROWS], apart_words(found, by)
    left = days_left_out(selection.index, by, numbers, _MOST_ROWS + len(found.apart))
    about = known_words(known, len(selection.postings)), left, spread_words(mixes)
    if not mixes:
        none = f"No {FACET_TITLES[by].lower()} has enough postings whose duties are known. Take a filter away."
        show_message(apart or none)
        show_sample(sample, " ".join(filter(None, (*about, method_words(found)))))
        return
    shown = days_sample(selection.index, by, numbers, mixes)
    show_cautioning(rows_caution(shown, sample))
    rows = mix_rows(mixes, by)
    spoken = "; ".join(f"{row[by]} {mix_words(mix.shares)}" for row, mix in zip(rows, mixes, strict=True))
    note = " ".join(filter(None, (*about, escape_markdown(apart), method_words(found))))
    show_figure(mix_chart(rows, by), rows, title, alt=f"{title}. {spoken}", sample=shown, note=note)
    with st.expander("The shares with their 95 % intervals", expanded=len(mixes) <= _MOST_UNFOLDED):
        show_small_table(interval_rows(mixes, by))


def mix_chart(rows: Sequence[Row], name: MixFacet) -> Chart:
    """Return a chart of mean mixes as stacked bars; rows are those of `mix_rows`.

    Beside a name stand the postings that are compared, else all of the row's.
    """
    parts: list[Row] = [
        {
            name: f"{row[name]} ({row['postings'] if row['compared'] is None else row['compared']:,})",
            "work": SHORT_NAMES[kind],
            "place": place,
            "share": row[kind],
            "interval": f"{percent_words(row[f'{kind} low'])} to {percent_words(row[f'{kind} high'])}",
            "postings": row["postings"],
        }
        for row in rows
        for place, kind in enumerate(WORK_KINDS)
    ]
    hover = [alt.Tooltip(f"{name}:N", title=FACET_TITLES[name].lower()), alt.Tooltip("work:N")]
    hover += [alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("interval:N", title="95 % interval")]
    chart: Chart = (
        chart_of(parts)
        .mark_bar()
        .encode(
            y=name_axis(name),
            x=alt.X("share:Q", axis=_AXIS, scale=alt.Scale(domain=[0, 1]), title="Share of the duties, mean"),
            color=alt.Color("work:N", scale=_SCALE, title=None, legend=_LEGEND),
            order=alt.Order("place:Q"),
            tooltip=[*hover, alt.Tooltip("postings:Q", format=",")],
        )
        .properties(height=chart_height(rows) + _BESIDE)
    )
    return chart


_AXIS = alt.Axis(labelExpr="format(100 * datum.value, '.0f') + ' %'", tickCount=5)
_SCALE = alt.Scale(domain=[SHORT_NAMES[kind] for kind in WORK_KINDS], range=list(_COLOURS))
_LEGEND = alt.Legend(orient="top", columns=2, symbolType="square")
