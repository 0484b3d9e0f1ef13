import numpy as np
import pytest
from pyroaring import BitMap

from tests.data.market.statistics.made_up_market import SKILL, MadeUpCell, changing_sources, make_market, months
from truerole.data.market.aggregates import Filters, Selection, newest_period, select_postings
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics.trends import Trend, find_trends, over_time, skill_trends, sure_at_once


def trend_of(cells: list[MadeUpCell], seed: int | None = 0) -> Trend:
    index = make_market(cells, seed)
    return skill_trends(index, index.all, [SKILL])[SKILL]


def test_a_change_of_sources_is_no_trend() -> None:
    trend = trend_of(changing_sources())
    assert trend.verdict == "steady"
    assert trend.low < 0 < trend.high
    assert (trend.sources, trend.first, trend.last) == (2, "2020-01", "2023-12")


@pytest.mark.parametrize(("yearly", "verdict"), [(0.03, "rising"), (-0.02, "falling"), (0.08, "rising")])
def test_a_trend_has_its_size_under_the_same_change_of_sources(yearly: float, verdict: str) -> None:
    trend = trend_of(changing_sources(yearly))
    assert trend.verdict == verdict
    assert trend.low <= yearly <= trend.high
    assert trend.slope == pytest.approx(yearly, abs=0.01)


def test_a_change_of_roles_is_no_trend() -> None:
    """Check one source that goes from engineers, who name the skill, to analysts, who do not."""
    cells = [
        MadeUpCell("a", month, postings, level, role)
        for n, month in enumerate(months(2022, 24))
        for role, level, postings in (("data_engineer", 0.5, 60 - 2 * n), ("data_analyst", 0.05, 10 + 3 * n))
    ]
    trend = trend_of(cells)
    assert trend.verdict in ("steady", "cannot tell")
    assert abs(trend.slope) < 0.02  # that of the pooled share is -0.2


def steady(source: str, count: int, postings: int, share: float = 0.3, first: int = 2022) -> list[MadeUpCell]:
    return [MadeUpCell(source, month, postings, share) for month in months(first, count)]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ([], "no source"),
        (steady("a", 12, 100), "no source"),  # from its first 30 to its last 30 lie eleven months
        ([*steady("a", 8, 100), *steady("b", 8, 100, first=2024)], "no source"),
        (steady("a", 24, 2), "no source"),
        (steady("a", 24, 100, share=0.0), "few named"),
        (steady("a", 24, 100, share=0.005), "few named"),
        ([MadeUpCell("a", month, 300, 0.3) for month in ("2022-01", "2023-01", "2024-01")], "few months"),
        ([*steady("a", 12, 60), MadeUpCell("a", "2024-06", 500, 0.4)], "few months"),  # a late end of a single month
        ([*steady("a", 2, 60), *steady("a", 12, 60, first=2024)], "few months"),
        ([*steady("a", 12, 60), *steady("a", 2, 1, first=2024), MadeUpCell("a", "2024-06", 500, 0.4)], "few months"),
        (steady("a", 24, 10), "wide"),
    ],
)
def test_what_cannot_be_told_says_why(cells: list[MadeUpCell], reason: str) -> None:
    trend = trend_of(cells)
    assert (trend.verdict, trend.reason) == ("cannot tell", reason)


def test_three_months_at_either_end_are_enough() -> None:
    ends = [
        MadeUpCell("a", f"{year}-{month:02}", 300, share)
        for year, share in ((2022, 0.1), (2024, 0.6))
        for month in (1, 2, 3)
    ]
    assert trend_of(ends, seed=None).verdict == "rising"


def test_a_source_that_never_names_a_skill_says_nothing_of_it() -> None:
    index = make_market([*steady("a", 24, 100), *steady("silent", 24, 5000, share=0.0)])
    alone = index.bitmap("source", "a")
    both, one = (skill_trends(index, within, [SKILL])[SKILL] for within in (index.all, alone))
    assert (both.slope, both.sources) == (pytest.approx(one.slope), 1)


def test_a_month_with_a_burst_alone_makes_no_trend() -> None:
    burst = MadeUpCell("a", "2023-12", 4000, 0.45)
    trend = trend_of([*steady("a", 23, 60), burst])
    assert trend.verdict == "cannot tell"
    assert trend.low < 0 < trend.high


def test_many_skills_at_once_must_be_surer() -> None:
    """Check 200 skills that change by chance: some seem to rise or fall, of all at once next to none."""
    draw = np.random.default_rng(3)
    index = make_market(steady("a", 24, 80))
    named = {str(n): BitMap(np.flatnonzero(draw.random(len(index.all)) < 0.2)) for n in range(200)}
    each = find_trends(index, index.all, named)
    assert 0 < sum(trend.verdict in ("rising", "falling") for trend in each.values()) <= 10
    assert sum(trend.verdict in ("rising", "falling") for trend in sure_at_once(each).values()) <= 1


def test_a_verdict_does_not_depend_on_what_else_is_asked_for() -> None:
    draw = np.random.default_rng(3)
    index = make_market(steady("a", 24, 80))
    named = {str(n): BitMap(np.flatnonzero(draw.random(len(index.all)) < 0.2)) for n in range(60)}
    together = find_trends(index, index.all, named)
    assert {"rising", "falling"} & {trend.verdict for trend in together.values()}
    assert together == {n: find_trends(index, index.all, {n: bits})[n] for n, bits in named.items()}


def test_months_that_differ_are_seldom_called_a_trend() -> None:
    """Check 200 markets of two sources of changing size whose months differ by more than chance."""
    false = 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        cells = [
            MadeUpCell(
                c.source, c.month, c.postings // 2 + 1, float(np.clip(c.share * np.exp(draw.normal(0, 0.2)), 0, 1))
            )
            for c in changing_sources(count=30)
        ]
        false += trend_of(cells, seed).verdict in ("rising", "falling")
    assert false <= 0.07 * 200


def test_postings_without_date_or_source_do_not_count() -> None:
    index = make_market(steady("a", 24, 100))
    more = BitmapIndex({**index.bits, "all": {"yes": index.all | BitMap(range(9000, 9900))}})
    assert skill_trends(more, more.all, [SKILL]) == skill_trends(index, index.all, [SKILL])


def test_the_default_period_becomes_all_time_and_a_chosen_one_stays() -> None:
    index = make_market(steady("a", 60, 10, first=2019))
    for period, count in ((newest_period(index), 600), (("2023-01", "2023-06"), 60), ((None, None), 600)):
        filters = Filters(period=period)
        selection = over_time(Selection(index, filters, select_postings(index, filters)))
        assert len(selection.postings) == count
