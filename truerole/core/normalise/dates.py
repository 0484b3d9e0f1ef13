"""Parse dates in many formats, also epoch seconds and month names; an ambiguous date such as 03/04/2026 is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from truerole.core.normalise.coerce import text

_YEARS = range(1990, 2101)
# In seconds since 1970, or thousandths and smaller parts of them, all in these years.
_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_133_980_800
_PARTS_OF_A_SECOND = (1, 1e3, 1e6, 1e9)
_YEAR_OR_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_MONTHS = "january february march april may june july august september october november december".split()
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"([a-z]{3,9})\.?"
_TIME = r"(?:[T,\s].*)?"


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A day, or only a month ("2026-07"); `unsure` where the value could mean two days."""

    day: date | None = None
    month: str | None = None
    unsure: bool = False


def parse_date(value: object) -> ParsedDate:
    """Return the day or month that a value names; an empty ParsedDate for any other value."""
    if isinstance(value, date):
        return _day(value.year, value.month, value.day)
    found = text(value) or ""
    for form, meaning in _FORMS:
        if match := form.fullmatch(found):
            return meaning(*match.groups())
    return ParsedDate()


def parse_month(typed: str, of_year: str) -> str | None:
    """Return the month that a person types ("2024-05", "May 2024"), of a year alone the month `of_year` ("01").

    None for any other text.
    """
    typed = typed.strip()
    if _YEAR_OR_MONTH.fullmatch(typed):
        return typed if "-" in typed else f"{typed}-{of_year}"
    found = parse_date(typed)
    return f"{found.day:%Y-%m}" if found.day else found.month


def _day(year: int, month: int, day: int) -> ParsedDate:
    try:
        return ParsedDate(date(year, month, day)) if year in _YEARS else ParsedDate()
    except ValueError:
        return ParsedDate()


def _month_only(year: int, month: int) -> ParsedDate:
    return ParsedDate(month=f"{year}-{month:02}") if year in _YEARS and month in range(1, 13) else ParsedDate()


def _day_or_unsure(first: int, second: int, year: int) -> ParsedDate:
    """Return the day of two numbers and a year, unsure if either number could be the month."""
    if first != second and max(first, second) <= 12:
        return ParsedDate(unsure=True)
    day, month = (first, second) if first > 12 else (second, first)
    return _day(year, month, day)


def _from_epoch(digits: str) -> ParsedDate:
    """Return the day of a Unix time in seconds, or in milli-, micro- or nanoseconds."""
    seconds = (float(digits) / parts for parts in _PARTS_OF_A_SECOND)
    found = next((s for s in seconds if _FIRST_SECOND <= s < _LAST_SECOND), None)
    return parse_date(datetime.fromtimestamp(found, UTC)) if found else ParsedDate()


def _month_number(name: str) -> int:
    """Return the number 1-12 of a month by English name or abbreviation, 0 for other words."""
    name = "sep" if name.lower() == "sept" else name.lower()
    return next((n for n, full in enumerate(_MONTHS, 1) if name in (full, full[:3])), 0)


def _format(pattern: str, meaning: Callable[..., ParsedDate]) -> tuple[re.Pattern[str], Callable[..., ParsedDate]]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL | re.ASCII), meaning


_FORMS = (
    # 20260703, 1783036800, 1783036800000
    _format(r"(\d{4})(\d{2})(\d{2})", lambda y, m, d: _day(int(y), int(m), int(d))),
    _format(r"(\d{9,19}(?:\.\d+)?)", _from_epoch),
    # 2026-07-03T09:30:00Z, 2026/7/3
    _format(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", lambda y, _, m, d: _day(int(y), int(m), int(d))),
    # 3.8.2026: whoever writes dots writes the day first
    _format(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){_TIME}", lambda d, m, y: _day(int(y), int(m), int(d))),
    # 25/12/2026, 12/25/2026, and 03/04/2026, which could be two days
    _format(
        rf"(\d{{1,2}})([-/])(\d{{1,2}})\2(\d{{4}}){_TIME}", lambda a, _, b, y: _day_or_unsure(int(a), int(b), int(y))
    ),
    # 3 July 2026; Fri, 03 Jul 2026 09:30:00 GMT
    _format(
        rf"{_DAY_NAME}{_DAY}[\s/-]+(?:of\s+)?{_MONTH},?[\s/-]+(\d{{4}}){_TIME}",
        lambda d, m, y: _day(int(y), _month_number(m), int(d)),
    ),
    # July 3, 2026
    _format(
        rf"{_DAY_NAME}{_MONTH}[\s-]+{_DAY},?[\s-]+(\d{{4}}){_TIME}",
        lambda m, d, y: _day(int(y), _month_number(m), int(d)),
    ),
    # 2026-07, July 2026
    _format(r"(\d{4})[-/.](\d{1,2})", lambda y, m: _month_only(int(y), int(m))),
    _format(rf"{_MONTH},?\s+(\d{{4}})", lambda m, y: _month_only(int(y), _month_number(m))),
)
