"""Share work among all cores: results come in the order of their tasks, a few of which are ahead, so memory is flat."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal
from threading import Thread, current_thread, main_thread
from time import sleep
from typing import Any, TypeVar
from warnings import catch_warnings, simplefilter

from truerole.core.logging import silence_logging

# Fewer tasks than these are done by one process before others have started.
FEWEST_PARALLEL = 4
# So many tasks for each process are given out before all their results are taken.
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
    work: Callable[[Task], Result], tasks: Iterable[Task], worker_pool: int | None = None
) -> Generator[Result, None, None]:
    """Yield what `work` makes of each task, in order, by so many processes (default: one a core).

    `tasks` may be asked for its next one by another thread. Close the generator, so that no process goes on in vain.
    """
    rest = iter(tasks)
    first = list(islice(rest, FEWEST_PARALLEL))
    if worker_pool == 1 or len(first) < FEWEST_PARALLEL:
        yield from map(work, chain(first, rest))
    else:
        yield from _shared(work, chain(first, rest), worker_pool or -1)


def _shared(work: Callable[[Task], Result], tasks: Iterator[Task], worker_pool: int) -> Iterator[Result]:
    """Give out the tasks by rounds: without their end, who takes the results slowly would have them pile up."""
    from joblib import Parallel, effective_n_jobs

    with Parallel(
        n_jobs=worker_pool,
        batch_size=1,
        pre_dispatch="2*n_jobs",
        return_as="generator",
        initializer=_begin_quietly,
        initargs=(os.getpid(),),
    ) as parallel:
        most = TASKS_PER_PROCESS * effective_n_jobs(worker_pool)
        for task in tasks:
            yield from _round(parallel, work, chain([task], islice(tasks, most - 1)))


def _round(
    parallel: Any,  # noqa: ANN401, as joblib has no types
    work: Callable[[Task], Result],
    tasks: Iterator[Task],
) -> Iterator[Result]:
    from joblib import delayed

    with _uninterrupted():
        results = parallel(delayed(work)(task) for task in tasks)
    try:
        for result in results:  # noqa: UP028, as `yield from` would close the results before the warning is off
            yield result
    finally:
        with catch_warnings():
            simplefilter("ignore")  # that an interrupted run did work for nothing is known
            results.close()


@contextmanager
def worker_pool(count: int | None = None) -> Iterator[Executor]:
    """Open processes (default: one a core) for tasks that come one by one; what is left at the end is dropped.

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
    """End this process soon after its parent was killed; it would wait for work for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes that do not hear Ctrl-C, as this one hears it and ends them."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal(SIGINT, SIG_IGN)
    try:
        yield
    finally:
        signal(SIGINT, before)
