"""What happens to boards, day by day, and what a person then sees: reposts, moves, lists that are not whole."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import func, select

from benchmarks.farm.gather import gather
from benchmarks.farm.job_market import Board, Job, JobMarket, jobs
from benchmarks.farm.server import Asked, Farm, Reply
from benchmarks.farm.stand_in import LaterClock, shift_clock
from truerole.data.crawl.boards import add_board
from truerole.data.market.aggregates import Filters, select_postings
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.listing import list_postings
from truerole.data.store import schema
from truerole.data.store.store import Store, open_store


@dataclass
class Days:
    """Store that gathers a made-up market, day after day."""

    store: Store
    farm: Farm
    market: JobMarket
    pool: Executor
    passed: list[int] = field(default_factory=lambda: [0])

    def gather(self, days: int = 0) -> None:
        """Let days pass, and gather all boards then."""
        self.passed[0] += days
        gather(self.store, self.farm.port, LaterClock(self.later), self.pool, interval=0.0)

    def later(self) -> timedelta:
        """Return how much time has passed."""
        return timedelta(days=self.passed[0])

    def offer(self, board: Board, offered: list[Job]) -> None:
        """Let a board offer these jobs from now on, and have it gathered."""
        self.market.boards[board] = offered
        add_board(self.store, *board)


@dataclass(frozen=True)
class Case:
    """What happens to boards: `run` returns the titles of the jobs that are open at the end.

    `before` is what was seen of them when the case was found.
    """

    name: str
    before: str
    run: Callable[[Days], set[str]]


@dataclass(frozen=True)
class Outcome:
    """What came of a case: postings stored and closed, and of the open jobs those shown, not shown and shown twice."""

    stored: int
    closed: int
    open: int
    shown: int
    doubled: int
    dead: int


_BOARD = ("recruitee", "acme")


def _titles(offered: list[Job]) -> set[str]:
    return {job.title for job in offered}


def _reposted(days: Days) -> set[str]:
    offered = jobs("Acme", 20)
    days.offer(_BOARD, offered)
    days.gather()
    days.offer(_BOARD, offered[5:])
    days.gather(1)
    days.offer(_BOARD, [*(job.reposted(f"9{job.number}") for job in offered[:5]), *offered[5:]])
    days.gather(1)
    return _titles(offered)


def _other_ids(days: Days) -> set[str]:
    offered = jobs("Acme", 10)
    days.offer(_BOARD, offered)
    days.gather()
    days.offer(_BOARD, [job.reposted(f"9{job.number}") for job in offered])
    for _ in range(7):
        days.gather(1)
    return _titles(offered)


def _moved(days: Days) -> set[str]:
    offered = jobs("Acme", 5)
    days.offer(("greenhouse", "acme"), offered)
    days.gather()
    del days.market.boards["greenhouse", "acme"]
    days.offer(("ashby", "acme"), [job.reposted(f"9{job.number}") for job in offered])
    for _ in range(5):
        days.gather(1)
    return _titles(offered)


def _shrunk(days: Days) -> set[str]:
    offered = jobs("Acme", 10)
    days.offer(_BOARD, offered)
    for _ in range(4):
        days.gather(1)
    days.offer(_BOARD, offered[:6])
    for _ in range(30):
        days.gather(1)
    return _titles(offered[:6])


def _emptied(days: Days) -> set[str]:
    offered = jobs("Acme", 10)
    days.market.versions = False
    days.offer(_BOARD, offered)
    days.gather()
    days.offer(_BOARD, [])
    for _ in range(6):
        days.gather()
    return _titles(offered)


def _lying(days: Days) -> set[str]:
    offered = jobs("Acme", 12)
    days.offer(_BOARD, offered[:10])
    days.gather()
    days.offer(_BOARD, offered[2:])
    days.market.lies = True
    for _ in range(5):
        days.gather(1)
    return _titles(offered[2:])


_TOTAL, _PAGE = 45, 20


def _repeated_page(days: Days) -> set[str]:
    offered, repeats = [replace(job, title=job.title) for job in jobs("Acme", _TOTAL)], [False]

    def answer(asked: Asked) -> Reply | None:
        path = asked.path.partition("?")[0]
        if path.endswith("/jobs"):
            start = json.loads(asked.body)["offset"]
            start = min(start, _PAGE) if repeats[0] else start
            rows = [_workday_row(job) for job in offered[start : start + _PAGE]]
            return Reply(json.dumps({"total": _TOTAL, "jobPostings": rows}).encode())
        named = next((job for job in offered if path.endswith(f"_R-{job.number}")), None)
        return Reply(json.dumps({"jobPostingInfo": _workday_detail(named)}).encode()) if named else None

    days.market.other = answer
    add_board(days.store, "workday", "acme.wd1/careers")
    days.gather()
    repeats[0] = True
    for _ in range(5):
        days.gather(1)
    return _titles(offered)


def _workday_row(job: Job) -> dict[str, object]:
    return {"title": job.title, "externalPath": f"/job/{job.city}/Data-Engineer_R-{job.number}",
            "locationsText": job.city, "bulletFields": [f"R-{job.number}"]}  # fmt: skip


def _workday_detail(job: Job) -> dict[str, object]:
    return {"title": job.title, "jobDescription": job.html, "location": job.city, "jobReqId": f"R-{job.number}",
            "posted": True, "startDate": job.published[:10], "country": {"descriptor": "Germany"}}  # fmt: skip


CASES = (
    Case("five jobs close and are posted again", "15 of 20", _reposted),
    Case("a board gives all ten jobs other ids", "0 of 10", _other_ids),
    Case("a board of five moves to another system", "0 of 5", _moved),
    Case("ten jobs become six, then 304 for 30 days", "6 of 6, and 4 dead", _shrunk),
    Case("six empty answers in one day", "0 of 10", _emptied),
    Case("a server says 304 over a changed list", "8 of 10, and 2 dead", _lying),
    Case("Workday: page 3 of 45 jobs repeats page 2", "40 of 45", _repeated_page),
)


def outcome_of(case: Case) -> Outcome:
    """Run a case in a store of its own; afterwards the clock of the store is that of the case."""
    with _days() as days:
        living = case.run(days)
        return _outcome(days.store, living)


@contextmanager
def _days() -> Iterator[Days]:
    market = JobMarket()
    with (
        tempfile.TemporaryDirectory() as folder,
        Farm(market) as farm,
        open_store(f"sqlite:///{folder}/store.db") as store,
        ThreadPoolExecutor(2) as pool,
    ):
        days = Days(store, farm, market, pool)
        shift_clock(days.later)
        yield days


def _outcome(store: Store, living: set[str]) -> Outcome:
    """Count what *Postings* shows as open jobs."""
    found = select_postings(refresh(store), Filters(closed=False).with_facets(sample="no"))
    shown = Counter(one.title for one in list_postings(store, list(found)))
    with store.read_transaction() as connection:
        stored = connection.scalar(select(func.count()).select_from(schema.postings)) or 0
        closed = connection.scalar(select(func.count()).where(schema.postings.c.closed_on.is_not(None))) or 0
    doubled = sum(count - 1 for count in shown.values())
    return Outcome(stored, closed, len(living), len(living & shown.keys()), doubled, len(shown.keys() - living))
