"""Months such as "2026-07": their numbers, which can be counted with, and all months of a span."""


def month_number(month: str) -> int:
    """Return the number of a month, counted from the year 0."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_of(number: int) -> str:
    """Return the month of a number."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def shift_month(month: str, by: int) -> str:
    """Return the month `by` months after a month, before where negative."""
    return month_of(month_number(month) + by)


def months_between(first: str, last: str) -> list[str]:
    """Return all months from the first to the last, both included."""
    return [month_of(number) for number in range(month_number(first), month_number(last) + 1)]
