"""Gather the farm's boards in a process of its own: `python -m benchmarks.farm.gather STORE PORT BOARD ...`."""

import asyncio
import sys
from concurrent.futures import Executor
from contextlib import nullcontext

from benchmarks.farm.server import Asking, farm_client
from truerole.core.concurrency.parallel import worker_pool
from truerole.data.crawl.boards import add_board, list_boards
from truerole.data.crawl.state import StoredHostState
from truerole.data.store.store import Store, open_store
from truerole.scraper.crawl.crawler import Crawler
from truerole.scraper.crawl.pipeline import CrawlOptions, PostingPipeline
from truerole.scraper.crawl.stats import SourceStats, summary
from truerole.scraper.fetch.throttle import Clock
from truerole.workflows.gathering.crawl import crawl_state, end_crawl, text_reader


def gather(
    store: Store, port: int, clock: Clock | None = None, pool: Executor | None = None, **spec: float
) -> SourceStats:
    """Gather all boards of a store from the farm at a port; `spec` is what is other than in the specs of the sources.

    In processes, unless there is a `pool`, which stays open.
    """
    state = crawl_state(store)

    async def run(crawl: Crawler) -> dict[str, SourceStats]:
        async with farm_client(StoredHostState(store), port, clock) as client:
            return await crawl.run(list_boards(store), Asking(client, spec))

    with nullcontext(pool) if pool else worker_pool() as workers:
        crawl = Crawler(state, PostingPipeline(state, text_reader(), workers, CrawlOptions()))
        return end_crawl(state, asyncio.run(run(crawl))).all


def main() -> None:
    """Gather, and print what came of it."""
    url, port, *names = sys.argv[1:]
    with open_store(url) as store:
        for name in names:
            add_board(store, "recruitee", name)
        print(summary(gather(store, int(port))), flush=True)


if __name__ == "__main__":
    main()
