"""Search of postings: each term of a query is a word of the posting, or the name of a skill, a country, a workplace.

All terms must match, no excluded term may. Words in a row that are a name are one term: it matches by what the name
means, or by each of its words. So the postings of the market sample, which have no texts, are found by their skills.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import and_
from typing import get_args

from pyroaring import BitMap

from truerole.core.normalise.country import country_called
from truerole.core.posting import Workplace
from truerole.core.taxonomy import Taxonomy, load_taxonomy
from truerole.data.market.bitmap_index import SAMPLE, YES, BitmapIndex
from truerole.data.market.facets.skills import SKILL
from truerole.data.market.search.kept_words import match_kept
from truerole.data.market.search.query import Column, Term, match_column, match_row_of_words, parse_query, split_parts
from truerole.data.store.store import Store

# The words of the longest name of a skill or a country that is looked for.
_LONGEST_NAME = 4
_WORKPLACES = {str(name): str(name) for name in get_args(Workplace)}


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Term of a search: words in a row if `quoted`, else the words of a name; the (facet, value) pairs of that name."""

    words: Term
    quoted: bool = False
    means: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the term as typed."""
        words = " ".join(self.words)
        return f'"{words}"' if self.quoted else words


@dataclass(frozen=True, slots=True)
class TypedSearch:
    """Search as typed: terms that must match, and terms that must not; false where both are empty."""

    wanted: tuple[SearchTerm, ...] = ()
    excluded: tuple[SearchTerm, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.excluded)

    def __str__(self) -> str:
        """Return the search as typed."""
        return " ".join([*map(str, self.wanted), *(f"-{term}" for term in self.excluded)])

    @property
    def skills(self) -> tuple[str, ...]:
        """Return the skills that the wanted terms name."""
        named = (value for term in self.wanted for facet, value in term.means if facet == SKILL)
        return tuple(dict.fromkeys(named))

    def without(self, term: SearchTerm) -> "TypedSearch":
        """Return the search without a term."""
        wanted, excluded = (tuple(t for t in terms if t != term) for terms in (self.wanted, self.excluded))
        return TypedSearch(wanted, excluded)


def read_search(words: str, taxonomy: Taxonomy | None = None) -> TypedSearch:
    """Read a typed search: the terms, and the skills, countries and workplaces that they name."""
    query, taxonomy = parse_query(words), taxonomy or load_taxonomy()
    excluded = (_term(taxonomy, term, quoted=len(term) > 1) for term in query.excluded)
    return TypedSearch(tuple(_grouped(taxonomy, query.terms)), tuple(excluded))


def _grouped(taxonomy: Taxonomy, terms: Sequence[Term]) -> Iterable[SearchTerm]:
    """Yield the terms; words in a row that make a name are joined, the longest name first."""
    start = 0
    while start < len(terms):
        for size in range(_LONGEST_NAME, 0, -1):
            row = terms[start : start + size]
            if len(row) < size or (size > 1 and any(len(term) > 1 for term in row)):
                continue
            found = _term(taxonomy, tuple(word for term in row for word in term), quoted=len(row[0]) > 1)
            if size == 1 or found.means:
                yield found
                start += size
                break


def _term(taxonomy: Taxonomy, words: Term, *, quoted: bool) -> SearchTerm:
    name = " ".join(words)
    skill = taxonomy.find(name)
    means = {
        SKILL: skill.id if skill else None,
        "country": country_called(name),
        "workplace": _WORKPLACES.get(name.lower()),
    }
    return SearchTerm(words, quoted, tuple((facet, value) for facet, value in means.items() if value))


@dataclass
class PostingSearch:
    """Search in a store and its index, which keeps the postings of each term; of a word the `most` newest count.

    `capped` tells whether there were more of any.
    """

    store: Store
    index: BitmapIndex
    most: int = 100_000
    capped: bool = False
    _texts: dict[tuple[Term, ...], BitMap] = field(default_factory=dict)

    def find(self, search: TypedSearch, within: BitMap) -> BitMap:
        """Return the postings `within` that match a search."""
        plain = [term.words for term in search.wanted if not term.means]
        found = within & self._text(*plain) if plain else within
        for term in search.wanted:
            if found and term.means:
                found = found & self.matches(term)
        return self._exclude(search.excluded, found) if found and search.excluded else found

    def matches(self, term: SearchTerm) -> BitMap:
        """Return the postings that match a term."""
        named = self._named(term)
        if term.quoted or len(term.words) == 1:
            return named | self._text(term.words)
        parts = [_term(load_taxonomy(), (word,), quoted=False) for word in term.words]
        return named | reduce(and_, map(self.matches, parts))

    def _named(self, term: SearchTerm) -> BitMap:
        return BitMap.union(BitMap(), *(self.index.bitmap(facet, value) for facet, value in term.means))

    def _exclude(self, excluded: Iterable[SearchTerm], found: BitMap) -> BitMap:
        for term in excluded:
            found = found - self._named(term)
        return found - match_kept(self.store, self.index, tuple(term.words for term in excluded), any_of=True)

    def _text(self, *terms: Term) -> BitMap:
        """Return the postings with all of these words in title, company, location or text."""
        if terms not in self._texts:
            found = match_kept(self.store, self.index, terms, self.most + 1)
            self.capped = self.capped or len(found) > self.most
            self._texts[terms] = found[-self.most :] if len(found) > self.most else found
        return self._texts[terms]


def match_place(store: Store, index: BitmapIndex, words: str) -> BitMap:
    """Match the postings of a place as a person names places: words of the location, or a country; all with commas.

    Words with a minus must not be there. Of the market sample no location but the country is known, so a title that
    names the place counts ("… - London").
    """
    found = index.all
    for part in split_parts(words):
        query = parse_query(part)
        if query.terms or not query.excluded:
            wanted = tuple(word for term in query.terms for word in term)
            found = found & _placed(index, wanted, partial(match_column, store, words=part))
        for term in query.excluded:
            found = found - _placed(index, term, partial(match_row_of_words, store, term=term))
    return found


def _placed(index: BitmapIndex, words: Term, match: Callable[[Column], BitMap]) -> BitMap:
    country, sample = country_called(" ".join(words)), index.bitmap(SAMPLE, YES)
    titled = match("title") & sample if sample and not country else BitMap()
    return match("location") | titled | index.bitmap("country", country or "")


def match_company(store: Store, index: BitmapIndex, words: str) -> BitMap:
    """Match the postings whose company has all of the words, and none of the words with a minus."""
    query = parse_query(words)
    found = match_column(store, "company", words) if query.terms or not query.excluded else index.all
    return found - BitMap.union(BitMap(), *(match_row_of_words(store, "company", term) for term in query.excluded))


def postings_without(search: PostingSearch, typed: TypedSearch, within: BitMap) -> dict[SearchTerm, int]:
    """Count the postings that would be found without each term of a search; those that bring none are left out."""
    terms = (*typed.wanted, *typed.excluded)
    counts = {term: len(search.find(typed.without(term), within)) for term in terms}
    return {term: count for term, count in counts.items() if count}
