"""Turns of a crawl: as many tasks under way as keep the processes busy, so that little is lost where it is killed.

A host's answer takes seconds to come and a part of a second to read, on one machine faster than on another. So the
number of turns is found as TCP finds the size of its window (Jacobson 1988): it begins small, grows with each task that
is kept while there is room for more answers, and shrinks while answers wait.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

Result = TypeVar("Result")


class Turns:
    """Turns of tasks, each from the request until the output is kept; between `fewest` and `most` at once."""

    def __init__(self, fewest: int, most: int) -> None:
        """Begin with the fewest turns."""
        self._fewest, self._most, self.count = fewest, most, fewest
        self._free = asyncio.Semaphore(fewest)

    async def take(self) -> None:
        """Wait for a turn, in the order of those who wait."""
        await self._free.acquire()

    def end(self, busy: bool) -> None:
        """End a turn; `busy` says that there is no room for more answers at present."""
        if busy and self.count > self._fewest:
            self.count -= 1
            return
        if not busy and self.count < self._most:
            self.count += 1
            self._free.release()
        self._free.release()

    async def lend(self, work: Awaitable[Result], seconds: float) -> Result:
        """Await work in a turn; another task has the turn where the work takes more than `seconds`, until it is done.

        A host that drips for minutes keeps nobody else waiting.
        """
        lent: list[bool] = []

        def give_away() -> None:
            lent.append(True)
            self._free.release()

        timer = asyncio.get_running_loop().call_later(seconds, give_away)
        try:
            done = await work
        finally:
            timer.cancel()
        if lent:
            await self._free.acquire()
        return done
