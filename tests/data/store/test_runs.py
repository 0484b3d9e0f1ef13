"""Runs and what they came by are written down."""

from sqlalchemy import select

from tests.data.store.test_store import entry
from truerole.data.store import schema
from truerole.data.store.runs import begin_run, end_run, record_sightings
from truerole.data.store.store import Store


def test_a_run_begins_and_ends(store: Store) -> None:
    first, second = begin_run(store, "import"), begin_run(store, "import")
    end_run(store, second, "3 new postings")
    with store.read_transaction() as connection:
        rows = connection.execute(select(schema.runs).order_by(schema.runs.c.number)).all()
    assert [(row.number, row.kind, row.summary) for row in rows] == [
        (first, "import", None), (second, "import", "3 new postings")
    ]  # fmt: skip
    assert rows[0].ended_at is None
    assert rows[1].ended_at >= rows[1].begun_at


def test_what_a_run_came_by_is_kept_once(store: Store) -> None:
    store.add([entry(n) for n in range(2_000)], "v1")
    numbers = list(store.known_numbers(entry(n).posting.identity for n in range(2_000)).values())
    run = begin_run(store, "import")
    record_sightings(store, run, [])
    record_sightings(store, run, [*numbers, *numbers[:7]])
    record_sightings(store, run, numbers[:5])
    record_sightings(store, begin_run(store, "import"), numbers[:3])
    with store.read_transaction() as connection:
        seen = connection.execute(select(schema.sightings.c.run)).scalars().all()
    assert (len(seen), seen.count(run)) == (2_003, 2_000)


def test_known(store: Store) -> None:
    store.add([entry(1), entry(2, board="other")], "v1")
    wanted = [entry(1).posting, entry(2).posting, entry(2, board="other").posting, entry(3).posting]
    found = store.known_numbers(posting.identity for posting in wanted)
    assert found.keys() == {("board", "", "1"), ("board", "other", "2")}
    assert len(set(found.values())) == 2
    assert store.known_numbers([]) == {}
