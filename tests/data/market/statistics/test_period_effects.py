from itertools import pairwise

import pytest

from tests.data.market.statistics.made_up_market import SKILL, MadeUpCell, changing_sources, make_market, months
from truerole.core.normalise.months import month_number
from truerole.data.market.statistics.period_effects import MONTHS, Step, TrendPoint, drawn_postings, period_shares


def points(cells: list[MadeUpCell], step: Step) -> list[TrendPoint]:
    index = make_market(cells, None)
    return period_shares(index, index.all, {SKILL: index.bitmap("skill", SKILL)}, step)[SKILL]


@pytest.mark.parametrize("step", MONTHS)
def test_no_chart_shows_a_change_of_sources(step: Step) -> None:
    found = points(changing_sources(), step)
    shares = [point.share for point in found]
    assert len(found) >= 4
    assert max(shares) - min(shares) < 0.05
    assert len({point.line for point in found}) == 1


@pytest.mark.parametrize("step", MONTHS)
def test_the_drawn_postings_are_those_that_the_points_count(step: Step) -> None:
    cells = changing_sources()
    index = make_market(cells, None)
    drawn = drawn_postings(index, index.all, step)
    found = points(cells, step)
    assert len(drawn) == sum(point.postings for point in found)
    assert len(drawn & index.bitmap("skill", SKILL)) == sum(point.named for point in found)
    assert [point.counted for point in found] == [point.named / point.postings for point in found]
    few = drawn & index.bitmap("source", index.values("source")[0]) & index.bitmap("month", index.values("month")[0])
    assert not drawn_postings(index, few, step), "one period of one source makes no line"


def test_a_true_trend_is_shown_with_its_size() -> None:
    found = points(changing_sources(0.05), "year")
    assert [point.month // 12 for point in found] == [2020, 2021, 2022, 2023]
    steps = [later.share - earlier.share for earlier, later in pairwise(found)]
    assert steps == [pytest.approx(0.05, abs=0.01)] * 3


def test_sources_of_one_period_alone_do_not_show() -> None:
    passing = [MadeUpCell("passing", "2024-05", 5000, 0.9)]
    lasting = [MadeUpCell("lasting", month, 100, 0.2) for month in months(2024, 12)]
    found = points([*lasting, *passing], "month")
    assert {round(point.share, 2) for point in found} == {0.2}
    assert sum(point.postings for point in found) == 1200
    assert points(passing, "month") == []
    assert points([MadeUpCell("few", month, 29, 0.2) for month in months(2024, 12)], "month") == []


def test_no_line_over_a_gap_or_between_sources_that_never_meet() -> None:
    def source(name: str, share: float, *held: str) -> list[MadeUpCell]:
        return [MadeUpCell(name, month, 100, share) for month in held]

    gap = points(source("a", 0.2, "2024-01", "2024-02", "2024-04"), "month")
    assert [point.line for point in gap] == [1, 1, 2]
    apart = points([*source("a", 0.2, "2024-01", "2024-02"), *source("b", 0.8, "2024-03", "2024-04")], "month")
    assert [(point.line, round(point.share, 2)) for point in apart] == [(1, 0.2), (1, 0.2), (2, 0.8), (2, 0.8)]
    linked = points([*source("a", 0.2, "2024-01", "2024-02"), *source("b", 0.8, "2024-02", "2024-03")], "month")
    assert [point.line for point in linked] == [1, 1, 1]
    assert [point.share for point in linked] == [pytest.approx(0.5)] * 3


def test_a_period_begins_with_its_first_month() -> None:
    cells = [MadeUpCell("a", month, 40, 0.5) for month in ("2024-02", "2024-05", "2025-12")]
    firsts = {step: [point.month for point in points(cells, step)] for step in MONTHS}
    assert firsts["quarter"] == [month_number(month) for month in ("2024-01", "2024-04", "2025-10")]
    assert firsts["year"] == [month_number("2024-01"), month_number("2025-01")]
