"""Know hosts while a program runs: what the store knows of each is loaded once, and written down now and then."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace

from truerole.core.crawl import HostState
from truerole.data.crawl.host_state import load_host, save_hosts, spend
from truerole.data.store.store import Store
from truerole.scraper.fetch.result import Forbidden, RateLimited
from truerole.scraper.fetch.robots import UNREACHED, RobotsAnswer, Rules, parse_rules
from truerole.scraper.fetch.throttle import Clock, HostThrottle, timestamp, utc
from truerole.scraper.sources.base import SourceSpec

_WRITTEN_EVERY = 3.0


class HostThrottles:
    """Hold the hosts that are asked and their robots.txt; raises StoreError where the store cannot be used."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._sites: dict[str, HostThrottle] = {}
        self._rules: dict[str, tuple[float, Rules]] = {}
        self._unwritten: dict[str, HostState] = {}
        self._writing = asyncio.Lock()
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._written_at = clock.time()

    async def at(self, host: str) -> HostThrottle:
        """Return a host."""
        if host not in self._sites:
            known = await asyncio.to_thread(load_host, self._store, host)
            # Another may have loaded it meanwhile: all must wait for their turn with the same one.
            self._sites.setdefault(host, HostThrottle(known, self._clock))
        return self._sites[host]

    async def rules(
        self, place: str, read: Callable[[], Awaitable[RobotsAnswer | RateLimited | Forbidden]]
    ) -> Rules | RateLimited | Forbidden:
        """Return what is allowed at a host and port; `read` reads it where it is not known, or for too long already."""
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
        known = await asyncio.to_thread(load_host, self._store, place)
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

    async def spend(self, site: HostThrottle, spec: SourceSpec) -> RateLimited | None:
        """Count a request that is about to be sent, or return until when the day's budget does not allow it.

        Where it matters after the program was killed, too, it is written down first.
        """
        if spec.daily is not None:
            day = utc(self._clock.time()).date()
            if not await asyncio.to_thread(spend, self._store, site.known, day, spec.daily):
                return site.overspent(spec.daily)
        elif spec.interval > _WRITTEN_EVERY:
            await asyncio.to_thread(save_hosts, self._store, [replace(site.known)])
        return None

    async def write_if_due(self) -> None:
        """Write down what has changed, unless that was done seconds ago."""
        if self._clock.time() - self._written_at >= _WRITTEN_EVERY:
            await self.write()

    async def write(self) -> None:
        """Write down what has changed; one after another, so that what is older never comes later."""
        self._written_at = self._clock.time()
        async with self._writing:
            changed = [site for site in self._sites.values() if site.changed]
            hosts = [*(replace(site.known) for site in changed), *self._unwritten.values()]
            self._unwritten = {}
            for site in changed:
                site.changed = False
            if hosts:
                await asyncio.to_thread(save_hosts, self._store, hosts)
