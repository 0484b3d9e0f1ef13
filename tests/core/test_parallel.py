"""Work is shared among processes: the same results, in the same order, whatever fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from time import sleep

import pytest

from truerole.core.errors import DataError
from truerole.core.parallel import FEWEST_PARALLEL, TASKS_PER_PROCESS, _uninterrupted, chunks, map_in_order


def double(n: int) -> int:
    return 2 * n


def process(_: int) -> int:
    return os.getpid()


def refuse(n: int) -> int:
    if n == 6:
        raise DataError("six is refused")
    return n


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
        "from truerole.core.parallel import _blocked\n"
        "with _blocked():\n"
        "    resource_tracker.ensure_running()\n"
        "    print(SIGINT in pthread_sigmask(SIG_BLOCK, []))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "True\n"


@pytest.fixture
def default_interrupt() -> Iterator[None]:
    """Handle SIGINT as a fresh process does, whatever handler an earlier test has left."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("default_interrupt")
def test_an_interrupt_while_processes_start_comes_after(capfd: pytest.CaptureFixture[str]) -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('alive')"
    started = 0
    with pytest.raises(KeyboardInterrupt), _uninterrupted():
        os.kill(os.getpid(), signal.SIGINT)
        started = subprocess.Popen([sys.executable, "-c", code]).wait() + 1
    assert started == 1
    assert capfd.readouterr().out == "alive\n"
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)
