import random
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyroaring import BitMap

from tests.data.market.conftest import TEXTS
from truerole.data.market.listing import list_postings
from truerole.data.market.query import MAX_TERMS, Query, _fts5_query, _websearch_query, parse_query, search_postings
from truerole.data.store import schema
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
        ("sql -excel -word", '("sql") NOT ("excel" OR "word")', '"sql" -"excel" -"word"'),
        ("a b -c", '("a" "b") NOT ("c")', '"a" "b" -"c"'),
        ("-excel", '"excel"', '-"excel"'),
        ("full-stack gpt-4", '"full-stack" "gpt-4"', '"full stack" "gpt-4"'),
        ("NEAR(a) OR b*", '"NEAR(a)" "OR" "b*"', '"NEAR(a)" "OR" "b*"'),
    ],
)
def test_words_reach_the_database_in_quotes(typed: str, sqlite: str, postgresql: str) -> None:
    assert (_fts5_query(parse_query(typed)), _websearch_query(parse_query(typed))) == (sqlite, postgresql)


@given(st.text())
@example('"' * 7)
def test_no_text_leaves_the_quotes(typed: str) -> None:
    for written in (_fts5_query(parse_query(typed)), _websearch_query(parse_query(typed))):
        outside = written.split('"')[::2]
        assert not set("".join(outside)) - set(" -()NOTR")


# What is found


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sql", {0, 1}),
        ("SQL python", {1}),
        ("machine learning", {1, 2}),
        ('"machine learning"', {1}),
        ('"learning machine"', set()),
        ('"machine learning', {1}),
        ("python -sql", {2}),
        ('python -"machine learning"', {2}),
        ("-engineer", set()),
        ("-sql", {2, 3, 4, 5}),
        ('-sql -python -"power bi"', {4, 5}),
        ("engineer", {0, 1, 2, 3, 4, 5}),
        ("engineer 3", {3}),
        ("müller -excel -models", {0, 2, 4, 5}),
        ("full-stack", {4}),
        ('"full stack"', {4}),
        ("node.js", {4}),
        ("gpt-4", {4}),
        ("zürich", {3}),
        ("pipe", set()),
        ("pipe*", set()),
        ("title:engineer", set()),
        ("sql OR excel", set()),
        ("sql NOT excel", set()),
        ("postings", set()),
    ],
)
def test_what_is_found(found_in: Store, typed: str, expected: set[int]) -> None:
    found = search_postings(found_in, typed)
    assert {int(shown.external_id) for shown in list_postings(found_in, list(found.numbers))} == expected
    assert not found.capped


@pytest.mark.parametrize(("typed", "expected"), [("c++", {5}), ("C#", {5}), ("zurich", {4}), ("muller c++", {5})])
def test_signs_and_accents_in_sqlite(found_in: Store, typed: str, expected: set[int]) -> None:
    if found_in.engine.dialect.name == "sqlite":
        assert set(search_postings(found_in, typed).numbers) == expected


@pytest.mark.parametrize("typed", ["", " ", "-", '"', '""', "***", "🙂", "(", "-(", "\0", "\ud800"])
def test_no_words_restrict_nothing(found_in: Store, typed: str) -> None:
    found = search_postings(found_in, typed)
    assert found is None or found.numbers == BitMap()


@pytest.mark.parametrize(
    "typed",
    [
        "'; DROP TABLE postings; --",
        '") OR 1=1 --',
        "NEAR(sql spark, 2)",
        "^sql",
        "{title}: sql",
        "title : sql + spark",
        "- -- ---a",
        "sql AND",
        "AND OR NOT",
        "+",
        "# ++ a+b",
        "\\ \\' %s :words ?",
        "sql\x1f\x7f\u202e\ufeff",
        "\U000e0001 \uffff 𝒳 ﷽",
        "x" * 10_000,
        '"' * 10_000,
        "-a " * 3_000,
        "a b " * 3_000,
        "<script>alert(1)</script>",
        "é" * 999,
        "http://example.org/a?b=c&d=e mail@example.org /usr/lib 1e9 -5 3.14",
    ],
)
def test_whatever_is_typed_nothing_breaks(found_in: Store, typed: str) -> None:
    found = search_postings(found_in, typed)
    assert found is None or not found.capped
    assert found_in.count() == len(TEXTS)


def test_any_characters_in_any_order(found_in: Store) -> None:
    choose = random.Random(5)
    signs = [*"\"-*:^()+#' \0|&é🙂\ud800", "sql", "OR", "NEAR"]
    for _ in range(300):
        search_postings(found_in, "".join(choose.choices(signs, k=choose.randint(1, 30))))
    assert search_postings(found_in, "sql").numbers == BitMap([1, 2])


@pytest.mark.parametrize(("most", "expected"), [(1, {6}), (5, {2, 3, 4, 5, 6}), (6, set(range(1, 7)))])
def test_the_newest_are_found_first(found_in: Store, most: int, expected: set[int]) -> None:
    for typed in ("engineer", "-nothing"):
        found = search_postings(found_in, typed, most)
        assert (set(found.numbers), found.capped) == (expected, most < 6)


def test_a_text_that_changes_is_found_by_its_new_words(found_in: Store) -> None:
    with found_in.write_transaction() as connection:
        changed = schema.postings.update().where(schema.postings.c.number == 1)
        connection.execute(changed.values(description="We bake bread."))
    assert set(search_postings(found_in, "bread").numbers) == {1}
    assert set(search_postings(found_in, "sql").numbers) == {2}
