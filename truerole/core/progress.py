"""Progress of long work: a record and a listener protocol for every workflow and every display."""

from dataclasses import dataclass, replace
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
    """Listener to the progress of a piece of work: a terminal bar, a page, a file beside the store, or nobody."""

    def __call__(self, progress: Progress, /) -> None:
        """Receive the newest state of the work; an exception that is raised here ends the work."""


def ignore_progress(progress: Progress, /) -> None:
    """Drop the progress: the default listener."""


def subrange(on_progress: OnProgress, first: float, last: float) -> OnProgress:
    """Return a listener for a part of the work, which maps shares of 0 to 1 onto `first` to `last` of the whole."""

    def rescaled(progress: Progress, /) -> None:
        share = None if progress.share is None else first + progress.share * (last - first)
        on_progress(replace(progress, share=share))

    return rescaled
