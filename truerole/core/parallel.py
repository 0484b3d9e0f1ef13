"""Parallel map over processes: results in the order of their tasks, few tasks in flight, so that memory stays flat."""

import os
import signal as signals
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context, resource_tracker
from signal import SIG_IGN, SIGINT, signal
from threading import Thread, current_thread, main_thread
from time import sleep
from typing import Any, TypeVar
from warnings import catch_warnings, simplefilter

from truerole.core.logging import silence_logging

# Fewer tasks are done by this process sooner than others have started.
FEWEST_PARALLEL = 4
# Tasks given out for each process before all their results are taken.
TASKS_PER_PROCESS = 32

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of `size`, the last of which may be shorter."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def map_in_order(
    work: Callable[[Task], Result], tasks: Iterable[Task], workers: int | None = None
) -> Generator[Result, None, None]:
    """Yield `work(task)` for each task, in the order of the tasks, by `workers` processes (default: all cores).

    `tasks` may be asked for its next one by another thread. Close the generator, so that no process goes on in vain.
    """
    rest = iter(tasks)
    first = list(islice(rest, FEWEST_PARALLEL))
    if workers == 1 or len(first) < FEWEST_PARALLEL:
        yield from map(work, chain(first, rest))
    else:
        yield from _shared(work, chain(first, rest), workers or -1)


def _shared(work: Callable[[Task], Result], tasks: Iterator[Task], workers: int) -> Iterator[Result]:
    """Map in rounds: without their ends, results would pile up in memory where they are taken slowly."""
    from joblib import Parallel, effective_n_jobs

    with Parallel(
        n_jobs=workers,
        batch_size=1,
        pre_dispatch="2*n_jobs",
        return_as="generator",
        initializer=_begin_quietly,
        initargs=(os.getpid(),),
    ) as parallel:
        most = TASKS_PER_PROCESS * effective_n_jobs(workers)
        for task in tasks:
            yield from _round(parallel, work, chain([task], islice(tasks, most - 1)))


def _round(
    parallel: Any,  # noqa: ANN401, as joblib has no types
    work: Callable[[Task], Result],
    tasks: Iterator[Task],
) -> Iterator[Result]:
    from joblib import delayed

    results = None
    try:
        with _uninterrupted():
            results = parallel(delayed(work)(task) for task in tasks)
        for result in results:  # noqa: UP028, as `yield from` would close the results before the warning is off
            yield result
    finally:
        if results is not None:
            with catch_warnings():
                simplefilter("ignore")  # that an interrupted run did work for nothing is known
                results.close()


@contextmanager
def worker_pool(count: int | None = None) -> Iterator[Executor]:
    """Open a pool of processes (default: all cores) for single tasks; unfinished tasks are cancelled at the end.

    They start with the first task, hear no Ctrl-C, and end with this process, however it ends.
    """
    pool = ProcessPoolExecutor(
        count or os.cpu_count(), get_context("spawn"), initializer=_begin_worker, initargs=(os.getpid(),)
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin_worker(parent: int) -> None:
    signal(SIGINT, SIG_IGN)
    _begin_quietly(parent)


def _begin_quietly(parent: int) -> None:
    """Show no warnings, which the parent has shown, and end with the parent."""
    silence_logging()
    _leave_with(parent)


def _leave_with(parent: int) -> None:
    """End this process within a second after its parent was killed, instead of waiting for work for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C while processes start, and keep Ctrl-C from these processes: their parent hears it and ends them.

    To ignore it meanwhile would lose it: to start processes takes seconds where the machine is busy.
    """
    if current_thread() is not main_thread():
        yield
        return
    heard: list[int] = []
    before = signal(SIGINT, lambda number, _: heard.append(number))
    try:
        with _blocked():
            yield
    finally:
        signal(SIGINT, before)
    if heard and callable(before):
        before(SIGINT, None)


@contextmanager
def _blocked() -> Iterator[None]:
    """Block SIGINT for this thread, and for ever in the processes that it starts, which inherit the mask."""
    if not hasattr(signals, "pthread_sigmask"):
        yield
        return
    # Whoever starts multiprocessing's resource tracker unblocks SIGINT: it is started first.
    resource_tracker.ensure_running()
    mask = signals.pthread_sigmask(signals.SIG_BLOCK, [SIGINT])
    try:
        yield
    finally:
        signals.pthread_sigmask(signals.SIG_SETMASK, mask)
