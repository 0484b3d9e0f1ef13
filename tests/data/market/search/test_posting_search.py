"""What a person types, and which postings of a small store it finds: by words, by skills, by places."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pyroaring import BitMap

from tests.conftest import KINDS, shared_store
from tests.data.market.conftest import TEXTS, filled
from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import SkillDemand, StoreEntry
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.listing import list_postings
from truerole.data.market.search.posting_search import (
    PostingSearch,
    match_company,
    match_place,
    postings_without,
    read_search,
)
from truerole.data.store import schema
from truerole.data.store.store import Store


def found(store: Store, typed: str, most: int = 100) -> tuple[BitMap, bool]:
    index = refresh(store)
    search = PostingSearch(store, index, most)
    return search.find(read_search(typed), index.all), search.capped


@pytest.fixture(scope="module", params=KINDS)
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return what `found_in` does, for the tests that only read it."""
    with shared_store(request, tmp_path_factory) as store:
        yield filled(store)


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
def test_what_is_found(searched: Store, typed: str, expected: set[int]) -> None:
    numbers, capped = found(searched, typed)
    assert {int(shown.external_id) for shown in list_postings(searched, list(numbers))} == expected
    assert not capped


@pytest.mark.parametrize(("typed", "expected"), [("c++", {5}), ("C#", {5}), ("zurich", {4}), ("muller c++", {5})])
def test_signs_and_accents(searched: Store, typed: str, expected: set[int]) -> None:
    assert set(found(searched, typed)[0]) == expected


@pytest.mark.parametrize("typed", ["", " ", "-", '"', '""', "***", "🙂", "(", "-(", "\0", "\ud800"])
def test_no_words_restrict_nothing(searched: Store, typed: str) -> None:
    assert not read_search(typed) or not found(searched, typed)[0]


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
def test_whatever_is_typed_nothing_breaks(searched: Store, typed: str) -> None:
    assert not found(searched, typed)[1]
    assert searched.count() == len(TEXTS)


@pytest.mark.slow
def test_any_characters_in_any_order(searched: Store) -> None:
    choose = random.Random(5)
    signs = [*"\"-*:^()+#' \0|&é🙂\ud800", "sql", "OR", "NEAR"]
    for _ in range(120):
        found(searched, "".join(choose.choices(signs, k=choose.randint(1, 30))))
    assert found(searched, "sql")[0] == BitMap([1, 2])


@pytest.mark.parametrize(("most", "expected"), [(1, {6}), (5, {2, 3, 4, 5, 6}), (6, {1, 2, 3, 4, 5, 6})])
def test_of_a_common_word_the_newest_count(searched: Store, most: int, expected: set[int]) -> None:
    numbers, capped = found(searched, "engineer", most)
    assert (set(numbers), capped) == (expected, most < 6)
    assert found(searched, "-nothing", 1) == (BitMap(range(1, 7)), False)


def test_a_text_that_changes_is_found_by_its_new_words(found_in: Store) -> None:
    with found_in.write_transaction() as connection:
        changed = schema.postings.update().where(schema.postings.c.number == 1)
        connection.execute(changed.values(description="We bake bread."))
    assert set(found(found_in, "bread")[0]) == {1}
    assert set(found(found_in, "sql")[0]) == {2}


# Names


@pytest.mark.parametrize(
    ("typed", "terms", "skills"),
    [
        ("spark streaming kafka", ["spark streaming", "kafka"], ("spark-streaming", "kafka")),
        ("Kafka python", ["Kafka", "python"], ("kafka", "python")),
        ("senior machine learning engineer", ["senior", "machine learning", "engineer"], ("machine-learning",)),
        ('"machine learning" k8s', ['"machine learning"', "k8s"], ("machine-learning", "kubernetes")),
        ('machine "learning"', ["machine learning"], ("machine-learning",)),
        ("python -sql", ["python", "-sql"], ("python",)),
        ("berlin germany", ["berlin", "germany"], ()),
    ],
)
def test_words_that_are_a_name_are_one_term(typed: str, terms: list[str], skills: tuple[str, ...]) -> None:
    search = read_search(typed)
    assert [*map(str, search.wanted), *(f"-{term}" for term in search.excluded)] == terms
    assert search.skills == skills
    assert read_search(str(search)) == search


# title, text, skills, country, location, workplace
NAMED = (
    ("Data Engineer", "", "spark-streaming kafka", "de", None, None),
    ("Data Engineer", "", "spark kafka", "us", None, None),
    ("Data Engineer", "Streaming with Spark and Kafka.", "", "gb", "Leeds", None),
    ("Spark Developer", "", "kafka streaming-data", "de", "Berlin, Germany", "remote"),
    ("Analyst", "Germany is where we sell.", "sql", "us", "Austin, TX", "remote"),
)


@pytest.fixture(scope="module", params=KINDS)
def named(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    entries = [
        StoreEntry(
            Posting("s", str(n), title, text, country=country, location=at, workplace=workplace),
            replace(FACTS, skills=tuple(SkillDemand(skill, "required") for skill in skills.split())),
        )
        for n, (title, text, skills, country, at, workplace) in enumerate(NAMED)
    ]
    with shared_store(request, tmp_path_factory) as store:
        store.add(entries, "v1")
        yield store


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kafka", {0, 1, 2, 3}),
        ("spark streaming kafka", {0, 2}),
        ("spark kafka", {1, 2, 3}),
        ("kafka -spark", {0}),
        ('"spark streaming"', {0}),
        ("germany", {0, 3, 4}),
        ("germany kafka", {0, 3}),
        ("kafka -germany", {1, 2}),
        ("united kingdom", {2}),
        ("UK kafka", {2}),
        ("leeds", {2}),
        ("berlin spark", {3}),
        ("remote", {3, 4}),
        ("remote sql", {4}),
        ("austin tx", {4}),
        ("kafka cobol", set()),
    ],
)
def test_skills_and_places_are_found(named: Store, typed: str, expected: set[int]) -> None:
    assert {number - 1 for number in found(named, typed)[0]} == expected


def test_which_term_finds_nothing(found_in: Store) -> None:
    index = refresh(found_in)
    search, typed = PostingSearch(found_in, index), read_search("sql zyzzyva -engineer")
    assert not search.find(typed, index.all)
    assert postings_without(search, read_search("sql zyzzyva"), index.all) == {read_search("zyzzyva").wanted[0]: 2}
    assert postings_without(search, typed, index.all) == {}
    assert postings_without(search, read_search("sql -engineer"), index.all) == {read_search("engineer").wanted[0]: 2}


def test_of_the_sample_a_title_may_name_the_place(store: Store) -> None:
    entries = [
        StoreEntry(Posting("s", "1", "AI Engineer - London", "", country="gb"), FACTS, "2026-01", sample=True),
        StoreEntry(Posting("s", "2", "AI Engineer", "", country="gb"), FACTS, "2026-01", sample=True),
        StoreEntry(Posting("s", "3", "Head of the London desk", "", location="Leeds"), FACTS, "2026-01"),
        StoreEntry(Posting("s", "4", "AI Engineer", "", location="London, UK"), FACTS, "2026-01"),
    ]
    store.add(entries, "v1")
    index = refresh(store)
    for words, expected in (("London", [1, 4]), ("london, United Kingdom", [1]), ("Germany", [])):
        assert match_place(store, index, words) == BitMap(expected), words


# company, location, country, sample
PLACED = (
    ("Acme", "Berlin", "de", False),
    ("Acme Bank", "Berlin-Mitte, Germany", "de", False),
    ("Bankside", "Berlin Prenzlauer Berg", "de", False),
    (None, "Mittweida", "de", False),
    ("Acme", "London, United Kingdom", "gb", False),
    ("Past", None, "de", True),
    ("Past", None, "de", True),
)


@pytest.fixture(scope="module", params=KINDS)
def placed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    titles = {5: "Analyst - Berlin", 6: "Analyst - Berlin Mitte"}
    entries = [
        StoreEntry(
            Posting("s", str(n), titles.get(n, "Analyst"), f"Text {n}", company=name, location=at, country=country),
            FACTS,
            "2026-01",
            sample=sample,
        )
        for n, (name, at, country, sample) in enumerate(PLACED)
    ]
    with shared_store(request, tmp_path_factory) as store:
        store.add(entries, "v1")
        yield store


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("berlin", {0, 1, 2, 5, 6}),
        ("berlin -mitte", {0, 2, 5}),
        ("berlin -MITTE -prenzlauer", {0, 5}),
        ('berlin -"prenzlauer berg"', {0, 1, 5, 6}),
        ('berlin -"berg prenzlauer"', {0, 1, 2, 5, 6}),
        ('berlin -"mitte, germany"', {0, 2, 5, 6}),
        ("berlin -mit", {0, 1, 2, 5, 6}),
        ("berlin -mitte, germany", {0, 2, 5}),
        ("berlin, -mitte", {0, 2, 5}),
        ("-mitte, berlin", {0, 2, 5}),
        ("germany -mitte", {0, 2, 3, 5}),
        ("-mitte", {0, 2, 3, 4, 5}),
        ("-germany", {4}),
        ('-"united kingdom"', {0, 1, 2, 3, 5, 6}),
        ("berlin -germany", set()),
        ("berlin-mitte", {1, 6}),
        ("berlin - mitte", {1, 6}),
        ("berlin -", {0, 1, 2, 5, 6}),
        ("berlin -***", {0, 1, 2, 5, 6}),
        ("***", set()),
        ("berlin, ***", set()),
    ],
)
def test_a_place_leaves_out_excluded_words(placed: Store, words: str, expected: set[int]) -> None:
    assert {number - 1 for number in match_place(placed, refresh(placed), words)} == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("acme", {0, 1, 4}),
        ("acme -bank", {0, 4}),
        ('acme -"acme bank"', {0, 4}),
        ("-acme", {2, 3, 5, 6}),
        ("-bank", {0, 2, 3, 4, 5, 6}),
        ("acme -", {0, 1, 4}),
        ("***", set()),
    ],
)
def test_a_company_leaves_out_excluded_words(placed: Store, words: str, expected: set[int]) -> None:
    assert {number - 1 for number in match_company(placed, refresh(placed), words)} == expected
