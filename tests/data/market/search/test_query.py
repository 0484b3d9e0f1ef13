import string
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import event, text

from tests.conftest import KINDS, shared_store
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
        ("sql −excel", ["sql"], ["excel"]),
        ("–excel sql", ["sql"], ["excel"]),
        ("sql —“a b” c – d", ["sql", "c", "d"], ["a b"]),
        ("full‑stack", ["full‑stack"], []),
        ("sql + python # 3 -+", ["sql", "python", "3"], []),
        ("c++ c# -.net", ["c++", "c#"], [".net"]),
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
        ("full-stack gpt-4", '"full-stack" "gpt-4"', '"full stack" "gpt 4"'),
        ("NEAR(a) OR b*", '"NEAR(a)" "OR" "b*"', '"NEAR a" "OR" "b"'),
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
        ("location", "er", set()),
        ("location", "zurich", {4}),
        ("location", "New York", {5}),
        ("location", '"new yor"', {5}),
        ("location", "york new", {5}),
        ("location", "n", {5}),
        ("company", "ag", {4}),
        ("location", "%", set()),
        ("location", "\0 \ud800 🙂", set()),
    ],
)
def test_the_words_of_a_column(store: Store, column: str, words: str, expected: set[int]) -> None:
    rows = (
        ("Acme", "Berlin, Germany"), ("Acme AI GmbH", "London"), ("Other", "10115 Berlin"),
        ("Magda/AG", "Zürich (CH)"), (None, "New-York"),
    )  # fmt: skip
    store.add(
        [
            StoreEntry(Posting("s", str(n), "acme", "ai berlin", company=c, location=at), FACTS)
            for n, (c, at) in enumerate(rows)
        ],
        "v1",
    )
    assert set(match_column(store, column, words)) == expected


# What PostgreSQL's own parser takes for paths, hosts, addresses, tags and signed numbers.
ODD_TEXTS = (
    "SQL/Python on AWS/GCP, CI/CD.",
    "node.js, ASP.NET; mail jobs@acme.io",
    "See https://acme.io/careers?id=7 for R&D",
    "C++, C# and plain C; F# too",
    "Zürich, Straße, KÖLN, Київ",
    "<b>Bold</b> claims &amp; a 2.0-beta, v3.5, -7 and 1e5",
    "“Quoted” it’s under_score, full-stack…end",
    "東京 and データ",
    "100%-remote, 5+ years, #1 team, 50–60k € • k8s",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gcp", {0}), ("aws/gcp", {0}), ("cd", {0}), ("python", {0}), ("ci cd", {0}),
        ("node", {1}), ("js", {1}), ("node.js", {1}), (".net", {1}), ("acme", {1, 2}), ("io", {1, 2}), ("jobs", {1}),
        ("careers", {2}), ("d", {2}), ("r&d", {2}), ("7", {2, 5}),
        ("c++", {3}), ("c#", {3}), ("c", {3}), ("f#", {3}),
        ("zurich", {4}), ("zürich", {4}), ("koln", {4}), ("Київ", {4}), ("straße", {4}),
        ("bold", {5}), ("amp", {5}), ("beta", {5}), ("2.0", {5}), ("5", {5}), ("v3.5", {5}),
        ("3.5", set()), ("1e5", {5}),
        ("quoted", {6}), ("s", {6}), ("score", {6}), ("stack", {6}), ("end", {6}),
        ("東京", {7}), ("データ", {7}),
        ("remote", {8}), ("5+", {8}), ("#1", {8}), ("60k", {8}), ("k8s", {8}), ("50–60k", {8}),
    ],
)  # fmt: skip
def test_words_are_the_same_in_any_database(odd: Store, typed: str, expected: set[int]) -> None:
    assert {number - 1 for number in match_words(odd, parse_query(typed).terms)} == expected


@pytest.fixture(scope="module", params=KINDS)
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store of a posting for each of ODD_TEXTS."""
    with shared_store(request, tmp_path_factory) as store:
        postings = [Posting("s", str(n), "", text) for n, text in enumerate(ODD_TEXTS)]
        store.add([StoreEntry(posting, FACTS) for posting in postings], "v1")
        yield store


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
