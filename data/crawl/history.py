"""History of crawls for the pages: the last runs, and the hosts that are deferred."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from truerole.core.clock import now
from truerole.data.crawl.work_queue import KIND
from truerole.data.store.schema import hosts, runs, units
from truerole.data.store.store import Store


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """A crawl run: `ended_at` is None while the run is going or cut off, `answers` counts requests by outcome."""

    number: int
    begun_at: datetime
    ended_at: datetime | None
    summary: str | None
    answers: Mapping[str, int]

    @property
    def asked(self) -> int:
        """Return how many requests were made."""
        return sum(self.answers.values())


def last_crawls(store: Store, count: int = 20) -> list[CrawlRun]:
    """Return the last crawl runs, the newest first."""
    newest = select(runs).where(runs.c.kind == KIND).order_by(runs.c.number.desc()).limit(count)
    with store.read_transaction() as connection:
        rows = connection.execute(newest).all()
        answered = select(units.c.run, units.c.outcome, func.count()).where(units.c.run.in_([r.number for r in rows]))
        answered = answered.where(units.c.outcome.is_not(None)).group_by(units.c.run, units.c.outcome)
        answers = defaultdict[int, Counter[str]](Counter)
        for number, outcome, many in connection.execute(answered):
            answers[number][outcome] = many
    return [CrawlRun(r.number, r.begun_at, r.ended_at, r.summary, answers[r.number]) for r in rows]


def deferred_hosts(store: Store) -> dict[str, datetime]:
    """Map each host that is deferred now to the end of the deferral (UTC)."""
    later = select(hosts.c.host, hosts.c.retry_at).where(hosts.c.retry_at > now())
    with store.read_transaction() as connection:
        return {row.host: row.retry_at for row in connection.execute(later)}
