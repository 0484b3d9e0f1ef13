"""What a crawl works with and remembers: boards, hosts, tasks, and what each task showed."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal, get_args

from truerole.core.clock import now
from truerole.core.stored import StoreEntry

# What came of asking a board.
Outcome = Literal[
    "complete", "truncated", "not modified", "gone", "rate limited", "forbidden", "malformed", "failed"
]  # fmt: skip


GOOD_OUTCOMES: frozenset[Outcome] = frozenset(("complete", "truncated", "not modified"))


# unverified: never asked; fresh: a good answer lately; stale: a good one, but not lately; paused: its host asks to
# wait; failing: the last answer was none.
BoardState = Literal["unverified", "fresh", "stale", "paused", "failing"]


BOARD_STATES: tuple[BoardState, ...] = get_args(BoardState)


STALE_AFTER = timedelta(days=7)


def board_name(source: str, board: str) -> str:
    """Return what a person calls a board: "greenhouse:gitlab", or the source alone where it is one board."""
    return f"{source}:{board}" if board else source


@dataclass(frozen=True, slots=True)
class Board:
    """Hold a board and how gathering it went; the fields are those of the table `boards`.

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
        """Return what a person calls it."""
        return board_name(self.source, self.board)

    @property
    def state(self) -> BoardState:
        """Return how it is with this board now."""
        if self.outcome is None and self.good_at is None:
            return "unverified"
        if self.outcome == "rate limited":
            return "paused"
        if self.outcome not in GOOD_OUTCOMES or self.good_at is None:
            return "failing"
        return "fresh" if now() - self.good_at < STALE_AFTER else "stale"


@dataclass(slots=True)
class HostState:
    """Hold what is known of a host; `asked_at` is in seconds since 1970, `used` counts the requests of `day`."""

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
    """Hold what lets a host say that nothing has changed: `key` is of the address and what was to be accepted.

    `changed_at` is when the answer that they belong to came.
    """

    key: str
    etag: str | None
    last_modified: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RawResponse:
    """Hold an answer as it came, and `request`, in JSON, which brought it."""

    source: str
    board: str
    request: str
    url: str
    kind: str | None
    charset: str | None
    fetched_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class CrawlTask:
    """Hold one request to make for a board; `request` is JSON, whose hash is its key within the run."""

    source: str
    board: str
    request: bytes

    @property
    def key(self) -> str:
        """Return what tells this request from any other of its board."""
        return blake2b(self.request, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class TaskResult:
    """Hold what came of a unit: how it went, in words where it did not go well, and how many postings it showed."""

    outcome: Outcome
    message: str | None = None
    found: int = 0


@dataclass(frozen=True, slots=True)
class KnownPosting:
    """Hold what the store knows of a posting: its number, a hash of what its source showed, whether it is open."""

    number: int
    content: str | None
    open: bool


@dataclass(slots=True)
class TaskOutput:
    """Hold what one unit showed: postings that are new, that have changed, that are as they were, that are gone.

    `all_open` says that all open postings of its board are as they were. `more` are units to be added. `also` writes
    what is to be kept along with it.
    """

    unit: CrawlTask
    end: TaskResult
    new: list[StoreEntry] = field(default_factory=list)
    changed: list[tuple[int, StoreEntry]] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    all_open: bool = False
    more: list[CrawlTask] = field(default_factory=list)
    also: list[Callable[[Any], object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Count what harvests changed in the store."""

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
    """Hold how many postings a complete list of a board has, how many it closed, and why it closed none, in words."""

    found: int
    closed: int = 0
    why_not: str | None = None


def validators_key(url: str, accept: str) -> str:
    """Return the key of the validators of an address."""
    return blake2b(f"{accept}\n{url}".encode(), digest_size=16).hexdigest()
