"""Stop a long command in order when Ctrl-C is pressed."""

from signal import SIG_IGN, SIGINT, signal
from typing import NoReturn


def heed_one_interrupt() -> None:
    """Let the first Ctrl-C end the command in order, and ignore the next, which would leave processes behind."""

    def stop(*_: object) -> NoReturn:
        signal(SIGINT, SIG_IGN)
        raise KeyboardInterrupt

    signal(SIGINT, stop)
