"""Tasks are done once, held while their gathering lives, and left to the next one when it is dead."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from truerole.core.clock import now
from truerole.core.crawl import CrawlTask, TaskResult
from truerole.core.errors import StoreError
from truerole.data.crawl.work_queue import (
    add_tasks,
    begin,
    board_result,
    finish_task,
    progress,
    purge_old_tasks,
    release,
    renew,
    running,
    task_results,
)
from truerole.data.store import schema
from truerole.data.store.runs import end_run
from truerole.data.store.store import Store


def request(n: int, of: str | None = None) -> bytes:
    return b'{"of":%s,"url":"https://example.com/%d"}' % (b'"%s"' % of.encode() if of else b"null", n)


A, B, C = (CrawlTask("greenhouse", board, request(n)) for n, board in enumerate(("a", "b", "c")))
PAGE = CrawlTask("greenhouse", "a", request(7))


def done(store: Store, run: int, *tasks: CrawlTask, more: tuple[CrawlTask, ...] = ()) -> None:
    with store.write_transaction() as connection:
        add_tasks(connection, run, more)
        for task in tasks:
            finish_task(connection, run, task, TaskResult("complete", None, 3))


def test_what_is_left_is_gone_on_with(store: Store) -> None:
    run, resumed, left = begin(store, [A, B])
    assert (resumed, left) == (False, [A, B])
    done(store, run, A, more=(PAGE, PAGE, B))
    assert begin(store, [B, A]) == (run, True, [B, PAGE])
    done(store, run, B, PAGE)
    assert begin(store, [A, B]) == (run, True, [])
    end_run(store, run, "done")
    again, resumed, left = begin(store, [A, B])
    assert (again != run, resumed, left) == (True, False, [A, B])


def test_other_boards_are_another_run(store: Store) -> None:
    first, _, _ = begin(store, [A, B])
    second, resumed, _ = begin(store, [A, B, C])
    assert (second != first, resumed) == (True, False)
    third, resumed, _ = begin(store, [A, B], "reparsing")
    assert (third not in (first, second), resumed) == (True, False)
    assert begin(store, [A, B]) == (first, True, [A, B])


def test_what_was_cut_off_long_ago_is_given_up(store: Store) -> None:
    run, _, _ = begin(store, [A])
    with store.write_transaction() as connection:
        connection.execute(update(schema.runs).values(begun_at=now() - timedelta(hours=21)))
    again, resumed, left = begin(store, [A])
    assert (again != run, resumed, left) == (True, False, [A])
    with store.read_transaction() as connection:
        assert [end.outcome for _, end in task_results(connection, run, ("greenhouse", "a"))] == ["failed"]


CHILD = """
import sys
from truerole.data.store.store import open_store
from truerole.data.crawl.work_queue import begin
from truerole.core.crawl import CrawlTask
with open_store(sys.argv[1]) as store:
    begin(store, [CrawlTask("greenhouse", "a", b'{"of":null}')])
    print("held", flush=True)
    sys.stdin.read()
"""


def test_only_one_gathers_and_a_killed_one_holds_nothing(url: str, store: Store) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()
    ) as child:
        assert child.stdout.readline() == b"held\n"
        assert running(store) == 1
        with pytest.raises(StoreError, match=r"another gathering is running since \d\d:\d\d UTC"):
            begin(store, [B])
        child.kill()
        child.wait(10)
    assert running(store) is None
    run, resumed, left = begin(store, [CrawlTask("greenhouse", "a", b'{"of":null}')])
    assert (run, resumed, len(left)) == (1, True, 1)


def test_another_machine_holds_its_tasks_until_its_lease_has_run_out(store: Store) -> None:
    run, _, _ = begin(store, [A])
    with store.write_transaction() as connection:
        connection.execute(update(schema.units).values(holder="elsewhere:1:2"))
    with pytest.raises(StoreError):
        begin(store, [A])
    with store.write_transaction() as connection:
        connection.execute(update(schema.units).values(held_until=now() - timedelta(seconds=1)))
    assert begin(store, [A]) == (run, True, [A])


def test_what_ended_long_ago_is_forgotten(store: Store) -> None:
    runs_ = [begin(store, [task])[0] for task in (A, B, C)]
    with store.write_transaction() as connection:
        for run, days in zip(runs_[:2], (91, 89), strict=True):
            ended = update(schema.runs).where(schema.runs.c.number == run)
            connection.execute(ended.values(ended_at=now() - timedelta(days=days)))
    purge_old_tasks(store)
    assert [len(progress(store, run)) for run in runs_] == [0, 1, 1]


def test_release_and_renew(store: Store) -> None:
    run, _, _ = begin(store, [A, B])
    release(store, run)
    renew(store, run)
    done(store, run, A)
    assert progress(store, run) == [("greenhouse", 2, 1, 2)]
    assert running(store) is None  # it is this process that holds it


E = TaskResult


@pytest.mark.parametrize(
    ("parts", "end"),
    [
        ([], E("failed", "nothing was asked")),
        ([(request(1), E("complete", None, 3)), (request(2), E("complete", None, 4))], E("complete", None, 7)),
        ([(request(1), E("complete", None, 3)), (request(2), E("failed", "slow"))], E("failed", "slow", 3)),
        ([(request(1), E("truncated", None, 3)), (request(2), E("complete", None, 1))], E("truncated", None, 4)),
        ([(request(1), E("rate limited", "later")), (request(2), E("gone", "no"))], E("rate limited", "later")),
        ([(request(1), E("not modified"))], E("not modified")),
        # Single postings whose texts could not be had make no list incomplete; one that is gone is only gone.
        (
            [(request(1), E("complete", None, 3)), *((request(n, "x"), E("failed", "slow")) for n in (2, 3)),
             (request(4, "y"), E("gone", "404")), (request(5, "z"), E("complete", None, 1))],
            E("complete", "the texts of 2 postings could not be had", 3),
        ),
    ],
)  # fmt: skip
def test_how_it_went_with_a_board(parts: list[tuple[bytes, TaskResult]], end: TaskResult) -> None:
    assert board_result(parts) == end
