"""Convert values of table cells and JSON fields to the types of a posting; an ambiguous value becomes None."""

import html
import math
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from truerole.core.normalise.country import country_of
from truerole.core.normalise.pay_period import parse_unit, strip_per
from truerole.core.posting import Salary, Workplace
from truerole.core.text.decoding import replace_surrogates

_NOTHING = frozenset(("", "nan", "none", "null", "n/a", "nat", "<na>"))
_LONGEST_NOTHING = max(map(len, _NOTHING))
_LONGEST_LINE = 500
_LONGEST_LINK = 2_000
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AMOUNT = re.compile(r"[$€£]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(k)?", re.IGNORECASE)
# Fifty, or fifty thousand where a dot parts thousands.
_TWO_AMOUNTS = re.compile(r"\D*\d{1,3}\.\d{3}")
_SYMBOLS = {"€": "EUR", "£": "GBP"}
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?")
_WORKPLACES: tuple[tuple[Workplace, re.Pattern[str]], ...] = (
    ("remote", re.compile(r"(?<!no )(?<!not )(?<!non-)remote|work from home|\bwfh\b|telecommut|home office")),
    ("hybrid", re.compile(r"hybrid")),
    ("onsite", re.compile(r"on-?\s?site|in[- ]office|in[- ]person|not remote|no remote|non-remote")),
)
_YES, _PARTLY = frozenset(("true", "yes", "y", "t", "1", "1.0", "100", "100.0")), frozenset(("50", "50.0"))


def text(value: object) -> str | None:
    """Return a value as text, stripped and free of characters that databases refuse; None for empty values."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, list):
        value = ", ".join(filter(None, map(text, value)))
    if isinstance(value, float | Decimal):
        # Whole numbers beside gaps become 7.0 in many a program.
        value = None if not math.isfinite(value) else int(value) if value == int(value) else value
    if value is None or isinstance(value, bool) or not isinstance(value, str | int | float | Decimal | date):
        return None
    found = replace_surrogates(str(value)).replace("\0", "").strip()
    return None if len(found) <= _LONGEST_NOTHING and found.lower() in _NOTHING else found


def line(value: object, most: int = _LONGEST_LINE) -> str | None:
    """Return a value as text on a single line, of at most `most` characters."""
    found = text(value)
    return " ".join(html.unescape(found).split())[:most].rstrip() or None if found else None


def link(value: object) -> str | None:
    """Return an http(s) URL of at most 2,000 characters, None for other values."""
    found = text(value)
    return found if found and len(found) <= _LONGEST_LINK and _LINK.fullmatch(found) else None


def country(named: object, location: str | None) -> str | None:
    """Return the country code of the named country, else the country of the location."""
    name = line(named)
    return country_of(name.upper() if name and len(name) <= 3 else name) or country_of(location)


def workplace(value: object) -> Workplace | None:
    """Return the workplace that words or a yes mean; None for a no, and for words that name several."""
    if isinstance(value, bool):
        return "remote" if value else None
    return _workplace((text(value) or "").lower().replace("_", " "))


@lru_cache(maxsize=1024)
def _workplace(words: str) -> Workplace | None:
    if words in _YES:
        return "remote"
    if words in _PARTLY:
        return "hybrid"
    found = [kind for kind, pattern in _WORKPLACES if pattern.search(words)]
    return found[0] if len(found) == 1 else None


def salary(least: object, most: object, currency: object, period: object, basis: object) -> Salary | None:
    """Return the salary as published, None without a readable amount."""
    amounts = _amount(least), _amount(most)
    if amounts == (None, None):
        return None
    return Salary(*amounts, _currency(currency, (least, most)), _period(period), line(basis, 40))


def _amount(value: object) -> float | None:
    """Return an amount in units of money: "$60,000.50", "60k"; None for other text and for ambiguous thousands."""
    match = _AMOUNT.fullmatch(text(value) or "")
    if not match or (isinstance(value, str) and _TWO_AMOUNTS.fullmatch(value.strip())):
        return None
    amount = float(match[1].replace(",", "") + (match[2] or "")) * (1_000 if match[3] else 1)
    return amount if 0 < amount < 1e12 else None


def _currency(value: object, amounts: Iterable[object]) -> str | None:
    """Return the three-letter currency code; a sign counts for € and £ only."""
    named = (text(value) or "").upper()
    if re.fullmatch("[A-Z]{3}", named):
        return named
    # A dollar is that of a dozen countries.
    signs = {_SYMBOLS.get(found[:1]) for found in (named, *(text(a) or "" for a in amounts)) if found[:1] in _SYMBOLS}
    return signs.pop() if len(signs) == 1 else None


def _period(value: object) -> str | None:
    """Return the pay period, else up to 12 characters of the unit as written."""
    named = line(value) or ""
    return parse_unit(named) or strip_per(named)[:12] or None


def language(value: object) -> str | None:
    """Return the two- or three-letter code of a language, without the region."""
    match = _LANGUAGE.fullmatch((text(value) or "").lower())
    return match[1] if match else None


def is_yes(value: object) -> bool:
    """Return whether a value says yes: true, "yes", "y", "t", 1, 100."""
    return value is True or (not isinstance(value, bool) and (text(value) or "").lower() in _YES)
