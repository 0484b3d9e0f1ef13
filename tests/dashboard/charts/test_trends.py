import pytest

from truerole.core.normalise.months import month_number
from truerole.dashboard.charts.trends import line_chart, period_table, point_rows
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
    (row,) = point_rows("skill", "SQL", [TrendPoint(month_number(first), 0.5, 40, 1, 30)], step)
    assert (row["when"], row["period"], row["share"], row["counted"]) == (when, period, 0.5, 0.75)
    assert row["postings"] == 40


def test_lines_of_their_own_are_not_joined_and_colours_stay() -> None:
    points = [TrendPoint(24_300 + 3 * n, 0.5, 40, line, 20) for n, line in enumerate((1, 1, 2))]
    drawn = line_chart(
        point_rows("skill", "SQL", points, "quarter"), "skill", "Share", {"SQL": "#123456", "R": "#654321"}
    )
    line = drawn.to_dict()["layer"][0]
    assert line["mark"]["type"] == "line"
    assert line["encoding"]["detail"]["field"] == "line"
    assert line["encoding"]["color"]["scale"] == {"domain": ["SQL"], "range": ["#123456"]}


def test_few_periods_are_a_table_in_their_order() -> None:
    years = [
        ("SQL", "2025", "2025-07-01", 1e-17, 0.1, 40),
        ("SQL", "2023", "2023-07-01", 0.646, 0.502, 1_312),
        ("R", "2023", "2023-07-01", 1.0, 1.0, 1),
    ]
    rows = [dict(zip(("skill", "period", "when", "share", "counted", "postings"), year, strict=True)) for year in years]
    assert period_table(rows, "skill") == [
        {
            "skill": "SQL",
            "2023": "65 %; counted 50 % of 1,312 postings",
            "2025": "0 %; counted 10 % of 40 postings",
        },
        {"skill": "R", "2023": "100 %; counted 100 % of 1 posting", "2025": ""},
    ]
