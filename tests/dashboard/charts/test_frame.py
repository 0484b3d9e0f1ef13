import csv
import io

import pytest
from pyroaring import BitMap

from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import SampleNote, sample_note, share_row, to_csv, to_png
from truerole.data.market.aggregates import Proportion
from truerole.data.market.bitmap_index import BitmapIndex

ROWS = [share_row("skill", name, Proportion(name, count, 100)) for name, count in (("SQL", 60), ("R", 30))]
INDEX = BitmapIndex(
    {
        "month": {"2025-11": BitMap([1, 2]), "2026-02": BitMap([3])},
        "source": {"a": BitMap([1, 2]), "b": BitMap([3, 4])},
        "sample": {"yes": BitMap([1, 2]), "no": BitMap([3, 4])},
    }
)


@pytest.mark.parametrize(
    ("within", "told"),
    [
        ([1, 2], "2 postings, November 2025, from 1 source (market sample)"),
        ([1, 2, 3], "3 postings, November 2025 to February 2026, from 2 sources"),
        ([4], "1 posting, from 1 source"),
    ],
)
def test_what_a_chart_stands_on(within: list[int], told: str) -> None:
    assert str(sample_note(INDEX, BitMap(within))) == told


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
    about = SampleNote(100, "2026-01", "2026-02", 2, all_sample=False)
    for drawn in (frame.bar_chart(ROWS, "skill"), frame.chart_of(ROWS).mark_bar().encode(x="share:Q", y="skill:N")):
        assert to_png(drawn, "Skills <b>&", str(about)).startswith(b"\x89PNG")


def test_lines_mark_the_last_point_and_keep_their_colours() -> None:
    rows = [{"skill": "SQL", "when": "2026-01-15", "share": 0.5, "postings": 40, "last": "yes"}]
    drawn = frame.line_chart(rows, "skill", "Proportion").to_dict()
    assert len(drawn["layer"]) == 3
    assert drawn["layer"][2]["transform"] == [{"filter": "datum.last == 'yes'"}]
