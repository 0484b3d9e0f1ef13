"""Page *About the numbers*: origin of the postings, method, limits, model card."""

import re
from collections.abc import Sequence

import altair as alt
import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import Row, show_figure
from truerole.dashboard.charts.table import show_table
from truerole.dashboard.store_cache import on_market
from truerole.data.market import aggregates
from truerole.data.market.aggregates import sample_note
from truerole.data.market.bitmap_index import COPY, YES, BitmapIndex
from truerole.data.market.statistics.comparison import FEWEST_OF_BOTH
from truerole.data.store.store import Store
from truerole.model.registry.artifacts import SHIPPED
from truerole.model.registry.model_card import read_card
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.facets import value_name
from truerole.phrasing.market import sample_words
from truerole.phrasing.reading import month_name

_METHOD = f"""
1. **Gathered.** Each posting counts once by its source and number. One job on several boards, posted anew or shown by
   an agency counts once, too, unless *Count repeated postings each time* is on: what its own board calls it tells that,
   else nearly the same text with a title and a place that fit.
2. **Read.** The text is cut into sections; skills are found by name and context, and told apart by need: required,
   nice to have, or only mentioned. A linear, calibrated model reads the role from the work; the title never votes.
3. **Counted.** Shares are of all postings that the filters leave, with 95 % intervals (Wilson 1927). From fewer than
   {frame.MIN_POSTINGS} postings nothing is shown.
4. **Compared** are postings of the same year of the same source, where both sides hold {FEWEST_OF_BOTH}; the
   differences are averaged (Mantel and Haenszel 1959). Only what is beyond chance is shown, at a false discovery rate
   of 5 %. What is *typical*, and what stands beside a skill, is compared in this way, too.
5. **Time.** Pages open on the newest 24 months of what there is; a click shows all time.
6. **Over time**, only sources that reach across a year or more count, with a level for each role in each source, so
   that a change of sources is no trend; a change of countries, or of kinds of jobs, within a source can look like one.
   *Rising* and *falling* are beyond chance; *steady* is a change of less than a point, or a tenth of the level, a year
   for sure.
7. **Within reach** (page *Fit*) is a posting of whose skills one knows half or more; what is nice to have counts half.
"""
_BIAS = """
- The market sample consists of collections that others published; each has its own time, country and way of choosing.
  A trend across sources may be a change of sources.
- Most postings are in English, from the United States and Europe. Postings in other languages get no role.
- Language models labelled the postings that the model learnt from, by written definitions; the figures below measure
  agreement with such labels. One reading in six differs from the label, one in ten where the model is confident.
- Where a posting mixes two roles, its larger part counts. Skills that a posting takes for granted are not seen.
- "Not said" is common for seniority and kind of company: only what the text says counts.
"""


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    st.title("About the numbers", anchor=False)
    _counts(store, index)
    _months(index)
    _sources(index)
    st.subheader("How they are computed", anchor=False)
    st.markdown(_METHOD)
    st.subheader("What they do not say", anchor=False)
    st.markdown(_BIAS)
    with st.expander("The model card: how often the role is read right"):
        try:
            st.markdown(_lower(read_card(SHIPPED).splitlines()))
        except TrueRoleError as error:
            frame.show_message(f"Sorry: {error}.")


def _counts(store: Store, index: BitmapIndex) -> None:
    sample = sample_note(index, index.all)
    copies = len(index.bitmap(COPY, YES))
    sampled = len(index.bitmap("sample", YES))
    unread = len(index.all) - len(index.having("role"))
    model = escape_markdown(store.model_version() or "")
    st.markdown(
        f"**{escape_markdown(sample_words(sample))}.** "
        f"Of these, {sampled:,} are of the market sample that ships with TrueRole; {copies:,} repeat another; "
        f"{unread:,} got no role, as they are not in English or too short. "
        f"All were read by the model {model}."
    )


def _months(index: BitmapIndex) -> None:
    title = "Postings by month"
    months = sorted(aggregates.count_values(index, "month", index.all), key=lambda share: share.name)
    rows: list[Row] = [{"when": f"{share.name}-15", "postings": share.count} for share in months]
    if not rows:
        return
    st.subheader(title, anchor=False)
    drawn = frame.chart_of(rows).mark_bar(color=frame.BLUE)
    drawn = drawn.encode(
        x=alt.X("yearmonth(when):T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
        y=alt.Y("postings:Q", title="Postings"),
        tooltip=[alt.Tooltip("when:T", format="%B %Y"), alt.Tooltip("postings:Q", format=",")],
    )
    sample = sample_note(index, index.having("month"))
    show_figure(drawn.properties(height=260), rows, title, alt="Postings by month", sample=sample)


def _sources(index: BitmapIndex) -> None:
    st.subheader("Sources", anchor=False)
    rows = []
    for share in aggregates.count_values(index, "source", index.all):
        note = sample_note(index, index.bitmap("source", share.name))
        when = f"{month_name(note.first)} to {month_name(note.last)}" if note.first and note.last else "not known"
        name, sampled = value_name("source", share.name), "yes" if note.all_sample else "no"
        rows.append({"Source": name, "Id": share.name, "Postings": share.count, "When": when, "Sample": sampled})
    show_table(rows, height=38 * min(len(rows), 12) + 38)


def _lower(lines: Sequence[str]) -> str:
    """Return Markdown with headings lowered to stand inside a page, and with the names of sources in its tables."""
    lowered = "\n".join(re.sub(r"^(#+)", r"###\1", line) for line in lines)
    return re.sub(r"(?<=\| )\w+(?= \|)", lambda cell: value_name("source", cell[0]), lowered)
