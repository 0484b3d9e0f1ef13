import csv
import io
from collections.abc import Callable

import pytest
import streamlit as st
import vl_convert
from streamlit.testing.v1 import AppTest

from tests.dashboard.charts.hover import charts_of, nameless_hovers
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import share_row, to_csv, to_png
from truerole.data.market.aggregates import Proportion

ROWS = [share_row("skill", name, Proportion(name, count, 100)) for name, count in (("SQL", 60), ("R", 30))]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ('a "b", c', 'a "b", c'),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        (0.123456789, "0.123457"),
        (-0.5, "-0.5"),
        (7, "7"),
        (None, ""),
    ],
)
def test_cells_of_a_file(cell: str | float | None, written: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv([{"x": cell}]))))
    assert rows == [["x"], [written]] if written else [["x"], []]


def test_a_picture_is_a_picture() -> None:
    for drawn in (frame.bar_chart(ROWS, "skill"), frame.chart_of(ROWS).mark_bar().encode(x="share:Q", y="skill:N")):
        assert to_png(drawn, "Skills <b>&", "100 postings").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("largest", "format_of_labels"), [(0.6, ".0f"), (0.06, ".0f"), (0.059, ".1f"), (0.006, ".1f"), (0.0059, ".2f")]
)
def test_small_shares_have_decimals_on_their_axis(largest: float, format_of_labels: str) -> None:
    rows = [
        share_row("skill", name, Proportion(name, round(share * 1e4), 10_000))
        for name, share in (("a", 0.0), ("b", largest))
    ]
    label = frame.percent_axis(rows).to_dict()["labelExpr"]
    assert label == f"format(100 * datum.value, '{format_of_labels}') + ' %'"


def test_a_bar_tells_its_share_with_the_interval_and_the_postings_behind_it() -> None:
    drawn = frame.bar_chart(ROWS, "skill").to_dict()["layer"][0]
    told = [each.get("title", each["field"]) for each in drawn["encoding"]["tooltip"]]
    assert told == ["skill", "share", "95 % interval", "postings"]
    made = {each["as"]: each["calculate"] for each in drawn["transform"]}
    assert [*map(made.get, ("interval", "counted"))] == [
        "format(100 * datum.low, '.1f') + ' to ' + format(100 * datum.high, '.1f') + ' %'",
        "format(datum.postings, ',') + ' of ' + format(datum.of, ',')",
    ]


def test_differences_are_in_percentage_points_with_their_intervals_and_the_postings_of_either_side() -> None:
    row = {"skill": "SQL", "difference": 0.12, "low": 0.02, "high": 0.22, "more": "here", "here": 0.5, "there": 0.38}
    drawn, *others = frame.difference_chart([row], "skill", {"here": 114, "there": 1}).to_dict()["layer"]
    assert drawn["encoding"]["x"]["title"] == "Percentage points (95 % interval)"
    made = {each["as"]: each["calculate"] for each in drawn["transform"]}
    assert made["points"] == "100 * datum.difference"
    legend = drawn["encoding"]["color"]["legend"]["labelExpr"]
    assert '"here": "here (114 postings)"' in legend
    assert '"there": "there (1 posting)"' in legend
    spans = [each["encoding"] for each in others if each["mark"]["type"] == "rule" and "x2" in each["encoding"]]
    assert {(made[span["x"]["field"]], made[span["x2"]["field"]]) for span in spans} == {
        ("100 * datum.low", "100 * datum.high")
    }
    ends = [each["encoding"]["x"]["field"] for each in others if each["mark"]["type"] == "tick"]
    assert {made[end] for end in ends} == {"100 * datum.low", "100 * datum.high"}


def test_charts_write_per_cent_as_the_texts_do(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[frame.Chart] = []
    monkeypatch.setattr(st, "altair_chart", lambda chart, **_: shown.append(chart))
    frame.show_chart(frame.bar_chart(ROWS, "skill"), "Skills")
    assert shown[0].to_dict()["config"]["locale"]["number"]["percent"] == "\u00a0%"
    labelled = shown[0].to_dict()
    labelled["layer"][0]["encoding"]["x"]["axis"] = {"format": ".1%"}
    assert "60.0\u00a0%" in vl_convert.vegalite_to_svg(labelled)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("page", "query"),
    [
        *(("market", {"view": view}) for view in ("Skills", "What goes together")),
        *(("market", {"view": view}) for view in ("Deep learning", "What the days hold")),
        *(("market", {"view": "Pay", "pay": by}) for by in ("role", "skill")),
        ("titles", {"by": "country"}),
        ("skill", {"id": "sql"}),
        ("fit", {"know": "SQL"}),
        ("about", {}),
    ],
)
def test_no_mark_tells_the_names_of_columns(opens: Callable[..., AppTest], page: str, query: dict[str, str]) -> None:
    app = opens(page, when="All time", **query)
    assert charts_of(app)
    assert nameless_hovers(app) == []
