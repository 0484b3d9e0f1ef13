"""Let Ctrl-C end a program without a word where nothing is to be put in order: while it is imported, and when done.

In between it raises KeyboardInterrupt, which Python drops, with a traceback, where a callback happens to run, as of
weak references while garbage is collected. It comes up again then.
"""

import os
import sys
from signal import SIG_IGN, SIGINT, default_int_handler, getsignal, signal
from typing import NoReturn

# What a shell calls a command that was ended by Ctrl-C.
INTERRUPTED = 128 + SIGINT
# Seconds from a KeyboardInterrupt that was dropped to the next.
_SOON = 0.01


def leave_at_once() -> None:
    """Let Ctrl-C end the program at once, until `interrupt_as_usual`; an ignored Ctrl-C stays ignored."""
    if getsignal(SIGINT) is not SIG_IGN:
        signal(SIGINT, _leave)


def interrupt_as_usual() -> None:
    """Let Ctrl-C raise KeyboardInterrupt, as in any program of Python, where `leave_at_once` has changed that."""
    if getsignal(SIGINT) is _leave:
        signal(SIGINT, default_int_handler)


def raise_again_where_dropped() -> None:
    """Let a KeyboardInterrupt that Python drops come up again, and no library print the traceback of any."""
    import logging

    others = sys.unraisablehook

    def mind(dropped: "sys.UnraisableHookArgs") -> None:
        if dropped.exc_type is KeyboardInterrupt:
            _interrupt_soon()
        else:
            others(dropped)

    sys.unraisablehook = mind
    if logging.lastResort:
        logging.lastResort.addFilter(lambda record: not (record.exc_info and record.exc_info[0] is KeyboardInterrupt))


def _interrupt_soon() -> None:
    """Interrupt the main thread once more, when the callback that it runs has ended."""
    from _thread import interrupt_main
    from threading import Timer

    if getsignal(SIGINT) is SIG_IGN:  # by a command that heeds a single one, which was lost
        signal(SIGINT, _interrupt_once)
    soon = Timer(_SOON, interrupt_main)
    soon.daemon = True
    soon.start()


def _interrupt_once(*_: object) -> NoReturn:
    signal(SIGINT, SIG_IGN)
    raise KeyboardInterrupt


def _leave(*_: object) -> NoReturn:
    os._exit(INTERRUPTED)
