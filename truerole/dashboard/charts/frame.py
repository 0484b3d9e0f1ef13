"""Frame of all charts: bar, difference and line charts, with sample size, CSV and PNG downloads."""

import csv
import io
import json
from collections.abc import Mapping, Sequence, Sized

import altair as alt
import streamlit as st
from pyroaring import BitMap

from truerole.core.text.visible import visible
from truerole.dashboard.components.links import carried_filters, chart_link, link_list, skill_addresses
from truerole.data.files.csv_writer import csv_cell
from truerole.data.market import aggregates
from truerole.data.market.aggregates import SampleNote
from truerole.phrasing.escape import escape, escape_markdown
from truerole.phrasing.market import caution_sentence, sample_words
from truerole.phrasing.reading import plural

Row = Mapping[str, str | float | None]
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
Hover = list[str | alt.Tooltip]

BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#8a8a8a"
# After Okabe and Ito (2008): told apart with any kind of colour vision; the same as on the page Read.
ROLE_COLOURS = ("#e69f00", "#0072b2", "#009e73", "#cc79a7", "#808080")
LINE_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#806000", "#000000")
_DARK_GREY = "#4a5561"
_INK = "#1d2733"
# From so few postings on, a share says something.
MIN_POSTINGS = 30
# The column that holds the names of skills, wherever rows are of skills.
SKILL_COLUMN = "skill"
_ROW_HEIGHT = 22
_LEAST_HEIGHT = 120
# Labels of an axis of differences, none of which is "+0".
_SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+,d')"
_INTERVAL = "95 % interval"
# Per cent as in the texts: "66.1 %".
_LOCALE = alt.Locale(
    number=alt.NumberLocale(decimal=".", thousands=",", grouping=[3], currency=["$", ""], percent="\u00a0%")
)


def show_figure(chart: Chart, rows: Sequence[Row], title: str, *, alt: str, sample: SampleNote, note: str = "") -> None:
    """Show a chart and the sample note, with downloads of the numbers as CSV and of the picture as PNG.

    The heading `title` says in plain words what it shows; it is also the name of the files. Where the rows are of
    skills, the marks lead to the pages of the skills, and so do links under the chart.
    """
    names = (str(row[SKILL_COLUMN]) for row in rows if SKILL_COLUMN in row)
    links = skill_addresses(names, carried_filters(), but=st.query_params.get("id"))
    show_chart(chart_link(chart, SKILL_COLUMN, links) if links else chart, alt)
    if links:
        st.html(link_list("More on", links))
    show_sample(sample, note)
    with st.container(horizontal=True):
        show_csv(rows, title)
        st.download_button(
            "PNG",
            lambda: to_png(chart, title, sample_words(sample)),
            f"{_file_name(title)}.png",
            "image/png",
            key=f"png {title}",
            type="tertiary",
            on_click="ignore",
        )


def show_sample(sample: SampleNote, note: str = "") -> None:
    """Show the sample behind a figure, and a note on the method."""
    st.caption(" ".join(filter(None, (f"{sample_words(sample, escape_markdown)}.", note))))


def show_csv(rows: Sequence[Row], title: str) -> None:
    """Show a button that downloads the numbers of a figure."""
    name = f"{_file_name(title)}.csv"
    st.download_button("CSV", to_csv(rows), name, "text/csv", key=f"csv {title}", type="tertiary", on_click="ignore")


def _file_name(title: str) -> str:
    return "-".join(visible(title).lower().split())[:60]


def show_chart(chart: Chart, alt: str) -> None:
    """Show a chart alone; words on a light page get a contrast above 4.5, as Streamlit's grey on white has 3.7."""
    chart = chart.configure(locale=_LOCALE)
    if st.context.theme.type == "light":
        chart = chart.configure_axis(labelColor=_DARK_GREY, titleColor=_DARK_GREY)
        chart = chart.configure_legend(labelColor=_DARK_GREY)
    st.altair_chart(chart, alt=alt)


def too_few(within: BitMap) -> bool:
    """Return whether too few postings are left for a chart, and say so on the page then."""
    if len(within) >= MIN_POSTINGS:
        return False
    left = f"Only {plural(len(within), 'posting')} left" if within else "No posting is left"
    st.info(f"{left}, too few to say anything. Take a filter away, or gather more.", icon=":material/info:")
    return True


def show_caution(sample: SampleNote, *, told: bool = False) -> None:
    """Show the caution about the postings behind the figures of a view (`caution_sentence`); else nothing."""
    show_cautioning(caution_sentence(sample, told=told))


def show_cautioning(caution: str) -> None:
    """Show a caution in words, if any."""
    if caution:
        st.html(f'<p class="tr-caution">{escape(caution)}</p>')


def show_message(message: str) -> None:
    """Show a message in an information box."""
    st.info(escape_markdown(message), icon=":material/info:")


def show_read_only() -> None:
    """Show that nothing can be changed on this page."""
    st.info("Read-only: TRUEROLE_READONLY is set, so nothing can be changed here.", icon=":material/visibility:")


def bar_chart(rows: Sequence[Row], name: str, colour: str = BLUE, counted: str = "postings") -> Chart:
    """Return a bar chart of shares with 95 % intervals; rows have `name`, share, low, high, postings, of.

    Where shares are as if all groups were alike, `counted` says that the postings are not.
    """
    hover: Hover = [f"{name}:N", alt.Tooltip("share:Q", format=".1%"), interval_tooltip()]
    hover += [alt.Tooltip("counted:N", title=counted)]
    base = with_interval(rows).transform_calculate(
        counted="format(datum.postings, ',') + ' of ' + format(datum.of, ',')"
    )
    base = base.encode(y=name_axis(name), tooltip=hover)
    drawn = base.mark_bar(color=colour).encode(
        x=alt.X("share:Q", axis=percent_axis(rows), title="Share (95 % interval)")
    )
    return alt.layer(drawn, *whiskers(base, "low", "high")).properties(height=chart_height(rows))


def with_interval(rows: Sequence[Row]) -> alt.Chart:
    """Return an empty chart over rows with shares `low` and `high`, and the interval in words for its tooltip."""
    words = "format(100 * datum.low, '.1f') + ' to ' + format(100 * datum.high, '.1f') + ' %'"
    return chart_of(rows).transform_calculate(interval=words)


def interval_tooltip() -> alt.Tooltip:
    """Return what a chart `with_interval` tells of it where one points at a bar."""
    return alt.Tooltip("interval:N", title=_INTERVAL)


def difference_chart(rows: Sequence[Row], name: str, sizes: Mapping[str, int]) -> Chart:
    """Return a chart of differences of two shares with 95 % intervals; `sizes` are the postings of both sides by name.

    Rows have `name`, difference, low, high, more, and both shares under the names of the sides.
    """
    hover: Hover = [f"{name}:N", *(alt.Tooltip(f"{side}:Q", format=".1%") for side in sizes)]
    hover += [alt.Tooltip("interval:N", title=f"{_INTERVAL}, in points")]
    shown = json.dumps({side: f"{side} ({plural(size, 'posting')})" for side, size in sizes.items()})
    sides = alt.Scale(domain=[*sizes], range=[BLUE, ORANGE])
    legend = alt.Legend(orient="top", columns=1, symbolType="square", labelExpr=f"({shown})[datum.label]", labelLimit=0)
    base = chart_of(rows).transform_calculate(
        points="100 * datum.difference",
        least="100 * datum.low",
        most="100 * datum.high",
        interval="format(100 * datum.low, '+.1f') + ' to ' + format(100 * datum.high, '+.1f')",
    )
    base = base.encode(y=name_axis(name), tooltip=hover)
    drawn = base.mark_bar().encode(
        x=alt.X(
            "points:Q",
            axis=alt.Axis(labelExpr=_SIGNED, tickMinStep=1, tickCount=8),
            title="Percentage points (95 % interval)",
        ),
        color=alt.Color("more:N", scale=sides, title=None, legend=legend),
    )
    zero = base.mark_rule(color=GREY).encode(x=alt.datum(0))
    return alt.layer(drawn, zero, *whiskers(base, "least", "most")).properties(height=chart_height(rows))


def whiskers(base: alt.Chart, low: str, high: str) -> list[alt.Chart]:
    """Return the layers of the intervals of bars: a line from `low` to `high` with a tick at either end.

    Dark with a light rim, so that they are seen on bars of any colour, on light pages and on dark ones. What `base`
    tells where one points at it, they tell too; without, a page shows the names of their columns.
    """
    return [
        mark
        for colour, width, size in (("white", 4, 11), (_INK, 1.5, 9))
        for mark in (
            base.mark_rule(color=colour, strokeWidth=width).encode(x=f"{low}:Q", x2=f"{high}:Q"),
            *(
                base.mark_tick(color=colour, thickness=width, size=size, opacity=1).encode(x=f"{end}:Q")
                for end in (low, high)
            ),
        )
    ]


def percent_axis(rows: Sequence[Row], column: str = "share", ticks: int = 6) -> alt.Axis:
    """Return an axis of shares in per cent, with the decimals that the largest share in a column of the rows needs."""
    largest = max((abs(float(row[column] or 0)) for row in rows), default=1.0)
    decimals = 0 if largest >= 0.06 else 1 if largest >= 0.006 else 2
    label = f"format(100 * datum.value, '.{decimals}f') + ' %'"
    return alt.Axis(labelExpr=label, tickCount=ticks, tickMinStep=10.0 ** -(2 + decimals))


def chart_of(rows: Sequence[Row]) -> alt.Chart:
    """Return an empty Altair chart over rows."""
    return alt.Chart(alt.Data(values=[dict(row) for row in rows]))  # type: ignore[no-untyped-call]


def name_axis(name: str) -> alt.Y:
    """Return the axis of names, in the order of the rows."""
    return alt.Y(
        f"{name}:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, labelOverlap=False, labelFlush=False)
    )


def chart_height(rows: Sized) -> int:
    """Return the height, in pixels, of a chart with a bar for each row; below the least, names of two rows overlap."""
    return max(_LEAST_HEIGHT, 50 + _ROW_HEIGHT * len(rows))


def share_row(name: str, value: str, share: aggregates.Proportion) -> Row:
    """Return a share with the Wilson interval as a row of a chart."""
    low, high = share.interval
    return {name: value, "share": share.share, "low": low, "high": high, "postings": share.count, "of": share.total}


def to_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV; no cell is taken for a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def _cell(value: str | float | None) -> str:
    return f"{value:.6g}" if isinstance(value, float) else csv_cell(value)


def to_png(drawn: Chart, title: str, about: str) -> bytes:
    """Return a chart as a PNG picture, with title and sample note."""
    import vl_convert

    titled = drawn.configure(locale=_LOCALE)
    titled = titled.properties(title=alt.Title(title, subtitle=f"{about}. TrueRole", anchor="start", offset=12))
    return bytes(vl_convert.vegalite_to_png(titled.properties(width=640, background="white").to_json(), scale=2))
