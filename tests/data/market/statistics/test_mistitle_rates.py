"""Rates of mistitled postings: groups of other titles that mislead alike, and groups that cannot be compared."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import Bitmaps
from truerole.data.market.statistics.mistitle_rates import mistitle_rates

# Titles of analysts mislead in 30 of 100, of engineers in 5; juniors have more of the former.
RATES = {"data_analyst": 0.3, "data_engineer": 0.05}
JUNIORS, SENIORS = {"data_analyst": 400, "data_engineer": 100}, {"data_analyst": 100, "data_engineer": 400}
Crowds = dict[str, dict[str, int]]


def market(crowds: Crowds, seed: int | None = None, more: float = 0.0) -> BitmapIndex:
    """Return postings by level and role in the title; the titles of seniors mislead in a part `more`."""
    draw, bits, number = np.random.default_rng(seed), Bitmaps(), 0
    for level, titles in crowds.items():
        for title, count in titles.items():
            rate = RATES[title] + more * (level == "senior")
            wrong = round(rate * count) if seed is None else draw.binomial(count, rate)
            here = BitMap(range(number, number + count))
            number += count
            facets = {"seniority": level, "title_role": title, "role": "ml_engineer", "month": "2026-01"}
            for facet, value, held in [*((f, v, here) for f, v in facets.items()), ("agrees", "no", here[:wrong])]:
                values = bits.setdefault(facet, {})
                values[value] = values.get(value, BitMap()) | held
    bits["all"] = {"yes": BitMap(range(number))}
    return BitmapIndex(bits)


def test_levels_whose_titles_mislead_alike_have_one_rate() -> None:
    index = market({"junior": JUNIORS, "senior": SENIORS})
    (junior, senior), apart = mistitle_rates(index, index.all, "seniority", 30)
    assert (junior.counted.share, senior.counted.share) == (0.25, 0.1)
    assert (junior.share, senior.share, apart) == (pytest.approx(0.175), pytest.approx(0.175), [])


def test_a_difference_in_the_same_titles_stays() -> None:
    index = market({"junior": JUNIORS, "senior": SENIORS}, more=0.1)
    (junior, senior), _ = mistitle_rates(index, index.all, "seniority", 30)
    assert senior.share - junior.share == pytest.approx(0.1)
    assert senior.low > junior.share


def test_levels_that_mislead_alike_seldom_seem_to_differ() -> None:
    """Check 400 markets in which the plain rates always differ."""
    apart_plain = apart_adjusted = 0
    for seed in range(400):
        index = market({"junior": JUNIORS, "senior": SENIORS}, seed)
        (junior, senior), _ = mistitle_rates(index, index.all, "seniority", 30)
        error = sum(((rate.high - rate.low) / 2) ** 2 for rate in (junior, senior)) ** 0.5
        apart_adjusted += abs(junior.share - senior.share) > error
        apart_plain += junior.counted.interval[0] > senior.counted.interval[1]
    assert apart_adjusted <= 0.06 * 400
    assert apart_plain >= 0.9 * 400


@pytest.mark.parametrize(
    ("crowds", "shown", "apart"),
    [
        ({}, [], []),
        ({"junior": JUNIORS}, ["junior"], []),  # alone, as counted
        ({"junior": JUNIORS, "senior": {"data_analyst": 29}}, ["junior"], []),
        ({"junior": JUNIORS, "senior": {"data_analyst": 90}}, [], ["junior", "senior"]),
        ({"junior": JUNIORS, "mid": SENIORS, "senior": {"data_analyst": 90}}, ["junior", "mid"], ["senior"]),
    ],
)
def test_what_cannot_be_compared_is_apart(crowds: Crowds, shown: list[str], apart: list[str]) -> None:
    index = market(crowds)
    found = mistitle_rates(index, index.all, "seniority", 30)
    assert [rate.counted.name for rate in found.shown] == shown
    assert [each.name for each in found.apart] == apart


@pytest.mark.parametrize(("facet", "values"), [("title_role", ["data_analyst", "data_engineer"]), ("year", ["2026"])])
def test_titles_and_what_is_alone_are_as_counted(facet: str, values: list[str]) -> None:
    index = market({"junior": JUNIORS, "senior": SENIORS})
    found = mistitle_rates(index, index.all, facet, 30)
    assert [rate.counted.name for rate in found.shown] == values
    assert all(
        (rate.share, rate.low, rate.high) == (c.share, *c.interval) for rate in found.shown for c in [rate.counted]
    )


def levels(draw: np.random.Generator, each: int, rate: float) -> BitmapIndex:
    """Draw a market of two levels and two roles in titles, mistitled at the same rate, of `each` postings a level."""
    size = 2 * each
    level, title = np.arange(size) % 2, draw.integers(2, size=size)
    right = draw.random(size) >= rate
    roles = ("data_analyst", "data_engineer")

    def where(found: NDArray[np.bool_]) -> BitMap:
        return BitMap(np.flatnonzero(found))

    return BitmapIndex(
        {
            "all": {"yes": BitMap(range(size))},
            "seniority": {"junior": where(level == 0), "senior": where(level == 1)},
            "title_role": {role: where(title == place) for place, role in enumerate(roles)},
            "role": {role: where((title == place) == right) for place, role in enumerate(roles)},
            "agrees": {"yes": where(right), "no": where(~right)},
        }
    )


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_where_none_or_all_mislead_the_interval_has_a_width(rate: float) -> None:
    found = mistitle_rates(levels(np.random.default_rng(1), 60, rate), BitMap(range(120)), "seniority", 30).shown
    assert [each.share for each in found] == [rate, rate]
    assert all(0.03 < each.high - each.low < 0.09 for each in found)


@pytest.mark.slow
@pytest.mark.parametrize(("each", "rate"), [(60, 0.02), (60, 0.05), (60, 0.1), (200, 0.02), (200, 0.3)])
def test_intervals_hold_the_rate(each: int, rate: float) -> None:
    draw, held = np.random.default_rng(2), []
    for _ in range(300):
        index = levels(draw, each, rate)
        held += [found.low <= rate <= found.high for found in mistitle_rates(index, index.all, "seniority", 30).shown]
    assert 0.92 <= np.mean(held) <= 0.995
