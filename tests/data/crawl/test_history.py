from datetime import timedelta

from sqlalchemy import insert

from truerole.core.clock import now
from truerole.data.crawl.history import deferred_hosts, last_crawls
from truerole.data.crawl.work_queue import KIND
from truerole.data.store.runs import begin_run, end_run
from truerole.data.store.schema import hosts, units
from truerole.data.store.store import Store


def test_the_last_gatherings_with_what_was_answered(store: Store) -> None:
    assert last_crawls(store) == []
    first, _, cut = (begin_run(store, kind) for kind in (KIND, "import", KIND))
    end_run(store, first, "3 new")
    outcomes = ["complete", "complete", "failed", None]
    rows = [
        {"run": first, "source": "lever", "board": "acme", "key": str(n), "request": "{}", "outcome": outcome}
        for n, outcome in enumerate(outcomes)
    ]
    with store.write_transaction() as connection:
        connection.execute(insert(units), rows)
    newest, older = last_crawls(store)
    assert (newest.number, newest.ended_at, newest.summary, newest.asked) == (cut, None, None, 0)
    assert (older.number, older.summary, dict(older.answers)) == (first, "3 new", {"complete": 2, "failed": 1})
    assert (older.asked, older.ended_at is not None) == (3, True)
    assert [run.number for run in last_crawls(store, 1)] == [cut]


def test_hosts_that_ask_to_wait(store: Store) -> None:
    later, past = now() + timedelta(hours=2), now() - timedelta(hours=2)
    with store.write_transaction() as connection:
        rows = [{"host": "a.example", "retry_at": later}, {"host": "b.example", "retry_at": past}]
        connection.execute(insert(hosts), [*rows, {"host": "c.example", "retry_at": None}])
    assert deferred_hosts(store) == {"a.example": later}
