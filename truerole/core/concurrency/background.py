"""Background work that leaves the interpreter to threads which somebody waits for.

Python's threads take turns of five milliseconds, so a chart takes twice as long beside other work. A page or a request
is in the foreground; a thread in the background asks by `give_way`, in loops, whether any is: then it rests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, local
from time import perf_counter

# Seconds of work until the foreground is given way, and at most so many seconds of rest then: however much is asked
# for, a tenth of the time is left.
_SLICE, _REST = 0.002, 0.02

_here = local()


class _Foreground:
    """Number of threads in the foreground, and the event that none is."""

    def __init__(self) -> None:
        self.none = Event()
        self.none.set()
        self._threads = 0
        self._lock = Lock()

    def change(self, by: int) -> None:
        with self._lock:
            self._threads += by
            if self._threads:
                self.none.clear()
            else:
                self.none.set()


_FOREGROUND = _Foreground()


@contextmanager
def in_foreground() -> Iterator[None]:
    """Have threads in the background rest while this thread works; goes as a decorator, too, and inside of itself."""
    depth = getattr(_here, "depth", 0)
    _here.depth = depth + 1
    if not depth:
        _FOREGROUND.change(1)
    try:
        yield
    finally:
        _here.depth = depth
        if not depth:
            _FOREGROUND.change(-1)


@contextmanager
def waiting() -> Iterator[None]:
    """Leave the foreground while this thread waits for work in the background, which would else wait in turn."""
    depth = getattr(_here, "depth", 0)
    _here.depth = 0
    if depth:
        _FOREGROUND.change(-1)
    try:
        yield
    finally:
        _here.depth = depth
        if depth:
            _FOREGROUND.change(1)


@contextmanager
def in_background() -> Iterator[None]:
    """Have `give_way` rest in this thread while other threads are in the foreground."""
    _here.begun = perf_counter()
    try:
        yield
    finally:
        del _here.begun


def give_way() -> None:
    """Rest, if this thread is in the background, has worked for a while and others are in the foreground."""
    begun = getattr(_here, "begun", None)
    if begun is not None and perf_counter() - begun >= _SLICE:
        _FOREGROUND.none.wait(_REST)
        _here.begun = perf_counter()
