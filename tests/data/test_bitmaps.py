import random

import pytest
from pyroaring import BitMap
from sqlalchemy import update

from data import schema
from data.bitmaps import ALL, FACETS, REQUIRED, SKILL, Bitmaps, check, rebuild
from data.posting import Posting
from data.store import Asked, Entry, Facts, Store, switch
from model.reading import ROLES

SKILLS = ("sql", "python", "r", "spark", "tableau", "excel")


def entries(first: int, last: int, seed: int = 0) -> list[Entry]:
    choose = random.Random(seed)
    return [_entry(n, choose) for n in range(first, last)]


def _entry(n: int, choose: random.Random) -> Entry:
    skills = tuple(Asked(s, choose.choice(("required", "preferred"))) for s in choose.sample(SKILLS, 3))
    role, title = choose.choice(ROLES), choose.choice((*ROLES[:4], None))
    agrees = None if title is None else title == role
    posting = Posting("board", str(n), f"Title {n}", "", country=choose.choice(("de", "us", None)))
    facts = Facts(role, (0.2,) * 5, choose.random() < 0.5, title, agrees, n % 4, "unknown", "senior", skills)
    return Entry(posting, facts, f"2026-{1 + n % 12:02}")


def test_each_value_has_its_postings(store: Store) -> None:
    given = entries(0, 200)
    store.add(given, "v1")
    index = Bitmaps()
    assert index.refresh(store)
    for facet in ("role", "deep_learning", "country"):
        for value in index.values(facet):
            expected = sum(str(_value(e, facet)) == value for e in given)
            assert len(index.of(facet, value)) == expected > 0
    for skill in SKILLS:
        named = [a for e in given for a in e.facts.skills if a.skill == skill]
        assert len(index.of(SKILL, skill)) == len(named)
        assert len(index.of(REQUIRED, skill)) == sum(a.need == "required" for a in named)
    assert len(index.of("agrees", "no") | index.of("agrees", "yes")) == sum(bool(e.facts.title_role) for e in given)
    assert index.of("role", "nobody") == BitMap()


def _value(entry: Entry, facet: str) -> object:
    return entry.posting.country if facet == "country" else getattr(entry.facts, facet)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.schema.BLOCK", 16)
    monkeypatch.setattr("data.bitmaps.BLOCK", 16)


@pytest.mark.usefixtures("small_blocks")
def test_refreshed_in_any_order_it_equals_one_made_anew(store: Store) -> None:
    index = Bitmaps()
    for first, last in ((0, 5), (5, 60), (60, 61), (61, 140)):
        store.add(entries(first, last, first), "v1")
        assert index.refresh(store)
        assert not index.refresh(store)
        kept, fresh = Bitmaps(), rebuild(store)
        kept.refresh(store)
        assert index.merged == kept.merged == fresh.merged
        assert index.version == kept.version
        assert check(store) == []


@pytest.mark.usefixtures("small_blocks")
def test_what_was_handed_out_never_changes(store: Store) -> None:
    index = Bitmaps()
    store.add(entries(0, 40), "v1")
    index.refresh(store)
    before = index.all
    store.add(entries(40, 80), "v1")
    index.refresh(store)
    assert (len(before), len(index.all)) == (40, 80)


def test_only_the_current_reader_counts(store: Store) -> None:
    store.add(entries(0, 10), "v1")
    switch(store, "v2")
    index = Bitmaps()
    index.refresh(store)
    assert index.merged == {}
    switch(store, "v1")
    assert index.refresh(store)
    assert len(index.all) == 10


def test_an_index_that_lies_is_found_and_mended(store: Store) -> None:
    store.add(entries(0, 30), "v1")
    Bitmaps().refresh(store)
    with store.writing() as connection:
        wrong = BitMap([1, 2]).serialize()
        connection.execute(update(schema.bitmaps).where(schema.bitmaps.c.facet == ALL).values(postings=wrong))
    assert [line.split(":")[0] for line in check(store)] == ["block 0"]
    assert len(rebuild(store).all) == 30
    assert check(store) == []


def test_every_facet_is_a_column() -> None:
    assert all(f in schema.postings.c or f in schema.readings.c for f in FACETS)


def test_an_empty_store(store: Store) -> None:
    index = Bitmaps()
    assert not index.refresh(store)
    assert (len(index.all), index.values("role"), check(store)) == (0, [], [])
