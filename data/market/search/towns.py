"""Well-known towns in a typed search, with the country that each is in: many postings name their country alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from truerole.core.normalise.towns import country_of_town
from truerole.data.market.search.posting_search import SearchTerm, TypedSearch

# Words of the longest name of a town.
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class NamedTown:
    """Town that a search names: the words as typed, the code of the country, and the search without these words."""

    name: str
    country: str
    rest: TypedSearch


def named_towns(search: TypedSearch) -> Iterator[NamedTown]:
    """Yield the towns that the wanted terms of a search name, the longest name first where names lie in another."""
    start = 0
    while start < len(search.wanted):
        row = next((row for row in _rows(search.wanted, start) if country_of_town(_name(row))), ())
        if country := country_of_town(_name(row)):
            rest = search.wanted[:start] + search.wanted[start + len(row) :]
            yield NamedTown(_name(row), country, TypedSearch(rest, search.excluded))
        start += len(row) or 1


def _rows(terms: tuple[SearchTerm, ...], start: int) -> Iterator[tuple[SearchTerm, ...]]:
    """Yield the terms in a row from a place on, the longest row first; a term that names something else ends a row."""
    for size in range(_LONGEST, 0, -1):
        row = terms[start : start + size]
        if len(row) == size and not any(term.means for term in row):
            yield row


def _name(terms: tuple[SearchTerm, ...]) -> str:
    return " ".join(word for term in terms for word in term.words)
