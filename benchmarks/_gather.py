"""Gather the farm's boards in a process of its own: `python -m benchmarks._gather STORE PORT BOARD ...`."""

import asyncio
import sys

from benchmarks._farm import Local, policy
from truerole.core.parallel import worker_pool
from truerole.data.crawl.boards import add_board, list_boards
from truerole.data.store.store import Store, open_store
from truerole.model.reader import default_reader
from truerole.scraper.crawl.crawler import Crawler, SourceStats, sum_stats, summary
from truerole.scraper.crawl.pipeline import CrawlOptions, PostingPipeline, TextReader
from truerole.scraper.crawl.state import StoredState
from truerole.scraper.fetch.client import Client
from truerole.workflows.import_postings import read_texts
from truerole.workflows.role_filter import may_be_data_role


def gather(store: Store, port: int) -> SourceStats:
    """Gather all boards of a store from the farm at a port."""
    reader = TextReader(read_texts, default_reader().model.version, may_be_data_role)
    ledger = StoredState(store)

    async def run() -> dict[str, SourceStats]:
        async with Client(store, policy(port)) as client:
            return await crawl.run(list_boards(store), Local(client, port))

    with worker_pool() as pool:
        crawl = Crawler(ledger, PostingPipeline(store, reader, pool, CrawlOptions()))
        tallies = asyncio.run(run())
    done = sum_stats(tallies.values())
    ledger.end(summary(done), {})
    return done


def main() -> None:
    """Gather, and print what came of it."""
    url, port, *names = sys.argv[1:]
    with open_store(url) as store:
        for name in names:
            add_board(store, "recruitee", name)
        print(summary(gather(store, int(port))), flush=True)


if __name__ == "__main__":
    main()
