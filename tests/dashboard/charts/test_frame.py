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


def test_lines_mark_the_last_point_and_keep_their_colours() -> None:
    rows = [{"skill": "SQL", "when": "2026-01-15", "share": 0.5, "postings": 40, "last": "yes"}]
    drawn = frame.line_chart(rows, "skill", "Proportion").to_dict()
    assert len(drawn["layer"]) == 3
    assert drawn["layer"][2]["transform"] == [{"filter": "datum.last == 'yes'"}]
