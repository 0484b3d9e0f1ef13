"""Crawl boards: ask their sources, read the new postings with the champion, and keep them in the store."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from truerole.core.crawl import Board
from truerole.core.parallel import worker_pool as processes
from truerole.data.store.store import Store
from truerole.model.reader import default_reader
from truerole.scraper.crawl.crawler import Crawler, SourceStats, sum_stats, summary
from truerole.scraper.crawl.pipeline import CrawlOptions, PostingPipeline, TextReader
from truerole.scraper.crawl.state import DryRun, StoredState
from truerole.scraper.fetch.client import Client
from truerole.scraper.fetch.replay import Replay
from truerole.scraper.sources.registry import source_of
from truerole.workflows.import_postings import read_texts
from truerole.workflows.role_filter import may_be_data_role


@dataclass(frozen=True)
class CrawlResult:
    """Hold the counts of each source and of all together, and whether the crawl `resumed` one that was cut off."""

    by_source: Mapping[str, SourceStats]
    all: SourceStats
    resumed: bool

    @property
    def problems(self) -> list[str]:
        """Return the problems that the boards had, a line each."""
        return [line for stats in self.by_source.values() for line in stats.told]

    def __str__(self) -> str:
        """Return the counts in a line."""
        return summary(self.all)


def crawl(
    store: Store,
    boards: Sequence[Board],
    options: CrawlOptions,
    watch: Callable[[Mapping[str, SourceStats]], None],
    *,
    dry_run: bool = False,
    reparse: bool = False,
    workers: int | None = None,
) -> CrawlResult:
    """Crawl `boards` once, and return the counts; `watch` is called with those so far.

    With `dry_run` nothing is kept; with `reparse` kept answers are read again and no host is asked. Interrupted, the
    next crawl of the same kind goes on.
    """
    state = DryRun() if dry_run else StoredState(store, "reparsing" if reparse else "gathering")
    reader = TextReader(read_texts, default_reader().model.version, may_be_data_role)
    with processes(workers) as pool:
        crawler = Crawler(state, PostingPipeline(store, reader, pool, options), watch)
        by_source = asyncio.run(_run(crawler, boards, store, reparse))
    everything = sum_stats(by_source.values())
    everything.kept += state.end(summary(everything), _days_until_closed(by_source))
    return CrawlResult(by_source, everything, isinstance(state, StoredState) and state.resumed)


async def _run(crawler: Crawler, boards: Sequence[Board], store: Store, reparse: bool) -> dict[str, SourceStats]:
    if reparse:
        return await crawler.run(boards, Replay(store))
    async with Client(store) as client:
        return await crawler.run(boards, client)


def _days_until_closed(sources: Mapping[str, SourceStats]) -> dict[str, int]:
    """Map each source that lists only its newest postings to the days after which unseen ones count as closed."""
    specs = [source_of(name).spec for name in sources]
    return {spec.name: spec.expires for spec in specs if spec.listing == "window"}
