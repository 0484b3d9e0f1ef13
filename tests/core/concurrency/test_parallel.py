"""Work is shared among processes: the same results, in the same order, whatever fails."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Lock
from time import sleep

import psutil
import pytest

from truerole.core.concurrency import parallel
from truerole.core.concurrency.parallel import (
    FEWEST_PARALLEL,
    TASKS_PER_PROCESS,
    chunks,
    map_in_order,
    worker_pool,
)
from truerole.core.errors import DataError, WorkerLost


def double(n: int) -> int:
    return 2 * n


def process(_: int) -> int:
    return os.getpid()


def refuse(n: int) -> int:
    if n == 6:
        raise DataError("six is refused")
    return n


def sleep_long(_: int) -> None:
    sleep(60)


@pytest.mark.parametrize(
    ("items", "size", "lists"),
    [([], 2, []), ([1], 2, [[1]]), ([1, 2], 2, [[1, 2]]), ([1, 2, 3], 2, [[1, 2], [3]])],
)
def test_chunks(items: list[int], size: int, lists: list[list[int]]) -> None:
    assert list(chunks(iter(items), size)) == lists


@pytest.mark.parametrize("workers", [1, 2, None])
@pytest.mark.parametrize("tasks", [0, 1, FEWEST_PARALLEL - 1, FEWEST_PARALLEL, 50])
def test_results_come_in_order(tasks: int, workers: int | None) -> None:
    assert list(map_in_order(double, range(tasks), workers)) == [2 * n for n in range(tasks)]


def test_few_tasks_start_no_process() -> None:
    assert set(map_in_order(process, range(FEWEST_PARALLEL - 1), 2)) == {os.getpid()}
    assert os.getpid() not in set(map_in_order(process, range(FEWEST_PARALLEL), 2))


def test_whoever_takes_the_results_slowly_has_none_pile_up() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        while taken < 10_000:
            taken += 1
            yield taken

    with closing(map_in_order(double, tasks(), 2)) as results:
        for done in range(1, 10):
            next(results)
            sleep(0.02)
            assert taken <= done + 2 * TASKS_PER_PROCESS


def failing() -> Iterator[int]:
    yield from range(12)
    raise DataError("the file is damaged")


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_what_fails_is_raised_here(workers: int) -> None:
    with pytest.raises(DataError, match="six is refused"):
        list(map_in_order(refuse, range(20), workers))
    with pytest.raises(DataError, match="the file is damaged"):
        list(map_in_order(double, failing(), workers))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals of POSIX")
def test_starting_the_resource_tracker_lets_no_interrupt_through() -> None:
    code = (
        "from multiprocessing import resource_tracker\n"
        "from signal import SIG_BLOCK, SIGINT, pthread_sigmask\n"
        "from truerole.core.concurrency.parallel import _blocked\n"
        "with _blocked():\n"
        "    resource_tracker.ensure_running()\n"
        "    print(SIGINT in pthread_sigmask(SIG_BLOCK, []))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "True\n"


def die(_: int) -> None:
    os._exit(1)


def die_once(mark: Path) -> str:
    """End the process of the first who sees the mark."""
    try:
        mark.unlink()
    except FileNotFoundError:
        return mark.name
    os._exit(1)


def test_a_task_whose_process_dies_is_done_by_another(tmp_path: Path) -> None:
    marks = [tmp_path / str(n) for n in range(12)]
    for mark in (marks[0], marks[7], marks[11]):
        mark.touch()
    assert list(map_in_order(die_once, marks, 2)) == [mark.name for mark in marks]


def test_a_task_that_ends_two_processes_is_told_in_a_line() -> None:
    with pytest.raises(WorkerLost, match="two processes died at the same work; is there too little memory"):
        list(map_in_order(die, range(8), 2))


def share(n: int) -> list[int]:
    return list(map_in_order(process, range(FEWEST_PARALLEL), n))


def test_a_process_of_a_pool_starts_no_others() -> None:
    for pids in map_in_order(share, [2] * FEWEST_PARALLEL, 2):
        assert len(set(pids)) == 1
        assert os.getpid() not in pids


def test_the_next_map_has_the_same_processes_unless_one_was_cut_off() -> None:
    first, second = (set(map_in_order(process, range(8), 3)) for _ in range(2))
    assert len(first | second) <= 3
    with closing(map_in_order(sleep_long, range(8), 3)):
        pass
    with pytest.raises(DataError):
        list(map_in_order(refuse, range(8), 3))
    assert not first & set(map_in_order(process, range(8), 3))


def test_processes_that_ended_while_they_waited_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "KEPT_SECONDS", 0.3)
    monkeypatch.setattr(parallel, "_WARM", {})
    first = set(map_in_order(process, range(8), 2))
    gone, alive = psutil.wait_procs([each for each in psutil.Process().children() if each.pid in first], timeout=20)
    assert ({each.pid for each in gone}, alive) == (first, [])
    second = set(map_in_order(process, range(8), 2))
    for each in second:
        os.kill(each, signal.SIGKILL)
    assert not (first | second) & set(map_in_order(process, range(8), 2))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_takes_no_process_of_its_parent() -> None:
    before = set(map_in_order(process, range(8), 2))
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.write(theirs, repr(set(map_in_order(process, range(8), 2))).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = set(map(int, os.read(ours, 100).decode().strip("{}").split(",")))
    assert (len(told) <= 2, told & before) == (True, set())
    assert set(map_in_order(process, range(8), 2)) <= before


class Stubborn(Exception):
    """Error that cannot be made again from its arguments."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what} at {where}")


def fail_stubbornly(_: int) -> None:
    raise Stubborn("a fault", "the oven")


def leave(_: int) -> None:
    raise SystemExit("it leaves")


def locked(_: int) -> object:
    return Lock()


@pytest.mark.parametrize(
    ("work", "error", "says"),
    [
        (fail_stubbornly, RuntimeError, "Stubborn: a fault at the oven"),
        (leave, SystemExit, "it leaves"),
        (locked, RuntimeError, "cannot pickle"),
    ],
)
def test_what_cannot_be_handed_over_is_told_and_the_process_stays(
    work: Callable[[int], object], error: type[BaseException], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with worker_pool(1) as pool:
        first = pool.submit(process, 1).result()
        for task in (1, Lock(), 2):
            with pytest.raises((error, TypeError), match=says if isinstance(task, int) else "cannot pickle"):
                pool.submit(work, task).result()
        assert pool.submit(process, 1).result() == first
    assert capfd.readouterr().err == ""


def setting(_: int) -> str | None:
    return os.environ.get("TRUEROLE_HOME")


@pytest.mark.parametrize("home", ["first", "second"])
def test_processes_know_the_settings_of_now(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", home)
    assert set(map_in_order(setting, range(8), 2)) == {home}


def end_early(_: int) -> None:
    raise StopIteration


@pytest.mark.parametrize("workers", [1, 2])
def test_work_cannot_end_the_map_early(workers: int) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(map_in_order(end_early, range(8), workers))


# As people write them: work is defined here, and nothing asks whether this is the main module.
SCRIPT = """
from truerole.core.concurrency.parallel import map_in_order
print("run")
offset = 5
def shift(n):
    return n + offset
print(sum(map_in_order(shift, range(8), 2)))
"""


def test_a_script_is_run_once_and_shares_what_it_defines(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, env=environment)
    assert (done.stdout, done.stderr) == (f"run\n{sum(range(5, 13))}\n", "")


def hold_interpreter(_: int) -> None:
    """Hold the interpreter, as a match without an end does, so that no thread of this process runs."""
    while True:
        ctypes.PyDLL(None).sleep(600)


def test_a_pool_returns_results_and_raises_errors() -> None:
    with worker_pool(2) as pool:
        assert list(pool.map(double, range(20))) == [2 * n for n in range(20)]
        assert os.getpid() not in set(pool.map(process, range(4)))
        with pytest.raises(DataError, match="six is refused"):
            pool.submit(refuse, 6).result()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "says"), [(hold_interpreter, "took longer than 3 seconds"), (die, "died"), (sleep_long, "took longer")]
)
def test_a_task_that_never_ends_or_kills_its_process_harms_no_other(work: Callable[[int], None], says: str) -> None:
    with worker_pool(2, seconds=3) as pool:
        lost, others = pool.submit(work, 1), [pool.submit(double, n) for n in range(20)]
        assert [other.result() for other in others] == [2 * n for n in range(20)]
        with pytest.raises(WorkerLost, match=says):
            lost.result()
        assert pool.submit(double, 4).result() == 8


_PREPARED: list[int] = []


def prepare_slowly() -> None:
    sleep(1.5)
    _PREPARED.append(os.getpid())


def prepared(_: int) -> list[int]:
    return _PREPARED


def refuse_to_begin() -> None:
    raise DataError("there is no model to load")


@pytest.mark.slow
def test_what_a_process_prepares_counts_for_no_task() -> None:
    with worker_pool(1, 1.0, prepare_slowly) as pool:
        (first,) = pool.submit(prepared, 1).result()
        assert pool.submit(prepared, 1).result() == [first]
        with pytest.raises(WorkerLost, match="took longer than 1 seconds"):
            pool.submit(sleep_long, 1).result()
        (second,) = pool.submit(prepared, 1).result()
        assert first != second


def test_a_process_that_cannot_prepare_says_why() -> None:
    with worker_pool(1, prepare=refuse_to_begin) as pool:
        for _ in range(2):
            with pytest.raises(DataError, match="there is no model to load"):
                pool.submit(double, 1).result()


@pytest.mark.slow
def test_the_end_of_the_context_ends_a_task_that_never_ends() -> None:
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), worker_pool(1) as pool:
        lost, late = pool.submit(hold_interpreter, 1), pool.submit(double, 1)
        sleep(1)
        raise KeyboardInterrupt
    assert time.monotonic() - begun < 10
    assert isinstance(lost.exception(), WorkerLost)
    assert late.cancelled()


PARENT = """
import sys
sys.path.insert(0, {root!r})
from tests.core.concurrency.test_parallel import hold_interpreter, process
from truerole.core.concurrency.parallel import worker_pool
if __name__ == "__main__":
    with worker_pool(1) as pool:
        print(pool.submit(process, 1).result(), flush=True)
        pool.submit(hold_interpreter, 1).result()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process may end its expression first")
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_parent_however_it_dies(by: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(root=str(Path(__file__).parents[3])))
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        worker = psutil.Process(int(parent.stdout.readline()))
        sleep(0.5)
        parent.send_signal(by)
        parent.wait(60)
        gone, _ = psutil.wait_procs([worker], timeout=5)
    assert gone == [worker]


@pytest.mark.slow
def test_what_is_done_comes_before_tasks_that_come_slowly_are_all_there() -> None:
    asked: list[int] = []

    def slowly() -> Iterator[int]:
        for task in range(TASKS_PER_PROCESS * 4):
            asked.append(task)
            sleep(0.3)
            yield task

    with closing(map_in_order(abs, slowly(), 4)) as results:
        assert next(results) == 0
        assert len(asked) < TASKS_PER_PROCESS * 4
