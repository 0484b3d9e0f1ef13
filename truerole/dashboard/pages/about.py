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
from truerole.data.market.pay import FEWEST as FEWEST_PAID
from truerole.data.market.statistics.comparison import FEWEST_OF_BOTH
from truerole.data.store.store import Store
from truerole.model.registry.artifacts import SHIPPED
from truerole.model.registry.model_card import read_card
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.facets import value_name
from truerole.phrasing.market import sample_words
from truerole.phrasing.reading import month_name, plural

_METHOD = f"""
1. **Gathered.** One job that stands on several boards, is posted again or is shown by an agency counts once, unless
   *Count repeated postings each time* is on. TrueRole knows such a job by its number on its own board, else by nearly
   the same text with a title and a place that fit.
2. **Read.** The text is cut into its parts: duties, demands, benefits and so on. Skills are found by their names and
   the words around them, and sorted: required, nice to have, or only mentioned. The role is read from what the text
   says of the work; the title never counts. The per cent beside a role says how sure that is: of readings at 80 %,
   about 80 in 100 are right.
3. **Counted.** A share is of all postings that the filters leave. Other postings of the same kind would give a somewhat
   other share: the thin line on a bar shows how far off it may be (the 95 % interval). From fewer than
   {frame.MIN_POSTINGS} postings, of pay and of days from fewer than {FEWEST_PAID}, nothing is drawn.
4. **Compared** are only postings of the same year and the same source, where both sides have {FEWEST_OF_BOTH} or more,
   and the differences are averaged, so that a change of years or of sources is no difference. A difference is drawn
   only where chance would hardly make it; of those drawn, one in twenty may still be chance. What is *typical*, and
   what goes together, is compared in this way, too. *Pay* by skill stands beside postings of the same role, level,
   country, year and source; what the days hold, by level, country, year and kind of company, and where titles mislead,
   are shown as if all had the same roles and sources, or the same titles.
5. **Time.** Pages open on the newest 24 months of what there is; a click shows all time.
6. **Over time** only sources count that hold postings of a year or more, and each role in each source is followed by
   itself, so that a new source makes no trend. A change of countries, or of kinds of jobs, within a source can still
   look like one. *Rising* and *falling* is said only where chance would hardly make it; *steady* where the change is
   surely less than a point, or a tenth of the level, a year.
7. **Within reach** (page *What fits me*) is a posting of whose skills one knows half or more; what is nice to have
   counts half.

The methods by name: intervals of shares by Wilson (1927), differences by Mantel and Haenszel (1959), many at once by
Benjamini and Hochberg (1995) at a false discovery rate of 5 %, pay by skill by van Elteren (1960), days by marginal
means (Searle, Speed and Milliken 1980), postings of a company as clusters (Liang and Zeger 1986).
"""
_BIAS = """
- The market sample consists of collections that others published; each has its own time, country and way of choosing.
  What seems to change over time may be a change of collections.
- Most postings are in English, from the United States and Europe. Postings in other languages get no role.
- TrueRole learnt from postings that language models had read by written definitions, not from people who do the work.
  Of six readings one differs from theirs; of ten that say *reads as*, not *leans to*, one does.
- Where a posting mixes two roles, its larger part counts. Skills that a posting takes for granted are not seen.
- "Not said" is common for level and kind of company: only what the text says counts.
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
    with st.expander("For specialists: the model card, how often the role is read right"):
        try:
            st.markdown(_lower(read_card(SHIPPED).splitlines()))
        except TrueRoleError as error:
            frame.show_message(f"Sorry: {error}.")


def _counts(store: Store, index: BitmapIndex) -> None:
    sample = sample_note(index, index.all)
    sampled = len(index.bitmap("sample", YES))
    told = [f"{sampled:,} are of the market sample that comes with TrueRole"] if not sample.all_sample else []
    if copies := len(index.bitmap(COPY, YES)):
        told.append(f"{copies:,} repeat another")
    if unread := len(index.all) - len(index.having("role")):
        told.append(f"{unread:,} got no role, as they are not in English or too short")
    parts = f" Of these, {'; '.join(told)}." if told else ""
    model = escape_markdown(store.model_version() or "")
    st.markdown(
        f"**{escape_markdown(sample_words(sample))}.**{parts} All were read by the same version of the model, {model}."
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
    dated = index.having("month")
    undated = len(index.all) - len(dated)
    note = f"{plural(undated, 'posting')} more {'has' if undated == 1 else 'have'} no date." if undated else ""
    sample = sample_note(index, dated)
    show_figure(drawn.properties(height=260), rows, title, alt="Postings by month", sample=sample, note=note)


def _sources(index: BitmapIndex) -> None:
    st.subheader("Sources", anchor=False)
    rows = []
    for share in aggregates.count_values(index, "source", index.all):
        note = sample_note(index, index.bitmap("source", share.name))
        months = dict.fromkeys(month for month in (note.first, note.last) if month)
        rows.append(
            {
                "Source": value_name("source", share.name),
                "Postings": share.count,
                "When": " to ".join(map(month_name, months)) or "not known",
                "Market sample": "yes" if note.all_sample else "no",
                "Name in a terminal": share.name,
            }
        )
    show_table(rows, height=38 * min(len(rows), 12) + 38)


def _lower(lines: Sequence[str]) -> str:
    """Return Markdown with headings lowered to stand inside a page, and with the names of sources in its tables."""
    lowered = "\n".join(re.sub(r"^(#+)", r"###\1", line) for line in lines)
    return re.sub(r"(?<=\| )\w+(?= \|)", lambda cell: value_name("source", cell[0]), lowered)
