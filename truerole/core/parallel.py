"""Parallel work in processes: a map in the order of its tasks, and a pool for single tasks, each with a deadline."""

import ctypes
import os
import signal as signals
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from signal import SIG_IGN, SIGINT, signal
from threading import Lock, Thread, current_thread, main_thread
from time import sleep
from typing import Any, TypeVar
from warnings import catch_warnings, simplefilter

from truerole.core.errors import WorkerLost
from truerole.core.logging import silence_logging

# Fewer tasks are done by this process sooner than others have started.
FEWEST_PARALLEL = 4
# Tasks given out for each process before all their results are taken.
TASKS_PER_PROCESS = 32
# Seconds that a task of a pool may take: a hundred times what the largest takes.
TASK_SECONDS = 60.0
# The option of Linux's prctl by which a process is sent a signal when its parent dies.
_PR_SET_PDEATHSIG = 1

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
def worker_pool(
    count: int | None = None, seconds: float = TASK_SECONDS, prepare: Callable[[], object] | None = None
) -> Iterator[Executor]:
    """Open a pool of `count` processes (default: all cores) for single tasks of at most `seconds` each.

    A task that takes longer, or whose process dies, raises WorkerLost, and harms no other. The processes start as they
    are needed, hear no Ctrl-C, and end with the context and with this process, whatever they are doing. Each does
    `prepare` first, such as to load a model, which counts as no part of a task.
    """
    pool = _WorkerPool(count or os.cpu_count() or 1, seconds, prepare)
    try:
        yield pool
    finally:
        pool.shutdown()


@dataclass(frozen=True, slots=True)
class _TaskFailure:
    """Failed task, by this error."""

    error: Exception


class _WorkerPool(Executor):
    """Worker processes, each spoken to by a single thread at a time."""

    def __init__(self, count: int, seconds: float, prepare: Callable[[], object] | None) -> None:
        self._threads, self._seconds, self._prepare = ThreadPoolExecutor(count), seconds, prepare
        self._lock, self._closed = Lock(), False
        self._workers: set[_Worker] = set()
        self._idle: list[_Worker] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        return self._threads.submit(self._call, fn, args, kwargs)

    def _call(self, work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401
        worker = self._take()
        value = self._done(worker, (work, args, kwargs), self._seconds)
        self._idle.append(worker)
        if isinstance(value, _TaskFailure):
            raise value.error
        return value

    def _done(self, worker: "_Worker", task: object, seconds: float) -> Any:  # noqa: ANN401
        """Return the result of a task or how it failed; raises WorkerLost, and the process is forgotten."""
        try:
            done, value = worker.call(task, seconds)
        except WorkerLost:
            self._workers.discard(worker)
            raise
        return value if done else _TaskFailure(value)

    def _take(self) -> "_Worker":
        """Return an idle process, a new and prepared process where none is idle."""
        with self._lock:
            if self._closed:
                raise WorkerLost("the work was ended")
            if self._idle:
                return self._idle.pop()
            worker = _Worker()
            self._workers.add(worker)
        if self._prepare and isinstance(
            failed := self._done(worker, (self._prepare, (), {}), TASK_SECONDS), _TaskFailure
        ):
            worker.kill()
            self._workers.discard(worker)
            raise failed.error
        return worker

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End all processes at once, whatever they are doing."""
        with self._lock:
            self._closed = True
            self._threads.shutdown(wait=False, cancel_futures=cancel_futures)
            for worker in list(self._workers):
                worker.kill()
        self._threads.shutdown(wait=wait)


class _Worker:
    """A process that does a task at a time, and the connection to the process."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, os.getpid()), daemon=True)
        with _blocked():
            self._process.start()
        theirs.close()

    def call(self, task: object, seconds: float) -> Any:  # noqa: ANN401, as it is what the task returns
        """Return whether a task was done, and the result or error; raises WorkerLost, and then the process is dead."""
        try:
            self._connection.send(task)
            if self._connection.poll(seconds):
                return self._connection.recv()
        except (EOFError, OSError):
            self.kill()
            raise WorkerLost("the process that worked on it died") from None
        self.kill()
        raise WorkerLost(f"it took longer than {seconds:g} seconds to work on, and was given up")

    def kill(self) -> None:
        """End the process, also in the midst of a task."""
        self._process.kill()
        self._process.join()


def _serve(connection: Connection, parent: int) -> None:
    """Do the tasks that come until the other side is closed."""
    signal(SIGINT, SIG_IGN)
    _die_with_parent()
    _begin_quietly(parent)
    while True:
        try:
            work, args, kwargs = connection.recv()
        except EOFError:
            return
        try:
            answer = True, work(*args, **kwargs)
        except Exception as error:
            answer = False, error
        connection.send(answer)


def _die_with_parent() -> None:
    """Have Linux kill this process with its parent: no thread runs while an expression is matched, say."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signals.SIGKILL)


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
    """Delay Ctrl-C while processes start, and keep Ctrl-C from them: their parent ends them.

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
