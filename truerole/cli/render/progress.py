"""Show on standard error how far a long run is: a bar of counted postings, or of a few named steps."""

from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from truerole.core.progress import Progress


class _TerminalBar:
    """Progress bar of rich on standard error, which is removed at the end; a context manager."""

    def __init__(self, *more: ProgressColumn, hidden: bool) -> None:
        columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), *more)
        self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True, disable=hidden)
        self._task = self._bar.add_task("", total=1.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:
            self._bar.stop()

    def _show(self, share: float | None, description: str) -> None:
        self._bar.update(self._task, completed=share, description=description)


class PostingsBar(_TerminalBar):
    """Progress bar of postings and errors with the time left, shown once the run has lasted `patience` seconds."""

    def __init__(self, hidden: bool = False, patience: float = 2.0) -> None:
        super().__init__(TimeRemainingColumn(), hidden=hidden)
        self._shown_from = monotonic() + patience

    def __call__(self, progress: Progress, /) -> None:
        """Move the bar to the share that is done."""
        if monotonic() < self._shown_from:
            return
        self._bar.start()
        errors = f", {progress.failed:,} errors" if progress.failed else ""
        self._show(progress.share, f"{progress.done:,} postings{errors}")


class StepsBar(_TerminalBar):
    """Progress bar of a few long steps by name, shown from the start."""

    def __init__(self, hidden: bool = False) -> None:
        super().__init__(hidden=hidden)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __call__(self, progress: Progress, /) -> None:
        """Name the step that is being done, and move the bar to the share that is done."""
        self._show(progress.share, progress.step)
