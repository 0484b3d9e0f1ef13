"""Background work that leaves the interpreter to threads which somebody waits for.

Python's threads take turns of five milliseconds, so a chart takes twice as long beside other work. A thread in the
background asks by `give_way`, in loops, whether others compute: then it rests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from time import perf_counter, process_time, sleep

# Seconds of work until others are given way, at most so many seconds of rest then, and by how many at a time.
_SLICE, _REST, _PAUSE = 0.002, 0.008, 0.0005

_here = local()


@contextmanager
def in_background() -> Iterator[None]:
    """Have `give_way` rest in this thread while other threads of the process compute."""
    _here.begun = perf_counter()
    try:
        yield
    finally:
        del _here.begun


def give_way() -> None:
    """Rest, if this thread is in the background, has worked for a while and others compute; else return at once."""
    begun = getattr(_here, "begun", None)
    if begun is None or perf_counter() - begun < _SLICE:
        return
    end, busy = perf_counter() + _REST, True
    while busy and perf_counter() < end:
        used = process_time()
        sleep(_PAUSE)
        busy = process_time() - used > _PAUSE / 2
    _here.begun = perf_counter()
