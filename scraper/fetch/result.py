"""Say what came of asking a host; what it did is never raised.

Outcome
├── Complete      an answer, to be read by its source
├── NotModified   the host says that nothing has changed since the answer whose validators were sent
├── Gone          there is no such thing, or no longer (404, 410)
├── RateLimited   not now: the host said when to come back, its day's budget is used up, or it fails too often
├── Forbidden     not at all: robots.txt, a refusal (401, 403, 451), an address that is not public, a missing key
├── Malformed     an answer of another kind than was asked for: HTML for JSON
└── Failed        no answer; `transient` where asking again later may help

Only Complete and NotModified say that what a board listed is open; only Complete may close.
"""

from dataclasses import dataclass
from datetime import datetime

from truerole.core.crawl import Validators
from truerole.scraper.sources.base import Response


@dataclass(frozen=True, slots=True)
class Complete:
    """Hold an answer, and what lets the host say next time that nothing has changed: save it with the answer.

    Validators without a value are to be saved, too; None are those of a POST, which has no such thing.
    """

    answer: Response
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """Say that the answer is the one that was stored last."""

    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Say that there is no such board or posting, or no longer."""

    why: str
    status: int = 404


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Say when to come back: `retry_at` is in UTC, without a zone, as the tables have times."""

    retry_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Say why it may not be asked; `status` is None where nothing was asked."""

    why: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class UnexpectedType:
    """Say what came instead of what was asked for."""

    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Say why no answer came; `transient` where asking again later may help."""

    why: str
    transient: bool = True
    status: int | None = None


FetchResult = Complete | NotModified | Gone | RateLimited | Forbidden | UnexpectedType | Failed
