"""The crawler: fetch boards, process responses, store new and changed postings, close the absent ones.

Hosts are asked side by side, each at its own pace. The output of a task is stored in one transaction with the note that
the task is done, so a crawl that is killed anywhere is resumed by the next one.
"""

import asyncio
import logging
import os
from collections import Counter, defaultdict, deque
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Protocol
from urllib.parse import urlsplit

from truerole.core.crawl import GOOD_OUTCOMES, Board, ChangeCounts, CrawlTask
from truerole.core.errors import StoreError
from truerole.core.logging import log_board
from truerole.scraper.crawl.held import completed, to_hold
from truerole.scraper.crawl.list_check import ListCheck
from truerole.scraper.crawl.patience import begin_order, may_be_given_up
from truerole.scraper.crawl.pipeline import PostingPipeline, ProcessedTask, unforeseen
from truerole.scraper.crawl.state import CrawlState
from truerole.scraper.crawl.stats import OnStats, SourceStats
from truerole.scraper.crawl.turns import Turns
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Request, SourceSpec
from truerole.scraper.sources.registry import source_of

logger = logging.getLogger(__name__)

# Responses that are processed at once: each process has one, and the next one waits.
_PROCESSED_AT_ONCE = (os.cpu_count() or 1) + 1
# Hosts that are asked at once; each takes a connection.
_HOSTS_AT_ONCE = 200
# Tasks that are under way at least, and the seconds after which a host that is slow holds up no other.
_FEWEST_TURNS, _SLOW_SECONDS = _PROCESSED_AT_ONCE + 1, 5.0
# Postings that are stored in one transaction, where there are so many.
_STORED_AT_ONCE = 500
_RENEW_SECONDS = 30.0
# How often it is seen whether those that hang are all that is left.
_WATCH_SECONDS = 1.0


class Fetcher(Protocol):
    """Fetch requests: `truerole.scraper.fetch.client.Client`, or `Replay` from kept responses."""

    async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> result.FetchResult:
        """Return the result of fetching a request; `conditional` allows NotModified."""

    def give_up_hanging(self) -> None:
        """End the requests that hang; each fails."""


async def fetch_with_fallback(
    fetcher: Fetcher, request: Request, spec: SourceSpec, conditional: bool = False
) -> result.FetchResult:
    """Fetch a request, the fallback where there is no such board, and the lighter one where the answer is too large.

    An error that nobody foresaw is the failure of this request, not the end of all; raises StoreError alone.
    """
    pending: Request | None = request
    fetched: result.FetchResult = result.Gone("there is no such board")
    try:
        while pending is not None:
            fetched = await fetcher.fetch(pending, spec, conditional=conditional and pending.posting_id is None)
            pending = _next_request(pending, fetched)
    except StoreError:
        raise
    except Exception as error:
        return result.Failed(unforeseen(error), transient=False)
    return fetched


def _next_request(asked: Request, fetched: result.FetchResult) -> Request | None:
    """Return the request to send after another one and its result, None where that is the end."""
    if isinstance(fetched, result.Failed) and fetched.oversized:
        return asked.lighter
    return asked.fallback if isinstance(fetched, result.Gone) else None


@dataclass
class _BoardProgress:
    """Progress of a board: tasks `pending`, the host of the last request, and counts for the log."""

    board: Board
    pending: int = 0
    answered: bool = False
    host: str = ""
    requests: int = 0
    changes: ChangeCounts = field(default_factory=ChangeCounts)
    messages: list[str] = field(default_factory=list)
    lists: ListCheck = field(default_factory=ListCheck)


@dataclass
class Crawler:
    """Crawl boards once; `stats` has the counts of each source, which `on_stats` is told of."""

    state: CrawlState
    pipeline: PostingPipeline
    on_stats: OnStats = lambda _: None
    stats: dict[str, SourceStats] = field(default_factory=dict)
    _progress: dict[tuple[str, str], _BoardProgress] = field(default_factory=dict)
    _queues: defaultdict[str, deque[CrawlTask]] = field(default_factory=lambda: defaultdict(deque))
    _workers: Counter[str] = field(default_factory=Counter)
    _queued: set[tuple[str, str, str]] = field(default_factory=set)
    _asked: set[CrawlTask] = field(default_factory=set)

    async def run(self, boards: Sequence[Board], fetcher: Fetcher) -> dict[str, SourceStats]:
        """Crawl the boards with a fetcher, and return the statistics by source; raises StoreError."""
        self._fetcher = fetcher
        self._progress = {(board.source, board.board): _BoardProgress(board) for board in boards}
        for board in boards:
            self.stats.setdefault(board.source, SourceStats()).boards += 1
        if not boards:
            return self.stats
        wanted = list(filter(None, map(self._first_task, begin_order(boards))))
        left = await asyncio.to_thread(self.state.begin, wanted)
        counts = {"boards": len(boards), "tasks": len(left)}
        logger.info("crawl begun: %d boards, %d tasks to do", *counts.values(), extra={"counts": counts})
        self._processing = asyncio.Semaphore(_PROCESSED_AT_ONCE)
        self._hosts, self._all_done = asyncio.Semaphore(_HOSTS_AT_ONCE), asyncio.Event()
        self._turns = Turns(_FEWEST_TURNS, _HOSTS_AT_ONCE)
        self._processed = asyncio.Queue[ProcessedTask]()
        try:
            await self._crawl(left)
        except BaseExceptionGroup as group:
            raise _first(group) from None
        finally:
            self.state.release()
        return self.stats

    async def _crawl(self, left: Sequence[CrawlTask]) -> None:
        async with asyncio.TaskGroup() as self._tasks:
            background = [self._start(work) for work in (self._store(), self._renew_lease(), self._watch())]
            self._enqueue(left)
            for progress in self._progress.values():
                if not progress.pending:
                    await self._end_board(progress)
            await self._all_done.wait()
            for task in background:
                task.cancel()

    def _first_task(self, board: Board) -> CrawlTask | None:
        """Return the task that begins a board, None where the name of the board gives no request."""
        try:
            return CrawlTask(board.source, board.board, source_of(board.source).start_request(board.board).to_json())
        except Exception as error:
            stats = self.stats[board.source]
            stats.problems["failed"] += 1
            stats.messages.append(f"{board.name}: {unforeseen(error)}")
            return None

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        return self._tasks.create_task(work)

    def _enqueue(self, tasks: Iterable[CrawlTask]) -> None:
        """Queue tasks by host; a host has as many workers as the source allows requests in flight."""
        for task in tasks:
            name = task.source, task.board, task.key
            if name in self._queued:
                continue  # two sitemaps may name one page
            self._queued.add(name)
            host = _host(task)
            progress = self._progress[task.source, task.board]
            progress.pending, progress.host = progress.pending + 1, host
            progress.lists.ask(_list_keys([task]))
            self._queues[host].append(task)
            if self._workers[host] < source_of(task.source).spec.in_flight:
                self._workers[host] += 1
                self._start(self._work(host))

    async def _work(self, host: str) -> None:
        """Fetch the tasks that are queued with a host, each in its turn; responses are processed beside that."""
        queue = self._queues[host]
        while queue:
            task = queue.popleft()
            async with self._hosts:
                await self._turns.take()
                fetched = await self._turns.lend(self._fetch(task), _SLOW_SECONDS)
            await self._processing.acquire()
            self._start(self._process(task, fetched))
        self._workers[host] -= 1

    async def _fetch(self, task: CrawlTask) -> result.FetchResult:
        """Return what a host answers to a task; a complete answer is held from then on until its output is stored."""
        if held := self.state.held(task):
            return completed(held)
        self._asked.add(task)
        fetched = await self._ask(task)
        self._asked.remove(task)
        if isinstance(fetched, result.Complete):
            # Here, not in a thread: no other answer can be complete before this one is held.
            self.state.hold(task, to_hold(task, fetched))
        return fetched

    async def _ask(self, task: CrawlTask) -> result.FetchResult:
        spec, options = source_of(task.source).spec, self.pipeline.options
        if task.source in options.waived:
            spec = replace(spec, robots="waived")
        board = self._progress[task.source, task.board].board
        log_board.set(board.name)
        # With other filters than last time, postings that were left out then are wanted though nothing has changed.
        conditional = board.narrowed == options.narrowed and not options.afresh
        return await fetch_with_fallback(self._fetcher, Request.from_json(task.request), spec, conditional)

    async def _process(self, task: CrawlTask, fetched: result.FetchResult) -> None:
        progress = self._progress[task.source, task.board]
        try:
            processed = await self.pipeline.process(task, progress.board, fetched)
        finally:
            self._processing.release()
        if _list_keys([task]):
            _check_list(progress.lists, processed)
        await self._processed.put(processed)

    async def _store(self) -> None:
        """Store processed tasks, in as few transactions as they come in."""
        while True:
            batch = [await self._processed.get()]
            while not self._processed.empty() and sum(map(_size, batch)) < _STORED_AT_ONCE:
                batch.append(self._processed.get_nowait())
            await self._store_batch(batch)

    async def _store_batch(self, batch: Sequence[ProcessedTask]) -> None:
        outputs = [processed.output for processed in batch]
        changes = await asyncio.to_thread(self.state.keep, outputs, self.pipeline.reader.version)
        for processed, changed in zip(batch, changes, strict=True):
            self._turns.end(self._processing.locked() or not self._processed.empty())
            self._count(processed, changed)
            self._enqueue(processed.output.more)
            progress = self._progress[processed.output.task.source, processed.output.task.board]
            progress.pending -= 1
            if not progress.pending:
                await self._end_board(progress)
        self.on_stats(self.stats)

    def _count(self, processed: ProcessedTask, changes: ChangeCounts) -> None:
        task, end = processed.output.task, processed.output.result
        stats, progress = self.stats[task.source], self._progress[task.source, task.board]
        stats.requests, progress.requests = stats.requests + 1, progress.requests + 1
        stats.changes, progress.changes = stats.changes + changes, progress.changes + changes
        stats.problems += processed.problems
        progress.answered |= end.outcome in GOOD_OUTCOMES
        if end.message:
            stats.messages.append(f"{progress.board.name}: {end.message}")
            progress.messages.append(end.message)

    async def _end_board(self, progress: _BoardProgress) -> None:
        board, stats = progress.board, self.stats[progress.board.source]
        spec = source_of(board.source).spec
        absences = spec.absences if spec.listing == "full" else None
        closing = await asyncio.to_thread(self.state.end_board, board, absences, self.pipeline.options.narrowed)
        closed = ChangeCounts(closed=closing.closed)
        stats.done += 1
        stats.answered += progress.answered
        stats.changes, progress.changes = stats.changes + closed, progress.changes + closed
        if closing.why_not:
            stats.messages.append(f"{board.name}: {closing.why_not}")
        _log_board(progress, closing.why_not)
        if all(stats.done == stats.boards for stats in self.stats.values()):
            self._all_done.set()

    async def _renew_lease(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            with suppress(StoreError):  # a lease lasts for several of these
                await asyncio.to_thread(self.state.renew)

    async def _watch(self) -> None:
        """Give up requests that hang where nothing else is left to do, and where their boards may be given up."""
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            left = [progress for progress in self._progress.values() if progress.pending]
            idle = sum(progress.pending for progress in left) == len(self._asked)
            silent = not any(progress.answered for progress in left)
            if idle and silent and may_be_given_up([progress.board for progress in left], len(self._progress)):
                self._fetcher.give_up_hanging()


def _log_board(progress: _BoardProgress, why_not_closed: str | None) -> None:
    """Log the outcome of a board that is done, and why absent postings are not closed."""
    fields = {"board": progress.board.name, "host": progress.host}
    counts = {"requests": progress.requests} | asdict(progress.changes)
    words = f": {progress.messages[0]}" if progress.messages else ""
    unanswered = progress.requests > 0 and not progress.answered
    level, ended = (logging.WARNING, "board gave no answer") if unanswered else (logging.INFO, "board crawled")
    logger.log(level, "%s%s", ended, words, extra=fields | {"counts": counts})
    if why_not_closed:
        logger.warning("closing put off: %s", why_not_closed, extra=fields)


def _host(task: CrawlTask) -> str:
    """Return the host that a task asks, with its port; "" where its URL is none, which fails as it is fetched."""
    try:
        return urlsplit(Request.from_json(task.request).url).netloc.lower()
    except ValueError:
        return ""


def _list_keys(tasks: Iterable[CrawlTask]) -> list[str]:
    """Return the keys of the tasks that ask for lists, not for single postings."""
    return [task.key for task in tasks if Request.from_json(task.request).posting_id is None]


def _check_list(lists: ListCheck, processed: ProcessedTask) -> None:
    """Count the entries of a page; the last page of a board's lists is truncated where they are not whole."""
    output = processed.output
    lists.ask(_list_keys(output.more))
    lists.answer(output.task.key, processed.page)
    if output.result.outcome == "complete" and (short := lists.shortfall()):
        processed.truncate(short)


def _size(processed: ProcessedTask) -> int:
    """Return the number of postings that a task's output writes."""
    return len(processed.output.new) + len(processed.output.changed)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error of a nested group."""
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
