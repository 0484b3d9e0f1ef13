"""Write down how far a crawl is: in the store, so that the next one goes on with it; or nowhere, for a trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from truerole.core.crawl import Board, BoardClosing, ChangeCounts, CrawlTask, TaskOutput
from truerole.data.crawl import work_queue
from truerole.data.crawl.ingest import close_by_day, end_board, ingest
from truerole.data.store.runs import end_run
from truerole.data.store.store import Store


class CrawlState(Protocol):
    """Keep what units showed."""

    def begin(self, wanted: Sequence[CrawlTask]) -> list[CrawlTask]:
        """Begin with these units, and return those that are left to do."""

    def keep(self, harvests: Sequence[TaskOutput], reader: str) -> list[ChangeCounts]:
        """Keep what units showed, and return what each changed."""

    def end_board(self, board: Board, absences: int | None, narrowed: str) -> BoardClosing:
        """Write down how a board went."""

    def renew(self) -> None:
        """Say that the crawl lives."""

    def release(self) -> None:
        """Let another process go on with what is left."""

    def end(self, summary: str, expires: dict[str, int]) -> ChangeCounts:
        """End the crawl: close what is past its day, and return how many that were."""


@dataclass
class StoredState:
    """Keep a crawl in the store; one that asks nobody tells nothing of boards, and closes nothing."""

    store: Store
    kind: str = work_queue.KIND
    run: int = 0
    resumed: bool = False

    def begin(self, wanted: Sequence[CrawlTask]) -> list[CrawlTask]:
        """Begin, or go on with a crawl of the same boards that was cut off; raises StoreError where one is running."""
        self.run, self.resumed, left = work_queue.begin(self.store, wanted, self.kind)
        return left

    def keep(self, harvests: Sequence[TaskOutput], reader: str) -> list[ChangeCounts]:
        """Keep what units showed in one step."""
        return ingest(self.store, self.run, harvests, reader)

    def end_board(self, board: Board, absences: int | None, narrowed: str) -> BoardClosing:
        """Write down how a board went, and close what its complete list lacks."""
        if self.kind != work_queue.KIND:
            return BoardClosing(0)
        return end_board(self.store, self.run, board, absences, narrowed)

    def renew(self) -> None:
        """Hold what is left for longer."""
        work_queue.renew(self.store, self.run)

    def release(self) -> None:
        """Let go of what is left."""
        work_queue.release(self.store, self.run)

    def end(self, summary: str, expires: dict[str, int]) -> ChangeCounts:
        """Close what is past its day, and write down that the crawl has ended."""
        closed = close_by_day(self.store, expires)
        end_run(self.store, self.run, summary)
        work_queue.purge_old_tasks(self.store)
        return ChangeCounts(closed=closed)


class DryRun:
    """Count what a crawl would keep, and keep nothing."""

    def begin(self, wanted: Sequence[CrawlTask]) -> list[CrawlTask]:
        """Begin with all."""
        return list(wanted)

    def keep(self, harvests: Sequence[TaskOutput], reader: str) -> list[ChangeCounts]:
        """Count what is new, changed and as it was."""
        return [ChangeCounts(len(one.new), len(one.changed), len(one.seen)) for one in harvests]

    def end_board(self, board: Board, absences: int | None, narrowed: str) -> BoardClosing:
        """Close nothing."""
        return BoardClosing(0)

    def renew(self) -> None:
        """Do nothing: nobody goes on with it."""

    def release(self) -> None:
        """Do nothing: nobody goes on with it."""

    def end(self, summary: str, expires: dict[str, int]) -> ChangeCounts:
        """Do nothing."""
        return ChangeCounts()
