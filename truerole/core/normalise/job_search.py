"""A person's search for postings by words, place, remote work, age and pay, and whether a posting fits the search."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from truerole.core.normalise.country import country_called, country_of
from truerole.core.normalise.pay_period import TIMES_A_YEAR
from truerole.core.normalise.place_match import place_country, place_matches
from truerole.core.posting import Posting, Salary

_WORD = re.compile(r"\w[\w+#.]*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Search:
    """Words and a place as a person writes them, "" for anywhere; `days` and yearly `salary_from` are 0 for any."""

    words: str
    place: str = ""
    remote: bool = False
    days: int = 0
    salary_from: int = 0

    def __str__(self) -> str:
        """Return the search in words."""
        parts = [f'"{self.words}"', self.place, "remote" * self.remote]
        parts += [f"last {self.days} days" if self.days else "", f"from {self.salary_from:,}" * bool(self.salary_from)]
        return ", ".join(filter(None, parts))

    @property
    def country(self) -> str | None:
        """Return the country of the place (ISO 3166 alpha-2, lower case), None where the place names none."""
        return place_country(self.place) if self.place else None

    @property
    def is_country(self) -> bool:
        """Return whether the place is a whole country, by name or by a code that is no state's: "US", and not "DE"."""
        code = country_of(self.place) if self.place.isupper() else None
        return bool(country_called(self.place) or (code and code == country_of(f"x, {self.place}")))


def fits(search: Search, posting: Posting, today: date, asked: bool = False) -> bool:
    """Return whether a posting is of a search; a posting that is only listed is judged by the title for the words.

    The words are all in the title, in any order, or in a row in the text. Remote work fits a search for remote work
    also where it names no place, or the country alone. Where pay is asked for, unknown pay does not fit. Of a source
    that was `asked` for the search, which looks in more than it shows, only age counts.
    """
    if search.days and posting.posted_on and posting.posted_on < today - timedelta(days=search.days):
        return False
    if asked:
        return True
    if search.remote and posting.workplace != "remote":
        return False
    known = posting.description or posting.salary
    if search.salary_from and known and _yearly(posting.salary) < search.salary_from:
        return False
    return _has_words(search.words, posting) and _is_there(search, posting)


def _has_words(words: str, posting: Posting) -> bool:
    pattern = _patterns(words)
    return all(word.search(posting.title) for word in pattern[1:]) or bool(pattern[0].search(posting.description))


@lru_cache(maxsize=64)
def _patterns(words: str) -> tuple[re.Pattern[str], ...]:
    """Return the pattern of all words in a row, and the patterns of each word."""
    found = [re.escape(word.rstrip(".")) for word in _WORD.findall(words)] or [re.escape(words)]
    forms = (r"\W+".join(found), *found)
    return tuple(re.compile(rf"(?<!\w){form}(?!\w)", re.IGNORECASE) for form in forms)


def _is_there(search: Search, posting: Posting) -> bool:
    if not search.place or place_matches(search.place, posting.location, posting.country):
        return True
    anywhere = posting.location is None or bool(country_called(posting.location))
    return search.remote and anywhere and posting.country in (None, search.country)


def _yearly(pay: Salary | None) -> float:
    """Return the most that is paid in a year; 0 for unknown pay, and pay without a period as for a year."""
    if pay is None:
        return 0.0
    return (pay.max or pay.min or 0.0) * TIMES_A_YEAR.get(pay.period or "year", 1)
