"""Gather boards: ask, parse, compare with the store, read what is new, keep it, and close what a complete list lacks.

Hosts are asked side by side, each at its own pace. What a unit of work showed is kept in one step with the note that it
is done, so a crawl that is killed anywhere is gone on with by the next one.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from truerole.core.clock import now
from truerole.core.crawl import GOOD_OUTCOMES, Board, ChangeCounts, CrawlTask, RawResponse
from truerole.core.errors import StoreError
from truerole.data.crawl.host_state import save_raw, save_validators
from truerole.scraper.crawl.pipeline import PostingPipeline, ProcessedTask
from truerole.scraper.crawl.state import CrawlState
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Request, SourceSpec
from truerole.scraper.sources.registry import source_of

# So many answers are worked on at once; more would only wait, in memory.
_AT_WORK = 8
# So many hosts are asked at once; each takes a connection.
_HOSTS = 200
# So many postings are written in one step, where they are there.
_KEPT_AT_ONCE = 500
_RENEWED = 30.0


class Fetcher(Protocol):
    """Ask a host: `truerole.scraper.fetch.client.Client`, or what stands for it."""

    async def ask(self, request: Request, spec: SourceSpec, conditional: bool = False) -> result.FetchResult:
        """Return what came of a request."""


@dataclass
class SourceStats:
    """Count what came of a source: boards, requests, what they changed, what was wrong; and what is to be said.

    `done` counts the boards that are through, `answered` those of which something came.
    """

    boards: int = 0
    done: int = 0
    answered: int = 0
    asked: int = 0
    kept: ChangeCounts = field(default_factory=ChangeCounts)
    problems: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Return how many things were wrong, of any kind."""
        return self.problems.total()


OnStats = Callable[[dict[str, SourceStats]], None]


def sum_stats(tallies: Iterable[SourceStats]) -> SourceStats:
    """Return the sum of some counts."""
    sum_ = SourceStats()
    for one in tallies:
        sum_.boards, sum_.done, sum_.asked = sum_.boards + one.boards, sum_.done + one.done, sum_.asked + one.asked
        sum_.answered += one.answered
        sum_.kept, sum_.problems = sum_.kept + one.kept, sum_.problems + one.problems
    return sum_


def summary(tally: SourceStats) -> str:
    """Return what a crawl did, in one line for a person."""
    kept = tally.kept
    counts = f"{kept.new:,} new, {kept.changed:,} changed, {kept.closed:,} closed, {kept.unchanged:,} unchanged"
    again = f", {kept.reopened:,} open again" if kept.reopened else ""
    boards = "board" if tally.boards == 1 else "boards"
    wrong = ", ".join(f"{count:,} {_WRONG.get(kind, kind)}" for kind, count in tally.problems.most_common())
    return f"{counts}{again} in {tally.boards:,} {boards}" + (f"; problems: {wrong}" if wrong else "")


_WRONG = {"posting": "postings that could not be taken", "unreadable": "texts that could not be read"}


@dataclass
class Crawler:
    """Gather some boards once."""

    ledger: CrawlState
    harvester: PostingPipeline
    on_stats: OnStats = lambda _: None
    tallies: dict[str, SourceStats] = field(default_factory=dict)
    _boards: dict[tuple[str, str], Board] = field(default_factory=dict)
    _queues: defaultdict[str, deque[CrawlTask]] = field(default_factory=lambda: defaultdict(deque))
    _workers: Counter[str] = field(default_factory=Counter)
    _pending: Counter[tuple[str, str]] = field(default_factory=Counter)
    _answered: set[tuple[str, str]] = field(default_factory=set)
    _known: set[tuple[str, str, str]] = field(default_factory=set)

    async def run(self, boards: Sequence[Board], asker: Fetcher) -> dict[str, SourceStats]:
        """Gather the boards by asking for them, and return what came of each source."""
        self.asker = asker
        self._boards = {(board.source, board.board): board for board in boards}
        for board in boards:
            self.tallies.setdefault(board.source, SourceStats()).boards += 1
        if not boards:
            return self.tallies
        wanted = [CrawlTask(b.source, b.board, source_of(b.source).start_request(b.board).to_json()) for b in boards]
        left = await asyncio.to_thread(self.ledger.begin, wanted)
        self._room, self._open, self._all_done = asyncio.Semaphore(_AT_WORK), asyncio.Semaphore(_HOSTS), asyncio.Event()
        self._reaped = asyncio.Queue[ProcessedTask]()
        try:
            await self._together(left)
        except BaseExceptionGroup as group:
            raise _first(group) from None
        finally:
            self.ledger.release()
        return self.tallies

    async def _together(self, left: Sequence[CrawlTask]) -> None:
        async with asyncio.TaskGroup() as self._tasks:
            chores = [self._begin(self._keep()), self._begin(self._renew())]
            self._put(left)
            for key, board in self._boards.items():
                if not self._pending[key]:
                    await self._end(board)
            await self._all_done.wait()
            for chore in chores:
                chore.cancel()

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        return self._tasks.create_task(work)

    def _put(self, units: Iterable[CrawlTask]) -> None:
        """Queue units with their hosts, each of which has as many workers as its source allows."""
        for unit in units:
            name = unit.source, unit.board, unit.key
            if name in self._known:
                continue  # two sitemaps may name one page
            self._known.add(name)
            host = urlsplit(Request.from_json(unit.request).url).netloc.lower()
            self._pending[unit.source, unit.board] += 1
            self._queues[host].append(unit)
            if self._workers[host] < source_of(unit.source).spec.in_flight:
                self._workers[host] += 1
                self._begin(self._work(host))

    async def _work(self, host: str) -> None:
        """Ask a host for what is queued with it; what it answers is worked on beside that."""
        queue = self._queues[host]
        while queue:
            unit = queue.popleft()
            async with self._open:
                outcome = await self._ask(unit)
            await self._room.acquire()
            self._begin(self._reap(unit, outcome))
        self._workers[host] -= 1

    async def _ask(self, unit: CrawlTask) -> result.FetchResult:
        request: Request | None = Request.from_json(unit.request)
        spec, options = source_of(unit.source).spec, self.harvester.options
        if unit.source in options.waived:
            spec = replace(spec, robots="waived")
        board = self._boards[unit.source, unit.board]
        same = board.narrowed == options.narrowed and not options.afresh
        outcome: result.FetchResult = result.Gone("there is no such board")
        while request is not None and isinstance(outcome, result.Gone):
            outcome = await self.asker.ask(request, spec, conditional=same and request.posting_id is None)
            request = request.fallback
        return outcome

    async def _reap(self, unit: CrawlTask, outcome: result.FetchResult) -> None:
        try:
            reaped = await self.harvester.reap(unit, self._boards[unit.source, unit.board], outcome)
        finally:
            self._room.release()
        await self._reaped.put(reaped)

    async def _keep(self) -> None:
        """Keep what was reaped, in as few steps as it comes in."""
        while True:
            some = [await self._reaped.get()]
            while not self._reaped.empty() and sum(map(_weight, some)) < _KEPT_AT_ONCE:
                some.append(self._reaped.get_nowait())
            await self._keep_some(some)

    async def _keep_some(self, some: Sequence[ProcessedTask]) -> None:
        for reaped in some:
            self._add_extras(reaped)
        harvests, reader = [reaped.harvest for reaped in some], self.harvester.reader
        kept = await asyncio.to_thread(self.ledger.keep, harvests, reader.version)
        for reaped, changes in zip(some, kept, strict=True):
            self._count(reaped, changes)
            self._put(reaped.harvest.more)
            key = reaped.harvest.unit.source, reaped.harvest.unit.board
            self._pending[key] -= 1
            if not self._pending[key]:
                await self._end(self._boards[key])
        self.on_stats(self.tallies)

    def _add_extras(self, reaped: ProcessedTask) -> None:
        """Have kept along with a harvest what lets its host say that nothing has changed, and the answer itself."""
        unit, answer, also = reaped.harvest.unit, reaped.answer, reaped.harvest.also
        if reaped.validators:
            also.append(partial(save_validators, validators=reaped.validators))
        if answer and self.harvester.options.keep_raw:
            request, about = unit.request.decode(), (answer.url, answer.kind or None, answer.charset)
            raw = RawResponse(unit.source, unit.board, request, *about, now(), answer.body)
            also.append(partial(save_raw, answers=[raw]))

    def _count(self, reaped: ProcessedTask, changes: ChangeCounts) -> None:
        tally, unit = self.tallies[reaped.harvest.unit.source], reaped.harvest.unit
        tally.asked += 1
        tally.kept += changes
        tally.problems += reaped.problems
        if reaped.harvest.end.outcome in GOOD_OUTCOMES:
            self._answered.add((unit.source, unit.board))
        if reaped.harvest.end.message:
            tally.told.append(f"{self._boards[unit.source, unit.board].name}: {reaped.harvest.end.message}")

    async def _end(self, board: Board) -> None:
        spec, tally = source_of(board.source).spec, self.tallies[board.source]
        absences = spec.absences if spec.listing == "full" else None
        narrowed = self.harvester.options.narrowed
        settled = await asyncio.to_thread(self.ledger.end_board, board, absences, narrowed)
        tally.done += 1
        tally.answered += (board.source, board.board) in self._answered
        tally.kept += ChangeCounts(closed=settled.closed)
        if settled.why_not:
            tally.told.append(f"{board.name}: {settled.why_not}")
        if all(tally.done == tally.boards for tally in self.tallies.values()):
            self._all_done.set()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(_RENEWED)
            with suppress(StoreError):  # a lease lasts for some of these
                await asyncio.to_thread(self.ledger.renew)


def _weight(reaped: ProcessedTask) -> int:
    return len(reaped.harvest.new) + len(reaped.harvest.changed)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first of errors that came together: one says enough."""
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
