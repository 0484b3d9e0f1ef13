"""A person's search for postings: words, place, remote work, age and pay."""

from dataclasses import dataclass

from truerole.core.normalise.city import place_country
from truerole.core.normalise.country import country_called


@dataclass(frozen=True, slots=True)
class Search:
    """Words and a place as a person writes them, "" for anywhere; `days` and yearly `salary_from` are 0 for any."""

    words: str
    place: str = ""
    remote: bool = False
    days: int = 0
    salary_from: int = 0

    @property
    def country(self) -> str | None:
        """Return the country of the place (ISO 3166 alpha-2, lower case), None where the place names none."""
        return place_country(self.place) if self.place else None

    @property
    def is_country(self) -> bool:
        """Return whether the place is a whole country."""
        return bool(self.place) and country_called(self.place) is not None
