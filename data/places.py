"""Tell the country of a place as a posting writes it: "Leeds, England, United Kingdom", "Austin, TX", "Pune, IND"."""

from functools import lru_cache

_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC".split()
)
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
    last = parts[-1]
    if last in _STATES and len(parts) == 2:
        return "us"
    return _named(last)


def _named(name: str) -> str | None:
    if known := _ALSO.get(name.lower()):
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
