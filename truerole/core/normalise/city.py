"""Names of a place in several languages, and whether a posting's location is where a person searches."""

import re
import unicodedata
from functools import lru_cache

from truerole.core.normalise.country import country_called, country_of

# A country, and after it the names of one city.
_CITIES = """
de Berlin; de Munich München Muenchen; de Cologne Köln Koeln; de Hamburg; de Frankfurt; de Nuremberg Nürnberg Nuernberg
de Düsseldorf Duesseldorf; de Stuttgart; de Leipzig; de Dresden; de Hanover Hannover; de Brunswick Braunschweig
de Potsdam; de Heidelberg; de Karlsruhe; de Dortmund; de Essen; de Bremen; de Bonn; de Mannheim; de Aachen
at Vienna Wien; at Graz; at Linz; at Salzburg; ch Zurich Zürich Zuerich; ch Geneva Genève Genf Ginevra; ch Basel Bâle
ch Bern Berne; ch Lausanne; fr Paris; fr Lyon Lyons; fr Marseille Marseilles; fr Toulouse; fr Nice; fr Lille; fr Nantes
fr Strasbourg Straßburg; it Rome Roma; it Milan Milano Mailand; it Turin Torino; it Naples Napoli; it Florence Firenze
it Venice Venezia; it Bologna; es Madrid; es Barcelona; es Seville Sevilla; es Valencia; es Málaga; pt Lisbon Lisboa
pt Porto Oporto; nl Amsterdam; nl Rotterdam; nl The-Hague Den-Haag 's-Gravenhage; nl Utrecht; nl Eindhoven
be Brussels Bruxelles Brussel; be Antwerp Antwerpen Anvers; be Ghent Gent Gand; be Leuven Louvain
dk Copenhagen København; dk Aarhus Århus; se Stockholm; se Gothenburg Göteborg; se Malmö; no Oslo; no Bergen
fi Helsinki Helsingfors
pl Warsaw Warszawa Warschau; pl Krakow Cracow Kraków; pl Wroclaw Wrocław Breslau; pl Gdansk Gdańsk; pl Poznan Poznań
pl Lodz Łódź; cz Prague Praha Prag; cz Brno Brünn; hu Budapest; ro Bucharest București Bukarest; ro Cluj-Napoca Cluj
gr Athens Athína Athen; ie Dublin; ie Cork; gb London Londres; gb Manchester; gb Edinburgh; gb Leeds; gb Bristol
gb Cambridge; gb Oxford; gb Glasgow; gb Belfast; gb Sheffield; gb Liverpool; ua Kyiv Kiev; ua Lviv Lvov; lt Vilnius
lv Riga; ee Tallinn; rs Belgrade Beograd; hr Zagreb; si Ljubljana; sk Bratislava; bg Sofia; lu Luxembourg Luxemburg
us New-York New-York-City NYC; us San-Francisco SF; us Los-Angeles; us Boston; us Chicago; us Seattle; us Austin
us Denver; us Atlanta; us Washington Washington-DC; us Philadelphia; us San-Diego; us San-Jose; us Dallas; us Houston
us Miami
ca Toronto; ca Montreal Montréal; ca Vancouver; ca Ottawa; ca Calgary; ca Quebec Québec; au Sydney; au Melbourne
au Brisbane; au Perth; nz Auckland; nz Wellington; sg Singapore; in Bangalore Bengaluru; in Mumbai Bombay
in Delhi New-Delhi; in Hyderabad; in Pune Poona; in Chennai Madras; in Kolkata Calcutta; in Gurgaon Gurugram; in Noida
jp Tokyo; il Tel-Aviv Tel-Aviv-Yafo; il Jerusalem; ae Dubai; za Cape-Town Kapstadt; za Johannesburg; br São-Paulo
br Rio-de-Janeiro; mx Mexico-City Ciudad-de-México CDMX; ar Buenos-Aires; cn Beijing Peking; cn Shanghai; tr Istanbul
"""
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "ı": "i"})
_APART = re.compile(r"[^\w]+")


@lru_cache(maxsize=16384)
def fold_place(text: str) -> str:
    """Return a place in lower case without accents, its words apart by one blank: "sao paulo"."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join(_APART.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).split())


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Map each folded name of a city to its country and all its names."""
    found = {}
    for line in re.split(r"[;\n]", _CITIES):
        country, *names = line.split() or [""]
        folded = tuple(fold_place(name) for name in names)
        found.update(dict.fromkeys(folded, (country, folded)))
    return found


def place_country(place: str) -> str | None:
    """Return the country of a place, also where only a large city is named; None where it is not known."""
    city = _cities().get(fold_place(place.partition(",")[0]))
    return country_of(place) or (city[0] if city else None)


def place_matches(wanted: str, location: str | None, country: str | None) -> bool:
    """Return whether a location, or the country of a posting, is the place that a person names in any language.

    Of "Potsdam, Germany" all parts must be there: the city as words of the location, the country by name or code.
    """
    here = f" {fold_place(location or '')} "
    return all(_part_matches(part, here, country) for part in filter(None, map(str.strip, wanted.split(","))))


def _part_matches(part: str, here: str, country: str | None) -> bool:
    named = fold_place(part)
    if named and any(f" {name} " in here for name in _cities().get(named, ("", (named,)))[1]):
        return True
    code = country_called(part) or (country_of(part) if part.isupper() else None)
    return code is not None and code == country
