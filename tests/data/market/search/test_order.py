import numpy as np
from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.pay import PayTable, select_pay
from truerole.data.market.search.order import best_matches, best_paid, paid_at_least

INDEX = BitmapIndex(
    {
        "skill": {"sql": BitMap([1, 2, 3, 4]), "python": BitMap([2, 3])},
        "required": {"sql": BitMap([4]), "python": BitMap([3])},
        "month": {"2026-01": BitMap([1, 4]), "2026-02": BitMap([2, 3, 5])},
    }
)


def test_the_most_wanted_skills_come_first_and_of_these_the_newest() -> None:
    within = BitMap([1, 2, 3, 4, 5])
    ordered = best_matches(INDEX, within, ["sql", "python"], 0, 10)
    assert ordered == [3, 2, 4, 1, 5]
    for start in range(6):
        for count in range(1, 6):
            assert best_matches(INDEX, within, ["sql", "python"], start, count) == ordered[start : start + count]
    assert best_matches(INDEX, BitMap([1, 5]), [], 0, 5) == [5, 1]


def test_the_best_paid_come_first_then_the_newest() -> None:
    usd, eur = (int.from_bytes(code.encode(), "big") for code in ("USD", "EUR"))
    table = PayTable(
        np.array([1, 3, 4, 5]), np.array([50.0, 90, 50, 99]), np.array([usd, usd, usd, eur]), np.zeros(4, bool)
    )
    within = BitMap([1, 2, 3, 4, 5])
    pay = select_pay(table, within)
    ordered = best_paid(INDEX, pay, within, 0, 10)
    assert ordered == [3, 4, 1, 5, 2]
    for start in range(6):
        for count in range(1, 6):
            assert best_paid(INDEX, pay, within, start, count) == ordered[start : start + count]
    assert paid_at_least(pay, 51) == BitMap([3])
    assert paid_at_least(select_pay(table, within, "EUR"), 50) == BitMap([5])
    assert paid_at_least(select_pay(table, within, "XXX"), 0) == BitMap()
