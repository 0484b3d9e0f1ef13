"""Pay periods as vendors' codes and as cells of a table name them."""

import pytest

from truerole.core.normalise.pay_period import find_pay_period, parse_unit, strip_per


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("per-year-salary", "year"),
        ("1-YEAR", "year"),
        ("1 HOUR", "hour"),
        ("Annual", "year"),
        ("per-hour-wage", "hour"),
        ("MONTHLY", "month"),
        ("daily", "day"),
        ("2 WEEKS", None),
        ("NONE", None),
        ("hour or day", None),
        (None, None),
    ],
)
def test_periods(given: str | None, name: str | None) -> None:
    assert find_pay_period(given) == name


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("year", "year"),
        ("per annum", "year"),
        ("p.a.", "year"),
        ("/ hr", "hour"),
        ("pro Monat", "month"),
        ("a day", "day"),
        ("an hour", "hour"),
        ("Weekly", "week"),
        ("bi-weekly", None),
        ("piece work", None),
        ("annals", None),
        ("", None),
    ],
)
def test_units(words: str, period: str | None) -> None:
    assert parse_unit(words) == period


@pytest.mark.parametrize(("words", "unit"), [("per Fortnight", "fortnight"), ("/piece", "piece"), ("person", "person")])
def test_the_unit_of_a_rate(words: str, unit: str) -> None:
    assert strip_per(words) == unit
