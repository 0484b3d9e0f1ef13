"""Let Ctrl-C end a program without a word where nothing is to be put in order: while it is imported, and when done."""

import os
from signal import SIG_IGN, SIGINT, default_int_handler, getsignal, signal
from typing import NoReturn

# What a shell calls a command that was ended by Ctrl-C.
INTERRUPTED = 128 + SIGINT


def leave_at_once() -> None:
    """Let Ctrl-C end the program at once, until `interrupt_as_usual`; where it is ignored, leave it so."""
    if getsignal(SIGINT) is not SIG_IGN:
        signal(SIGINT, _leave)


def interrupt_as_usual() -> None:
    """Let Ctrl-C raise KeyboardInterrupt, as in any program of Python, where `leave_at_once` has changed that."""
    if getsignal(SIGINT) is _leave:
        signal(SIGINT, default_int_handler)


def _leave(*_: object) -> NoReturn:
    os._exit(INTERRUPTED)
