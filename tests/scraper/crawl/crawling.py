"""What tests of the crawl share: a farm of boards, and a gathering of it that waits for nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select

from benchmarks._farm import Farm, Local, policy
from truerole.data.crawl.boards import add_board, list_boards
from truerole.data.store import schema
from truerole.data.store.store import Store
from truerole.model.reader import default_reader
from truerole.scraper.crawl.crawler import Crawler, SourceStats, sum_stats, summary
from truerole.scraper.crawl.pipeline import CrawlOptions, PostingPipeline, TextReader
from truerole.scraper.crawl.state import DryRun, StoredState
from truerole.scraper.fetch.client import Client
from truerole.workflows.import_postings import read_texts
from truerole.workflows.role_filter import may_be_data_role


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
    reader = TextReader(read_texts, default_reader().model.version, may_be_data_role)
    ledger = DryRun() if dry else StoredState(store)

    async def run() -> dict[str, SourceStats]:
        async with Client(store, policy(farm.port, max_bytes=3_000_000), clock or _CLOCK) as client:
            return await crawl.run(boards, Local(client, farm.port, **spec))

    boards = [board for board in list_boards(store) if not names or board.board in names]
    with ThreadPoolExecutor(2) as pool:
        crawl = Crawler(ledger, PostingPipeline(store, reader, pool, options or CrawlOptions()))
        tallies = asyncio.run(run())
    done = sum_stats(tallies.values())
    done.told = [line for tally in tallies.values() for line in tally.told]
    done.kept += ledger.end(summary(done), {})
    return done


def open_ids(store: Store, board: str) -> set[str]:
    """Return the external ids of the open postings of a board."""
    table = schema.postings.c
    with store.read_transaction() as connection:
        found = select(table.external_id).where(table.board == board, table.closed_on.is_(None))
        return set(connection.scalars(found))
