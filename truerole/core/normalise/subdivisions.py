"""American states and Canadian provinces, by name and by code, from ISO 3166-2 (pycountry).

The list takes 25 ms to load, so it is loaded by the first look-up.
"""

from collections.abc import Mapping
from functools import cache


@cache
def us_states() -> Mapping[str, str]:
    """Map each American state, and the District of Columbia, in lower case to the code: "texas" to "TX"."""
    return _subdivisions("US", "State", "District")


@cache
def us_state_codes() -> frozenset[str]:
    """Return the codes of the American states: "TX"."""
    return frozenset(us_states().values())


@cache
def canadian_provinces() -> Mapping[str, str]:
    """Map each Canadian province in lower case to the code: "ontario" to "ON"; territories are left out."""
    return _subdivisions("CA", "Province")


@cache
def canadian_province_codes() -> frozenset[str]:
    """Return the codes of the Canadian provinces that are no country's: "ON", but not "NL", the Netherlands."""
    import pycountry

    codes = canadian_provinces().values()
    return frozenset(code for code in codes if pycountry.countries.get(alpha_2=code) is None)


def _subdivisions(country: str, *types: str) -> dict[str, str]:
    """Map the subdivisions of a country, of these ISO 3166-2 types, by name in lower case to the code."""
    import pycountry

    found = (s for s in pycountry.subdivisions if s.country_code == country and s.type in types)
    return {subdivision.name.lower(): subdivision.code.partition("-")[2] for subdivision in found}
