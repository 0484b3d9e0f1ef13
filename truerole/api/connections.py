"""Connections that may not be held for nothing: slow requests are dropped, and idle ones make way where too many come.

uvicorn waits for the head of a request however long it takes, and for the end of a body that no route reads; whoever
opens connections and says a byte a second would have them all.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from operator import attrgetter
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

Result = TypeVar("Result")

# Connections at a time: each may hold a request in memory.
CONNECTIONS = 256
# Seconds in which the head of a request has to come, from the connection or the last answer on, and in which an answer
# has to be taken that is written already.
HEAD_SECONDS, TAKE_SECONDS = 10.0, 60.0
# Where the state of a request has the event that its connection is lost.
_LOST = "truerole.lost"


class BoundedConnection(H11Protocol):
    """Connection of HTTP/1.1 that ends where it has no request in work for too long, or takes no answer.

    The bodies that routes read have deadlines of their own (`routes/readings.py`).
    """

    idle_since = 0.0
    _deadline: asyncio.TimerHandle | None = None
    _to_take: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and drop the longest idle one where that makes too many."""
        super().connection_made(transport)
        self._lost = asyncio.Event()
        self.app_state = {**self.app_state, _LOST: self._lost}
        self._await_head()
        if len(self.connections) >= CONNECTIONS:
            self._make_room()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._await_head()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait until answers are taken."""
        super().pause_writing()
        self._to_take = self.loop.call_later(TAKE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on, as answers were taken."""
        super().resume_writing()
        _cancel(self._to_take)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines, and end the work that is done for the client."""
        super().connection_lost(exc)
        _cancel(self._deadline, self._to_take)
        self._lost.set()

    def is_idle(self) -> bool:
        """Return whether no request is in work, though one may be coming in."""
        return self.cycle is None or self.cycle.response_complete

    def drop(self) -> None:
        """End an idle connection; bytes that are written already may still be taken."""
        if self.is_idle():
            self.transport.close()
            _cancel(self._deadline)
            self._deadline = self.loop.call_later(TAKE_SECONDS, self.transport.abort)

    def _await_head(self) -> None:
        _cancel(self._deadline)
        self.idle_since = self.loop.time()
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.drop)

    def _make_room(self) -> None:
        others = (each for each in self.connections if each is not self and isinstance(each, BoundedConnection))
        oldest = min(filter(BoundedConnection.is_idle, others), key=attrgetter("idle_since"), default=None)
        if oldest:
            oldest.drop()
            self.connections.discard(oldest)


def _cancel(*timers: asyncio.TimerHandle | None) -> None:
    for timer in timers:
        if timer:
            timer.cancel()


async def lost_connection(scope: Scope) -> None:
    """Return when the connection of a request is lost, which is told also while no part of the request is taken."""
    await scope.get("state", {}).get(_LOST, asyncio.Event()).wait()


async def unless_gone(gone: Awaitable[object], work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of the work for a client; raises ClientDisconnect, the work ended, when `gone` is done."""
    leaving, working = asyncio.ensure_future(gone), asyncio.create_task(work)
    try:
        await asyncio.wait((leaving, working), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
    finally:
        leaving.cancel()
        working.cancel()
    await asyncio.wait((working,))
    if not working.cancelled():
        working.exception()  # is retrieved, as nobody is left whom it could be told
    raise ClientDisconnect
