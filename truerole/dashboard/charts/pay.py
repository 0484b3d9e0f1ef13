"""Charts of pay: medians and quartiles by role, level, country, year and skill."""

import altair as alt
import streamlit as st

from truerole.dashboard.charts.frame import (
    BLUE,
    GREY,
    ORANGE,
    Chart,
    Row,
    chart_height,
    chart_of,
    name_axis,
    show_figure,
    show_message,
)
from truerole.dashboard.store_cache import store_cache
from truerole.data.market.aggregates import Selection
from truerole.data.market.pay import PAY_FACETS, PayFacet, PayTable, pay_by, pay_overall, pay_table, select_pay
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.pay import (
    FACET_TITLES,
    PAY_METHOD,
    ROWS_METHOD,
    amount_words,
    coverage_words,
    median_note,
    pay_caveat,
    pay_rows,
    too_little_pay,
    whose_pay,
)
from truerole.phrasing.reading import capitalize_first

_MOST_ROWS = 25
_AMOUNTS = ("quarter", "median", "three quarters", "low", "high")


def show_pay(selection: Selection) -> None:
    """Show published pay: how many postings publish it, the median, and quartiles by a facet, in a single currency."""
    table = pay_table(store_cache().store, selection.index)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        facet = st.segmented_control(
            "By", PAY_FACETS, default="role", format_func=FACET_TITLES.__getitem__, key="pay", bind="query-params"
        )
        currency = _currency(table, selection)
    pay = select_pay(table, selection.postings, currency)
    overall = pay_overall(pay)
    if overall is None:
        show_message(too_little_pay(pay))
        return
    # On a phone a label has room for few words.
    st.metric("Median a year", amount_words(overall.median, pay.currency))
    st.caption(f"{capitalize_first(whose_pay(overall))}: {median_note(overall, pay.currency)}")
    by = facet or "role"
    rows = pay_rows(selection.index, pay_by(selection.index, pay, by)[:_MOST_ROWS], by, pay.currency)
    caveat = escape_markdown(pay_caveat(selection.index, pay, rows, by))
    _show_quartiles(selection, by, rows, f"{coverage_words(pay)} {caveat}".strip())


def _currency(table: PayTable, selection: Selection) -> str | None:
    """Return the chosen currency, the commonest at first; None where no pay is published."""
    held = list(select_pay(table, selection.postings).by_currency)
    return st.selectbox("Currency", held, key="currency", bind="query-params", width=120) if held else None


def _show_quartiles(selection: Selection, facet: PayFacet, rows: list[Row], coverage: str) -> None:
    name = FACET_TITLES[facet].lower()
    title = f"Pay a year by {name}"
    st.subheader(title, anchor=False)
    if not rows:
        show_message(f"No {name} has enough postings that publish their pay. Take a filter away.")
        return
    show_figure(
        _chart(facet, rows),
        rows,
        title,
        alt=f"{title}: the middle half and the median",
        sample=selection.sample,
        note=f"{coverage} {PAY_METHOD} The thin line is the 95 % interval of the median. {ROWS_METHOD}",
    )


def _chart(facet: PayFacet, rows: list[Row]) -> Chart:
    """Return a chart of quartiles (bar), medians (tick) and their 95 % intervals (line), in amounts a year."""
    # In two lines: in one, it is wider than the bars are on a phone.
    title = [f"{rows[0]['currency']} a year:", "the middle half and the median"]
    hover = [alt.Tooltip(f"{facet}:N"), *(alt.Tooltip(f"{name}:Q", format=",.0f") for name in _AMOUNTS)]
    hover += [alt.Tooltip("source:N", title="most from"), alt.Tooltip("source share:Q", format=".0%")]
    counted = chart_of(rows).transform_calculate(row=f"datum[{facet!r}] + ' (' + format(datum.postings, ',') + ')'")
    base = counted.encode(y=name_axis("row"), tooltip=[*hover, alt.Tooltip("postings:Q", format=",")])
    amount = alt.X("quarter:Q", axis=alt.Axis(format="~s", tickCount=6), title=title, scale=alt.Scale(zero=False))
    bars = base.mark_bar(color=BLUE, opacity=0.4, size=9).encode(x=amount, x2="three quarters:Q")
    spans = base.mark_rule(color=GREY, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    ticks = base.mark_tick(color=ORANGE, thickness=3, size=15).encode(x="median:Q")
    return alt.layer(bars, spans, ticks).properties(height=chart_height(rows))
