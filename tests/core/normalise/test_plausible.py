"""Days and pay that no real posting has are left out; pay is put in order."""

from datetime import date, datetime, timedelta

import pytest

from truerole.core.normalise import plausible
from truerole.core.normalise.plausible import plausible_day, plausible_month, plausible_posting, plausible_salary
from truerole.core.posting import Posting, Salary

NOW = datetime(2026, 7, 3, 12)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plausible, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (TODAY, True),
        (TODAY + timedelta(2), True),
        (TODAY + timedelta(3), False),
        (date(2100, 1, 1), False),
        (date(9999, 12, 31), False),
        (date(1994, 1, 1), True),
        (date(1993, 12, 31), False),
        (date(1970, 1, 1), False),
        (date(1, 1, 1), False),
    ],
)
def test_days(day: date, kept: bool) -> None:
    assert plausible_day(day) == (day if kept else None)


@pytest.mark.parametrize(
    ("month", "kept"),
    [("2026-07", True), ("2026-08", False), ("2100-01", False), ("1994-01", True), ("1993-12", False)],
)
def test_months(month: str, kept: bool) -> None:
    assert plausible_month(month) == (month if kept else None)


@pytest.mark.parametrize(
    ("least", "most", "currency", "period", "kept"),
    [
        (50_000, 60_000, "EUR", "year", True),
        (5, None, "USD", "year", False),
        (5, 60_000, "USD", "year", False),
        (None, 1e9, "USD", "year", False),
        (50_000, 1e9, None, "year", False),
        (1e9, None, "IDR", "year", True),
        (1e11, None, "IDR", "year", False),
        (1.2e7, 1.5e7, "JPY", "year", True),
        (3, None, "INR", "hour", True),
        (75, 95, "USD", "year", True),
        (0.001, None, "USD", "hour", False),
        (60_000, None, "USD", "hour", False),
        (25, 40, "USD", "hour", True),
        (9, None, None, None, True),
        (1e9, None, None, None, False),
    ],
)
def test_pay(least: float | None, most: float | None, currency: str | None, period: str | None, kept: bool) -> None:
    salary = Salary(least, most, currency, period)
    assert plausible_salary(salary) == (salary if kept else None)


def test_a_posting_keeps_all_else() -> None:
    salary = Salary(60, 50, "EUR", "hour")
    posting = Posting("a", "1", "Baker", "You bake.", posted_on=date(2100, 1, 1), posted_basis="created", salary=salary)
    assert plausible_posting(posting) == Posting("a", "1", "Baker", "You bake.", salary=Salary(50, 60, "EUR", "hour"))
    assert plausible_posting(Posting("a", "1", "Baker", "")) == Posting("a", "1", "Baker", "")
