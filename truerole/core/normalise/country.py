"""Find the country of a place as postings write places: "Leeds, England, United Kingdom", "Austin, TX", "Pune, IND"."""

import re
from functools import lru_cache

from truerole.core.normalise.subdivisions import (
    canadian_province_codes,
    canadian_provinces,
    us_state_codes,
    us_states,
)

# How some states and provinces are called besides; Georgia is a country too.
_ALSO_IN_AMERICA = frozenset(("washington dc", "washington d.c."))
_ALSO_IN_CANADA = frozenset(("québec",))
_ALSO_A_COUNTRY = frozenset(("georgia",))
_ZIP = re.compile(r"(?<=[A-Za-z]) \d{5}(?:-\d{4})?")
_LONGEST_CODE = 3
_ALSO = {
    "uk": "gb", "england": "gb", "scotland": "gb", "wales": "gb", "northern ireland": "gb", "usa": "us",
    "united states of america": "us", "deutschland": "de", "holland": "nl", "south korea": "kr", "russia": "ru",
    "turkey": "tr", "vietnam": "vn", "taiwan": "tw", "czech republic": "cz", "uae": "ae",
}  # fmt: skip


@lru_cache(maxsize=16384)
def country_of(place: str | None) -> str | None:
    """Return the ISO 3166 code, in lower case, of the country that a place ends with; None without a country.

    Of two letters behind a single comma, an American state is meant before a country: "Wilmington, DE".
    """
    parts = [part.strip() for part in (place or "").split(",") if part.strip()]
    if not parts:
        return None
    last = _ZIP.sub("", parts[-1])
    return (_of_code(last) if len(parts) == 2 else None) or _of_name(last)


def _of_code(code: str) -> str | None:
    """Return the country of a state's or province's code."""
    return "us" if code in us_state_codes() else "ca" if code in canadian_province_codes() else None


def _of_name(name: str) -> str | None:
    """Return the country that a name or an upper-case code means, states and provinces in full included."""
    lower = name.lower()
    if known := _ALSO.get(lower) or _of_subdivision(lower):
        return known
    return _of_country(name)


@lru_cache(maxsize=4096)
def country_called(name: str) -> str | None:
    """Return the code of the country that a name means, in whatever case; None for a state and for any other word."""
    return _ALSO.get(name.lower()) or _of_country(name.lower())


def _of_country(name: str) -> str | None:
    # Two and three letters are codes only if written as such: "Per" is no Peru.
    if len(name) <= _LONGEST_CODE and not name.isupper():
        return None
    import pycountry

    try:
        country = pycountry.countries.lookup(name)
    except LookupError:
        return None
    return str(country.alpha_2).lower()


def _of_subdivision(name: str) -> str | None:
    """Return the country of a state or province by the full name in lower case."""
    if (name in us_states() and name not in _ALSO_A_COUNTRY) or name in _ALSO_IN_AMERICA:
        return "us"
    return "ca" if name in canadian_provinces() or name in _ALSO_IN_CANADA else None
