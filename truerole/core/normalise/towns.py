"""Find the country of a well-known town by the name alone: "Berlin", "new york", "München"."""

from functools import lru_cache

# By the code of the country, English names and the towns' own. Left out are names that are words ("Nice", "Reading"),
# and names of well-known towns of two countries ("Cambridge", "Valencia").
_TOWNS = {
    "ae": "Dubai, Abu Dhabi",
    "ar": "Buenos Aires",
    "at": "Vienna, Wien, Graz, Linz, Salzburg, Innsbruck",
    "au": "Sydney, Melbourne, Brisbane, Perth, Adelaide, Canberra",
    "be": "Brussels, Bruxelles, Brussel, Antwerp, Antwerpen, Ghent, Gent, Leuven",
    "bg": "Sofia, Plovdiv, Varna",
    "br": "São Paulo, Sao Paulo, Rio de Janeiro, Brasília, Brasilia, Belo Horizonte, Curitiba, Porto Alegre",
    "ca": "Toronto, Montreal, Montréal, Vancouver, Ottawa, Calgary, Edmonton, Winnipeg, Mississauga",
    "ch": "Zurich, Zürich, Geneva, Genève, Basel, Bern, Lausanne, Zug, Winterthur",
    "cl": "Santiago de Chile",
    "cn": "Beijing, Shanghai, Shenzhen, Guangzhou, Hangzhou, Chengdu",
    "co": "Bogotá, Bogota, Medellín, Medellin",
    "cz": "Prague, Praha, Brno, Ostrava",
    "de": "Berlin, Hamburg, Munich, München, Muenchen, Cologne, Köln, Koeln, Frankfurt, Frankfurt am Main, Stuttgart, "
    "Düsseldorf, Duesseldorf, Leipzig, Dresden, Hanover, Hannover, Nuremberg, Nürnberg, Bremen, Dortmund, Bonn, "
    "Karlsruhe, Mannheim, Heidelberg, Münster, Augsburg, Aachen, Potsdam, Darmstadt, Wolfsburg, Ingolstadt",
    "dk": "Copenhagen, København, Aarhus, Odense",
    "ee": "Tallinn, Tartu",
    "es": "Madrid, Barcelona, Seville, Sevilla, Málaga, Malaga, Bilbao, Zaragoza",
    "fi": "Helsinki, Espoo, Tampere",
    "fr": "Paris, Lyon, Marseille, Toulouse, Bordeaux, Lille, Nantes, Strasbourg, Grenoble, Montpellier, Rennes",
    "gb": "London, Manchester, Birmingham, Leeds, Edinburgh, Glasgow, Bristol, Liverpool, Sheffield, Oxford, Belfast, "
    "Cardiff, Nottingham, Newcastle upon Tyne",
    "gr": "Athens, Thessaloniki",
    "hk": "Kowloon",
    "hr": "Zagreb",
    "hu": "Budapest",
    "id": "Jakarta",
    "ie": "Dublin, Galway, Limerick",
    "il": "Tel Aviv, Jerusalem, Haifa",
    "in": "Bangalore, Bengaluru, Mumbai, New Delhi, Delhi, Hyderabad, Chennai, Pune, Gurgaon, Gurugram, Noida, "
    "Kolkata, Ahmedabad, Kochi",
    "it": "Rome, Roma, Milan, Milano, Turin, Torino, Bologna, Florence, Firenze, Naples, Napoli",
    "jp": "Tokyo, Osaka, Kyoto, Yokohama",
    "ke": "Nairobi",
    "kr": "Seoul, Busan",
    "lt": "Vilnius, Kaunas",
    "lv": "Riga",
    "mx": "Mexico City, Ciudad de México, Guadalajara, Monterrey",
    "my": "Kuala Lumpur",
    "ng": "Lagos, Abuja",
    "nl": "Amsterdam, Rotterdam, The Hague, Den Haag, Utrecht, Eindhoven, Delft, Groningen",
    "no": "Oslo, Bergen, Trondheim, Stavanger",
    "nz": "Auckland, Wellington, Christchurch",
    "ph": "Manila, Makati, Taguig",
    "pk": "Karachi, Lahore, Islamabad",
    "pl": "Warsaw, Warszawa, Krakow, Kraków, Cracow, Wroclaw, Wrocław, Gdansk, Gdańsk, Poznan, Poznań, Katowice",
    "pt": "Lisbon, Lisboa, Porto, Braga",
    "ro": "Bucharest, București, Cluj-Napoca, Cluj, Timisoara",
    "rs": "Belgrade, Beograd, Novi Sad",
    "sa": "Riyadh, Jeddah",
    "se": "Stockholm, Gothenburg, Göteborg, Malmö, Malmo, Uppsala",
    "si": "Ljubljana",
    "sk": "Bratislava",
    "th": "Bangkok",
    "tr": "Istanbul, Ankara, Izmir",
    "tw": "Taipei",
    "ua": "Kyiv, Kiev, Lviv, Kharkiv",
    "us": "New York, New York City, NYC, San Francisco, Los Angeles, Chicago, Boston, Seattle, Austin, Denver, Dallas, "
    "Houston, Atlanta, Miami, Philadelphia, Phoenix, San Diego, San Jose, Palo Alto, Mountain View, Menlo Park, "
    "Sunnyvale, Pittsburgh, Minneapolis, Detroit, Baltimore, Charlotte, Salt Lake City, Las Vegas, Nashville, "
    "Washington DC, Brooklyn, Raleigh, Columbus, Bellevue, Redmond",
    "vn": "Hanoi, Ho Chi Minh City",
    "za": "Cape Town, Johannesburg, Pretoria, Durban",
}


def country_of_town(name: str) -> str | None:
    """Return the ISO 3166 code, in lower case, of the country of a well-known town; None for any other name."""
    return _countries().get(" ".join(name.casefold().split()))


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {town.casefold(): country for country, towns in _TOWNS.items() for town in towns.split(", ")}
