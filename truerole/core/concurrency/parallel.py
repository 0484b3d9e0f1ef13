"""Parallel work in processes: a map in the order of its tasks, and a pool for single tasks, each with a deadline."""

import atexit
import ctypes
import logging
import os
import signal as signals
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import current_process, resource_tracker
from multiprocessing.connection import Connection
from pickle import loads
from signal import SIG_IGN, SIGINT, signal
from threading import Lock, Thread
from time import sleep
from typing import Any, TypeVar

from truerole.core.errors import WorkerLost
from truerole.core.logging import silence_logging
from truerole.core.settings import set_settings

logger = logging.getLogger(__name__)

# Fewer tasks are done by this process sooner than others have started.
FEWEST_PARALLEL = 4
# Tasks given out for each process before the result of the first is taken.
TASKS_PER_PROCESS = 8
# Seconds that a task of a pool may take: a hundred times what the largest takes.
TASK_SECONDS = 60.0
# Seconds that the processes of a map wait for the next map.
KEPT_SECONDS = 300.0
# The option of Linux's prctl by which a process is sent a signal when its parent dies.
_PR_SET_PDEATHSIG = 1
# The variables by which libraries of linear algebra are told their number of threads: the processes share the cores.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)

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

    A task whose process dies is given to another, once; then WorkerLost is raised. Close the generator, so that no
    process goes on in vain. A process of a pool does all by itself, as it may start no others.
    """
    rest = iter(tasks)
    first = list(islice(rest, FEWEST_PARALLEL))
    if workers == 1 or len(first) < FEWEST_PARALLEL or current_process().daemon:
        for task in chain(first, rest):
            yield work(task)
    else:
        yield from _shared(work, chain(first, rest), workers or core_count())


def _shared(work: Callable[[Task], Result], tasks: Iterator[Task], workers: int) -> Iterator[Result]:
    """Map with a few tasks given out ahead: all at once would pile up in memory where results are taken slowly.

    What is done is yielded before the next task is asked for: tasks may come slowly, and what is kept outlives a stop.
    """
    waiting: deque[tuple[Task, Future[Result]]] = deque()
    with _warm_pool(workers) as pool:
        for task in tasks:
            waiting.append((task, pool.submit(work, task)))
            while waiting and (len(waiting) == TASKS_PER_PROCESS * workers or waiting[0][1].done()):
                yield _result(pool, work, *waiting.popleft())
        while waiting:
            yield _result(pool, work, *waiting.popleft())


def _result(pool: Executor, work: Callable[[Task], Result], task: Task, future: "Future[Result]") -> Result:
    try:
        return future.result()
    except WorkerLost:
        logger.warning("a worker process died; another does the same again")
    try:
        return pool.submit(work, task).result()
    except WorkerLost:
        raise WorkerLost("two processes died at the same work; is there too little memory?") from None


@contextmanager
def _warm_pool(count: int) -> "Iterator[_WorkerPool]":
    """Lend a pool whose processes may have loaded a model already; whoever leaves results ends the processes.

    Its processes were started with the same settings, and look for modules in the same places.
    """
    key = count, set_settings(), tuple(sys.path)
    pool = _WARM.pop(key, None) or _WorkerPool(count, None, idle_seconds=KEPT_SECONDS)
    try:
        yield pool
    except BaseException:
        pool.shutdown()
        raise
    if _WARM.setdefault(key, pool) is not pool:
        pool.shutdown()


def core_count() -> int:
    """Return the number of cores that this process may use: fewer than there are in a container with a limit."""
    from joblib import cpu_count

    return int(cpu_count())


@contextmanager
def worker_pool(
    count: int | None = None, seconds: float | None = TASK_SECONDS, prepare: Callable[[], object] | None = None
) -> Iterator[Executor]:
    """Open a pool of `count` processes (default: all cores) for single tasks of at most `seconds` each, if any.

    A task that takes longer, or whose process dies, raises WorkerLost, and harms no other. The processes start as they
    are needed, hear no Ctrl-C, and end with the context and with this process, whatever they are doing. Each does
    `prepare` first, such as to load a model, which counts as no part of a task.
    """
    pool = _WorkerPool(count or core_count(), seconds, prepare)
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

    def __init__(
        self,
        count: int,
        seconds: float | None,
        prepare: Callable[[], object] | None = None,
        idle_seconds: float | None = None,
    ) -> None:
        self._threads, self._seconds, self._prepare = ThreadPoolExecutor(count), seconds, prepare
        self._idle_seconds = idle_seconds
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

    def _done(self, worker: "_Worker", task: object, seconds: float | None) -> Any:  # noqa: ANN401
        """Return the result of a task or how it failed; raises WorkerLost, and the process is forgotten."""
        try:
            done, value = worker.call(task, seconds)
        except WorkerLost:
            self._workers.discard(worker)
            raise
        except Exception as error:  # of pickling: the process is as it was
            return _TaskFailure(error)
        return value if done else _TaskFailure(value)

    def _take(self) -> "_Worker":
        """Return an idle process, a new and prepared process where none is idle."""
        with self._lock:
            if self._closed:
                raise WorkerLost("the work was ended")
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
                self._workers.discard(worker)
            worker = _Worker(self._idle_seconds)
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
            ended = list(self._workers)
            # At first all are ended, so that a second Ctrl-C meanwhile leaves none.
            for worker in ended:
                worker.end()
            for worker in ended:
                worker.kill()
        self._threads.shutdown(wait=wait)


# Pools of maps that have ended, by number of processes, settings and the places of modules; a fork has none of them.
_WARM: dict[tuple[object, ...], _WorkerPool] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_WARM.clear)


@atexit.register
def _end_warm_pools() -> None:
    """End the processes that wait for a next map, undisturbed by Ctrl-C."""
    if _WARM:
        with suppress(ValueError):  # not the main thread
            signal(SIGINT, SIG_IGN)
    for pool in _WARM.values():
        pool.shutdown()


class _Worker:
    """A process that does a task at a time, and the connection to the process.

    It is started as joblib's loky does: unlike multiprocessing's, it does not run the script of the caller once more,
    and takes functions that are defined there.
    """

    def __init__(self, idle_seconds: float | None) -> None:
        import psutil  # noqa: F401, as `end` may be called while the interpreter ends, when nothing can be imported
        from joblib.externals.loky.backend.context import get_context
        from joblib.externals.loky.backend.reduction import dumps

        context = get_context("loky")
        self._dumps = dumps
        self._connection, theirs = context.Pipe()
        given = theirs, os.getpid(), idle_seconds
        self._process = context.Process(target=_serve, args=given, daemon=True, env=_ONE_THREAD)
        with _blocked():
            self._process.start()
        theirs.close()

    def call(self, task: object, seconds: float | None) -> Any:  # noqa: ANN401, as it is what the task returns
        """Return whether a task was done, and the result or error; raises WorkerLost, and then the process is dead."""
        message = self._dumps(task)
        try:
            self._connection.send_bytes(message)
            answer = self._connection.recv_bytes() if self._connection.poll(seconds) else None
        except (EOFError, OSError):
            self.kill()
            raise WorkerLost("the process that worked on it died") from None
        if answer is not None:
            return loads(answer)
        self.kill()
        raise WorkerLost(f"it took longer than {seconds:g} seconds to work on, and was given up")

    def is_alive(self) -> bool:
        """Return whether the process runs: while idle, a process may have been killed, or have ended by itself."""
        return bool(self._process.is_alive())

    def end(self) -> None:
        """End the process, also in the midst of a task, and do not wait for that."""
        import psutil

        if self.is_alive():
            with suppress(psutil.NoSuchProcess):
                psutil.Process(self._process.pid).kill()

    def kill(self) -> None:
        """End the process, and wait until that is so."""
        self.end()
        self._process.join()


def _serve(connection: Connection, parent: int, idle_seconds: float | None) -> None:
    """Do the tasks that come, until the other side is closed or no task has come for `idle_seconds`."""
    signal(SIGINT, SIG_IGN)
    _die_with_parent()
    _begin_quietly(parent)
    while connection.poll(idle_seconds):
        try:
            message = connection.recv_bytes()
        except EOFError:
            return
        try:
            work, args, kwargs = loads(message)
            answer = _answer(True, work(*args, **kwargs))
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            answer = _answer(False, error)
        connection.send_bytes(answer)


def _answer(done: bool, value: object) -> bytes:
    """Pickle an answer; a result or an error that cannot be pickled, or not be made again, is told by its words."""
    from joblib.externals.loky.backend.reduction import dumps

    try:
        answer = bytes(dumps((done, value)))
        if not done:
            loads(answer)
    except Exception as error:
        told = error if done else value
        return bytes(dumps((False, RuntimeError(f"{type(told).__name__}: {told}"))))
    return answer


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
def _blocked() -> Iterator[None]:
    """Block SIGINT for this thread, and for ever in the processes that it starts, which inherit the mask."""
    if not hasattr(signals, "pthread_sigmask"):
        yield
        return
    from joblib.externals.loky.backend import resource_tracker as loky_tracker

    # Whoever starts a resource tracker unblocks SIGINT: they are started first.
    resource_tracker.ensure_running()
    loky_tracker.ensure_running()
    mask = signals.pthread_sigmask(signals.SIG_BLOCK, [SIGINT])
    try:
        yield
    finally:
        signals.pthread_sigmask(signals.SIG_SETMASK, mask)
