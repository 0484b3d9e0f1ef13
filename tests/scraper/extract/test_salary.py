"""Salaries of amounts in fields of their own."""

import pytest

from truerole.core.posting import Salary
from truerole.scraper.extract.salary import build_salary, merge_salaries


@pytest.mark.parametrize(
    ("least", "most", "salary"),
    [
        (60, "50", Salary(50, 60, "EUR", "year", "published")),
        ("60,000", None, Salary(60_000, None, "EUR", "year", "published")),
        (0, 50, Salary(None, 50, "EUR", "year", "published")),
        (0, None, None),
        (True, "much", None),
        (-5, [], None),
    ],
)
def test_pay(least: object, most: object, salary: Salary | None) -> None:
    assert build_salary(least, most, "eur", "yearly") == salary


def test_pay_over_ranges() -> None:
    year, hour = Salary(40, 50, "EUR", "year"), Salary(1, 2, "EUR", "hour")
    assert merge_salaries([year, None, Salary(None, 60, "EUR", "year")]) == Salary(40, 60, "EUR", "year")
    assert merge_salaries([year, hour]) is None
    assert merge_salaries([]) is None
