"""Parse locations of postings and decide whether two can be the same place: Munich is in Germany, but is not Berlin."""

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
    """A place: names from the narrowest on, an American state as a code, and the countries where the place may be.

    Without a name it is any place of these countries; without a country, too, any place at all.
    """

    names: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()

    @property
    def state(self) -> str | None:
        """Return the code of the American state, None for a place elsewhere."""
        return self.names[-1] if self.names and self.names[-1] in us_state_codes() else None


@lru_cache(maxsize=65536)
def parse_localities(location: str | None, country: str | None = None) -> tuple[Locality, ...]:
    """Return the places that a posting names, else the posting's country; an empty tuple where neither is known."""
    parts = _BETWEEN.split((location or "")[:_LONGEST])[:_MOST]
    found = dict.fromkeys(place for part in parts if (place := _parse_locality(part, country)) != Locality())
    named = tuple(place for place in found if place.names)
    return named or tuple(found)


def may_share_place(first: Sequence[Locality], second: Sequence[Locality]) -> bool:
    """Return whether any place of a posting can be a place of another; true where either names none."""
    return not first or not second or any(_may_be_same(a, b) for a in first for b in second)


@lru_cache(maxsize=65536)
def place_words(location: str | None) -> frozenset[str]:
    """Return the words in which a posting names the places of work, with other spellings of the same city."""
    words = set(re.findall(r"\w+", fold_text(location or "")))
    return frozenset(
        words | {also for also, name in _ALSO.items() if also in words or name in words} | _common_names(words)
    )


def _common_names(words: set[str]) -> set[str]:
    """Return the English names of cities that are written in another language or as an abbreviation."""
    return {_ALSO[word] for word in words if word in _ALSO}


def _parse_locality(text: str, country: str | None) -> Locality:
    """Return the place that a text names, of the given country where the text names none."""
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
    """Return the code of the American state that a place ends with; a code alone is a country before a state."""
    if not parts or (countries and "us" not in countries):
        return None
    last, alone = parts[-1], len(parts) == 1
    if last in us_state_codes() and (len(parts) == 2 or "us" in countries):
        return last
    return None if alone and last.lower() in _NOT_ALONE else us_states().get(last.lower())


def _other_country(code: str) -> str | None:
    """Return the country that shares the code of a state: Germany of "Berlin, DE"."""
    return country_of(f", , {code}") if code in us_state_codes() else None


def _place_name(part: str) -> str:
    """Return a name in lower case, without words such as "greater" or "area", in the common English spelling."""
    name = " ".join(_AROUND.sub(" ", fold_text(part)).split()).strip(_EDGES)
    return _ALSO.get(name, name)


def _may_be_same(a: Locality, b: Locality) -> bool:
    """Return whether two places can be the same: countries, states and names do not contradict each other."""
    if a.countries and b.countries and not a.countries & b.countries:
        return False
    if not a.names or not b.names:
        return True
    if a.state and b.state and a.state != b.state:
        return False
    return a.names[0] in b.names or b.names[0] in a.names
