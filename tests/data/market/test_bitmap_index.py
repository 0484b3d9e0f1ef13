import random
import time
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from pyroaring import BitMap
from sqlalchemy import Connection, func, select, update

from tests.data.market.made_up import entry_of, index_of
from truerole.core.posting import Posting
from truerole.core.reading import ROLES
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry, list_demands
from truerole.data.market.bitmap_arrays import which_holds, zeros_up_to
from truerole.data.market.bitmap_index import (
    COLUMNS,
    COPY,
    FAMILY,
    MIXED,
    YES,
    BitmapIndex,
    build_bitmaps,
    check_index,
    rebuild_index,
    refresh,
)
from truerole.data.market.facets.dated import date_postings
from truerole.data.market.facets.skills import ASKED, PREFERRED, REQUIRED, SKILL, SPARE, Bitmaps, list_facet
from truerole.data.store import schema
from truerole.data.store.engine import batched
from truerole.data.store.store import Store, bump_versions, open_store, switch_model_version

SKILLS = ("sql", "python", "r", "spark", "tableau", "excel")
LISTS = list_facet(0), list_facet(1)
TITLES = {"Senior Data Analyst (Remote)": "Data analyst", "AI Engineer": "AI engineer", "Baker": None}


def entries(first: int, last: int, seed: int = 0) -> list[StoreEntry]:
    choose = random.Random(seed)
    return [_entry(n, choose) for n in range(first, last)]


def _entry(n: int, choose: random.Random) -> StoreEntry:
    names = choose.sample(SKILLS, 5)
    skills = tuple(
        SkillDemand(s, choose.choice(("required", "preferred", "context")), one_of=choose.choice((None, *names[:2])))
        for s in names
    )
    role, title = choose.choice(ROLES), choose.choice((*ROLES[:4], None))
    agrees = None if title is None else title == role
    posting = Posting("board", str(n), choose.choice(list(TITLES)), "", country=choose.choice(("de", "us", None)))
    shares = choose.choice(((0.6, 0.3, 0.1, 0.0, 0.0), (0.0, 0.0, 0.8, 0.2, 0.0), (0.1, 0.2, 0.2, 0.25, 0.25)))
    facts = StoredReading(role, shares, choose.random() < 0.5, title, agrees, n % 4, "unknown", "senior", skills)
    return StoreEntry(posting, facts, f"2026-{1 + n % 12:02}")


def test_each_value_has_its_postings(store: Store) -> None:
    given = entries(0, 200)
    store.add(given, "v1")
    index = refresh(store)
    for facet in ("role", "deep_learning", "country"):
        for value in index.values(facet):
            expected = sum(str(_value(e, facet)) == value for e in given)
            assert len(index.bitmap(facet, value)) == expected > 0
    for skill in SKILLS:
        named = [a for e in given for a in e.reading.skills if a.skill == skill]
        assert len(index.bitmap(SKILL, skill)) == len(named)
        for need in (REQUIRED, PREFERRED):
            assert len(index.bitmap(need, skill)) == sum(a.need == need for a in named)
    assert len(index.bitmap("agrees", "no") | index.bitmap("agrees", "yes")) == sum(
        bool(e.reading.title_role) for e in given
    )
    assert index.bitmap("role", "nobody") == BitMap()
    assert index.any("country", ["de", "us"]) == index.having("country") != index.all


def test_alternatives_have_their_postings_in_any_database(store: Store) -> None:
    given = entries(0, 300)
    store.add(given, "v1")
    index, expected = refresh(store), index_of(given)
    for facet in (*LISTS, SPARE, ASKED, REQUIRED, PREFERRED):
        assert index.bits[facet] == expected.bits[facet]
    assert list_facet(2) not in index.bits


@pytest.mark.parametrize("one", SKILLS)
@pytest.mark.parametrize("other", SKILLS)
def test_alternatives_are_the_skills_of_a_list(one: str, other: str) -> None:
    given = entries(0, 300)
    lists = ((n, one_list) for n, e in enumerate(given, 1) for one_list in list_demands(e.reading.skills))
    listed = BitMap(n for n, some in lists if len(some) > 1 and {one, other} <= {demand.skill for demand in some})
    found = (lists[one] & lists[other] for lists in index_of(given).lists if {one, other} <= lists.keys())
    assert BitMap.union(*found) == listed


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ([], {}),
        ([["sql"]], {}),
        ([["sql=sql"]], {}),
        ([["sql=sql", "r=sql"]], {0: "r sql"}),
        ([["sql=sql", "r=sql"], ["r=r", "sql=r"]], {0: "r sql"}),
        ([["sql=sql", "?r=sql"]], {}),
        ([["sql=sql", "r=sql", "spark=spark", "excel=spark"]], {0: "excel spark", 1: "r sql"}),
        ([["sql=sql", "r=sql", "?spark=spark", "?excel=spark"]], {0: "excel spark", 1: "r sql"}),
        ([["sql=sql", "r=sql"], ["spark=spark", "excel=spark"], ["r=r", "java=r", "sql=sql", "c=sql"]],
         {0: "excel java r spark sql", 1: "c sql"}),
    ],
)  # fmt: skip
def test_each_list_of_a_posting_has_a_place(store: Store, given: list[list[str]], places: dict[int, str]) -> None:
    store.add([entry_of(n, "other", skills) for n, skills in enumerate(given)], "v1")
    index = refresh(store)
    found = {place: " ".join(index.values(list_facet(place))) for place in range(3)}
    assert found == dict.fromkeys(range(3), "") | places


def _value(entry: StoreEntry, facet: str) -> object:
    return entry.posting.country if facet == "country" else getattr(entry.reading, facet)


def test_what_is_derived(store: Store) -> None:
    given = entries(0, 100)
    store.add(given, "v1")
    index = refresh(store)
    assert {f: len(index.bitmap(FAMILY, f)) for f in index.values(FAMILY)} == {
        family: sum(e.posting.title == title for e in given) for title, family in TITLES.items() if family
    }
    weights = [sum(2 if a.need == REQUIRED else 1 for a, *_ in list_demands(e.reading.skills)) for e in given]
    assert {w: len(index.bitmap(ASKED, str(w))) for w in set(weights) - {0}} == {
        w: weights.count(w) for w in set(weights) - {0}
    }
    shares = [e.reading.roles for e in given]
    assert len(index.bitmap(MIXED, "data_analyst+data_engineer")) == shares.count((0.6, 0.3, 0.1, 0.0, 0.0))
    assert len(index.bitmap(MIXED, "ml_engineer+other")) == shares.count((0.1, 0.2, 0.2, 0.25, 0.25))
    assert len(index.values(MIXED)) == 2
    assert len(index.bitmap(COPY, YES)) == 0
    with store.write_transaction() as connection:
        connection.execute(update(schema.postings).where(schema.postings.c.number == 7).values(alike=3))
        bump_versions(connection, [7])
    assert refresh(store, index).bitmap(COPY, YES) == BitMap([7])


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.schema.BLOCK", 16)
    monkeypatch.setattr("truerole.data.market.bitmap_index.BLOCK", 16)
    monkeypatch.setattr("truerole.data.market.bitmap_index._FEW", 10)


@pytest.mark.usefixtures("small_blocks")
def test_many_blocks_become_a_part_of_it_some_at_a_time(store: Store) -> None:
    given = entries(0, 300)
    store.add(given, "v1")
    index, expected = refresh(store), index_of(given)
    assert len(index.blocks) == 19
    assert list(index.blocks) == sorted(index.blocks)
    for facet in (SKILL, *LISTS, ASKED, REQUIRED):
        assert index.bits[facet] == expected.bits[facet]


@pytest.mark.slow
@pytest.mark.usefixtures("small_blocks")
def test_refreshed_in_any_order_it_equals_one_made_anew(store: Store) -> None:
    index = refresh(store)
    for first, last in ((0, 5), (5, 60), (60, 61), (61, 140)):
        store.add(entries(first, last, first), "v1")
        before, index = index, refresh(store, index)
        assert before.version != index.version
        assert refresh(store, index) is index
        assert index.bits == refresh(store).bits == rebuild_index(store).bits
        assert index.version == refresh(store).version
        assert check_index(store) == []


@pytest.mark.usefixtures("small_blocks")
def test_a_posting_that_changes_is_read_again(store: Store) -> None:
    store.add(entries(0, 40), "v1")
    index = refresh(store)
    with store.write_transaction() as connection:
        connection.execute(update(schema.postings).where(schema.postings.c.number == 20).values(country="fr"))
        bump_versions(connection, [20])
    store.add(entries(40, 45), "v1")
    index = refresh(store, index)
    assert index.bitmap("country", "fr") == BitMap([20])
    assert index.bits == rebuild_index(store).bits


def change(store: Store, choose: random.Random, newest: int) -> None:
    """Change the store in one of the ways in which it changes."""
    numbers = choose.sample(range(1, newest + 1), choose.choice((1, 2, 12)))
    match choose.randrange(5):
        case 0:
            store.add(entries(newest, newest + choose.choice((1, 20)), newest), "v1")
        case 1:
            with store.write_transaction() as connection:
                here = schema.postings.c.number.in_(numbers)
                country, closed = choose.choice(("fr", None)), choose.choice((date(2026, 1, 1), None))
                connection.execute(update(schema.postings).where(here).values(country=country, closed_on=closed))
                bump_versions(connection, numbers)
        case 2:
            with store.write_transaction() as connection:
                for table in (schema.skills, schema.readings):
                    connection.execute(table.delete().where(table.c.posting.in_(numbers)))
                bump_versions(connection, numbers)
        case 3:
            read = [(number, _entry(number, choose).reading) for number in numbers]
            store.add_readings(read, "v1")
        case _:
            switch_model_version(store, "v1")


@pytest.mark.slow
@pytest.mark.usefixtures("small_blocks")
# What chance adds is of the program; of PostgreSQL one run tells as much as two.
@pytest.mark.parametrize(
    ("url", "seed"),
    [*(("sqlite", seed) for seed in range(2)), pytest.param("postgresql", 0, marks=pytest.mark.postgres)],
    indirect=["url"],
)
def test_changed_in_any_way_it_equals_one_made_anew(store: Store, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.market.bitmap_index._MANY", 5)
    monkeypatch.setattr("truerole.data.market.bitmap_index._FEW", 1)
    monkeypatch.setattr("truerole.data.market.facets.mention_counts._LARGEST_DELTA", 2.0)
    choose = random.Random(seed)
    store.add(entries(0, 70), "v1")
    index = refresh(store)
    assert mentioned(index)
    for _ in range(12):
        with store.read_transaction() as connection:
            newest = connection.scalar(select(func.max(schema.postings.c.number)))
        change(store, choose, newest)
        index, from_kept = refresh(store, index), refresh(store)
        assert check_index(store) == []
        with store.read_transaction() as connection:
            anew = build_bitmaps(connection, range(1, newest + 21))
        assert index.bits == from_kept.bits == anew
        assert mentioned(index) == mentioned(BitmapIndex(anew))


def mentioned(index: BitmapIndex) -> dict[str, list[int]]:
    """Return how many postings name each skill by place in time, of skills that any name."""
    counts = index.mention_counts(SKILL)
    rows = zip(counts.skills, (counts.base + counts.delta).toarray().tolist(), strict=True)
    return {skill: row for skill, row in rows if any(row)}


@pytest.mark.usefixtures("small_blocks")
def test_only_what_has_changed_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(entries(0, 60), "v1")
    index, read = refresh(store), list[object]()

    def noted(connection: Connection, numbers: Sequence[int]) -> Bitmaps:
        read.append(numbers)
        return build_bitmaps(connection, numbers)

    monkeypatch.setattr("truerole.data.market.bitmap_index.build_bitmaps", noted)
    with store.write_transaction() as connection:
        connection.execute(update(schema.postings).where(schema.postings.c.number == 20).values(country="fr"))
        bump_versions(connection, [20])
    assert refresh(store, index).bitmap("country", "fr") == BitMap([20])
    assert read == [(20,)]
    assert refresh(store).bitmap("country", "fr") == BitMap([20])
    assert read[1:] == [(20,)]  # all the rest was kept in the store


@pytest.mark.usefixtures("small_blocks")
def test_blocks_that_are_gone_are_forgotten(store: Store) -> None:
    store.add(entries(0, 40), "v1")
    index = refresh(store)
    with store.write_transaction() as connection:
        for table in (schema.skills, schema.readings):
            connection.execute(table.delete().where(table.c.posting >= 32))
        connection.execute(schema.blocks.delete().where(schema.blocks.c.block == 2))
    assert len(refresh(store, index).all) == 31


@pytest.mark.usefixtures("small_blocks")
def test_what_was_handed_out_never_changes(store: Store) -> None:
    store.add(entries(0, 40), "v1")
    before = refresh(store)
    store.add(entries(40, 80), "v1")
    after = refresh(store, before)
    assert (len(before.all), len(after.all)) == (40, 80)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(("added", "kept"), [(40, [0, 1]), (41, [0, 1]), (42, [0, 1, 2])])
def test_blocks_of_more_than_a_few_are_kept_for_the_next_start(store: Store, added: int, kept: list[int]) -> None:
    store.add(entries(0, added), "v1")
    refresh(store)
    assert sorted(kept_versions(store)) == kept


@pytest.mark.usefixtures("small_blocks")
def test_a_block_is_kept_anew_once_more_than_a_few_have_changed(store: Store) -> None:
    store.add(entries(0, 15), "v1")
    refresh(store)
    for changed, anew in ((10, False), (11, True)):
        before, numbers = kept_versions(store), range(1, changed + 1)
        with store.write_transaction() as connection:
            here = schema.postings.c.number.in_(numbers)
            connection.execute(update(schema.postings).where(here).values(country="fr"))
            bump_versions(connection, numbers)
        assert refresh(store).bitmap("country", "fr") == BitMap(numbers)
        assert (kept_versions(store) != before) == anew


@pytest.mark.usefixtures("small_blocks")
def test_no_statement_has_more_parameters_than_any_sqlite_takes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batched, "__defaults__", (4,))
    store.add(entries(0, 13), "v1")
    index, asked = refresh(store), list[int]()

    def noted(connection: Connection, numbers: Sequence[int]) -> Bitmaps:
        if isinstance(numbers, tuple) and not hasattr(numbers, "first"):
            asked.append(len(numbers))
        return build_bitmaps(connection, numbers)

    monkeypatch.setattr("truerole.data.market.bitmap_index.build_bitmaps", noted)
    with store.write_transaction() as connection:
        connection.execute(update(schema.postings).where(schema.postings.c.number < 11).values(country="fr"))
        bump_versions(connection, range(1, 11))
    store.add(entries(13, 15, 1), "v1")
    assert refresh(store, index).bitmap("country", "fr").intersection_cardinality(BitMap(range(1, 11))) == 10
    assert refresh(store).bits == refresh(store, index).bits
    assert set(asked) == {4, 2}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("writer", ["another program", "a thread of this one"])
def test_nobody_waits_for_others_that_write_to_keep_a_block(store: Store, writer: str) -> None:
    store.add(entries(0, 40), "v1")
    url = store.engine.url.render_as_string(hide_password=False)
    with open_store(url) as other, (other if writer == "another program" else store).write_transaction():
        started = time.monotonic()
        assert len(refresh(store).all) == 40
        assert time.monotonic() - started < 5
    assert kept_versions(store) == {}
    refresh(store)
    assert sorted(kept_versions(store)) == [0, 1]


def kept_versions(store: Store) -> dict[int, int]:
    """Map the blocks whose bitmaps are kept in the store to the versions that these are of."""
    with store.read_transaction() as connection:
        rows = connection.execute(select(schema.bitmaps.c.block, schema.bitmaps.c.version).distinct()).all()
    return {row.block: row.version for row in rows}


@pytest.mark.usefixtures("small_blocks")
def test_what_was_kept_in_another_form_is_made_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(entries(0, 40), "v1")
    with monkeypatch.context() as earlier:
        earlier.setattr("truerole.data.market.bitmap_index._FORM_NOW", "1")
        earlier.setattr("truerole.data.market.bitmap_index.COLUMNS", ("role",))
        assert not refresh(store).values("country")
    assert refresh(store).bits == rebuild_index(store).bits
    assert refresh(store).values("country")


def test_only_the_current_reader_counts(store: Store) -> None:
    store.add(entries(0, 10), "v1")
    switch_model_version(store, "v2")
    index = refresh(store)
    assert index.bits == {}
    switch_model_version(store, "v1")
    assert len(refresh(store, index).all) == 10


@pytest.mark.usefixtures("small_blocks")
def test_an_index_that_lies_is_found_and_mended(store: Store) -> None:
    store.add(entries(0, 25), "v1")
    refresh(store)
    with store.write_transaction() as connection:
        wrong = BitMap([1, 2]).serialize()
        connection.execute(update(schema.bitmaps).where(schema.bitmaps.c.facet == "role").values(postings=wrong))
    assert [line.split(":")[0] for line in check_index(store)] == ["block 0"]
    assert len(rebuild_index(store).all) == 25
    assert check_index(store) == []


@pytest.mark.usefixtures("small_blocks")
def test_a_store_that_cannot_be_written_is_indexed_all_the_same(store: Store) -> None:
    store.add(entries(0, 40), "v1")
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
    assert len(refresh(store).all) == 40


def test_every_facet_is_a_column() -> None:
    assert all(f in schema.postings.c or f in schema.readings.c for f in COLUMNS)


def test_an_empty_store(store: Store) -> None:
    index = refresh(store, BitmapIndex())
    assert (len(index.all), index.values("role"), check_index(store)) == (0, [], [])


def test_the_last_number_of_a_block_is_known(store: Store) -> None:
    store.add(entries(0, 10), "v1")
    with store.read_transaction() as connection:
        last = connection.scalar(select(func.max(schema.postings.c.number)))
    assert [read.last for read in refresh(store).blocks.values()] == [last]


@pytest.mark.parametrize(
    ("greatest", "size"), [(0, 1), (1, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (2**32 - 1, 4)]
)
def test_numbers_take_as_few_bytes_as_the_greatest_needs(greatest: int, size: int) -> None:
    zeros = zeros_up_to(greatest, 3)
    assert zeros.tolist() == [0, 0, 0]
    zeros[1] = greatest
    assert (zeros.tolist(), zeros.itemsize) == ([0, greatest, 0], size)


@pytest.mark.parametrize("count", [0, 1, 255, 256, 300])
def test_each_posting_has_the_place_of_its_bitmap(count: int) -> None:
    held = which_holds([BitMap([number, 1_000 + number]) for number in range(count)], 2_000)
    expected = np.zeros(2_000, np.int64)
    expected[:count] = expected[1_000 : 1_000 + count] = np.arange(1, count + 1)
    assert held.tolist() == expected.tolist()


@pytest.mark.parametrize("sources", [1, 40, 60, 5_500])
def test_roles_and_sources_and_months_are_told_apart_however_many(sources: int) -> None:
    count = sources * len(ROLES)
    source, role = np.divmod(np.arange(count), len(ROLES))
    bits = {
        "source": {f"s{number:05}": BitMap(np.flatnonzero(source == number)) for number in range(sources)},
        "role": {name: BitMap(np.flatnonzero(role == number)) for number, name in enumerate(ROLES)},
        "month": {"2026-01": BitMap(range(0, count, 2)), "2026-02": BitMap(range(1, count, 2))},
        "all": {"yes": BitMap(range(count))},
    }
    assert len(set(BitmapIndex(bits).strata.tolist())) == count
    dated = date_postings(bits)
    assert len(set(dated.place.tolist())) == count
    assert dated.source(dated.place).tolist() == source.tolist()
    assert dated.month(dated.place).tolist() == [24_312 + number % 2 for number in range(count)]
