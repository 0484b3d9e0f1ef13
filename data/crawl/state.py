"""The state of a crawl in the store: implements the protocols of `scraper` without importing the scraper.

`StoredState` is the `CrawlState` of `scraper/crawl/state.py`, `StoredHostState` the `HostStateStore` of
`scraper/fetch/throttles.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from truerole.core.crawl import (
    Board,
    BoardClosing,
    ChangeCounts,
    CrawlTask,
    HeldAnswer,
    HostState,
    KnownPosting,
    TaskOutput,
    Validators,
)
from truerole.core.posting import Identity, SourceRanks
from truerole.data.crawl import host_state, work_queue
from truerole.data.crawl.held_answers import HeldAnswers, held_answers
from truerole.data.crawl.ingest import close_by_day, end_board, ingest, known_postings
from truerole.data.store.runs import end_run
from truerole.data.store.store import Store


@dataclass
class StoredState:
    """Progress and postings of a crawl in the store; a run of another `kind` than a crawl tells nothing of boards.

    Of duplicates the one whose source `ranks` nearest to the employer is canonical.
    """

    store: Store
    ranks: SourceRanks
    kind: str = work_queue.KIND
    run: int = 0
    resumed: bool = False

    def known_postings(self, identities: Sequence[Identity]) -> Mapping[Identity, KnownPosting]:
        """Map each stored identity to (number, content hash, open)."""
        return known_postings(self.store, identities)

    def begin(self, wanted: Sequence[CrawlTask]) -> list[CrawlTask]:
        """Begin a run, or resume a run of the same boards that was cut off; raises StoreError during another crawl."""
        self.run, self.resumed, left = work_queue.begin(self.store, wanted, self.kind)
        if self._asks_hosts and not self.resumed:
            self._held.clear()
        return left

    def hold(self, task: CrawlTask, answer: HeldAnswer) -> None:
        """Hold the complete answer to a task until the output is stored, whatever happens to the process."""
        if self._asks_hosts:
            self._held.hold(task, answer)

    def held(self, task: CrawlTask) -> HeldAnswer | None:
        """Return the answer to a task that a run had when it was cut off."""
        return self._held.find(task) if self._asks_hosts and self.resumed else None

    def keep(self, outputs: Sequence[TaskOutput], model_version: str) -> list[ChangeCounts]:
        """Store task outputs in a single transaction, and return the change counts of each."""
        changes = ingest(self.store, self.run, outputs, model_version, self.ranks)
        if self._asks_hosts:
            self._held.drop(output.task for output in outputs)
        return changes

    def end_board(self, board: Board, absences: int | None, narrowed: str) -> BoardClosing:
        """Store the outcome of a board, and close the postings that are absent from a complete list."""
        if not self._asks_hosts:
            return BoardClosing(0)
        return end_board(self.store, self.run, board, absences, narrowed, ranks=self.ranks)

    def renew(self) -> None:
        """Renew the lease of the tasks that are left."""
        work_queue.renew(self.store, self.run)

    def release(self) -> None:
        """Release the lease, so that another process may resume the run."""
        work_queue.release(self.store, self.run)

    def end(self, summary: str, expires: Mapping[str, int]) -> ChangeCounts:
        """Close postings past their deadline or age in days, end the run, and drop the tasks of old runs."""
        closed = close_by_day(self.store, expires, self.ranks)
        end_run(self.store, self.run, summary)
        work_queue.purge_old_tasks(self.store)
        if self._asks_hosts:
            self._held.clear()
        return ChangeCounts(closed=closed)

    @property
    def _asks_hosts(self) -> bool:
        return self.kind == work_queue.KIND

    @cached_property
    def _held(self) -> HeldAnswers:
        return held_answers(self.store)


@dataclass(frozen=True, slots=True)
class StoredHostState:
    """Host states and validators in the store, shared by all programs that use the store."""

    store: Store

    def load_host(self, host: str) -> HostState:
        """Return the state of a host, an empty state for a host that is not stored."""
        return host_state.load_host(self.store, host)

    def save_hosts(self, hosts: Sequence[HostState]) -> None:
        """Store host states, except for their used budgets, which `spend` counts."""
        host_state.save_hosts(self.store, hosts)

    def spend(self, host: HostState, day: date, daily: int | None) -> bool:
        """Count a request of `day`, and return whether the daily budget allows the request."""
        return host_state.spend(self.store, host, day, daily)

    def load_validators(self, key: str) -> Validators | None:
        """Return the validators that were stored last, None where there are none."""
        return host_state.load_validators(self.store, key)
