"""Crawl job boards into the store: the scraper fetches and parses, the champion reads, the store keeps and closes."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

from truerole.core.concurrency.parallel import worker_pool
from truerole.core.crawl import Board
from truerole.data.crawl.confirmed_boards import drop_missing_boards
from truerole.data.crawl.ingest import known_postings
from truerole.data.crawl.raw_responses import newest_raw
from truerole.data.crawl.state import StoredHostState, StoredState
from truerole.data.crawl.work_queue import KIND
from truerole.data.dedup.boilerplate import strip_boilerplate
from truerole.data.store.store import Store
from truerole.model.reader import default_reader
from truerole.scraper.crawl.crawler import Crawler
from truerole.scraper.crawl.pipeline import CrawlOptions, PostingPipeline, TextReader
from truerole.scraper.crawl.state import CrawlState, DryRun
from truerole.scraper.crawl.stats import OnStats, SourceStats, sum_stats, summary
from truerole.scraper.fetch.client import Client
from truerole.scraper.fetch.replay import Replay
from truerole.scraper.sources.registry import source_of, source_ranks
from truerole.workflows.gathering.role_filter import may_be_data_role
from truerole.workflows.read_texts import read_texts

logger = logging.getLogger(__name__)

REPARSING = "reparsing"


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """Statistics of a crawl by source and of `all`; `resumed` marks the rest of a crawl that was cut off.

    `dropped` names boards of the catalogue that were removed, as they were never there.
    """

    by_source: Mapping[str, SourceStats]
    all: SourceStats
    resumed: bool = False
    dropped: tuple[str, ...] = ()

    @property
    def messages(self) -> list[str]:
        """Return the messages about single boards, source by source."""
        told = [message for stats in self.by_source.values() for message in stats.messages]
        return told + [f"{name}: is dropped, as it said three times that it is not there" for name in self.dropped]

    def __str__(self) -> str:
        """Return the counts on a single line for a person."""
        return summary(self.all)


def crawl(
    store: Store,
    boards: Sequence[Board],
    options: CrawlOptions,
    on_stats: OnStats = lambda _: None,
    *,
    dry_run: bool = False,
    reparse: bool = False,
    workers: int | None = None,
) -> CrawlResult:
    """Crawl boards once into the store, and return the statistics; `on_stats` is called with the statistics so far.

    A crawl of the same boards that was cut off is resumed. `dry_run` stores nothing; `reparse` parses the responses
    that were kept, and asks no host. `workers` processes parse and read (default: one a core). Raises StoreError where
    another crawl is running or the store cannot be used, DataError where TRUEROLE_CONTACT cannot be sent.
    """
    state = crawl_state(store, dry_run=dry_run, reparse=reparse)
    try:
        with worker_pool(workers) as pool:
            crawler = Crawler(state, PostingPipeline(state, text_reader(), pool, options), on_stats)
            by_source = asyncio.run(_run(crawler, store, boards, reparse))
    except KeyboardInterrupt:
        logger.warning("crawl stopped; the next one resumes it")
        raise
    ended = end_crawl(state, by_source)
    return ended if dry_run or reparse else replace(ended, dropped=tuple(drop_missing_boards(store)))


async def _run(crawler: Crawler, store: Store, boards: Sequence[Board], reparse: bool) -> dict[str, SourceStats]:
    if reparse:
        return await crawler.run(boards, Replay(partial(newest_raw, store)))
    async with Client(StoredHostState(store)) as client:
        return await crawler.run(boards, client)


def crawl_state(store: Store, *, dry_run: bool = False, reparse: bool = False) -> CrawlState:
    """Return the memory of a crawl: the store, or for a dry run a memory that stores nothing."""
    if dry_run:
        return DryRun(partial(known_postings, store))
    return StoredState(store, source_ranks(), REPARSING if reparse else KIND)


def text_reader() -> TextReader:
    """Return the champion model as functions that the crawl's worker processes call."""
    return TextReader(read_texts, default_reader().model.version, may_be_data_role, strip_boilerplate)


def end_crawl(state: CrawlState, by_source: Mapping[str, SourceStats]) -> CrawlResult:
    """Close postings past their day, end the run, and return the statistics."""
    total = sum_stats(by_source.values())
    specs = [source_of(name).spec for name in by_source]
    # A source that shows only its newest postings closes none by absence: they are taken for closed at an age in days.
    total.changes += state.end(summary(total), {spec.name: spec.expires for spec in specs if spec.listing == "window"})
    result = CrawlResult(by_source, total, isinstance(state, StoredState) and state.resumed)
    counts = {"boards": total.boards, "answered": total.answered, "requests": total.requests, **asdict(total.changes)}
    logger.info("crawl ended: %s", result, extra={"counts": counts | {"problems": total.failed}})
    return result
