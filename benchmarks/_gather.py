"""Gather the farm's boards in a process of its own: `python -m benchmarks._gather STORE PORT BOARD ...`."""

import asyncio
import sys

from benchmarks._farm import Local, policy
from data.boards import add, listed
from data.store import Store, open_store
from model.intake import read_all
from model.interest import of_interest
from model.parallel import workers
from model.reader import default_reader
from scraper.client import Client
from scraper.crawl import Crawl, Tally, summary, total
from scraper.harvesting import Harvester, Options, Reader
from scraper.ledger import Durable


def gather(store: Store, port: int) -> Tally:
    """Gather all boards of a store from the farm at a port."""
    reader = Reader(read_all, default_reader().model.version, of_interest)
    ledger = Durable(store)

    async def run() -> dict[str, Tally]:
        async with Client(store, policy(port)) as client:
            return await crawl.run(listed(store), Local(client, port))

    with workers() as pool:
        crawl = Crawl(ledger, Harvester(store, reader, pool, Options()))
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
