"""Rates: how much each client may still send."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

# Clients that are remembered; who is forgotten begins with a full bucket again.
_CLIENTS = 10_000


class Rates:
    """Token buckets of clients (Turner 1986): `per_minute` tokens at most, which come back evenly; 0 means no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, count: int = 1) -> float:
        """Take tokens of a client, and return 0; or take none, and return the seconds until there are as many."""
        if not self.per_minute:
            return 0.0
        now, each_second = self._clock(), self.per_minute / 60
        tokens, then = self._held.pop(client, (float(self.per_minute), now))
        tokens = min(float(self.per_minute), tokens + (now - then) * each_second)
        missing = min(count, self.per_minute) - tokens
        self._held[client] = (tokens if missing > 0 else tokens - count, now)
        if len(self._held) > _CLIENTS:
            self._held.popitem(last=False)
        return max(0.0, missing / each_second)
