"""Requests that are sent and not answered whole yet, and when such a request hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

# A request hangs that brought less than so many bytes for each of its seconds, of which it had so many at least.
_HANGING_RATE, _HANGING_SECONDS = 1_000, 5.0


def hangs(seconds: float, received: int) -> bool:
    """Return whether a request hangs that was sent so many seconds ago and brought so many bytes of a body."""
    return seconds >= _HANGING_SECONDS and received < _HANGING_RATE * seconds


@dataclass(eq=False)
class Exchange:
    """A request that was sent at `begun` (the time of the event loop), and its response once it has begun."""

    seconds: float
    deadline: asyncio.Timeout
    begun: float
    response: httpx.Response | None = None
    given_up_after: float | None = None

    @property
    def late(self) -> str:
        """Return why there is no answer, after the name of the host."""
        if self.given_up_after is not None:
            given = f"brought next to nothing in {self.given_up_after:.0f} seconds"
            return f"{given}, and all other boards are done; the next gathering asks it early and waits longer"
        return f"took longer than {self.seconds:g} seconds"

    @property
    def received(self) -> int:
        """Return how many bytes of the body have come."""
        return self.response.num_bytes_downloaded if self.response else 0

    def give_up_if_hanging(self, now: float) -> None:
        """End a request that hangs."""
        if not self.deadline.expired() and hangs(now - self.begun, self.received):
            self.given_up_after = now - self.begun
            self.deadline.reschedule(now)


@dataclass
class Exchanges:
    """The open exchanges of a client."""

    _open: set[Exchange] = field(default_factory=set)

    @asynccontextmanager
    async def begin(self, seconds: float) -> AsyncIterator[Exchange]:
        """Open an exchange for so many seconds at most; raises TimeoutError after them, and where it is given up."""
        async with asyncio.timeout(seconds) as deadline:
            exchange = Exchange(seconds, deadline, asyncio.get_running_loop().time())
            self._open.add(exchange)
            try:
                yield exchange
            finally:
                self._open.discard(exchange)

    def give_up_hanging(self) -> None:
        """End the exchanges that hang; their requests fail."""
        now = asyncio.get_running_loop().time()
        for exchange in tuple(self._open):
            exchange.give_up_if_hanging(now)
