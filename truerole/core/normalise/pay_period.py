"""Pay periods (year, month, week, day, hour): the words that name them, in a single table for all readers of pay.

A period is named by a unit in running text ("$20/hr", `UNITS`), by a cell of a table ("per annum", `parse_unit`), or
inside a vendor's code ("per-year-salary", `find_pay_period`).
"""

import re
from typing import Literal

Period = Literal["year", "month", "week", "day", "hour"]

TIMES_A_YEAR: dict[str, int] = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2_080}

# Of each period: the stem by which a vendor's code names it, and all words that name it by themselves.
_PERIODS: tuple[tuple[Period, str, str], ...] = (
    ("year", r"year|yr|annu", r"years?|yrs?|annum|jahr|annual(?:ly)?|yearly|jährlich|p\.?\s?a"),
    ("month", r"month", r"months?|mo|monat|monthly|monatlich"),
    ("week", r"week", r"weeks?|wks?|woche|weekly"),
    ("day", r"da(?:y|ily)", r"days?|tag|daily|diem"),
    ("hour", r"hour|hr", r"hours?|hrs?|h|stunde|std|hourly"),
)
_STEMS = tuple((period, re.compile(stem)) for period, stem, _ in _PERIODS)
_WORDS = tuple((period, re.compile(words)) for period, _, words in _PERIODS)
# The pattern of any word that names a period.
UNITS = "|".join(words for _, _, words in _PERIODS)
_PER = re.compile(r"\s?(?:/|(?:per|an?|pro)\b)\s?")
_SEVERAL = re.compile(r"\D*(?!1\b)\d")


def strip_per(words: str) -> str:
    """Return the unit of a rate in lower case, without "per", "a", "pro" or "/": "hour" of "per Hour"."""
    words = words.strip(" ,(").lower()
    per = _PER.match(words)
    return words[per.end() :] if per else words


def parse_unit(words: str) -> Period | None:
    """Return the period that is named by nothing but `words`: "per annum", "hourly", "p.a."; None for other words."""
    unit = strip_per(words).rstrip(".")
    return next((period for period, pattern in _WORDS if pattern.fullmatch(unit)), None)


def find_pay_period(words: str | None) -> Period | None:
    """Return the period that a vendor's code names, such as "per-year-salary", "1 HOUR" or "annual".

    None where it names none, several, or a number of them ("2 weeks").
    """
    words = (words or "").lower()
    if _SEVERAL.match(words):
        return None
    found = [period for period, stem in _STEMS if stem.search(words)]
    return found[0] if len(found) == 1 else None
