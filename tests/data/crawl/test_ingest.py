"""What units show is kept in one step: new, changed, seen, gone, closed, open again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from tests.data.store.test_store import FACTS, entry, rows
from truerole.core.clock import now
from truerole.core.crawl import Board, ChangeCounts, CrawlTask, TaskOutput, TaskResult, Validators, validators_key
from truerole.core.stored import StoreEntry
from truerole.data.crawl import boards
from truerole.data.crawl.host_state import load_validators, save_validators
from truerole.data.crawl.ingest import close_by_day, end_board, ingest, known_postings
from truerole.data.crawl.work_queue import begin
from truerole.data.market.bitmap_index import check_index, refresh
from truerole.data.store import schema
from truerole.data.store.store import Store

KEY = ("greenhouse", "acme")


def posted(n: int, **more: object) -> StoreEntry:
    return entry(n, **{"source": KEY[0], "board": KEY[1], "title": f"Data Engineer {n}"} | more)


def page(n: int = 0) -> CrawlTask:
    return CrawlTask(*KEY, b'{"of":null,"url":"https://example.com/%d","accept":"*/*","otherwise":null}' % n)


def board(store: Store) -> Board:
    boards.add_board(store, *KEY)
    found = boards.get_board(store, *KEY)
    assert found
    return found


def gather(
    store: Store, *entries: StoreEntry, outcome: str = "complete", absences: int | None = 1
) -> tuple[ChangeCounts, int]:
    """Gather a board whose list shows these postings, as the crawl does."""
    here = board(store)
    run, _, _ = begin(store, [page(rows(store, "runs"))])
    task = page(run - 1)
    output = TaskOutput(task, TaskResult(outcome, None, len(entries)), all_open=outcome == "not modified")
    known = known_postings(store, [e.posting.identity for e in entries])
    for one in entries:
        state = known.get(one.posting.identity)
        if state is None:
            output.new.append(one)
        elif state.content == one.posting.content:
            output.seen.append(state.number)
        else:
            output.changed.append((state.number, one))
    (kept,) = ingest(store, run, [output], "v1")
    closed = end_board(store, run, here, absences).closed
    assert end_board(store, run, here, absences).closed == 0  # a second time nothing is done
    with store.write_transaction() as connection:
        connection.execute(update(schema.runs).values(ended_at=now()))
    return kept, closed


def closed(store: Store) -> int:
    """Return how many postings the index says are closed."""
    return len(refresh(store).bitmap("closed", "yes"))


def state(store: Store) -> dict[str, tuple[object, ...]]:
    table = schema.postings.c
    with store.read_transaction() as connection:
        columns = select(table.external_id, table.closed_on, table.close_reason, table.reopened)
        found = connection.execute(columns.order_by(table.number))
        return {row.external_id: (row.closed_on is None, row.close_reason, row.reopened) for row in found}


OPEN, ABSENT = (True, None, 0), (False, "absent", 0)


def test_new_changed_unchanged_closed_and_open_again(store: Store) -> None:
    first = [posted(n) for n in range(10)]
    assert gather(store, *first) == (ChangeCounts(new=10), 0)
    assert gather(store, *first) == (ChangeCounts(unchanged=10), 0)
    edited = posted(0, description="Another text about Kafka")
    assert gather(store, edited, *first[1:9]) == (ChangeCounts(changed=1, unchanged=8), 1)
    assert closed(store) == 1
    assert state(store) == {str(n): OPEN for n in range(9)} | {"9": ABSENT}
    assert gather(store, edited, *first[1:]) == (ChangeCounts(unchanged=10, reopened=1), 0)
    assert state(store)["9"] == (True, None, 1)
    assert closed(store) == 0


def test_what_changed_is_read_and_found_anew(store: Store) -> None:
    gather(store, posted(1), posted(2))
    refresh(store, None)
    other = StoreEntry(posted(1, title="Analyst", description="All about Tableau").posting, FACTS)
    gather(store, other, posted(2))
    with store.read_transaction() as connection:
        row = connection.execute(select(schema.postings).where(schema.postings.c.external_id == "1")).one()
    assert (row.title, row.description, row.number) == ("Analyst", "All about Tableau", 1)
    assert [rows(store, table) for table in ("postings", "readings", "skills")] == [2, 2, 4]
    assert check_index(store) == []


def test_a_run_that_is_not_complete_closes_nothing(store: Store) -> None:
    first = [posted(n) for n in range(10)]
    gather(store, *first)
    for outcome in ("truncated", "failed", "malformed", "rate limited", "forbidden", "not modified", "gone"):
        assert gather(store, *first[:9], outcome=outcome)[1] == 0
    assert gather(store, *first[:9], absences=None)[1] == 0
    assert set(state(store).values()) == {OPEN}


def test_not_modified_means_that_all_are_open(store: Store) -> None:
    first = [posted(n) for n in range(4)]
    gather(store, *first)
    gather(store, *first[:3], absences=1)
    assert gather(store, outcome="not modified") == (ChangeCounts(unchanged=3), 0)
    assert list(state(store).values()) == [OPEN, OPEN, OPEN, ABSENT]


def test_a_page_may_miss_a_posting_three_times(store: Store) -> None:
    first = [posted(n) for n in range(10)]
    gather(store, *first, absences=4)
    for _ in range(3):
        assert gather(store, *first[1:], absences=4)[1] == 0
    assert gather(store, *first[1:], absences=4)[1] == 1
    assert state(store)["0"] == ABSENT


def test_a_short_list_closes_nothing_until_it_is_the_usual(store: Store) -> None:
    first = [posted(n) for n in range(10)]
    for _ in range(3):
        gather(store, *first)
    closed = []
    for _ in range(4):
        # Quick runs one after another say no more than one.
        closed.append([gather(store, *first[:6])[1] for _ in range(3)])
        a_day_later(store)
    assert closed == [[0, 0, 0], [0, 0, 0], [0, 4, 0], [0, 0, 0]]
    assert board(store).outcome == "complete"


def test_most_of_a_board_is_closed_by_days_not_by_runs(store: Store) -> None:
    first = [posted(n) for n in range(10)]
    gather(store, *first)
    closed = []
    for _ in range(5):
        a_day_later(store)
        closed.append(sum(gather(store, *first[:4])[1] for _ in range(3)))
    assert closed == [0, 0, 0, 6, 0]


def a_day_later(store: Store) -> None:
    with store.write_transaction() as connection:
        good = connection.scalar(select(schema.boards.c.good_at))
        connection.execute(update(schema.boards).values(good_at=good - timedelta(days=1)))


def test_an_empty_board_is_believed_on_the_sixth_day(store: Store) -> None:
    gather(store, *(posted(n) for n in range(10)))
    closed = []
    for _ in range(6):
        closed.append(gather(store)[1])
        a_day_later(store)
    assert closed == [0, 0, 0, 0, 0, 10]


def test_empty_lists_of_one_day_count_once(store: Store) -> None:
    gather(store, *(posted(n) for n in range(10)))
    assert [gather(store)[1] for _ in range(10)] == [0] * 10
    assert board(store).empty == 1


@pytest.mark.parametrize(
    ("shown", "absences", "kept"),
    [(10, 1, True), (9, 1, True), (3, 1, False), (0, 1, False), (9, 3, False)],
    ids=["all", "one closed", "most absent", "empty", "one absent for the first time"],
)
def test_validators_are_kept_only_of_a_list_that_was_taken_whole(
    store: Store, shown: int, absences: int, kept: bool
) -> None:
    """A 304 says that all is as in that list: where some stay open that it did not show, it is asked anew."""
    gather(store, *(posted(n) for n in range(10)))
    key = validators_key("https://example.com/1", "*/*")
    with store.write_transaction() as connection:
        save_validators(connection, Validators(key, '"1"', None, now()))
    gather(store, *(posted(n) for n in range(shown)), absences=absences)
    assert (load_validators(store, key) is not None) == kept


def test_a_board_that_is_gone_is_believed_after_days(store: Store) -> None:
    gather(store, *(posted(n) for n in range(10)))
    assert [gather(store, outcome="gone")[1] for _ in range(4)] == [0] * 4
    with store.write_transaction() as connection:
        connection.execute(update(schema.boards).values(good_at=now() - timedelta(days=3)))
    assert gather(store, outcome="gone")[1] == 10
    assert {reason for _, reason, _ in state(store).values()} == {"board_gone"}


def test_days_close_postings(store: Store) -> None:
    today = now().date()
    shown = [posted(1, posted_on=today - timedelta(days=61)), posted(2, posted_on=today - timedelta(days=59)),
             posted(3, posted_on=None), posted(4, posted_on=today, deadline=today - timedelta(days=1)),
             posted(5, posted_on=today, deadline=today)]  # fmt: skip
    gather(store, *shown, absences=None)
    store.add([StoreEntry(posted(6, posted_on=date(2020, 1, 1)).posting, FACTS, sample=True)], "v1")
    assert close_by_day(store, {"greenhouse": 60}) == 2
    reasons = {name: reason for name, (_, reason, _) in state(store).items()}
    assert reasons == {"1": "age", "2": None, "3": None, "4": "deadline", "5": None, "6": None}


TODAY = now().date()
LONG_AGO, YESTERDAY, TOMORROW = (TODAY + timedelta(days=days) for days in (-90, -1, 1))


@pytest.mark.parametrize(
    ("first", "then", "reopened"),
    [
        pytest.param({"deadline": YESTERDAY}, {}, 0, id="its deadline is past"),
        pytest.param({"deadline": YESTERDAY}, {"title": "Baker"}, 0, id="past, and it has changed"),
        pytest.param({"deadline": YESTERDAY}, {"deadline": TOMORROW}, 1, id="a later deadline"),
        pytest.param({"deadline": YESTERDAY}, {"deadline": None}, 1, id="no deadline any more"),
        pytest.param({"posted_on": LONG_AGO}, {}, 0, id="it is old"),
        pytest.param({"posted_on": LONG_AGO}, {"posted_on": TODAY}, 1, id="published anew"),
    ],
)
def test_a_list_that_shows_what_is_past_does_not_reopen_it(
    store: Store, first: dict[str, object], then: dict[str, object], reopened: int
) -> None:
    first = {"posted_on": TODAY} | first
    gather(store, posted(1, **first), absences=None)
    assert close_by_day(store, {"greenhouse": 60}) == 1
    with store.write_transaction() as connection:
        connection.execute(update(schema.postings).values(closed_on=YESTERDAY))
    for _ in range(3):
        gather(store, posted(1, **first | then), absences=None)
        close_by_day(store, {"greenhouse": 60})
    ((opened, _, times),) = state(store).values()
    assert (opened, times) == (bool(reopened), reopened)
    with store.read_transaction() as connection:
        assert connection.scalar(select(schema.postings.c.closed_on)) == (None if reopened else YESTERDAY)
    assert closed(store) == 1 - reopened


@pytest.mark.parametrize("count", [1, 7])
def test_a_posting_whose_page_is_gone_is_closed(store: Store, count: int) -> None:
    gather(store, *(posted(n) for n in range(8)))
    run, _, _ = begin(store, [page(99)])
    assert (
        ingest(store, run, [TaskOutput(page(99), TaskResult("gone"), gone=list(range(1, count + 1)))], "v1")[0].closed
        == count
    )
    assert [reason for _, reason, _ in state(store).values()].count("gone") == count


def test_the_same_posting_in_two_units_is_kept_once(store: Store) -> None:
    board(store)
    run, _, _ = begin(store, [page(1), page(2)])
    outputs = [TaskOutput(page(n), TaskResult("complete"), new=[posted(1), posted(n)]) for n in (1, 2)]
    assert [kept.new for kept in ingest(store, run, outputs, "v1")] == [1, 1]
    assert rows(store, "postings") == 2
