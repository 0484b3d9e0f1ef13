"""Convert values of table cells and JSON fields to the types of a posting; an ambiguous value becomes None."""

import ast
import html
import math
import re
from collections.abc import Iterable
from contextlib import suppress
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
# 60,000.50 and 8,00,000; 60.000,50; 60 000,50 and 60'000; 60000.5.
_NUMBERS = (
    re.compile(r"(\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.(\d+))?"),
    re.compile(r"(\d{1,3}(?:\.\d{3})*\.\d{3})(?:,(\d{1,2}))?"),
    re.compile(r"(\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+)(?:[.,](\d{1,2}))?"),
    re.compile(r"(?<!\d)(\d{2,}),(\d{2})"),
    re.compile(r"(\d+)(?:\.(\d+))?"),
)
_AMOUNT = re.compile(r"(?:[$€£₹]|[A-Z]{3})?\s*+([\d.,'’ \u00a0\u202f]*\d)\s*(k(?!\w))?\s*(?:[$€£₹]|[A-Z]{3})?", re.I)
# Thirty-eight and a half, or as many thousands, as a dot parts in half of Europe: the time that it is paid for decides.
_TWO_AMOUNTS = re.compile(r"\d{1,3}\.\d{3}")
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR"}
_PRINTED = re.compile(r"b(['\"]).*\1", re.DOTALL)
_LIST = re.compile(r"\[.*\]", re.DOTALL)
# Of UTF-8 that was decoded as Windows-1252.
_MOJIBAKE = re.compile(r"â€|Ã[\u0080-\u00bf‚-™]|Â[\u0080-\u00bf]")
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
    found = _mended(replace_surrogates(str(value)).replace("\0", "").strip())
    return None if len(found) <= _LONGEST_NOTHING and found.lower() in _NOTHING else found


def _mended(words: str) -> str:
    """Return the text that was meant: of bytes that Python printed, and of UTF-8 that was decoded as Windows-1252."""
    if words.startswith(("b'", 'b"')) and _PRINTED.fullmatch(words):
        with suppress(ValueError, SyntaxError):
            words = ast.literal_eval(words).decode("utf-8", "replace").strip()
    if _MOJIBAKE.search(words):
        import ftfy

        words = "".join(ftfy.fix_encoding(part) for part in words.splitlines(keepends=True))
    return words


def listed(value: object) -> object:
    """Return the words of a list that was written as text, "['a', 'b']" or "[a, b]"; another value as given."""
    if not isinstance(value, str) or not _LIST.fullmatch(value.strip()):
        return value
    return [word for part in value.strip()[1:-1].split(",") if (word := part.strip(" '\""))]


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
    unit = _period(period)
    amounts = _amount(least, unit), _amount(most, unit)
    if amounts == (None, None):
        return None
    return Salary(*amounts, _currency(currency, (least, most)), unit, line(basis, 40))


def _amount(value: object, period: str | None) -> float | None:
    """Return an amount in units of money: "$60,000.50", "60.000,50 €", "8,00,000", "60k"; None for other text."""
    match = _AMOUNT.fullmatch(text(value) or "")
    if not match or (_TWO_AMOUNTS.fullmatch(match[1]) and isinstance(value, str) and not _parts(match[1], period)):
        return None
    numbers = _NUMBERS if isinstance(value, str) else _NUMBERS[-1:]
    found = next(filter(None, (form.fullmatch(match[1]) for form in numbers)), None)
    if found is None:
        return None
    whole, *parts = found.groups()
    digits = "".join(filter(str.isdigit, whole))
    amount = float(f"{digits}.{next(filter(None, parts), '0')}") * (1_000 if match[2] else 1)
    return amount if 0 < amount < 1e12 else None


def _parts(digits: str, period: str | None) -> bool:
    """Return whether the dot of "55.000" surely parts thousands: nobody writes three zeros of a cent, or is paid 55."""
    return digits.endswith("000") if period is None else period in ("year", "month")


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
