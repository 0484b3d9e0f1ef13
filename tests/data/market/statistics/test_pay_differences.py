"""What skills are paid beside like postings, on made-up markets where the truth is known."""

from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import Bitmaps
from truerole.data.market.pay import PaySelection, PayTable, quartiles_of, select_pay
from truerole.data.market.statistics import pay_differences as pay_differences_module
from truerole.data.market.statistics.design_effect import Employers
from truerole.data.market.statistics.pay_differences import PayDifference, pay_difference, pay_differences

Ints = NDArray[np.int64]
ROLES = ("data_analyst", "data_engineer", "data_scientist", "ml_engineer")
USD = int.from_bytes(b"USD", "big")


class Market(NamedTuple):
    """Index and pay of made-up postings, and the employer of each."""

    index: BitmapIndex
    pay: PaySelection
    employers: Employers

    def differences(self, *, employers: bool = True) -> dict[str, PayDifference]:
        found = pay_differences(self.index, self.pay, self.employers if employers else None)
        return {each.skill: each for each in found}


def of(values: Ints, names: tuple[str, ...]) -> dict[str, BitMap]:
    return {name: BitMap(np.flatnonzero(values == place)) for place, name in enumerate(names)}


def bits_of(size: int, roles: Ints | None = None, sources: Ints | None = None) -> Bitmaps:
    same = np.zeros(size, np.int64)
    return {
        "all": {"yes": BitMap(range(size))},
        "role": of(same if roles is None else roles, ROLES),
        "source": of(same if sources is None else sources, ("a", "b", "c")),
        "seniority": {"mid": BitMap(range(size))},
        "country": {"us": BitMap(range(size))},
        "month": {"2026-03": BitMap(range(size))},
    }


def paid(bits: Bitmaps, logs: NDArray[np.float64], employers: Ints | None = None) -> Market:
    size = len(logs)
    table = PayTable(np.arange(size), np.exp(logs), np.full(size, USD), np.zeros(size, bool))
    known = np.full(size, -1) if employers is None else employers
    return Market(BitmapIndex(bits), select_pay(table, BitMap(range(size))), known.astype(np.int32))


def drawn(seed: int, *, real: float = 0.0, companies: int = 300, size: int = 1_500, skills: int = 40) -> Market:
    """Draw a market where role, source and company decide the pay and, of the first skill, `real` is paid more."""
    draw = np.random.default_rng(seed)
    role, source, company = (
        draw.integers(4, size=size),
        draw.integers(3, size=size),
        draw.integers(companies, size=size),
    )
    logs = 0.2 * role - 0.15 * source + draw.normal(0, 0.25, companies)[company] + draw.normal(11.5, 0.25, size)
    named = {}
    for skill in range(skills):
        of_role, of_source, of_company = draw.normal(0, 1, 4), draw.normal(0, 0.6, 3), draw.normal(0, 1.2, companies)
        chance = 1 / (1 + np.exp(1.5 - of_role[role] - of_source[source] - of_company[company]))
        names = draw.random(size) < chance
        logs += real * names * (skill == 0)
        named[f"skill {skill:02}"] = BitMap(np.flatnonzero(names))
    return paid(bits_of(size, role, source) | {"skill": named}, logs, company)


def test_a_skill_of_a_well_paid_role_is_paid_no_more_within_the_role() -> None:
    size = 400
    roles = np.arange(size) % 2
    # Nine of ten engineers name Spark, one of ten analysts; engineers alone are paid more.
    spark = np.where(roles == 1, np.arange(size) % 20 != 1, np.arange(size) % 20 == 0)
    logs = 11 + 0.5 * roles + 0.01 * (np.arange(size) // 20 % 7)
    market = paid(bits_of(size, roles) | {"skill": {"spark": BitMap(np.flatnonzero(spark))}}, logs)
    (found,) = market.differences().values()
    assert (found.low < 0 < found.high, abs(found.more) < 0.005, found.sure) == (True, True, False)
    median = quartiles_of("spark", market.pay, market.index.bitmap("skill", "spark"))
    assert median is not None
    assert median.median > np.exp(11.4)


@pytest.mark.parametrize("more", [0.2, -0.2])
def test_what_is_paid_more_or_less_within_strata_is_found(more: float) -> None:
    draw, size = np.random.default_rng(4), 600
    roles, sources, names = draw.integers(4, size=size), draw.integers(3, size=size), draw.random(size) < 0.3
    logs = 11 + 0.3 * roles - 0.2 * sources + np.log1p(more) * names + draw.normal(0, 0.2, size)
    market = paid(bits_of(size, roles, sources) | {"skill": {"spark": BitMap(np.flatnonzero(names))}}, logs)
    (found,) = market.differences().values()
    assert (found.low < more < found.high, found.sure) == (True, True)
    # By least squares, with a column for each stratum: the same estimate.
    columns = np.eye(12)[roles * 3 + sources]
    slope = np.linalg.lstsq(np.column_stack([columns, names]), logs, rcond=None)[0][-1]
    assert np.log1p(found.more) == pytest.approx(slope)


@pytest.mark.parametrize(
    ("named", "others", "told"),
    [(20, 20, True), (19, 100, False), (20, 19, False), (100, 11, False), (100, 12, True), (40, 0, False)],
)
def test_too_few_like_postings_tell_nothing(named: int, others: int, told: bool) -> None:
    logs = 11 + 0.01 * (np.arange(named + others) % 9)
    market = paid(bits_of(named + others) | {"skill": {"spark": BitMap(range(named))}}, logs)
    assert bool(market.differences()) == told


def test_postings_without_a_like_one_change_nothing() -> None:
    draw = np.random.default_rng(5)
    roles = np.r_[np.zeros(200, np.int64), np.ones(100, np.int64)]
    names = np.r_[draw.random(200) < 0.4, np.ones(100, bool)]
    logs = np.r_[draw.normal(11, 0.2, 200), draw.normal(14, 0.2, 100)]
    skill = {"skill": {"spark": BitMap(np.flatnonzero(names))}}
    whole, half = paid(bits_of(300, roles) | skill, logs), paid(bits_of(200, roles[:200]) | skill, logs[:200])
    assert whole.differences()["spark"].more == pytest.approx(half.differences()["spark"].more)


def test_like_postings_that_are_all_paid_the_same_differ_by_nothing() -> None:
    # All engineers name Spark, and half of the analysts, who are all paid the same: only these tell anything.
    draw = np.random.default_rng(0)
    for engineers in range(60, 260, 10):
        roles = np.r_[np.zeros(53, np.int64), np.ones(engineers, np.int64)]
        logs = np.log(np.r_[np.full(53, 60_000), draw.integers(60, 200, engineers) * 1_000])
        spark = np.flatnonzero((roles == 1) | (np.arange(len(roles)) % 2 == 0))
        found = paid(bits_of(len(roles), roles) | {"skill": {"spark": BitMap(spark)}}, logs).differences()["spark"]
        assert (found.more, found.low, found.high) == pytest.approx((0, 0, 0), abs=1e-6)
        assert not found.sure


def test_postings_without_a_date_are_like_each_other() -> None:
    draw, size = np.random.default_rng(6), 400
    names, roles = draw.random(size) < 0.4, draw.integers(4, size=size)
    logs = 11 + 0.3 * roles + 0.2 * names + draw.normal(0, 0.2, size)
    bits = bits_of(size, roles) | {"skill": {"spark": BitMap(np.flatnonzero(names))}}
    dated, undated = paid(bits, logs), paid({**bits, "month": {}}, logs)
    assert undated.differences()["spark"].more == pytest.approx(dated.differences()["spark"].more)
    # Of two years with other pay, one not known, the years are told apart.
    half = {**bits, "month": {"2026-03": BitMap(range(200))}}
    later = np.arange(size) >= 200
    found = paid(half, logs + 1.0 * later).differences()["spark"]
    assert abs(found.more - np.expm1(0.2)) < 0.06


def test_nothing_paid_tells_nothing() -> None:
    market = paid(bits_of(0), np.empty(0))
    assert market.differences() == {}


def test_the_surest_to_differ_come_first() -> None:
    found = list(drawn(2, real=0.3).differences().values())
    bounds = [max(each.low, -each.high) for each in found]
    assert bounds == sorted(bounds, reverse=True)
    assert (found[0].skill, found[0].sure) == ("skill 00", True)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("real", [0.0, 0.2])
def test_few_and_one_are_as_they_are_among_all(seed: int, real: float) -> None:
    market = drawn(seed, real=real, companies=60)
    found = market.differences()
    for most in (1, 5, 39, 100):
        assert pay_differences(market.index, market.pay, market.employers, most) == list(found.values())[:most]
    for skill, whole in [*found.items()][::8]:
        assert pay_difference(market.index, market.pay, skill, market.employers) == whole
    assert pay_difference(market.index, market.pay, "none", market.employers) is None


def test_of_many_postings_as_many_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    market = drawn(3, real=0.3, size=6_000, companies=6_000, skills=3)
    whole = market.differences()["skill 00"]
    monkeypatch.setattr(pay_differences_module, "DRAWN", 1_500)
    part = market.differences()["skill 00"]
    wider = (part.high - part.low) / (whole.high - whole.low)
    assert 1.5 < wider < 2.5
    assert part.low < whole.more < part.high


@pytest.mark.slow
def test_chance_is_told_from_pay() -> None:
    """Of 30 markets of 60 companies in which no skill is paid, few show one; unaware of companies most would."""
    markets = [drawn(seed, companies=60) for seed in range(100, 130)]
    aware, unaware = (
        [list(market.differences(employers=known).values()) for market in markets] for known in (True, False)
    )
    assert sum(any(each.sure for each in found) for found in aware) <= 4
    assert sum(any(each.sure for each in found) for found in unaware) >= 20
    held = [each.low <= 0 <= each.high for found in aware for each in found]
    assert 0.93 <= sum(held) / len(held) <= 0.99


@pytest.mark.slow
def test_real_pay_is_found_and_lies_in_the_interval() -> None:
    found = [drawn(seed, real=0.18).differences()["skill 00"] for seed in range(200, 230)]
    assert sum(each.sure for each in found) >= 24
    assert sum(each.low <= np.expm1(0.18) <= each.high for each in found) >= 26
