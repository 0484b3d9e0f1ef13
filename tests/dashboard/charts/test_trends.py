import pytest

from truerole.core.normalise.months import month_number
from truerole.dashboard.charts.trends import line_chart, point_rows
from truerole.data.market.statistics.period_effects import Step, TrendPoint


@pytest.mark.parametrize(
    ("step", "first", "when", "period"),
    [
        ("year", "2025-01", "2025-07-01", "2025"),
        ("quarter", "2025-10", "2025-11-15", "October to December 2025"),
        ("month", "2025-12", "2025-12-15", "December 2025"),
    ],
)
def test_points_lie_in_the_middle_of_their_period(step: Step, first: str, when: str, period: str) -> None:
    (row,) = point_rows("skill", "SQL", [TrendPoint(month_number(first), 0.5, 40, 1)], step)
    assert (row["when"], row["period"], row["share"], row["postings"]) == (when, period, 0.5, 40)


def test_lines_of_their_own_are_not_joined_and_colours_stay() -> None:
    points = [TrendPoint(24_300 + 3 * n, 0.5, 40, line) for n, line in enumerate((1, 1, 2))]
    drawn = line_chart(
        point_rows("skill", "SQL", points, "quarter"), "skill", "Share", {"SQL": "#123456", "R": "#654321"}
    )
    line = drawn.to_dict()["layer"][0]
    assert line["mark"]["type"] == "line"
    assert line["encoding"]["detail"]["field"] == "line"
    assert line["encoding"]["color"]["scale"] == {"domain": ["SQL"], "range": ["#123456"]}
