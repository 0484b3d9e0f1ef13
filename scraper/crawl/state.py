"""The protocol of a crawl's state, which `data/crawl/state.py` keeps in the store; `DryRun` keeps nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from truerole.core.crawl import Board, BoardClosing, ChangeCounts, CrawlTask, HeldAnswer, KnownPosting, TaskOutput
from truerole.core.posting import Identity

# Maps the identities of postings that are stored to their state; identities that are not stored are left out.
LookUpPostings = Callable[[Sequence[Identity]], Mapping[Identity, KnownPosting]]


class CrawlState(Protocol):
    """Store the progress and the postings of a crawl; every method may raise StoreError."""

    def known_postings(self, identities: Sequence[Identity]) -> Mapping[Identity, KnownPosting]:
        """Map each stored identity to (number, content hash, open)."""

    def begin(self, wanted: Sequence[CrawlTask]) -> list[CrawlTask]:
        """Begin a run with these tasks, and return the tasks that are left to do."""

    def hold(self, task: CrawlTask, answer: HeldAnswer) -> None:
        """Hold the complete answer to a task until the output is stored, whatever happens to the process."""

    def held(self, task: CrawlTask) -> HeldAnswer | None:
        """Return the answer to a task that a run had when it was cut off."""

    def keep(self, outputs: Sequence[TaskOutput], model_version: str) -> list[ChangeCounts]:
        """Store task outputs in a single transaction, and return the change counts of each."""

    def end_board(self, board: Board, absences: int | None, narrowed: str) -> BoardClosing:
        """Store the outcome of a board, and close the postings that are absent from a complete list."""

    def renew(self) -> None:
        """Renew the lease of the tasks that are left."""

    def release(self) -> None:
        """Release the lease, so that another process may resume the run."""

    def end(self, summary: str, expires: Mapping[str, int]) -> ChangeCounts:
        """End the run, close postings past their deadline or age in days, and return the count of these."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """Count the changes that a crawl would make, and store nothing; `look_up` reads the postings that are stored."""

    look_up: LookUpPostings

    def known_postings(self, identities: Sequence[Identity]) -> Mapping[Identity, KnownPosting]:
        """Map each stored identity to (number, content hash, open)."""
        return self.look_up(identities)

    def begin(self, wanted: Sequence[CrawlTask]) -> list[CrawlTask]:
        """Return all tasks, as no earlier run is resumed."""
        return list(wanted)

    def hold(self, task: CrawlTask, answer: HeldAnswer) -> None:
        """Do nothing: no run goes on with a dry one."""

    def held(self, task: CrawlTask) -> HeldAnswer | None:
        """Return None, as no earlier run is resumed."""

    def keep(self, outputs: Sequence[TaskOutput], model_version: str) -> list[ChangeCounts]:
        """Return the counts of new, changed and unchanged postings of each output."""
        return [ChangeCounts(len(output.new), len(output.changed), len(output.seen)) for output in outputs]

    def end_board(self, board: Board, absences: int | None, narrowed: str) -> BoardClosing:
        """Close no posting."""
        return BoardClosing(0)

    def renew(self) -> None:
        """Do nothing: there is no lease."""

    def release(self) -> None:
        """Do nothing: there is no lease."""

    def end(self, summary: str, expires: Mapping[str, int]) -> ChangeCounts:
        """Close no posting."""
        return ChangeCounts()
