"""Gather the farm's boards in a process of its own: `python -m benchmarks._gather STORE PORT BOARD ...`."""

import asyncio
import sys

from benchmarks._farm import Local, policy
from truerole.core.parallel import workers
from truerole.data.crawl.boards import add, listed
from truerole.data.store.store import Store, open_store
from truerole.model.reader import default_reader
from truerole.scraper.crawl.crawler import Crawler, SourceStats, summary, total
from truerole.scraper.crawl.pipeline import Options, PostingPipeline, TextReader
from truerole.scraper.crawl.state import StoredState
from truerole.scraper.fetch.client import Client
from truerole.workflows.import_postings import read_all
from truerole.workflows.role_filter import of_interest


def gather(store: Store, port: int) -> SourceStats:
    """Gather all boards of a store from the farm at a port."""
    reader = TextReader(read_all, default_reader().model.version, of_interest)
    ledger = StoredState(store)

    async def run() -> dict[str, SourceStats]:
        async with Client(store, policy(port)) as client:
            return await crawl.run(listed(store), Local(client, port))

    with workers() as pool:
        crawl = Crawler(ledger, PostingPipeline(store, reader, pool, Options()))
        tallies = asyncio.run(run())
    done = total(tallies.values())
    ledger.end(summary(done), {})
    return done


def main() -> None:
    """Gather, and print what came of it."""
    url, port, *names = sys.argv[1:]
    with open_store(url) as store:
        for name in names:
            add(store, "recruitee", name)
        print(summary(gather(store, int(port))), flush=True)


if __name__ == "__main__":
    main()
