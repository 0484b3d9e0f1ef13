"""Charts of skills over time, by month or year."""

from collections.abc import Sequence

import streamlit as st

from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import MIN_POSTINGS, Row, show_figure
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Proportion, Selection
from truerole.phrasing.skills import skill_name

YEARS = 0
WINDOWS = {
    YEARS: "By year, each source counting the same",
    1: "By month, not smoothed",
    3: "By month, mean of 3 months",
    7: "By month, mean of 7 months",
}
_SOURCES_DIFFER = (
    "Sources differ from year to year, so a jump may be another source rather than another market: choose one source "
    "under More filters to be sure."
)


def show_skill_trends(selection: Selection, title: str, wanted: Sequence[str], window: int, required: bool) -> None:
    """Show the shares of skills by year, or by month as the mean of a `window` of months."""
    st.subheader(title, anchor=False)
    if window == YEARS:
        found = aggregates.yearly_proportions(selection.index, selection.postings, wanted, MIN_POSTINGS, required)
    else:
        found = aggregates.monthly_proportions(selection.index, selection.postings, wanted, required, window)
    rows = [trend_row("skill", skill_name(s), share, shares[-1]) for s, shares in found.items() for share in shares]
    rows = [row for row in rows if float(row["postings"] or 0) >= MIN_POSTINGS]
    if not rows:
        frame.show_message(f"No time has {MIN_POSTINGS} postings." if wanted else "Choose a skill.")
        return
    which = (
        f"{WINDOWS[window]}: the mean of the shares in its sources of {MIN_POSTINGS} postings or more"
        if window == YEARS
        else f"{WINDOWS[window]}; months of fewer than {MIN_POSTINGS} postings are left out"
    )
    show_figure(
        frame.line_chart(rows, "skill", "Share of the postings"),
        rows,
        title,
        alt=f"Share of postings over time for {', '.join(map(skill_name, wanted))}",
        sample=selection.sample,
        note=f"{which}; the last point (white) may still be incomplete. {_SOURCES_DIFFER}",
    )


def trend_row(name: str, value: str, share: Proportion, last: Proportion) -> Row:
    """Return a monthly or yearly share as a row of a line chart, dated in the middle of the period."""
    when = f"{share.name}-15" if "-" in share.name else f"{share.name}-07-01"
    ends = "yes" if share is last else "no"
    return {name: value, "when": when, "share": share.share, "postings": share.total, "last": ends}
