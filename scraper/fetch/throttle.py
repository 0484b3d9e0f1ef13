"""Throttle requests to a host: classify HTTP statuses, honour Retry-After, keep the rate limit, break the circuit.

A host that fails `BREAKER_FAILURES` times in a row within `BREAKER_WINDOW_SECONDS` seconds opens its circuit
breaker: it is not asked for `BREAKER_OPEN_SECONDS` seconds, then probed once.
"""

import asyncio
import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from truerole.core.crawl import HostState
from truerole.scraper.fetch.result import Failed, Forbidden, Gone, RateLimited, UnexpectedType

logger = logging.getLogger(__name__)

TRIES = 3
BREAKER_FAILURES, BREAKER_WINDOW_SECONDS, BREAKER_OPEN_SECONDS = 3, 600.0, 1_800.0
# Seconds. A longer Retry-After is not waited for: the host is deferred, as the crawl has other hosts to ask.
LONGEST_WAIT = 30.0
# Seconds that a request waits for its turn; a longer wait is told to the crawl.
LONGEST_TURN = 65.0
# Seconds that a host is deferred at most, however long its Retry-After.
LONGEST_DEFERRAL = 7 * 86_400.0
# Seconds of deferral after a 429 without Retry-After, and after a 403 for a limit without a time of its reset.
DEFER_TOO_MANY, DEFER_REFUSED = 900.0, 3_600.0
# Seconds of deferral after a page against programs.
DEFER_BLOCKED = 21_600.0
# Seconds after its robots.txt or a redirect when a host is asked again, however long the interval of its source.
_LONGEST_SKIPPED_INTERVAL = 5.0
_RETRIED = (408, 425, 429, 500, 502, 503, 504)
_REFUSALS = (401, 402, 403, 407, 451, 999)
_GONE = (404, 410)
_REDIRECTS = (301, 302, 303, 307, 308)


class Clock(Protocol):
    """A clock: the time, and a wait."""

    def time(self) -> float:
        """Return the seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""


class SystemClock:
    """The clock of this machine."""

    def time(self) -> float:
        """Return the seconds since 1970."""
        return datetime.now(UTC).timestamp()

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Retry:
    """A request that is worth a retry: why, the HTTP status, and the seconds that the host wants waited (`after`).

    One that was `slow` has had all its time, and is worth a retry in another crawl only.
    """

    why: str
    status: int | None = None
    after: float | None = None
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """Pace of requests to a host: how many may be open at once, and the seconds between the starts of two."""

    in_flight: int
    interval: float


def utc(seconds: float) -> datetime:
    """Return seconds since 1970 as a UTC time without a zone, rounded up to whole seconds."""
    return datetime.fromtimestamp(math.ceil(seconds), UTC).replace(tzinfo=None)


def timestamp(at: datetime) -> float:
    """Return a UTC time without a zone in seconds since 1970."""
    return at.replace(tzinfo=UTC).timestamp()


ClassifiedStatus = Gone | RateLimited | Forbidden | UnexpectedType | Failed | Retry


def classify_status(status: int, headers: Mapping[str, str], host: str, now: float) -> ClassifiedStatus | None:
    """Classify a response by HTTP status and headers; None where the body is to be read.

    A redirect without a location is retried: overloaded hosts send it.
    """
    if status == 200:
        return None
    if status in _GONE:
        return Gone(f"{host} says that there is no such thing ({status})", status)
    if status == 403 and (_used_up(headers) or retry_after(headers.get("retry-after", ""), now) is not None):
        rest = _seconds_asked_for(headers, now) or DEFER_REFUSED
        return RateLimited(utc(now + rest), f"{host} refuses more requests for now ({status})")
    if status in _RETRIED or status in _REDIRECTS:
        return Retry(f"{host} answers with status {status}", status, _seconds_asked_for(headers, now))
    return _refusal(status, host)


def _refusal(status: int, host: str) -> Forbidden | UnexpectedType | Failed:
    if status in _REFUSALS:
        return Forbidden(f"{host} refuses this program ({status})", status)
    if 200 <= status < 300:
        return UnexpectedType(f"{host} answers with status {status}, which is no whole answer")
    return Failed(f"{host} answers with status {status}", status >= 500, status)


def _used_up(headers: Mapping[str, str]) -> bool:
    return headers.get("x-ratelimit-remaining", "").strip() == "0"


def _seconds_asked_for(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds to wait by Retry-After or X-RateLimit-Reset, None without such a header."""
    wait = retry_after(headers.get("retry-after", ""), now)
    if wait is None and _used_up(headers):
        wait = _reset(headers, now)
    return None if wait is None else min(wait, LONGEST_DEFERRAL)


def retry_after(value: str, now: float) -> float | None:
    """Parse a Retry-After header, seconds or a date, into seconds from `now`; None for any other text."""
    value = value.strip()
    if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value, re.ASCII):
        return float(value)
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = found if found.tzinfo else found.replace(tzinfo=UTC)
    return max(0.0, at.timestamp() - now)


def _reset(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds until a rate limit is reset; X-RateLimit-Reset holds seconds or a time since 1970."""
    seconds = retry_after(headers.get("x-ratelimit-reset", ""), now)
    return max(0.0, seconds - now) if seconds is not None and seconds > 1e9 else seconds


class HostThrottle:
    """Let requests to a host through, in the order in which they come: rate limit, deferral, and circuit breaker.

    `changed` says that the state of the host is to be saved.
    """

    def __init__(self, known: HostState, clock: Clock) -> None:
        self.known, self.changed = known, False
        self._clock = clock
        self._in_flight = 0
        self._turn, self._released = asyncio.Lock(), asyncio.Event()
        self._last_turn = self._held_until = 0.0

    @property
    def failing(self) -> bool:
        """Return whether the circuit breaker has tripped, so that the host is only probed."""
        return self.known.failures >= BREAKER_FAILURES

    def deferral(self) -> RateLimited | None:
        """Return the deferral of the host, by Retry-After or an open circuit; None where requests may be sent."""
        until = self.known.retry_at
        if until is None or timestamp(until) <= self._clock.time():
            return None
        why = f"has failed {self.known.failures} times" if self.failing else "wants to be left alone"
        return RateLimited(until, f"{self.known.host} {why}")

    def over_budget(self, daily: int | None) -> RateLimited | None:
        """Return the rate limit where the daily budget of requests is used up, None where requests are left."""
        day, today = self.known.day, utc(self._clock.time()).date()
        if daily is None or day is None or day < today or self.known.used < daily:
            return None
        tomorrow = datetime.combine(day + timedelta(days=1), time())
        return RateLimited(tomorrow, f"{self.known.host} is asked {daily} times a day at most")

    async def acquire(self, pace: Pace, skip_interval: bool = False) -> RateLimited | None:
        """Wait for a turn and take the turn, or return the deferral of the host.

        Each turn taken is given back by `release`. With `skip_interval`, for robots.txt or where a redirect leads, a
        turn waits for seconds only.
        """
        async with self._turn:
            while not (deferral := self.deferral()):
                if self._in_flight >= (1 if self.failing else pace.in_flight):
                    self._released.clear()
                    await self._released.wait()
                elif (wait := self._seconds_to_turn(pace, skip_interval)) > LONGEST_TURN:
                    return RateLimited(utc(self._clock.time() + wait), f"{self.known.host} is asked this seldom")
                elif wait > 0:
                    await self._clock.sleep(wait)
                else:
                    self._in_flight += 1
                    self._last_turn = self._clock.time()
                    return None
        return deferral

    def release(self) -> None:
        """Give a turn back."""
        self._in_flight -= 1
        self._released.set()

    def note_request(self, skip_interval: bool = False) -> None:
        """Note that a request is sent now: to connect may have taken a while."""
        self._last_turn = self._clock.time()
        if not skip_interval:
            self.known.asked_at, self.changed = self._last_turn, True

    def _seconds_to_turn(self, pace: Pace, skip_interval: bool) -> float:
        now = self._clock.time()
        # Where the clock was set back, nothing has been that is to come.
        self._last_turn, self._held_until = min(self._last_turn, now), min(self._held_until, now + LONGEST_WAIT)
        self.known.asked_at = min(self.known.asked_at or 0.0, now)
        ready = max(self._held_until, self._last_turn + min(pace.interval, _LONGEST_SKIPPED_INTERVAL))
        return ready - now if skip_interval else max(ready, self.known.asked_at + pace.interval) - now

    def hold(self, seconds: float) -> None:
        """Let no request through for `seconds`."""
        self._held_until = max(self._held_until, self._clock.time() + seconds)

    def defer(self, until: datetime, why: str) -> RateLimited:
        """Defer all requests to the host until a time, as the host wants."""
        self.record_success()
        self.known.retry_at, self.changed = until, True
        return RateLimited(until, why)

    def record_success(self) -> None:
        """Close the circuit breaker, as the host answers; a deferral still holds."""
        if self.failing:
            self.known.retry_at = None
            logger.info("circuit closed: the host answers again", extra={"host": self.known.host})
        if self.known.failures:
            self.known.failures, self.known.failing_since, self.changed = 0, None, True

    def record_failure(self) -> None:
        """Count a failure; `BREAKER_FAILURES` of them within `BREAKER_WINDOW_SECONDS` open the circuit breaker."""
        known, now, self.changed = self.known, self._clock.time(), True
        late = known.failing_since is None or now - timestamp(known.failing_since) > BREAKER_WINDOW_SECONDS
        if late and not self.failing:
            known.failures, known.failing_since = 0, utc(now)
        known.failures += 1
        if self.failing:
            known.retry_at = utc(now + BREAKER_OPEN_SECONDS)
            fields = {"host": known.host, "wait": BREAKER_OPEN_SECONDS}
            logger.warning("circuit open: the host has failed %d times", known.failures, extra=fields)
