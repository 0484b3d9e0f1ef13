import random
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.data.dedup.test_clustering import AGAIN, BERLIN, CUT, ENGINEER, FEED, MUNICH, ORIGIN, RANKS, TABLE
from tests.data.dedup.test_minhash import text
from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.dedup import store_clusters
from truerole.data.dedup.minhash import N_BANDS
from truerole.data.market.bitmap_index import COPY, YES, check_index, refresh
from truerole.data.store import schema
from truerole.data.store.store import Store, bump_versions, posting_row


def entry(number: int, description: str, **more: object) -> StoreEntry:
    return StoreEntry(Posting("board", str(number), "Title", description, **more), FACTS)


def repeated(store: Store) -> dict[int, int]:
    with store.read_transaction() as connection:
        rows = connection.execute(select(schema.postings.c.external_id, schema.postings.c.alike)).all()
        numbers = dict(connection.execute(select(schema.postings.c.number, schema.postings.c.external_id)).all())
    return {int(name): int(numbers[first]) for name, first in rows if first is not None}


def kinds(store: Store) -> dict[int, str | None]:
    with store.read_transaction() as connection:
        rows = connection.execute(select(schema.postings).where(schema.postings.c.alike.is_not(None)))
        return {row.number: row.alike_as for row in rows}


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.schema.BLOCK", 8)
    monkeypatch.setattr("truerole.data.market.bitmap_index.BLOCK", 8)


def test_one_job_on_two_days_is_one_and_other_duties_or_towns_are_others(store: Store) -> None:
    about, duties, others = text(1, 120), text(2, 150), text(3, 150)
    first = f"{about}\nYour work:\n{duties}\nWe are in Leeds."
    store.add([entry(1, first, location="Leeds"), entry(2, first, location="York")], "v1", RANKS)
    store.add([entry(3, f"{about}\nYour work:\n{others}\nWe are in Leeds.")], "v1", RANKS)
    store.add(
        [entry(4, first.upper(), location="Leeds"), entry(5, first.replace("\n", "  "), location="York")], "v1", RANKS
    )
    store.add([entry(6, "We are in Leeds."), entry(7, "We are in Leeds.")], "v1", RANKS)
    assert repeated(store) == {4: 1, 5: 2}


def test_who_was_first_stays_first_over_many_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.store.store.BATCH", 7)
    store.add([entry(n, text(n % 10)) for n in range(1, 61)], "v1", RANKS)
    found = repeated(store)
    assert Counter(found.values()) == dict.fromkeys(range(1, 11), 5)
    assert all(first == (number - 1) % 10 + 1 for number, first in found.items())
    with store.read_transaction() as connection:
        assert len(connection.execute(select(schema.sketches.c.posting)).all()) == 60
        assert len(connection.execute(select(schema.bands.c.posting)).all()) == 10 * N_BANDS


def test_a_batch_with_thousands_of_keys(store: Store) -> None:
    store.add([entry(n, text(n, 50)) for n in range(1_000)], "v1", RANKS)
    store.add([entry(n + 1_000, text(n, 50)) for n in range(1_000)], "v1", RANKS)
    assert repeated(store) == {n + 1_000: n for n in range(1_000)}


def test_the_sample_names_its_firsts_itself(store: Store) -> None:
    def sample(number: int, alike: str | None = None, source: str = "board") -> StoreEntry:
        return StoreEntry(Posting(source, str(number), "Analyst", ""), FACTS, sample=True, duplicate_of=alike)

    store.add([entry(9, ""), sample(1, source="other"), sample(2, "1"), sample(3, "none"), sample(4, "9")], "v1", RANKS)
    assert repeated(store) == {2: 1}


def test_the_own_part_is_kept_behind_the_text(store: Store) -> None:
    about, works = text(1, 600), [text(n, 40) for n in (2, 3)]
    store.add(
        [replace(entry(n, f"{about}\n{own}", company="Acme"), own_text=own) for n, own in enumerate(works)], "v1", RANKS
    )
    store.add([replace(entry(2, f"{text(9, 200)}\n{works[0]}", company="Acme"), own_text=works[0])], "v1", RANKS)
    assert repeated(store) == {2: 0}
    with store.read_transaction() as connection:
        assert {len(kept) for kept in connection.scalars(select(schema.sketches.c.sketch))} == {256}


# Another first posting


@pytest.mark.usefixtures("small_blocks")
def test_a_better_first_posting_takes_the_place_of_another(store: Store) -> None:
    fillers = [entry(n, text(n)) for n in range(100, 130)]
    agency = replace(FEED, external_id="7", company="Talent Pool")
    store.add([StoreEntry(replace(FEED, external_id="5"), FACTS), *fillers[:10]], "v1", RANKS)
    store.add(
        [StoreEntry(replace(TABLE, external_id="6"), FACTS), StoreEntry(agency, FACTS), *fillers[10:20]], "v1", RANKS
    )
    before = refresh(store)
    assert repeated(store) == {6: 5, 7: 5}
    store.add([*fillers[20:], StoreEntry(ENGINEER, FACTS)], "v1", RANKS)
    assert repeated(store) == {5: 1, 6: 1, 7: 1}
    assert sorted(kinds(store).values(), key=str) == [None, None, "copy"]
    after = refresh(store, before)
    assert after.bits == refresh(store).bits
    assert set(after.bitmap(COPY, YES)) == kinds(store).keys()
    assert check_index(store) == []
    # Those that come later find it by the texts of all.
    store.add([StoreEntry(AGAIN, FACTS)], "v1", RANKS)
    assert repeated(store)[2] == 1


def test_two_groups_become_one(store: Store) -> None:
    store.add(
        [StoreEntry(replace(CUT, external_id="5"), FACTS), StoreEntry(replace(FEED, external_id="6"), FACTS)],
        "v1",
        RANKS,
    )
    store.add(
        [StoreEntry(replace(CUT, external_id="7"), FACTS), StoreEntry(replace(TABLE, external_id="8"), FACTS)],
        "v1",
        RANKS,
    )
    assert repeated(store) == {7: 5, 8: 6}
    store.add([StoreEntry(ORIGIN, FACTS)], "v1", RANKS)
    assert repeated(store) == dict.fromkeys((5, 6, 7, 8), 1)


def test_one_that_is_found_by_the_origin_of_one_that_is_not_the_first(store: Store) -> None:
    store.add([StoreEntry(ENGINEER, FACTS), StoreEntry(replace(AGAIN, origin="greenhouse:1"), FACTS)], "v1", RANKS)
    store.add([StoreEntry(replace(CUT, external_id="3"), FACTS)], "v1", RANKS)
    assert repeated(store) == {2: 1, 3: 1}


def test_places_of_the_whole_group_are_asked(store: Store) -> None:
    for number, posting in enumerate([replace(ENGINEER, location="Germany"), BERLIN, MUNICH, BERLIN], 1):
        store.add([StoreEntry(replace(posting, external_id=str(number)), FACTS)], "v1", RANKS)
    assert repeated(store) == {2: 1, 4: 1}


# Changed


def revised(store: Store, **changed: Posting) -> None:
    """Let the source of some postings, named "p" and their number, show them otherwise."""
    with store.write_transaction() as connection:
        for name, posting in changed.items():
            row = posting_row(StoreEntry(posting, FACTS))
            values = {column: row[column] for column in ("title", "company", "location", "description", "origin")}
            connection.execute(update(schema.postings).where(schema.postings.c.number == int(name[1:])).values(values))
        numbers = {int(name[1:]): (posting, None) for name, posting in changed.items()}
        regrouped = store_clusters.cluster_changed(connection, numbers, RANKS)
        bump_versions(connection, numbers.keys() | regrouped)
    assert check_index(store) == []


def keys_kept(store: Store) -> Counter[int]:
    with store.read_transaction() as connection:
        return Counter(connection.scalars(select(schema.bands.c.posting)))


def test_a_changed_posting_is_found_by_its_new_text(store: Store) -> None:
    other = replace(ENGINEER, external_id="2", description=text(5), title="Cook")
    store.add([StoreEntry(ENGINEER, FACTS), StoreEntry(replace(AGAIN, description=text(4)), FACTS)], "v1", RANKS)
    revised(store, p1=replace(ENGINEER, description=text(5), title="Cook"))
    store.add(
        [StoreEntry(replace(other, external_id="3"), FACTS), StoreEntry(replace(AGAIN, external_id="4"), FACTS)],
        "v1",
        RANKS,
    )
    assert repeated(store) == {3: 1}
    assert set(keys_kept(store)) == {1, 2, 4}


def test_a_posting_whose_text_comes_later_is_grouped_then(store: Store) -> None:
    store.add(
        [StoreEntry(replace(FEED, external_id="5"), FACTS), StoreEntry(replace(ENGINEER, description=""), FACTS)],
        "v1",
        RANKS,
    )
    assert repeated(store) == {}
    revised(store, p2=ENGINEER)
    assert repeated(store) == {5: 1}


def test_a_changed_posting_stays_what_it_was(store: Store) -> None:
    store.add(
        [StoreEntry(replace(one, external_id=str(n)), FACTS) for n, one in enumerate([ENGINEER, AGAIN, FEED], 1)],
        "v1",
        RANKS,
    )
    revised(store, p1=replace(ENGINEER, description=text(5)), p2=replace(AGAIN, description=text(6)))
    assert repeated(store) == {2: 1, 3: 1}
    store.add([StoreEntry(replace(FEED, external_id="4", description=text(5)), FACTS)], "v1", RANKS)
    assert repeated(store) == {2: 1, 3: 1, 4: 1}
    assert set(keys_kept(store)) == {1}


def test_nothing_new_in_what_has_changed(store: Store) -> None:
    store.add(
        [StoreEntry(replace(one, external_id=str(n)), FACTS) for n, one in enumerate([FEED, ENGINEER], 1)], "v1", RANKS
    )
    before = keys_kept(store), repeated(store)
    for _ in range(3):
        revised(store, p1=FEED, p2=ENGINEER)
    assert (keys_kept(store), repeated(store)) == before


@pytest.mark.slow
@pytest.mark.usefixtures("small_blocks")
# What chance adds is of the program; of PostgreSQL one run tells as much as three.
@pytest.mark.parametrize(
    ("url", "seed"),
    [*(("sqlite", seed) for seed in range(3)), pytest.param("postgresql", 0, marks=pytest.mark.postgres)],
    indirect=["url"],
)
def test_however_they_come_the_index_and_the_groups_are_right(store: Store, seed: int) -> None:
    choose, index, number = random.Random(seed), None, 0
    kinds_of = [ENGINEER, FEED, TABLE, CUT, ORIGIN, MUNICH, replace(FEED, company="Talent Pool")]
    for _ in range(12):
        batch = []
        for _ in range(choose.randrange(1, 12)):
            posting, job, number = choose.choice(kinds_of), choose.randrange(6), number + 1
            batch.append(
                replace(
                    posting,
                    external_id=str(number),
                    description=posting.description and text(job),
                    title=f"{posting.title} {chr(97 + job) * 3}",
                    origin=posting.origin and f"greenhouse:{job}",
                )
            )
        store.add([StoreEntry(posting, FACTS) for posting in batch], "v1", RANKS)
        index = refresh(store, index)
        found = repeated(store)
        assert not found.keys() & set(found.values())
        assert index.bits == refresh(store).bits
        assert set(index.bitmap(COPY, YES)) == kinds(store).keys()
        assert check_index(store) == []
