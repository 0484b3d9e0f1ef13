"""Let a long command be stopped in order."""

from signal import SIG_IGN, SIGINT, signal
from typing import NoReturn


def heed_one_interrupt() -> None:
    """Let the first Ctrl-C end what runs, in order; an impatient second one would leave processes behind."""

    def stop(*_: object) -> NoReturn:
        signal(SIGINT, SIG_IGN)
        raise KeyboardInterrupt

    signal(SIGINT, stop)
