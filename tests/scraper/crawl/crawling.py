"""What tests of the crawl share: a farm of boards, and a gathering of it that waits for nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select

from benchmarks.farm.server import Farm, Local, policy
from truerole.data.crawl.boards import add_board, list_boards
from truerole.data.crawl.state import StoredHostState
from truerole.data.store import schema
from truerole.data.store.store import Store
from truerole.scraper.crawl.crawler import Crawler
from truerole.scraper.crawl.pipeline import CrawlOptions, PostingPipeline
from truerole.scraper.crawl.stats import SourceStats
from truerole.scraper.fetch.client import Client
from truerole.workflows.gathering.crawl import crawl_state, end_crawl, text_reader


@dataclass
class Clock:
    """Tell a time that goes by at once when somebody waits."""

    skipped: float = 0.0
    slept: list[float] = field(default_factory=list)

    def time(self) -> float:
        return datetime.now(UTC).timestamp() + self.skipped

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.skipped += seconds
        await asyncio.sleep(0)


# Time goes on from one gathering to the next.
_CLOCK = Clock()


def gather(
    store: Store,
    farm: Farm,
    *names: str,
    options: CrawlOptions | None = None,
    clock: Clock | None = None,
    dry: bool = False,
    source: str = "recruitee",
    **spec: float,
) -> SourceStats:
    """Gather some boards of the farm as `truerole scrape` does."""
    for name in names:
        add_board(store, source, name)
    state = crawl_state(store, dry_run=dry)

    async def run() -> dict[str, SourceStats]:
        async with Client(StoredHostState(store), policy(farm.port, max_bytes=3_000_000), clock or _CLOCK) as client:
            return await crawl.run(boards, Local(client, farm.port, **spec))

    boards = [board for board in list_boards(store) if not names or board.board in names]
    with ThreadPoolExecutor(2) as pool:
        crawl = Crawler(state, PostingPipeline(state, text_reader(), pool, options or CrawlOptions()))
        result = end_crawl(state, asyncio.run(run()))
    result.all.messages = result.messages
    return result.all


def open_ids(store: Store, board: str) -> set[str]:
    """Return the external ids of the open postings of a board."""
    table = schema.postings.c
    with store.read_transaction() as connection:
        found = select(table.external_id).where(table.board == board, table.closed_on.is_(None))
        return set(connection.scalars(found))
