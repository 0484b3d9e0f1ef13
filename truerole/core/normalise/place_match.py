"""Match a place that a person names with a posting's location, in any of the languages that a city is called in."""

import re
import unicodedata
from functools import lru_cache

from truerole.core.normalise.country import country_called, country_of
from truerole.core.normalise.towns import country_of_town

# The names of one city a group, the groups apart by ";", words of a name joined by "-".
_SAME = """
Munich München Muenchen; Cologne Köln Koeln; Nuremberg Nürnberg Nuernberg; Düsseldorf Duesseldorf; Hanover Hannover;
Brunswick Braunschweig; Frankfurt Frankfurt-am-Main; Vienna Wien; Zurich Zürich Zuerich; Geneva Genève Genf Ginevra;
Basel Bâle; Bern Berne; Lyon Lyons; Marseille Marseilles; Strasbourg Straßburg; Rome Roma; Milan Milano Mailand;
Turin Torino; Naples Napoli; Florence Firenze; Venice Venezia; Seville Sevilla; Lisbon Lisboa Lissabon; Porto Oporto;
The-Hague Den-Haag; Brussels Bruxelles Brussel Brüssel; Antwerp Antwerpen Anvers; Ghent Gent Gand; Leuven Louvain;
Copenhagen København Kopenhagen; Aarhus Århus; Gothenburg Göteborg; Helsinki Helsingfors; Warsaw Warszawa Warschau;
Krakow Cracow Kraków; Wroclaw Wrocław Breslau; Gdansk Gdańsk Danzig; Prague Praha Prag; Brno Brünn;
Bucharest București Bukarest; Cluj Cluj-Napoca; Athens Athína Athen; Kyiv Kiev; Lviv Lvov; Belgrade Beograd;
Luxembourg Luxemburg; New-York New-York-City NYC; San-Francisco SF; Montreal Montréal; Quebec Québec;
Bangalore Bengaluru; Mumbai Bombay; Delhi New-Delhi; Chennai Madras; Kolkata Calcutta; Gurgaon Gurugram;
Tel-Aviv Tel-Aviv-Yafo; Cape-Town Kapstadt; Mexico-City Ciudad-de-México CDMX; Beijing Peking
"""
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "ı": "i"})
_APART = re.compile(r"[^\w]+")


@lru_cache(maxsize=16384)
def fold_place(text: str) -> str:
    """Return a place in lower case without accents, words apart by a blank: "sao paulo"."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join(_APART.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).split())


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    """Map each folded name of a city to all names."""
    groups = [tuple(map(fold_place, group.split())) for group in _SAME.split(";")]
    return {name: group for group in groups for name in group}


def place_country(place: str) -> str | None:
    """Return the country of a place, also of a well-known town by itself; None where the place tells none."""
    return country_of(place) if "," in place else country_of_town(place) or country_of(place)


def place_matches(wanted: str, location: str | None, country: str | None) -> bool:
    """Return whether a location, or the country of a posting, is the place that a person names in any language.

    Of "Potsdam, Germany" all parts must be there: the city as words of the location, the country by name or code.
    """
    here = f" {fold_place(location or '')} "
    return all(_part_matches(part, here, country) for part in filter(None, map(str.strip, wanted.split(","))))


def _part_matches(part: str, here: str, country: str | None) -> bool:
    named = fold_place(part)
    if named and any(f" {name} " in here for name in _names().get(named, (named,))):
        return True
    code = country_called(part) or (country_of(part) if part.isupper() else None)
    return code is not None and code == country
