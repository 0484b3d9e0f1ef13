import pytest

from truerole.core.normalise.months import month_number, month_of, months_between, shift_month


@pytest.mark.parametrize("month", ["2018-01", "2025-12", "2026-07"])
def test_months_have_numbers(month: str) -> None:
    assert month_of(month_number(month)) == month
    assert month_number("2026-01") - month_number("2025-12") == 1


@pytest.mark.parametrize(
    ("month", "by", "shifted"),
    [("2026-01", -1, "2025-12"), ("2025-12", 1, "2026-01"), ("2026-07", 0, "2026-07"), ("2026-07", -24, "2024-07")],
)
def test_months_are_counted_on(month: str, by: int, shifted: str) -> None:
    assert shift_month(month, by) == shifted


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-11", "2026-02", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("2026-02", "2026-02", ["2026-02"]),
        ("2026-02", "2025-11", []),
    ],
)
def test_all_months_of_a_span(first: str, last: str, months: list[str]) -> None:
    assert months_between(first, last) == months
