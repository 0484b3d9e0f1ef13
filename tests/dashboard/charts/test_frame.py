import csv
import io

import pytest

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


def test_differences_are_in_percentage_points() -> None:
    rows = [{"skill": "SQL", "difference": 0.12, "more": "here", "here": 0.5, "there": 0.38}]
    drawn = frame.difference_chart(rows, "skill", "here", "there").to_dict()["layer"][0]
    assert drawn["encoding"]["x"]["title"] == "Difference in percentage points"
    assert drawn["transform"] == [{"calculate": "100 * datum.difference", "as": "points"}]
