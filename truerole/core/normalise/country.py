"""Tell the country of a place as a posting writes it: "Leeds, England, United Kingdom", "Austin, TX", "Pune, IND"."""

import re
from functools import lru_cache

_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC".split()
)
# Provinces by codes that are no country's.
_PROVINCES = frozenset("AB BC MB NB NS ON QC".split())
# What is called so in full; Georgia is a country too.
_IN_AMERICA = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois "
    "indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri "
    "montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington "
    "wisconsin wyoming".split()
) | {
    "new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "rhode island",
    "south carolina", "south dakota", "west virginia", "district of columbia", "washington dc", "washington d.c.",
}  # fmt: skip
_IN_CANADA = frozenset(
    ("alberta", "british columbia", "manitoba", "new brunswick", "nova scotia", "ontario", "quebec", "québec",
     "saskatchewan", "newfoundland and labrador", "prince edward island")
)  # fmt: skip
_ZIP = re.compile(r"(?<=[A-Za-z]) \d{5}(?:-\d{4})?")
_LONGEST_CODE = 3
_ALSO = {
    "uk": "gb", "england": "gb", "scotland": "gb", "wales": "gb", "northern ireland": "gb", "usa": "us",
    "united states of america": "us", "deutschland": "de", "holland": "nl", "south korea": "kr", "russia": "ru",
    "turkey": "tr", "vietnam": "vn", "taiwan": "tw", "czech republic": "cz", "uae": "ae",
}  # fmt: skip


@lru_cache(maxsize=16384)
def country_of(place: str | None) -> str | None:
    """Return the ISO 3166 code, in lower case, of the country that a place names at its end; None where it names none.

    Of two letters behind a single comma, an American state is meant before a country: "Wilmington, DE".
    """
    parts = [part.strip() for part in (place or "").split(",") if part.strip()]
    if not parts:
        return None
    last = _ZIP.sub("", parts[-1])
    if len(parts) == 2 and last in _STATES | _PROVINCES:
        return "us" if last in _STATES else "ca"
    return _named(last)


def _named(name: str) -> str | None:
    lower = name.lower()
    if known := _ALSO.get(lower) or ("us" if lower in _IN_AMERICA else "ca" if lower in _IN_CANADA else None):
        return known
    # Two and three letters are codes only if written as such: "Per" is no Peru.
    if len(name) <= _LONGEST_CODE and not name.isupper():
        return None
    import pycountry

    try:
        country = pycountry.countries.lookup(name)
    except LookupError:
        return None
    return str(country.alpha_2).lower()
