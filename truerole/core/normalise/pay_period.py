"""Pay periods: year, month, week, day, hour."""

import re
from typing import Literal

from truerole.core.normalise import coerce

Period = Literal["year", "month", "week", "day", "hour"]


_PERIODS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("year", re.compile(r"year|yr|annu")),
    ("month", re.compile(r"month")),
    ("week", re.compile(r"week")),
    ("day", re.compile(r"da(?:y|ily)")),
    ("hour", re.compile(r"hour|hr")),
)


def pay_period(value: object) -> Period | None:
    """Return the time that pay is for, as in "per-year-salary", "1 HOUR" or "annual"; None where it is not one."""
    words = (coerce.text(value) or "").lower()
    if re.match(r"\D*(?!1\b)\d", words):
        return None  # for 2 weeks
    found = [name for name, pattern in _PERIODS if pattern.search(words)]
    return found[0] if len(found) == 1 else None
