"""Records of a crawl that the scraper fills and the store keeps: boards, hosts, tasks and their outputs."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Literal, get_args

from truerole.core.clock import now
from truerole.core.stored import StoreEntry

# How fetching a board ended.
Outcome = Literal[
    "complete", "truncated", "not modified", "gone", "rate limited", "blocked", "forbidden", "malformed", "failed"
]  # fmt: skip
GOOD_OUTCOMES: frozenset[Outcome] = frozenset(("complete", "truncated", "not modified"))

# unverified: never asked; fresh: a good answer lately; stale: a good one, but not lately; paused: its host asks to
# wait; failing: the last answer was none.
BoardState = Literal["unverified", "fresh", "stale", "paused", "failing"]
BOARD_STATES: tuple[BoardState, ...] = get_args(BoardState)
STALE_AFTER = timedelta(days=7)


def board_name(source: str, board: str) -> str:
    """Return the display name of a board: "greenhouse:gitlab", or the source alone for a source with a single board."""
    return f"{source}:{board}" if board else source


@dataclass(frozen=True, slots=True)
class Board:
    """A job board with the history of crawls; the fields are the columns of the table `boards`.

    `found` is how many postings the last good runs found, the newest last; `failing`, `empty` and `gone` count answers
    in a row. `settled` is the last run that ended it, `narrowed` what that run left out.
    """

    number: int
    source: str
    board: str
    company: str | None
    added_at: datetime
    verified_at: datetime | None = None
    tried_at: datetime | None = None
    good_at: datetime | None = None
    outcome: Outcome | None = None
    message: str | None = None
    failing: int = 0
    empty: int = 0
    gone: int = 0
    found: tuple[int, ...] = ()
    settled: int = 0
    narrowed: str = ""

    @property
    def name(self) -> str:
        """Return the board's display name."""
        return board_name(self.source, self.board)

    def empty_days(self, day: date) -> int:
        """Return on how many days in a row the list was empty, where it is on `day`: quick runs count as one."""
        counted = self.empty > 0 and self.good_at is not None and self.good_at.date() >= day
        return self.empty if counted else self.empty + 1

    @property
    def state(self) -> BoardState:
        """Return the board's health now."""
        if self.outcome is None and self.good_at is None:
            return "unverified"
        if self.outcome == "rate limited":
            return "paused"
        if self.outcome not in GOOD_OUTCOMES or self.good_at is None:
            return "failing"
        return "fresh" if now() - self.good_at < STALE_AFTER else "stale"


@dataclass(slots=True)
class HostState:
    """State of a host: robots.txt, rate limit, circuit breaker and daily budget.

    `asked_at` is in seconds since 1970, `used` counts the requests of `day`; times are in UTC, without a zone.
    """

    host: str
    robots: str | None = None
    robots_status: int | None = None
    robots_at: datetime | None = None
    retry_at: datetime | None = None
    asked_at: float | None = None
    day: date | None = None
    used: int = 0
    failures: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """Validators of a conditional request, the ETag and Last-Modified of an earlier response.

    `key` is the hash of URL and Accept header (`validators_key`), `changed_at` is when that response came.
    """

    key: str
    etag: str | None
    last_modified: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A raw response, and the `request` in JSON."""

    source: str
    board: str
    request: str
    url: str
    kind: str | None
    charset: str | None
    fetched_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """A complete answer that waits to be worked off, with the validators that are to be stored with its output."""

    raw: RawResponse
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class CrawlTask:
    """A task of a crawl: a request to make for a board, in JSON, whose hash is the task's key within the run."""

    source: str
    board: str
    request: bytes

    @property
    def key(self) -> str:
        """Return the BLAKE2b hash of the request, as 32 hexadecimal digits."""
        return blake2b(self.request, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class TaskResult:
    """Result of a task: the outcome, a message about problems, and the number of postings in the response."""

    outcome: Outcome
    message: str | None = None
    found: int = 0


@dataclass(frozen=True, slots=True)
class KnownPosting:
    """A stored posting: number, hash of the content at the source, and whether the posting is open."""

    number: int
    content: str | None
    open: bool


@dataclass(slots=True)
class TaskOutput:
    """Output of a task: the postings that are new, that have changed, that are unchanged (`seen`), that are `gone`.

    `all_open` says that all open postings of its board are unchanged. `more` are tasks to be added to the run.
    `validators` and `raw` are stored in the same transaction, where they are there.
    """

    task: CrawlTask
    result: TaskResult
    new: list[StoreEntry] = field(default_factory=list)
    changed: list[tuple[int, StoreEntry]] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    all_open: bool = False
    more: list[CrawlTask] = field(default_factory=list)
    validators: Validators | None = None
    raw: RawResponse | None = None


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Counts of postings that task outputs changed in the store."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    reopened: int = 0

    def __add__(self, other: "ChangeCounts") -> "ChangeCounts":
        """Add up two counts."""
        return ChangeCounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class BoardClosing:
    """Closing of a board's postings: the count in the complete list, the count closed, a message if none is closed.

    `waiting` counts the open postings that the list did not show, and that further lists may close.
    """

    found: int
    closed: int = 0
    why_not: str | None = None
    waiting: int = 0


def validators_key(url: str, accept: str) -> str:
    """Return the key under which the validators of a URL and Accept header are stored."""
    return blake2b(f"{accept}\n{url}".encode(), digest_size=16).hexdigest()
