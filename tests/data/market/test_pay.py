"""Pay of postings: amounts a year, quartiles by facet, and how many publish it at all."""

import random
from dataclasses import replace

import numpy as np
import pytest
from pyroaring import BitMap
from sqlalchemy import update

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting, Salary
from truerole.core.reading import Seniority
from truerole.core.stored import StoreEntry
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.pay import load_pay, median_interval, pay_by, pay_overall, pay_table, select_pay
from truerole.data.store.schema import postings
from truerole.data.store.store import Store, bump_versions


def entry(number: int, salary: Salary | None, role: str = "data_analyst", month: str = "2026-01") -> StoreEntry:
    posting = Posting("board", str(number), "Analyst", f"text {number}", country="us", salary=salary)
    return StoreEntry(posting, replace(FACTS, role=role), month)


def paid(
    least: float | None, most: float | None = None, currency: str | None = "USD", period: str | None = "year"
) -> Salary:
    return Salary(least, most if most is not None else least, currency, period, "published")


@pytest.mark.parametrize(
    ("salary", "a_year"),
    [
        (paid(60_000), 60_000),
        (paid(60_000, 80_000), 70_000),
        (paid(50, period="hour"), 104_000),
        (paid(400, period="day"), 104_000),
        (paid(1_000, period="week"), 52_000),
        (paid(5_000, period="month"), 60_000),
        (Salary(None, 90_000, "USD", "year"), 90_000),
        (Salary(80_000, None, "USD", "year"), 80_000),
        (paid(60_000, currency=None), None),
        (paid(60_000, period=None), None),
        (None, None),
    ],
)
def test_amounts_a_year(store: Store, salary: Salary | None, a_year: float | None) -> None:
    store.add([entry(1, salary)], "v1")
    assert load_pay(store, 0).amounts.tolist() == ([] if a_year is None else [a_year])


def test_quartiles_by_facet_of_what_is_published_in_one_currency(store: Store) -> None:
    analysts = [entry(n, paid(50_000 + 1_000 * n)) for n in range(25)]
    engineers = [entry(100 + n, paid(90_000 + 1_000 * n), "data_engineer", "2025-01") for n in range(20)]
    others = [entry(200 + n, paid(1, currency="EUR")) for n in range(21)]
    guessed = [entry(300 + n, replace(paid(1_000_000), basis="estimated")) for n in range(22)]
    silent = [entry(400 + n, None) for n in range(12)]
    store.add([*analysts, *engineers, *others, *guessed, *silent], "v1")
    index = refresh(store)
    table = pay_table(store, index)
    pay = select_pay(table, index.all)
    assert (pay.currency, pay.total, pay.published, pay.estimated) == ("USD", 100, 66, 22)
    assert pay.by_currency == {"USD": 45, "EUR": 21}
    engineer, analyst = pay_by(index, pay, "role")
    assert (engineer.name, engineer.count, engineer.median) == ("data_engineer", 20, 99_500)
    assert (analyst.name, analyst.count, analyst.median) == ("data_analyst", 25, 62_000)
    assert (analyst.quarter, analyst.three_quarters) == (56_000, 68_000)
    assert [(q.name, q.count) for q in pay_by(index, pay, "year")] == [("2025", 20), ("2026", 25)]
    assert pay_by(index, select_pay(table, index.all, estimated=True), "country")[0].median == 1_000_000
    assert select_pay(table, index.all, "EUR").postings == BitMap(range(46, 67))
    assert not select_pay(table, index.all, "CHF").postings
    assert pay_table(store, index) is table


def test_levels_are_in_order_whatever_they_pay(store: Store) -> None:
    levels: tuple[Seniority, ...] = ("senior", "intern", "lead", "mid", "junior")
    entries = [
        replace(each, reading=replace(each.reading, seniority=level))
        for place, level in enumerate(levels)
        for each in (entry(100 * place + n, paid(50_000 + 10_000 * place + n)) for n in range(20))
    ]
    store.add(entries, "v1")
    index = refresh(store)
    found = pay_by(index, select_pay(pay_table(store, index), index.all), "seniority")
    assert [each.name for each in found] == ["intern", "junior", "mid", "senior", "lead"]


def test_what_is_surely_paid_best_comes_before_what_few_postings_pay_more(store: Store) -> None:
    few = np.linspace(60_000, 180_000, 20)  # a median of 120,000 that may be 90,000
    many = np.linspace(105_000, 125_000, 200)
    amounts = [*(("ml_engineer", pay) for pay in few), *(("data_engineer", pay) for pay in many)]
    store.add([entry(n, paid(pay), role) for n, (role, pay) in enumerate(amounts)], "v1")
    index = refresh(store)
    first, second = pay_by(index, select_pay(pay_table(store, index), index.all), "role")
    assert (first.name, second.name) == ("data_engineer", "ml_engineer")
    assert first.median < second.median
    assert first.low > second.low


@pytest.mark.parametrize(
    ("count", "rounded"), [(20, 1), (20, 100_000), (21, 1), (22, 1), (23, 1), (997, 1), (997, 10_000), (997, 300_000)]
)
def test_quartiles_lie_between_amounts(store: Store, count: int, rounded: int) -> None:
    drawn = np.random.default_rng(count).integers(30_000, 300_000, count)
    amounts = (-(-drawn // rounded) * rounded).tolist()
    store.add([entry(n, paid(amount)) for n, amount in enumerate(amounts)], "v1")
    index = refresh(store)
    found = pay_overall(select_pay(pay_table(store, index), index.all))
    assert found
    shown = [found.quarter, found.median, found.three_quarters]
    assert shown == pytest.approx(np.quantile(amounts, [0.25, 0.5, 0.75]), rel=1e-12)


def test_fewer_than_twenty_give_no_figure(store: Store) -> None:
    store.add([entry(n, paid(50_000)) for n in range(19)], "v1")
    index = refresh(store)
    pay = select_pay(pay_table(store, index), index.all)
    assert pay_overall(pay) is None
    assert pay_by(index, pay, "role") == []


def test_an_empty_store_publishes_nothing(store: Store) -> None:
    index = refresh(store)
    pay = select_pay(pay_table(store, index), index.all)
    assert (pay.currency, pay.total, pay.published, dict(pay.by_currency)) == (None, 0, 0, {})


def test_a_new_posting_is_seen(store: Store) -> None:
    store.add([entry(1, paid(50_000))], "v1")
    assert len(pay_table(store, refresh(store)).numbers) == 1
    store.add([entry(2, paid(60_000))], "v1")
    assert len(pay_table(store, refresh(store)).numbers) == 2


def test_after_any_changes_it_equals_one_loaded_anew(store: Store) -> None:
    draw = random.Random(7)
    store.add([entry(n, paid(50_000 + n) if n % 2 else None) for n in range(60)], "v1")
    for step in range(8):
        pay_table(store, index := refresh(store))
        changed = draw.sample(range(1, 61), 4)
        with store.write_transaction() as connection:
            pay = {"salary_min": draw.choice((None, step)), "salary_max": step, "period": "year"}
            pay["currency"] = draw.choice((None, "EUR"))
            connection.execute(update(postings).where(postings.c.number.in_(changed)).values(pay))
            bump_versions(connection, changed)
        store.add([entry(100 + 5 * step + n, paid(70_000 + n)) for n in range(step)], "v1")
        found, anew = pay_table(store, refresh(store, index)), load_pay(store, 0)
        for name in ("numbers", "amounts", "currency", "estimated"):
            assert getattr(found, name).tolist() == getattr(anew, name).tolist(), name


@pytest.mark.parametrize(("count", "ranks"), [(20, (6, 15)), (25, (8, 18)), (100, (41, 60)), (1_000, (470, 531))])
def test_the_interval_of_the_median_is_that_of_order_statistics(count: int, ranks: tuple[int, int]) -> None:
    # Ranks from 1; at 20 these cover the median in 95.9 % of samples (binomial).
    low, high = (rank + 1 for rank in median_interval(count))
    assert (abs(low - ranks[0]) <= 1, abs(high - ranks[1]) <= 1) == (True, True)
    assert low + high == count + 1


def test_the_interval_covers_the_true_median() -> None:
    draws = np.sort(np.random.default_rng(1).lognormal(size=(2_000, 40)))
    covered = np.mean([low <= 1 <= high for low, high in draws[:, median_interval(40)]])
    assert 0.93 < covered < 0.98
