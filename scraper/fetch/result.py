"""Results of a fetch, one class for each outcome; the client never raises for the acts of a host.

Outcome
├── Complete      an answer, to be read by its source
├── NotModified   the host says that nothing has changed since the answer whose validators were sent
├── Gone          there is no such thing, or no longer (404, 410)
├── RateLimited   not now: the host said when to come back, its day's budget is used up, or it fails too often
├── Blocked       a challenge or a captcha for humans in place of an answer
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
    """A response, and the validators for the next conditional request, to be saved with the response.

    Validators without a value are to be saved, too; None are those of a POST, which has no such thing.
    """

    answer: Response
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The host's answer that nothing has changed since the stored response (304)."""

    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The host's answer that there is no such board or posting, or no longer (404, 410)."""

    why: str
    status: int = 404


@dataclass(frozen=True, slots=True)
class RateLimited:
    """A rate limit or deferral: `retry_at` is in UTC, without a zone, as the tables have times."""

    retry_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A refusal by the host, robots.txt or the SSRF guard; `status` is None where no request was sent."""

    why: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A page against programs in place of an answer; the host is asked again from `retry_at` (UTC) on."""

    retry_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class UnexpectedType:
    """A response of an unexpected content type."""

    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure without an answer; `transient` where a retry may help, `oversized` where the answer is too large."""

    why: str
    transient: bool = True
    status: int | None = None
    oversized: bool = False


FetchResult = Complete | NotModified | Gone | RateLimited | Blocked | Forbidden | UnexpectedType | Failed
