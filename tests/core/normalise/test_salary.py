"""Pay written as free text becomes numbers where it can mean only one thing."""

import time

import pytest

from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Salary


def paid(low: float | None, high: float | None, currency: str | None, period: str | None) -> Salary:
    return Salary(low, high, currency, period, "parsed")


@pytest.mark.parametrize(
    ("text", "salary"),
    [
        ("$55k - $100k", paid(55_000, 100_000, None, "year")),
        ("€60.000–75.000 per year", paid(60_000, 75_000, "EUR", "year")),
        ("£400/day", paid(400, 400, "GBP", "day")),
        ("USD 120,000", paid(120_000, 120_000, "USD", "year")),
        ("$151K - $231K • Offers Equity", paid(151_000, 231_000, None, "year")),
        ("150-250k+ + equity + benefits", paid(150_000, None, None, "year")),
        ("$150-250k", paid(150_000, 250_000, None, "year")),
        ("$120k-150", paid(120_000, 150_000, None, "year")),
        ("120k+", paid(120_000, None, None, "year")),
        ("up to £90k", paid(None, 90_000, "GBP", "year")),
        ("from €3.500 / month", paid(3_500, None, "EUR", "month")),
        ("CHF 110'000 to 130'000 p.a.", paid(110_000, 130_000, "CHF", "year")),
        ("60 000 – 70 000 EUR brutto/Jahr", paid(60_000, 70_000, "EUR", "year")),
        ("50.000 € bis 60.000 € pro Jahr", paid(50_000, 60_000, "EUR", "year")),
        ("between $50 and $70 an hour", paid(50, 70, None, "hour")),
        ("$50/hr - $70/hr", paid(50, 70, None, "hour")),
        ("$22.50 per hour", paid(22.5, 22.5, None, "hour")),
        ("US$ 100,000.00 - 120,000.00 annually", paid(100_000, 120_000, "USD", "year")),
        ("CAD $100k to $120k", paid(100_000, 120_000, "CAD", "year")),
        ("120k-150k USD", paid(120_000, 150_000, "USD", "year")),
        ("10 000 - 14 000 PLN", paid(10_000, 14_000, "PLN", None)),
        ("INR 50k", paid(50_000, 50_000, "INR", None)),
        ("¥900k", paid(900_000, 900_000, None, None)),
        ("$4,000", paid(4_000, 4_000, None, None)),
        ("Annual salary: $90,000", paid(90_000, 90_000, None, "year")),
        ("$60,000 - $80,000", paid(60_000, 80_000, None, None)),
        ("$200k-$150k", paid(150_000, 200_000, None, "year")),
        ("$120k + $20k bonus", paid(120_000, 120_000, None, "year")),
        ("$120k-$150k + 0.1% - 0.5% equity, 401k", paid(120_000, 150_000, None, "year")),
        ("$100k - $120k (or $100k - $120k)", paid(100_000, 120_000, None, "year")),
        ("1.5k € monthly", paid(1_500, 1_500, "EUR", "month")),
        ("€10,000 - €100,000", paid(10_000, 100_000, "EUR", None)),
        ("65k", paid(65_000, 65_000, None, "year")),
        ("30 per hour", paid(30, 30, None, "hour")),
    ],
)
def test_pay(text: str, salary: Salary) -> None:
    assert parse_salary(text) == salary


@pytest.mark.parametrize(
    "text",
    [
        "", "competitive", "$$$", "k", "2026", "94105", "401k", "401(k) match", "20%", "$1B", "$10M Series A",
        "$50 gift", "raised $500k", "$500k ARR", "budget of $200k", "$5,000 sign-on bonus", "10k employees",
        "5k-10k users", "24/7",
        "$100k NYC, $80k remote", "$100k or €90k", "$90 - $120,000", "8-12 LPA", "₹12 lakh", "0.5% - 1%", "C++17",
        "100k - 120k visitors", "$0", "30 hours per week", "4 days a week", "$120k/year - $10k/month", "$250k OTE",
        "€10,000 - €100,001", "€10,000 - €1,000,000",  # ten times as much, but no more
        "version 1.2.3", "+49 30 1234567", "REMOTE (10-40 hrs/wk)", "$99999999999", "€60-75",
    ],
)  # fmt: skip
def test_no_pay(text: str) -> None:
    assert parse_salary(text) is None


def test_a_dollar_is_whose_the_caller_says() -> None:
    assert parse_salary("$60,000 - $80,000", dollar="USD") == paid(60_000, 80_000, "USD", "year")
    assert parse_salary("CA$60,000", dollar="USD") == paid(60_000, 60_000, "CAD", "year")


@pytest.mark.parametrize(
    "attack", ["1" * 100_000, "1,000" * 50_000, "$ " * 50_000, "1-" * 50_000, "(" * 50_000, "1k " * 9_999]
)
def test_long_texts_take_no_time(attack: str) -> None:
    begun = time.process_time()
    parse_salary(attack)
    assert time.process_time() - begun < 1
