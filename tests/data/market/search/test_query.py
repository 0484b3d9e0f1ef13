import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import event, text

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.market.search.query import (
    MAX_TERMS,
    Query,
    _fts5_query,
    _websearch_query,
    match_column,
    match_words,
    parse_query,
)
from truerole.data.store.store import Store

# What is typed


@pytest.mark.parametrize(
    ("typed", "terms", "excluded"),
    [
        ("", [], []),
        ("  \n\t ", [], []),
        ("spark", ["spark"], []),
        ("Spark  SQL\nspark", ["Spark", "SQL", "spark"], []),
        ("sql sql", ["sql"], []),
        ('"machine learning" python', ["machine learning", "python"], []),
        ('"machine  learning', ["machine learning"], []),
        ('python"machine learning"sql', ["python", "machine learning", "sql"], []),
        ('"" " " sql ""', ["sql"], []),
        ('a"', ["a"], []),
        ("“data science” sql", ["data science", "sql"], []),
        ("sql -excel", ["sql"], ["excel"]),
        ('-"power bi" sql -excel', ["sql"], ["power bi", "excel"]),
        ("-excel", [], ["excel"]),
        ("- excel", ["excel"], []),
        ("--excel", [], ["-excel"]),
        ("-", [], []),
        ("---", [], []),
        ('-"', [], []),
        ('-"-"', [], []),
        ("full-stack", ["full-stack"], []),
        ("c++ c# .net", ["c++", "c#", ".net"], []),
        ("data & analytics", ["data", "analytics"], []),
        ('"data & analytics"', ["data analytics"], []),
        ("* ^ : ( ) { } [ ] ~ 🙂 — …", [], []),
        ("title:sql eng* ^lead (a)", ["title:sql", "eng*", "^lead", "(a)"], []),
        ("a AND b OR c NOT d NEAR e", ["a", "AND", "b", "OR", "c", "NOT", "d", "NEAR", "e"], []),
        ("'; DROP TABLE postings; --", ["DROP", "TABLE", "postings;"], []),
        ("sql\0python", ["sql", "python"], []),
        ("a\ud800b", ["a\ufffdb"], []),
        ("データ 分析", ["データ", "分析"], []),
    ],
)
def test_what_is_typed(typed: str, terms: list[str], excluded: list[str]) -> None:
    query = parse_query(typed)
    assert ([" ".join(t) for t in query.terms], [" ".join(t) for t in query.excluded]) == (terms, excluded)
    assert bool(query) == bool(terms or excluded)


def test_what_is_pasted_by_mistake() -> None:
    assert len(parse_query(" ".join(string.ascii_letters + string.digits)).terms) == MAX_TERMS
    assert parse_query("x" * 10_000) == Query((("x" * 1_000,),))


@pytest.mark.parametrize(
    ("typed", "sqlite", "postgresql"),
    [
        ("sql", '"sql"', '"sql"'),
        ('"machine learning" sql', '"machine learning" "sql"', '"machine learning" "sql"'),
        ("full-stack gpt-4", '"full-stack" "gpt-4"', '"full stack" "gpt-4"'),
        ("NEAR(a) OR b*", '"NEAR(a)" "OR" "b*"', '"NEAR(a)" "OR" "b*"'),
    ],
)
def test_words_reach_the_database_in_quotes(typed: str, sqlite: str, postgresql: str) -> None:
    terms = parse_query(typed).terms
    assert (_fts5_query(terms), _websearch_query(terms)) == (sqlite, postgresql)


def test_any_of_several_words() -> None:
    terms = parse_query('excel "power bi"').terms
    assert _fts5_query(terms, any_of=True) == '"excel" OR "power bi"'
    assert _websearch_query(terms, any_of=True) == '"excel" or "power bi"'


@given(st.text())
@example('"' * 7)
def test_no_text_leaves_the_quotes(typed: str) -> None:
    query = parse_query(typed)
    for terms in filter(None, (query.terms, query.excluded)):
        for written in (_fts5_query(terms), _websearch_query(terms), _fts5_query(terms, True)):
            outside = written.split('"')[::2]
            assert not set("".join(outside)) - set(" OR")


@pytest.mark.parametrize(
    ("column", "words", "expected"),
    [
        ("location", "berlin", {1, 3}),
        ("location", "Ber", {1, 3}),
        ("location", "germany berlin", {1}),
        ("location", "acme", set()),
        ("company", "acme", {1, 2}),
        ("company", "ACME ai", {2}),
        ("company", 'acme "ai', {2}),
        ("company", "company : acme OR NOT (", set()),
        ("location", "%", set()),
        ("location", "\0 \ud800 🙂", set()),
    ],
)
def test_the_words_of_a_column(store: Store, column: str, words: str, expected: set[int]) -> None:
    rows = (("Acme", "Berlin, Germany"), ("Acme AI GmbH", "London"), ("Other", "10115 Berlin"))
    store.add(
        [
            StoreEntry(Posting("s", str(n), "acme", "ai berlin", company=c, location=at), FACTS)
            for n, (c, at) in enumerate(rows)
        ],
        "v1",
    )
    assert set(match_column(store, column, words)) == expected


def test_the_newest_alone(found_in: Store) -> None:
    assert match_words(found_in, [("engineer",)], 2) == BitMap([5, 6])
    assert match_words(found_in, [("sql",), ("excel",)], any_of=True) == BitMap([1, 2, 4])


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_how_postgresql_searches_is_said_of_a_search_alone(store: Store) -> None:
    settings = text("SELECT current_setting('enable_seqscan'), current_setting('work_mem')")
    ran = list[str]()
    event.listen(store.engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
    with store.read_transaction() as connection:
        before = connection.execute(settings).one()
    assert match_words(store, [("sql",)]) == BitMap()
    assert [sql.startswith("SET LOCAL") for sql in ran[-2:]] == [True, False]
    with store.read_transaction() as connection:
        assert connection.execute(settings).one() == before
