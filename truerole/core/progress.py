"""Progress of long work: one record and one listener for all of it, whoever shows it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a long piece of work: items done and failed, the share of the whole (0 to 1), the current step.

    `share` is None where the whole is not known; `step` is empty where there is only one.
    """

    done: int = 0
    failed: int = 0
    share: float | None = None
    step: str = ""


class OnProgress(Protocol):
    """Listen to the progress of a piece of work: a terminal bar, a page, a file beside the store, or nobody."""

    def __call__(self, progress: Progress, /) -> None:
        """Take note of how far the work is."""


def ignore_progress(progress: Progress, /) -> None:
    """Show nothing."""
