"""Tell whether what two postings say of their place can be one place: Munich is in Germany, but is not Berlin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from truerole.core.normalise.country import country_of
from truerole.core.normalise.subdivisions import us_state_codes, us_states
from truerole.data.dedup.normalise_names import fold_text

_LONGEST, _MOST = 1_000, 20
_BETWEEN = re.compile(r"[;|/•\n]|\b(?:or|oder)\b")
_PARTS = re.compile(r"[,()\[\]:]|\s[-–—]\s")
# It says how one works, or nothing of where.
_HOW = re.compile(
    r"(?i:\b(?:fully|remote(?:ly)?|hybrid|on-?site|in[- ]office|home ?office|work from home|wfh|anywhere|worldwide|"
    r"emea|global(?:ly)?|(?:multiple|various) locations|flexible|only|first|friendly|nationwide|bundesweit|"
    r"deutschlandweit)\b)|\b(?:with)?in\b|\b100 ?%|\+?\d+ (?:more|others?|locations)|\+\d+"
)
_AROUND = re.compile(r"\b(?:city of|greater|metropolitan|metro|area|region|county|state of|province of)\b")
_EDGES = " .-–—+&'\""
_ALSO = {
    "munchen": "munich", "muenchen": "munich", "koln": "cologne", "koeln": "cologne", "wien": "vienna",
    "zuerich": "zurich", "nurnberg": "nuremberg", "nuernberg": "nuremberg", "duesseldorf": "dusseldorf",
    "frankfurt am main": "frankfurt", "geneve": "geneva", "genf": "geneva", "milano": "milan", "roma": "rome",
    "torino": "turin", "lisboa": "lisbon", "warszawa": "warsaw", "krakow": "cracow", "praha": "prague",
    "bruxelles": "brussels", "brussel": "brussels", "københavn": "copenhagen", "goteborg": "gothenburg",
    "den haag": "the hague", "antwerpen": "antwerp", "sevilla": "seville", "bengaluru": "bangalore",
    "bombay": "mumbai", "gurugram": "gurgaon", "kiev": "kyiv", "nyc": "new york", "new york city": "new york",
    "sf": "san francisco", "san francisco bay": "san francisco", "bayern": "bavaria", "hessen": "hesse",
    "sachsen": "saxony", "nordrhein-westfalen": "north rhine-westphalia", "washington dc": "washington",
    "washington d.c": "washington",
}  # fmt: skip
_EU = "at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk"
_LATIN = "mx br ar cl co pe uy ec cr pa"
_WIDE = {
    name: frozenset(countries.split())
    for names, countries in (
        ("europe", f"{_EU} gb ch no is rs ua al ba md me mk li mc"),
        ("eu|european union", _EU),
        ("dach", "de at ch"),
        ("nordics", "se no dk fi is"),
        ("benelux", "be nl lu"),
        ("uk & ireland|uk and ireland", "gb ie"),
        ("north america", "us ca mx"),
        ("latam|latin america", _LATIN),
        ("americas", f"us ca {_LATIN}"),
        ("apac", "au nz sg jp kr in cn hk tw id my ph th vn"),
    )
    for name in names.split("|")
}
# Standing alone they are a city, or a country.
_NOT_ALONE = frozenset(("new york", "washington", "georgia"))


@dataclass(frozen=True, slots=True)
class Locality:
    """Hold a place: its names from the narrowest on, an American state as its code, and the countries it may be in.

    Without a name it is any place of these countries; without a country, too, any place at all.
    """

    names: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()

    @property
    def state(self) -> str | None:
        """Return the code of its American state."""
        return self.names[-1] if self.names and self.names[-1] in us_state_codes() else None


@lru_cache(maxsize=65536)
def parse_localities(location: str | None, country: str | None = None) -> tuple[Locality, ...]:
    """Return the places that a posting names; its country where it names none; nothing where that is not known."""
    parts = _BETWEEN.split((location or "")[:_LONGEST])[:_MOST]
    found = dict.fromkeys(place for part in parts if (place := _parse_locality(part, country)) != Locality())
    named = tuple(place for place in found if place.names)
    return named or tuple(found)


def may_share_place(some: Sequence[Locality], others: Sequence[Locality]) -> bool:
    """Say whether any place of some can be a place of the others; it can where either names none."""
    return not some or not others or any(_may_be_same(one, other) for one in some for other in others)


@lru_cache(maxsize=65536)
def place_words(location: str | None) -> frozenset[str]:
    """Return the words in which a posting names its places, in whatever language."""
    words = set(re.findall(r"\w+", fold_text(location or "")))
    return frozenset(
        words | {also for also, name in _ALSO.items() if also in words or name in words} | _common_names(words)
    )


def _common_names(words: set[str]) -> set[str]:
    return {_ALSO[word] for word in words if word in _ALSO}


def _parse_locality(text: str, country: str | None) -> Locality:
    parts = [part for given in _PARTS.split(text) if (part := _HOW.sub(" ", given).strip(_EDGES))]
    countries = frozenset((country,)) if country else frozenset[str]()
    if parts and (wide := _WIDE.get(parts[-1].lower())):
        del parts[-1]
        countries = countries or wide
    elif parts and not _us_state(parts, countries) and (named := country_of(parts[-1])):
        del parts[-1]
        countries = frozenset((named,))
    if state := _us_state(parts, countries):
        countries = countries or frozenset(filter(None, ("us", _other_country(parts[-1]))))
        return Locality((*map(_place_name, parts[:-1]), state), countries)
    return Locality(tuple(filter(None, map(_place_name, parts))), countries)


def _us_state(parts: Sequence[str], countries: frozenset[str]) -> str | None:
    """Return the code of the American state at the end of a place; a code alone is a country before it is a state."""
    if not parts or (countries and "us" not in countries):
        return None
    last, alone = parts[-1], len(parts) == 1
    if last in us_state_codes() and (len(parts) == 2 or "us" in countries):
        return last
    return None if alone and last.lower() in _NOT_ALONE else us_states().get(last.lower())


def _other_country(code: str) -> str | None:
    """Return the country that is meant where a code of a state is none: Berlin, DE."""
    return country_of(f", , {code}") if code in us_state_codes() else None


def _place_name(part: str) -> str:
    name = " ".join(_AROUND.sub(" ", fold_text(part)).split()).strip(_EDGES)
    return _ALSO.get(name, name)


def _may_be_same(one: Locality, other: Locality) -> bool:
    if one.countries and other.countries and not one.countries & other.countries:
        return False
    if not one.names or not other.names:
        return True
    if one.state and other.state and one.state != other.state:
        return False
    return one.names[0] in other.names or other.names[0] in one.names
