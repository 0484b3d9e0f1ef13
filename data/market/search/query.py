"""Full-text search of postings: the query that a person types, parsed, and run by SQLite's FTS5 or PostgreSQL.

A query is words, "several words in a row" and -words that must not occur. Nothing else has a meaning: the query is
parsed here, and reaches the database as quoted words alone. Where not all are wanted, the newest come first, as a
ranking takes a minute where a word is common.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pyroaring import BitMap
from sqlalchemy import text

from truerole.core.text.decoding import replace_surrogates
from truerole.data.market.bitmap_arrays import parse_bitmap
from truerole.data.store.plain_words import plain_words, sql_plain_words
from truerole.data.store.store import Store

# The part of a query that counts, as much may be pasted by mistake.
MAX_CHARACTERS, MAX_TERMS = 1_000, 40

# Words in a row.
Term = tuple[str, ...]
# Columns that are searched by themselves.
Column = Literal["company", "location", "title"]
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
# A part of a text with commas: a comma in quotes ends no part where the quotes are excluded.
_PART = re.compile(r'(?:-"[^"]*"?|[^,])+')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\0": " "})
# What phones and word processors make of a minus before a word.
_MINUS = re.compile(r'(?:^|(?<=[\s,]))[−–—‐‑](?=[\w"“„])')


@dataclass(frozen=True, slots=True)
class Query:
    """Parsed query: terms that must occur, and terms that must not; false where both are empty."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.excluded)


def parse_query(words: str) -> Query:
    """Parse a typed query; words without a letter or digit are left out."""
    found: dict[bool, dict[Term, None]] = {False: {}, True: {}}
    typed = _TERM.findall(_cleaned(words))
    for minus, quoted, plain in typed:
        term = tuple(word for word in (quoted or plain).split() if any(map(str.isalnum, word)))
        if term and sum(map(len, found.values())) < MAX_TERMS:
            found[minus == "-"][term] = None
    return Query(tuple(found[False]), tuple(found[True]))


def split_parts(words: str) -> list[str]:
    """Split a typed query at the commas; blank parts are left out."""
    return [part for part in _PART.findall(_cleaned(words)) if part.strip()]


def _cleaned(words: str) -> str:
    return _MINUS.sub("-", replace_surrogates(words[:MAX_CHARACTERS]).translate(_QUOTES))


def match_words(
    store: Store,
    terms: Iterable[Term],
    most: int | None = None,
    *,
    any_of: bool = False,
    between: tuple[int, int] | None = None,
) -> BitMap:
    """Match the words of postings: all terms, or with `any_of` any term; the `most` newest, by default all.

    `between` are the first and the last number of the postings that are searched, by default all.
    """
    dialect = store.engine.dialect.name
    return _matched(store, _QUERY_SYNTAX[dialect](terms, any_of), most, between)


def match_column(store: Store, column: Column, words: str) -> BitMap:
    """Match the postings whose company, location or title has all of the words, or words that begin with these.

    None for words without a letter.
    """
    terms = [term for typed in parse_query(words).terms for term in typed]
    if not terms:
        return BitMap([])
    if store.engine.dialect.name == "sqlite":
        return _matched(store, " ".join(f'{{{column}}} : "{term}"*' for term in terms))
    return _match_column_of_postgresql(store, column, [*filter(None, map(plain_words, terms))])


def match_row_of_words(store: Store, column: Column, term: Term) -> BitMap:
    """Match the postings whose company, location or title has the whole words of a term in a row."""
    words = " ".join(term)
    if store.engine.dialect.name == "sqlite":
        return _matched(store, f'{{{column}}} : "{words}"')
    return _match_column_of_postgresql(store, column, [*filter(None, [plain_words(words)])], whole=True)


def _match_column_of_postgresql(store: Store, column: Column, terms: Sequence[str], *, whole: bool = False) -> BitMap:
    """Match the postings with all terms in a column, found among the postings with all terms anywhere.

    Of the last word of a term the beginning will do, unless it has to be there as a `whole`.
    """
    if not terms:
        return BitMap()
    beginnings = " & ".join(f"'{word}':*" for term in terms for word in term.split())
    here, end = sql_plain_words(f"' ' || {column} || ' '"), " " if whole else ""
    has = "".join(f" AND lower({here}) LIKE lower(:term{number})" for number in range(len(terms)))
    sql = f"SELECT string_agg(number::text, ',') FROM postings WHERE words @@ to_tsquery('simple', :words){has}"
    return _found(store, sql, {"words": beginnings} | {f"term{n}": f"% {term}{end}%" for n, term in enumerate(terms)})


def _matched(store: Store, words: str, most: int | None = None, between: tuple[int, int] | None = None) -> BitMap:
    dialect = store.engine.dialect.name
    first, last = between or (None, None)
    sql = _SQL[dialect].format(within=_WITHIN[dialect] if between else "")
    most_or_all = _EVERY[dialect] if most is None else most
    return _found(store, sql, {"words": words, "most": most_or_all, "first": first, "last": last}, whole=not between)


def _found(store: Store, sql: str, parameters: Mapping[str, object], *, whole: bool = True) -> BitMap:
    """Run a search, of the whole index or of a block, that returns numbers as one text."""
    with store.read_transaction() as connection:
        if whole and connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_BY_INDEX)
        return parse_bitmap(connection.scalar(text(sql), parameters) or "")


def _fts5_query(terms: Iterable[Term], any_of: bool = False) -> str:
    """Write terms in FTS5's syntax: "a" "b", or "a" OR "b"."""
    return (" OR " if any_of else " ").join(_quoted(terms))


def _websearch_query(terms: Iterable[Term], any_of: bool = False) -> str:
    """Write terms in the syntax of PostgreSQL's websearch_to_tsquery: "a" "b", or "a" or "b"."""
    return (" or " if any_of else " ").join(_quoted((plain_words(" ".join(term)),) for term in terms))


def _quoted(terms: Iterable[Term]) -> list[str]:
    return [f'"{" ".join(term)}"' for term in terms]


_QUERY_SYNTAX = {"sqlite": _fts5_query, "postgresql": _websearch_query}
# The limit that is none.
_EVERY: dict[str, int | None] = {"sqlite": -1, "postgresql": None}
# The numbers come as one text, as `data/market/bitmap_index.py` has them.
_SQL = {
    "sqlite": """SELECT group_concat(rowid) FROM
        (SELECT rowid FROM search WHERE search MATCH :words{within} ORDER BY rowid DESC LIMIT :most)""",
    "postgresql": """SELECT string_agg(number::text, ',') FROM (SELECT number FROM postings
        WHERE words @@ websearch_to_tsquery('simple', :words){within} ORDER BY number DESC LIMIT :most) AS found""",
}
# PostgreSQL does not count what it takes to unpack the words of a row: for a common word it would look at each row, up
# to eight times as long as by the index; and for want of memory it would forget which rows the index has named.
_BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL work_mem = '64MB'"
_WITHIN = {"sqlite": " AND rowid BETWEEN :first AND :last", "postgresql": " AND number BETWEEN :first AND :last"}
