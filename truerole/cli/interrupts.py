"""Stop a long command in order when Ctrl-C is pressed, or a service manager sends SIGTERM."""

from signal import SIG_IGN, SIGINT, SIGTERM, getsignal, raise_signal, signal
from typing import NoReturn

from truerole.core.ctrl_c import INTERRUPTED

# What a shell calls a command that was ended by SIGTERM.
TERMINATED = 128 + SIGTERM


def heed_one_interrupt() -> None:
    """Let the first Ctrl-C or SIGTERM end the command in order, and ignore the next, which would leave processes."""

    def stop(*_: object) -> NoReturn:
        signal(SIGINT, SIG_IGN)
        raise KeyboardInterrupt

    def terminate(*_: object) -> None:
        signal(SIGTERM, SIG_IGN)
        raise_signal(SIGINT)  # which waits where processes are being started

    signal(SIGINT, stop)
    signal(SIGTERM, terminate)


def exit_code(code: int) -> int:
    """Return the exit code of a command that ended with `code`: another one for SIGTERM than for Ctrl-C."""
    return TERMINATED if code == INTERRUPTED and getsignal(SIGTERM) is SIG_IGN else code
