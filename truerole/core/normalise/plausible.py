"""Bounds of a posting's day and pay: a value that no real posting has is left out, and the posting kept.

A posting is of a day since job boards exist, and of no later day than the day after tomorrow, by which clocks and time
zones may differ. Pay is bounded by what it comes to in a year; its two amounts are put in order.
"""

from dataclasses import replace
from datetime import date, timedelta

from truerole.core.clock import now
from truerole.core.normalise.pay_period import TIMES_A_YEAR
from truerole.core.posting import Posting, Salary

_FIRST_DAY = date(1994, 1, 1)
_AHEAD = timedelta(days=2)
# Whole thousands a year, as employers also publish ("75 to 95 a year"), stay as they are.
_LEAST_A_YEAR, _MOST_A_YEAR = 10, 20_000_000
# Of these a dollar, a euro or a pound buys a hundred or more.
_SMALL_MONEY = frozenset(
    "ARS AOA BIF CDF CLP COP CRC GNF HUF IDR INR IQD IRR ISK JPY KHR KMF KRW KZT LAK LBP LKR MGA MMK MNT MWK NGN NPR "
    "PKR PYG RSD RWF SLL SOS SYP TZS UGX UZS VND VUV XAF XOF YER ZMW ZWL AMD ALL BDT DZD KES RUB".split()
)
_SMALLER = 2_000


def plausible_day(day: date | None) -> date | None:
    """Return the day, None for a day before job boards or in the future."""
    return day if day and _FIRST_DAY <= day <= now().date() + _AHEAD else None


def plausible_month(month: str | None) -> str | None:
    """Return the month ("2026-07"), None for a month before job boards or in the future."""
    last = now().date() + _AHEAD
    return month if month and f"{_FIRST_DAY:%Y-%m}" <= month <= f"{last:%Y-%m}" else None


def ordered_salary(salary: Salary | None) -> Salary | None:
    """Return the salary with the smaller amount first."""
    if salary and salary.min is not None and salary.max is not None and salary.min > salary.max:
        return replace(salary, min=salary.max, max=salary.min)
    return salary


def plausible_salary(salary: Salary | None) -> Salary | None:
    """Return the salary, None where an amount comes to less or more in a year than work is paid anywhere.

    Without a known period, the amount counts as that of a year, but may be as small as that of an hour.
    """
    if not salary:
        return None
    times = TIMES_A_YEAR.get(salary.period or "")
    most = _MOST_A_YEAR * (_SMALLER if salary.currency in _SMALL_MONEY else 1)
    amounts = [amount for amount in (salary.min, salary.max) if amount is not None]
    least = _LEAST_A_YEAR if times else 0
    return salary if all(least <= amount * (times or 1) <= most for amount in amounts) else None


def plausible_posting(posting: Posting) -> Posting:
    """Return the posting, without a day or a salary that no real posting has, and with ordered amounts."""
    day, salary = plausible_day(posting.posted_on), plausible_salary(ordered_salary(posting.salary))
    if day == posting.posted_on and salary == posting.salary:
        return posting
    return replace(posting, posted_on=day, posted_basis=posting.posted_basis if day else None, salary=salary)
