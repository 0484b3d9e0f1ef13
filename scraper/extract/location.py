"""Parse the places of work that a source names, in parts or as text, their country, and the workplace."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from truerole.core.normalise import coerce
from truerole.core.normalise.country import country_of
from truerole.core.normalise.subdivisions import canadian_provinces, us_states
from truerole.core.posting import Posting, Workplace

_WORKPLACE = re.compile(
    r"(?:(?:100 ?%|fully|full|mostly|flexible|temporarily) )?"
    r"(?:remote|hybrid|on ?site|in office|in person|work from home|wfh|home ?office)"
    r"(?: (?:only|first|friendly|job|jobs|work|working|position|role|eligible|possible|ok))?"
)
_OTHER_WORKPLACES: dict[str, Workplace] = {"office": "onsite", "fully": "remote"}
_APART = re.compile(r"[;|\n•]|\s/\s|\sor\s")
_PIECES = re.compile(r"[,():/|\[\]]|\s[-–—]\s|-(?=remote\b|hybrid\b)|\bin\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ABOUT_WORKPLACE = re.compile(
    r"\b(?:fully|remote|hybrid|on-?site|in-office|based|only|within|the)\b|[-–—]", re.IGNORECASE
)
# What stands there where a list has no room for all of them, alone or after the first.
_PLACES = r"(?:locations?|places?|cities|offices?|sites?|standorte?|orte)"
_MORE = r"(?:more|others?|additional|weitere)"
_SEVERAL = re.compile(
    rf"(?:\+?\d{{1,4}}|multiple|several|various|mehrere|verschiedene)(?: {_MORE})? {_PLACES}|\+ ?\d{{1,4}}(?: more)?",
    re.I,
)
_AND_MORE = re.compile(
    rf"(?:,|\band|&|\bund|\bsowie)? ?(?:\+ ?\d{{1,4}}(?: more)?|\b\d{{1,4}} {_MORE})(?: {_PLACES})?$", re.I
)
_WITHIN = re.compile(r",| - ")
# Some systems begin with the country: "US, TX, Remote", "US-TX-Austin".
_COUNTRY_FIRST = re.compile(r"(US|USA|United States|CA|CAN|Canada)(?:, ?| ?- ?)([A-Z]{2})\b(?:(?:, ?| ?- ?)(.+))?")
_AND = re.compile(r"\s(?:&|and)\s")
_MOST_PLACES, _LONGEST = 50, 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place as text, with the country where known, and the workplace where the source writes "Remote" there."""

    text: str | None
    country: str | None = None
    workplace: Workplace | None = None


@dataclass(frozen=True, slots=True)
class WorkLocation:
    """The location, country and workplace of a posting."""

    location: str | None
    country: str | None
    workplace: Workplace | None


def place_from_parts(*parts: object, code: object = None) -> Place:
    """Return the place of city, region and country, the country last; `code` is a country code from another field.

    A part such as "Remote" is the workplace.
    """
    lines = [coerce.line(part) for part in parts]
    workplace = next((coerce.workplace(line) for line in lines if line and is_workplace_term(line)), None)
    lines = [None if line and is_workplace_term(line) else line for line in lines]
    country = _country(code) or _country(lines[-1] if lines else None)
    if lines and (lines[-1] is None or len(lines[-1]) == 2):
        lines[-1] = _name(country) or lines[-1]
    seen = {line.lower(): line for line in reversed(lines) if line}
    unique = [line for line in dict.fromkeys(lines) if line and seen.pop(line.lower(), None)]
    return Place(", ".join(unique) or None, country, workplace)


def parse_place(text: object, code: object = None) -> Place:
    """Return the place that a text names; "Hybrid" is a workplace without a place, "53 Locations" is no place."""
    line = _AND_MORE.sub("", coerce.line(text) or "").rstrip(" ,;")
    if not line or line.lower() in ("-", "n/a", "tbd", "tba") or _SEVERAL.fullmatch(line):
        return Place(None, _country(code))
    if turned := _turned(line):
        return turned
    pieces = {piece.strip().lower() for piece in _PIECES.split(line) if piece.strip()}
    if pieces and all(map(is_workplace_term, pieces)):
        # Who may work in both ways works hybrid.
        return Place(None, _country(code), "hybrid" if pieces == {"remote", "hybrid"} else coerce.workplace(line))
    return Place(line, _country(code) or find_country(line), coerce.workplace(line))


def _turned(line: str) -> Place | None:
    """Return the place of "US, TX, Austin" with the country last and the state by its name, None for another form."""
    found = _COUNTRY_FIRST.fullmatch(line)
    if not found:
        return None
    country = country_of(found[1])
    states = us_states() if country == "us" else canadian_provinces()
    state = next((name for name, code in states.items() if code == found[2]), None)
    rest = [part.strip() for part in _WITHIN.split(found[3] or "") if part.strip()]
    named = [part for part in rest if not is_workplace_term(part)]
    if not state:
        return None
    return Place(", ".join([*named, state.title(), _name(country) or ""]), country, coerce.workplace(line))


def parse_places(text: object) -> tuple[Place, ...]:
    """Return the places of a text that names several: "Leeds; York", "Paris | Lyon", "Rome or Milan"."""
    written = (coerce.text(text) or "")[:_LONGEST]
    named = filter(None, map(str.strip, _APART.split(written)))
    return tuple(parse_place(name) for part in named for name in _named_together(part))[:_MOST_PLACES]


def _named_together(text: str) -> list[str]:
    """Return the places of "Leeds, UK & York, UK"; one place where not each part has a region or a country."""
    parts = _AND.split(text)
    return parts if len(parts) > 1 and all("," in part and find_country(part) for part in parts) else [text]


def work_location(places: Iterable[Place], *hints: object) -> WorkLocation:
    """Return the places joined by "; ", the country if all share the same, and the workplace.

    `hints` are the source's statements on the workplace, the surest first, in words or as a flag; without any of use,
    the workplace is that of the places, if all name the same.
    """
    places = list(dict.fromkeys(places))
    texts = {place.text.lower(): place.text for place in reversed(places) if place.text}
    unique = list(dict.fromkeys(texts[place.text.lower()] for place in places if place.text))
    countries, workplaces = {p.country for p in places if p.text or p.country}, {p.workplace for p in places}
    stated = next((workplace for value in hints if (workplace := workplace_of(value))), None)
    return WorkLocation(
        location=(coerce.line("; ".join(unique)) if unique else None),
        country=countries.pop() if len(countries) == 1 else None,
        workplace=stated or (workplaces.pop() if len(workplaces) == 1 else None),
    )


def with_places(posting: Posting) -> Posting:
    """Return a posting whose location is a text with the places, the country and the workplace that the text names."""
    if not posting.location:
        return posting
    where = work_location(parse_places(posting.location), posting.workplace)
    return replace(
        posting, location=where.location, country=posting.country or where.country, workplace=where.workplace
    )


def workplace_of(value: object) -> Workplace | None:
    """Return the workplace that a source's word or flag means; None for a flag that says no."""
    words = (coerce.text(value) or "").lower().replace("_", " ")
    return _OTHER_WORKPLACES.get(words) or coerce.workplace(value)


def is_workplace_term(text: str) -> bool:
    """Return whether a text names a workplace ("fully remote", "on-site") and no place."""
    return _WORKPLACE.fullmatch(re.sub(r"[\s_-]+", " ", text).strip(" .()").lower()) is not None


@lru_cache(maxsize=16384)
def find_country(text: str) -> str | None:
    """Return the country of a place among other words: "Remote - Poland", "US Remote", "York, UK (Hybrid)"."""
    if found := country_of(text):
        return found
    bare = _IN_BRACKETS.sub(" ", text)
    for form in (bare, text):
        pieces = [piece.strip() for piece in _PIECES.split(form) if piece.strip()]
        named = [piece for piece in pieces if not is_workplace_term(piece)]
        if named and len(named) <= _MOST_PLACES and (found := country_of(", ".join(named)) or country_of(named[-1])):
            return found
    return country_of(" ".join(_ABOUT_WORKPLACE.sub(" ", bare).split()))


def _country(value: object) -> str | None:
    """Return the country code (ISO 3166, lower case) that a name or a code in either case names."""
    name = coerce.line(value)
    return country_of(name.upper() if name and len(name) <= 3 else name)


@lru_cache(maxsize=512)
def _name(code: str | None) -> str | None:
    """Return the common English name of a country code."""
    if not code:
        return None
    import pycountry

    country = pycountry.countries.get(alpha_2=code.upper())
    return str(getattr(country, "common_name", country.name)) if country else None
