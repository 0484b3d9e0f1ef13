"""Salaries as a source publishes them: amounts in fields of their own, with a currency and a pay period."""

from collections.abc import Iterable
from dataclasses import replace

from truerole.core.normalise import coerce
from truerole.core.normalise.pay_period import find_pay_period
from truerole.core.normalise.plausible import ordered_salary
from truerole.core.posting import Salary


def build_salary(least: object, most: object, currency: object, per: object, basis: str = "published") -> Salary | None:
    """Return a published salary, the smaller amount first; an amount of 0 is unknown, None without amounts."""
    found = coerce.salary(least, most, currency, None, basis)
    if not found:
        return None
    return ordered_salary(replace(found, period=find_pay_period(coerce.text(per)), basis=basis))


def merge_salaries(found: Iterable[Salary | None]) -> Salary | None:
    """Return the salary that spans several ranges, None if the ranges differ in currency or pay period."""
    ranges = [salary for salary in found if salary]
    if len({(salary.currency, salary.period) for salary in ranges}) != 1:
        return None
    lows, highs = [s.min for s in ranges if s.min is not None], [s.max for s in ranges if s.max is not None]
    return replace(ranges[0], min=min(lows, default=None), max=max(highs, default=None))
