"""The throttles of all hosts in a program: each host's state is loaded once, and saved every few seconds."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from truerole.core.crawl import HostState, Validators
from truerole.scraper.fetch.result import Forbidden, RateLimited
from truerole.scraper.fetch.robots import UNREACHED, RobotsAnswer, Rules, parse_rules
from truerole.scraper.fetch.throttle import Clock, HostThrottle, timestamp, utc
from truerole.scraper.sources.base import SourceSpec

_WRITE_SECONDS = 3.0


class HostStateStore(Protocol):
    """Store host states and validators across programs (`data/crawl/state.py`); methods raise StoreError."""

    def load_host(self, host: str) -> HostState:
        """Return the state of a host, an empty state for a host that is not stored."""

    def save_hosts(self, hosts: Sequence[HostState]) -> None:
        """Store host states, except for their used budgets."""

    def spend(self, host: HostState, day: date, daily: int | None) -> bool:
        """Count a request of `day`, and return whether the daily budget allows the request."""

    def load_validators(self, key: str) -> Validators | None:
        """Return the validators that were stored last, None where there are none."""


class HostThrottles:
    """Throttles and robots.txt rules by host; raises StoreError where the store cannot be used."""

    def __init__(self, store: HostStateStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._throttles: dict[str, HostThrottle] = {}
        self._rules: dict[str, tuple[float, Rules]] = {}
        self._unwritten: dict[str, HostState] = {}
        self._writing = asyncio.Lock()
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._written_at = clock.time()

    async def at(self, host: str) -> HostThrottle:
        """Return the throttle of a host."""
        if host not in self._throttles:
            known = await asyncio.to_thread(self._store.load_host, host)
            # Another may have loaded it meanwhile: all must wait for their turn with the same one.
            self._throttles.setdefault(host, HostThrottle(known, self._clock))
        return self._throttles[host]

    async def rules(
        self, place: str, read: Callable[[], Awaitable[RobotsAnswer | RateLimited | Forbidden]]
    ) -> Rules | RateLimited | Forbidden:
        """Return the robots.txt rules of a `place`, "host:port"; `read` fetches them where none that hold are known."""
        async with self._reading[place]:
            at, rules = self._rules.get(place) or await self._load_rules(place)
            # The times of the tables are whole seconds, rounded up.
            if rules and -1 <= self._clock.time() - at < rules.holds:
                return rules
            found = await read()
            if isinstance(found, RateLimited | Forbidden):
                return found
            return self._learn(place, *found)

    async def _load_rules(self, place: str) -> tuple[float, Rules | None]:
        known = await asyncio.to_thread(self._store.load_host, place)
        if known.robots_at is None or known.robots_status is None:
            return 0.0, None
        at, rules = timestamp(known.robots_at), parse_rules(known.robots_status, known.robots)
        self._rules[place] = at, rules
        return at, rules

    def _learn(self, place: str, status: int, text: str | None) -> Rules:
        now, rules = self._clock.time(), parse_rules(status, text)
        self._rules[place] = now, rules
        if status != UNREACHED:
            self._unwritten[place] = HostState(place, robots=text, robots_status=status, robots_at=utc(now))
        return rules

    async def spend(self, throttle: HostThrottle, spec: SourceSpec) -> RateLimited | None:
        """Count a request before the request is sent, or return the rate limit where the daily budget is used up.

        Where it matters after the program was killed, too, it is saved before the request is sent.
        """
        if spec.daily is not None:
            day = utc(self._clock.time()).date()
            if not await asyncio.to_thread(self._store.spend, throttle.known, day, spec.daily):
                return throttle.over_budget(spec.daily)
        elif spec.interval > _WRITE_SECONDS:
            await asyncio.to_thread(self._store.save_hosts, [replace(throttle.known)])
        return None

    async def write_if_due(self) -> None:
        """Save the host states that have changed, every few seconds."""
        if self._clock.time() - self._written_at >= _WRITE_SECONDS:
            await self.write()

    async def write(self) -> None:
        """Save the host states that have changed, in turn, so that no older state overwrites a newer."""
        self._written_at = self._clock.time()
        async with self._writing:
            changed = [throttle for throttle in self._throttles.values() if throttle.changed]
            hosts = [*(replace(throttle.known) for throttle in changed), *self._unwritten.values()]
            self._unwritten = {}
            for throttle in changed:
                throttle.changed = False
            if hosts:
                await asyncio.to_thread(self._store.save_hosts, hosts)
