"""Full-text search of postings: the query that a person types, parsed, and run by SQLite's FTS5 or PostgreSQL.

A query is words, "several words in a row" and -words that must not occur. Nothing else has a meaning: the query is
parsed here, and reaches the database as quoted words alone. All words must occur; the newest posting comes first, as a
ranking takes a minute where a word is common.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap
from sqlalchemy import text

from truerole.core.text.decoding import replace_surrogates
from truerole.data.market.bitmap_index import parse_bitmap
from truerole.data.store.store import Store

# The part of a query that counts, as much may be pasted by mistake.
MAX_CHARACTERS, MAX_TERMS = 1_000, 40

# Words in a row.
Term = tuple[str, ...]
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\0": " "})
# PostgreSQL keeps full-stack as three words, which are also found by the two; but gpt-4 as "gpt" and "-4".
_HYPHEN = re.compile(r"-(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Query:
    """Parsed query: terms that must occur, and terms that must not; false where both are empty."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.excluded)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Postings found by a search; the newest alone where the result is `capped`."""

    numbers: BitMap
    capped: bool = False


def parse_query(words: str) -> Query:
    """Parse a typed query; words without a letter, digit, + or # are left out."""
    found: dict[bool, dict[Term, None]] = {False: {}, True: {}}
    typed = _TERM.findall(replace_surrogates(words[:MAX_CHARACTERS]).translate(_QUOTES))
    for minus, quoted, plain in typed:
        term = tuple(word for word in (quoted or plain).split() if any(c.isalnum() or c in "+#" for c in word))
        if term and sum(map(len, found.values())) < MAX_TERMS:
            found[minus == "-"][term] = None
    return Query(tuple(found[False]), tuple(found[True]))


def search_postings(store: Store, words: str, most: int = 20_000) -> SearchResult | None:
    """Search the postings with all words of a query, capped to the `most` newest; None for a query without words.

    None restricts nothing. A query of excluded words alone finds all postings that have none of them.
    """
    query = parse_query(words)
    if not query:
        return None
    dialect = store.engine.dialect.name
    parameters = {"words": _QUERY_SYNTAX[dialect](query), "most": most + 1}
    with store.read_transaction() as connection:
        numbers = parse_bitmap(connection.scalar(text(_SQL[dialect, bool(query.terms)]), parameters) or "")
    return SearchResult(numbers[len(numbers) - most :], True) if len(numbers) > most else SearchResult(numbers)


def _fts5_query(query: Query) -> str:
    """Write a query in FTS5's syntax: "a" "b" NOT ("c" OR "d"); of excluded words alone: "c" OR "d"."""
    wanted, excluded = _quoted(query.terms), " OR ".join(_quoted(query.excluded))
    if wanted and excluded:
        return f"({' '.join(wanted)}) NOT ({excluded})"
    return " ".join(wanted) or excluded


def _websearch_query(query: Query) -> str:
    """Write a query in the syntax of PostgreSQL's websearch_to_tsquery: "a" "b" -"c" -"d"."""
    plain = [_HYPHEN.sub(" ", term) for term in _quoted(query.terms)]
    return " ".join([*plain, *(f"-{_HYPHEN.sub(' ', term)}" for term in _quoted(query.excluded))])


def _quoted(terms: Iterable[Term]) -> list[str]:
    return [f'"{" ".join(term)}"' for term in terms]


_QUERY_SYNTAX = {"sqlite": _fts5_query, "postgresql": _websearch_query}
_POSTGRES = """SELECT string_agg(number::text, ',') FROM (SELECT number FROM postings
    WHERE words @@ websearch_to_tsquery('simple', :words) ORDER BY number DESC LIMIT :most) AS found"""
# By database, and whether any word is wanted. The numbers come as one text, as `data/market/bitmap_index.py` has them.
_SQL = {
    ("sqlite", True): """SELECT group_concat(rowid) FROM
        (SELECT rowid FROM search WHERE search MATCH :words ORDER BY rowid DESC LIMIT :most)""",
    ("sqlite", False): """SELECT group_concat(number) FROM (SELECT number FROM postings
        WHERE number NOT IN (SELECT rowid FROM search WHERE search MATCH :words) ORDER BY number DESC LIMIT :most)""",
    ("postgresql", True): _POSTGRES,
    ("postgresql", False): _POSTGRES,
}
