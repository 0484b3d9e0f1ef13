"""Progress of long work: a record and a listener protocol for every workflow, every display and the log."""

from dataclasses import dataclass, replace
from logging import Logger
from typing import Protocol

# Items that are done before the first milestone of work whose whole is not known; the next ones are at their doubles.
_FIRST_MILESTONE = 1_024


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


def log_progress(logger: Logger, work: str, on_progress: OnProgress = ignore_progress) -> OnProgress:
    """Log that a piece of work begins, and return a listener that logs milestones and passes all progress on.

    Milestones are each new step, each quarter of the whole or, where that is not known, 1,024 items, 2,048, 4,096 ...
    """
    logger.info("%s begun", work)
    last = _milestone(Progress())

    def listen(progress: Progress, /) -> None:
        nonlocal last
        on_progress(progress)
        if (reached := _milestone(progress)) != last:
            last = reached
            counts = {"done": progress.done, "failed": progress.failed}
            share = "" if progress.share is None else f" {progress.share:.0%}"
            logger.info("%s:%s %s", work, share, progress.step or "done", extra={"counts": counts})

    return listen


def _milestone(progress: Progress) -> tuple[str, int]:
    if progress.share is None:
        return progress.step, (progress.done // _FIRST_MILESTONE).bit_length()
    return progress.step, int(progress.share * 4)
