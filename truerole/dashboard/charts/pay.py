"""Charts of pay: medians and quartiles by role, level, country and year, and like postings with a skill and without."""

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
    show_caution,
    show_cautioning,
    show_figure,
    show_message,
)
from truerole.dashboard.store_cache import store_cache
from truerole.data.market.aggregates import Selection, sample_note
from truerole.data.market.pay import FEWEST, PaySelection, PayTable, pay_overall, pay_table, select_pay
from truerole.data.market.profiles.company_table import company_table
from truerole.phrasing.answers.left_out import left_out_words
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import rows_caution
from truerole.phrasing.pay import (
    PAY_METHOD,
    PAY_VIEWS,
    VIEW_TITLES,
    PayView,
    amount_words,
    coverage_words,
    median_note,
    pay_caveat,
    pay_rows,
    rows_method,
    rows_sample,
    source_words,
    too_little_pay,
    whose_pay,
)
from truerole.phrasing.reading import capitalize_first

_MOST_ROWS = 25
# What the tooltips call the columns that are amounts.
_AMOUNTS = {"quarter": "a quarter pay less than", "median": "median", "three quarters": "a quarter pay more than"}


def show_pay(selection: Selection) -> None:
    """Show published pay in a single currency: how many postings publish it, the median, and rows by a view."""
    table = pay_table(store_cache().store, selection.index)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "By", PAY_VIEWS, default="role", format_func=VIEW_TITLES.__getitem__, key="pay", bind="query-params"
        )
        currency = _currency(table, selection)
    pay = select_pay(table, selection.postings, currency)
    overall = pay_overall(pay)
    if overall is None:
        show_message(too_little_pay(pay))
        return
    show_caution(sample_note(selection.index, pay.postings), told=True)
    # On a phone a label has room for few words.
    st.metric("Median a year", amount_words(overall.median, pay.currency))
    st.caption(f"{capitalize_first(whose_pay(selection.index, pay, overall))}: {median_note(overall, pay.currency)}")
    _show_rows(selection, pay, view or "role")


def _currency(table: PayTable, selection: Selection) -> str | None:
    """Return the chosen currency, the commonest at first; None where no pay is published."""
    held = list(select_pay(table, selection.postings).by_currency)
    return st.selectbox("Currency", held, key="currency", bind="query-params", width=120) if held else None


def _show_rows(selection: Selection, pay: PaySelection, view: PayView) -> None:
    name, of_skills = VIEW_TITLES[view].lower(), view == "skill"
    title = "Pay with a skill against like postings without it" if of_skills else f"Yearly pay by {name}"
    st.subheader(title, anchor=False)
    employers = company_table(store_cache().store, selection.index).company if of_skills else None
    rows = pay_rows(selection.index, pay, view, _MOST_ROWS, employers)
    if not rows:
        show_message(f"No {name} has enough postings that publish their pay. Take a filter away, or look at all time.")
        return
    shown = rows_sample(selection.index, pay, rows, view)
    show_cautioning(rows_caution(shown, sample_note(selection.index, pay.postings)))
    line = "The line is the 95 % interval" if of_skills else "The thin line is the 95 % interval of the median"
    caveat = escape_markdown(pay_caveat(selection.index, pay, rows, view))
    left = "" if of_skills else left_out_words(selection.index, view, pay.postings, FEWEST, _MOST_ROWS)
    said = coverage_words(pay), left, caveat, PAY_METHOD, f"{line}.", rows_method(view, len(pay.postings))
    show_figure(
        _difference_chart(rows) if of_skills else _chart(view, rows),
        rows,
        title,
        alt=f"{title}: {'differences' if of_skills else 'the middle half and the median'}",
        sample=shown,
        note=" ".join(filter(None, said)),
    )


def _difference_chart(rows: list[Row]) -> Chart:
    """Return a chart of the differences of pay (dot) with 95 % intervals (line); grey may be chance."""
    hover = [alt.Tooltip("skill:N"), alt.Tooltip("more:Q", format="+.0%", title="more pay")]
    hover += [alt.Tooltip("interval:N", title="95 % interval")]
    hover += [alt.Tooltip("median:Q", format=",.0f", title="median a year"), alt.Tooltip("currency:N")]
    counted = chart_of(rows).transform_calculate(
        row="datum.skill + ' (' + format(datum.postings, ',') + ')'",
        beyond="datum.sure ? 'sure' : 'may be chance'",
        interval="format(100 * datum.least, '+.0f') + ' to ' + format(100 * datum.most, '+.0f') + ' %'",
    )
    base = counted.encode(y=name_axis("row"), tooltip=[*hover, alt.Tooltip("postings:Q", format=",")])
    colour = alt.Color(
        "beyond:N",
        scale=alt.Scale(domain=["sure", "may be chance"], range=[BLUE, GREY]),
        title=None,
        # On a phone, two beside each other are wider than the plot.
        legend=alt.Legend(orient="top", direction="vertical"),
    )
    axis = alt.Axis(labelExpr="datum.value == 0 ? '0 %' : format(datum.value * 100, '+.0f') + ' %'", tickCount=6)
    title = "More pay (95 % interval)"
    spans = base.mark_rule(strokeWidth=2).encode(x=alt.X("least:Q", axis=axis, title=title), x2="most:Q", color=colour)
    dots = base.mark_circle(size=70, opacity=1).encode(x="more:Q", color=colour)
    zero = chart_of(rows).mark_rule(color=GREY, tooltip=None).encode(x=alt.datum(0))
    return alt.layer(zero, spans, dots).properties(height=chart_height(rows))


def _chart(view: PayView, rows: list[Row]) -> Chart:
    """Return a chart of quartiles (bar), medians (tick) and their 95 % intervals (line), in amounts a year."""
    # In two lines: in one, it is wider than the bars are on a phone.
    title = [f"{rows[0]['currency']} a year:", "the middle half and the median"]
    hover = [alt.Tooltip(f"{view}:N", title=VIEW_TITLES[view].lower())]
    hover += [alt.Tooltip(f"{name}:Q", format=",.0f", title=words) for name, words in _AMOUNTS.items()]
    hover += [alt.Tooltip("interval:N", title="95 % interval of the median"), alt.Tooltip("most from:N")]
    told = [{**row, "most from": source_words(row)} for row in rows]
    counted = chart_of(told).transform_calculate(
        row=f"datum[{view!r}] + ' (' + format(datum.postings, ',') + ')'",
        interval="format(datum.low, ',.0f') + ' to ' + format(datum.high, ',.0f')",
    )
    base = counted.encode(y=name_axis("row"), tooltip=[*hover, alt.Tooltip("postings:Q", format=",")])
    amount = alt.X("quarter:Q", axis=alt.Axis(format="~s", tickCount=6), title=title, scale=alt.Scale(zero=False))
    bars = base.mark_bar(color=BLUE, opacity=0.4, size=9).encode(x=amount, x2="three quarters:Q")
    spans = base.mark_rule(color=GREY, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    ticks = base.mark_tick(color=ORANGE, thickness=3, size=15).encode(x="median:Q")
    return alt.layer(bars, spans, ticks).properties(height=chart_height(rows))
