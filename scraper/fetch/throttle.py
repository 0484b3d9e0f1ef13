"""Decide how a host is treated: what its answer means, when it is asked again, and who may ask it when.

A host that fails `BREAKER_FAILURES` times in a row within `BREAKER_WINDOW_SECONDS` seconds opens its circuit
breaker: it is not asked for `BREAKER_OPEN_SECONDS` seconds, then probed once.
"""

import asyncio
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from truerole.core.crawl import HostState
from truerole.scraper.fetch.result import Failed, Forbidden, Gone, RateLimited, UnexpectedType

TRIES = 3
BREAKER_FAILURES, BREAKER_WINDOW_SECONDS, BREAKER_OPEN_SECONDS = 3, 600.0, 1_800.0
# What a host wants waited for longer than that is waited for by the crawl, which has other hosts to ask.
LONGEST_WAIT = 30.0
LONGEST_TURN = 65.0
LONGEST_DEFERRAL = 7 * 86_400.0
# How long a host rests that says only that it is too much, and one that refuses for a limit but not for how long.
DEFER_TOO_MANY, DEFER_REFUSED = 900.0, 3_600.0
# After its robots.txt, a host is asked as soon as that, however seldom its source allows.
_BETWEEN = 5.0
_RETRIED = (408, 425, 429, 500, 502, 503, 504)
_REFUSALS = (401, 402, 403, 407, 451, 999)
_GONE = (404, 410)
_REDIRECTS = (301, 302, 303, 307, 308)


class Clock(Protocol):
    """Tell the time, and wait."""

    def time(self) -> float:
        """Return the seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""


class SystemClock:
    """Tell the time of this machine."""

    def time(self) -> float:
        """Return the seconds since 1970."""
        return datetime.now(UTC).timestamp()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Retry:
    """Say that a host may do better when it is asked again, and after how many seconds where it says so itself."""

    why: str
    status: int | None = None
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """Say how many requests to a host may be open at once, and how many seconds lie between the starts of two."""

    in_flight: int
    interval: float


def utc(seconds: float) -> datetime:
    """Return a time as the tables have it: in UTC, without a zone; a part of a second counts as one."""
    return datetime.fromtimestamp(math.ceil(seconds), UTC).replace(tzinfo=None)


def timestamp(at: datetime) -> float:
    """Return a time of the tables in seconds since 1970."""
    return at.replace(tzinfo=UTC).timestamp()


Verdict = Gone | RateLimited | Forbidden | UnexpectedType | Failed | Retry


def classify_status(status: int, headers: Mapping[str, str], host: str, now: float) -> Verdict | None:
    """Return what the head of an answer means, None where its body is to be read.

    An answer that leads elsewhere and does not say where to is asked for again: some hosts give it when they have too
    much to do.
    """
    if status == 200:
        return None
    if status in _GONE:
        return Gone(f"{host} says that there is no such thing ({status})", status)
    if status == 403 and _used_up(headers):
        rest = min(_reset(headers, now) or DEFER_REFUSED, LONGEST_DEFERRAL)
        return RateLimited(utc(now + rest), f"{host} refuses more requests for now ({status})")
    if status in _RETRIED or status in _REDIRECTS:
        return Retry(f"{host} answers with status {status}", status, _wait(headers, now))
    return _refusal(status, host)


def _refusal(status: int, host: str) -> Forbidden | UnexpectedType | Failed:
    if status in _REFUSALS:
        return Forbidden(f"{host} refuses this program ({status})", status)
    if 200 <= status < 300:
        return UnexpectedType(f"{host} answers with status {status}, which is no whole answer")
    return Failed(f"{host} answers with status {status}", status >= 500, status)


def _used_up(headers: Mapping[str, str]) -> bool:
    return headers.get("x-ratelimit-remaining", "").strip() == "0"


def _wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return for how many seconds a host wants to be left alone, None where it does not say."""
    wait = retry_after(headers.get("retry-after", ""), now)
    if wait is None and _used_up(headers):
        wait = _reset(headers, now)
    return None if wait is None else min(wait, LONGEST_DEFERRAL)


def retry_after(value: str, now: float) -> float | None:
    """Return for how many seconds to wait by a Retry-After, in seconds or as a date; None where it is neither."""
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
    """Return the seconds until a limit is lifted; some hosts give them, some the time."""
    seconds = retry_after(headers.get("x-ratelimit-reset", ""), now)
    return max(0.0, seconds - now) if seconds is not None and seconds > 1e9 else seconds


class HostThrottle:
    """Let requests to one host through, in the order in which they come, and remember how it goes.

    `changed` says that what is known of the host is to be written down.
    """

    def __init__(self, known: HostState, clock: Clock) -> None:
        self.known, self.changed = known, False
        self._clock = clock
        self._open = 0
        self._turn, self._left = asyncio.Lock(), asyncio.Event()
        self._touched = self._held = 0.0

    @property
    def failing(self) -> bool:
        """Return whether the host has failed so often that it is only probed."""
        return self.known.failures >= BREAKER_FAILURES

    def closed(self) -> RateLimited | None:
        """Return until when the host is left alone, None where it may be asked."""
        until = self.known.retry_at
        if until is None or timestamp(until) <= self._clock.time():
            return None
        why = f"has failed {self.known.failures} times" if self.failing else "wants to be left alone"
        return RateLimited(until, f"{self.known.host} {why}")

    def overspent(self, daily: int | None) -> RateLimited | None:
        """Return until when the host is not asked as the budget of its day is used up, None where it is not."""
        day, today = self.known.day, utc(self._clock.time()).date()
        if daily is None or day is None or day < today or self.known.used < daily:
            return None
        tomorrow = datetime.combine(day + timedelta(days=1), time())
        return RateLimited(tomorrow, f"{self.known.host} is asked {daily} times a day at most")

    async def enter(self, pace: Pace, brief: bool = False) -> RateLimited | None:
        """Wait for a turn and take it, or return until when the host is left alone.

        Each turn taken is given back by `leave`. One that is `brief`, for robots.txt or where a redirect leads, waits
        for seconds only.
        """
        async with self._turn:
            while not (closed := self.closed()):
                if self._open >= (1 if self.failing else pace.in_flight):
                    self._left.clear()
                    await self._left.wait()
                elif (wait := self._wait(pace, brief)) > LONGEST_TURN:
                    return RateLimited(utc(self._clock.time() + wait), f"{self.known.host} is asked this seldom")
                elif wait > 0:
                    await self._clock.sleep(wait)
                else:
                    self._open += 1
                    self._touched = self._clock.time()
                    return None
        return closed

    def leave(self) -> None:
        """Give a turn back."""
        self._open -= 1
        self._left.set()

    def asked(self, brief: bool = False) -> None:
        """Note that a request is on its way now: to connect may have taken a while."""
        self._touched = self._clock.time()
        if not brief:
            self.known.asked_at, self.changed = self._touched, True

    def _wait(self, pace: Pace, brief: bool) -> float:
        now = self._clock.time()
        # Where the clock was set back, nothing has been that is to come.
        self._touched, self._held = min(self._touched, now), min(self._held, now + LONGEST_WAIT)
        self.known.asked_at = min(self.known.asked_at or 0.0, now)
        ready = max(self._held, self._touched + min(pace.interval, _BETWEEN))
        return ready - now if brief else max(ready, self.known.asked_at + pace.interval) - now

    def hold(self, seconds: float) -> None:
        """Let nobody through for some seconds."""
        self._held = max(self._held, self._clock.time() + seconds)

    def put_off(self, until: datetime, why: str) -> RateLimited:
        """Leave the host alone until then, as it wants."""
        self.worked()
        self.known.retry_at, self.changed = until, True
        return RateLimited(until, why)

    def worked(self) -> None:
        """Note that the host answers; what it wants to be left alone for still holds."""
        if self.failing:
            self.known.retry_at = None
        if self.known.failures:
            self.known.failures, self.known.failing_since, self.changed = 0, None, True

    def failed(self) -> None:
        """Note that the host does not answer; too often, and it is left alone for a while."""
        known, now, self.changed = self.known, self._clock.time(), True
        late = known.failing_since is None or now - timestamp(known.failing_since) > BREAKER_WINDOW_SECONDS
        if late and not self.failing:
            known.failures, known.failing_since = 0, utc(now)
        known.failures += 1
        if self.failing:
            known.retry_at = utc(now + BREAKER_OPEN_SECONDS)
