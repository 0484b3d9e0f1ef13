"""A server on this machine that stands for many hosts, by the clock of the client: it sees who asks what, and when."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from ipaddress import ip_address
from pathlib import Path
from typing import Self, TypeVar

from truerole.data.crawl.state import StoredHostState
from truerole.data.store.store import Store, open_store
from truerole.scraper.fetch.client import Client, FetchPolicy
from truerole.scraper.sources.base import SourceSpec

NOON = 1_777_636_800.0  # 1 May 2026, 12:00 UTC
JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
Result = TypeVar("Result")


class FakeClock:
    """Tell a time that passes only where somebody sleeps, and then at once."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    def date(self, later: float) -> str:
        return formatdate(self.now + later, usegmt=True)


@dataclass(frozen=True)
class Reply:
    """Hold an answer: after `wait` seconds its head, then its body piece by piece, `drip` seconds apart.

    `raw` is sent as it is, and the connection is closed; `short` bytes are promised that never come. Nothing is sent
    before so many requests as `meet` are open at once.
    """

    status: int = 200
    body: bytes = b'{"jobs": []}'
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    wait: float = 0.0
    drip: float = 0.0
    short: int = 0
    meet: int = 0
    raw: bytes | None = None


@dataclass(frozen=True)
class Seen:
    """Hold a request as the server saw it."""

    host: str
    path: str
    method: str
    headers: dict[str, str]
    body: bytes
    at: float
    connection: int
    open: int


def move(to: str, status: int = 302) -> Reply:
    return Reply(status, b"", {"Location": to})


class Hosts:
    """Answer for all names that end in .test; each place gives its replies in turn, and the last one for ever."""

    def __init__(self, clock: FakeClock, port: int = 0) -> None:
        self.clock, self.port = clock, port
        self.seen: list[Seen] = []
        self.most_open = 0
        self._replies: dict[str, list[Reply]] = {}
        self._open: defaultdict[str, int] = defaultdict(int)
        self._connections = 0
        self._tasks: set[asyncio.Task] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def on(self, place: str, *replies: Reply) -> str:
        """Have a place, `shop.test/jobs`, answer, and return its address."""
        self._replies[place] = list(replies)
        return self.url(place)

    def url(self, place: str) -> str:
        host, _, path = place.partition("/")
        return f"http://{host}:{self.port}/{path}"

    def asked(self, place: str) -> list[Seen]:
        """Return the requests to a host, but for its robots.txt, or to one place."""
        host, slash, path = place.partition("/")
        return [s for s in self.seen if s.host == host and (s.path == f"/{path}" if slash else s.path != "/robots.txt")]

    def resolve(self, host: str, port: int) -> list:
        if host == "inner.test":
            return [ip_address("10.0.0.1")]
        if host.endswith(".test") and host != "nowhere.test":
            return [ip_address("127.0.0.1")]
        raise socket.gaierror("unknown")

    def policy(self, **changes: object) -> FetchPolicy:
        near = {"allowed": lambda a: str(a) == "127.0.0.1", "ports": frozenset({self.port}), "resolve": self.resolve}
        return FetchPolicy(**{**near, **changes})

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)
        self._connections += 1
        number = self._connections
        try:
            while await self._serve(reader, writer, number):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has hung up, or the test is over
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, path, _ = head[0].split(" ")
        host = headers["host"].partition(":")[0]
        self._open[host] += 1
        self.most_open = max(self.most_open, sum(self._open.values()))
        self.seen.append(Seen(host, path, method, headers, body, self.clock.now, number, self._open[host]))
        try:
            return await self._send(self._next(host, path), writer)
        finally:
            self._open[host] -= 1

    def _next(self, host: str, path: str) -> Reply:
        replies = self._replies.get(f"{host}{path}", [Reply(404, b"", {})])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    async def _send(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        while self.most_open < reply.meet:
            await asyncio.sleep(0.001)
        await asyncio.sleep(reply.wait)
        if reply.raw is not None:
            writer.write(reply.raw)
            await writer.drain()
            return False
        headers = {"Content-Length": str(len(reply.body) + reply.short), **reply.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {reply.status} X\r\n{lines}\r\n".encode("latin-1"))
        step = max(1, len(reply.body) // 100) if reply.drip else 1 << 16
        for at in range(0, len(reply.body), step):
            writer.write(reply.body[at : at + step])
            await writer.drain()
            await asyncio.sleep(reply.drip)
        await writer.drain()
        return not reply.short


Story = Callable[[Hosts, Client], Awaitable[Result]]


class Bench:
    """Run stories of a client and of hosts; the store and the clock go on from one story to the next."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.store: Store = open_store(f"sqlite:///{folder / 'store.db'}")
        self._port = 0

    def run(self, story: Story, **policy: object) -> Result:
        """Tell one story, with a client and a server of its own: what comes after it comes after a restart."""

        async def tell() -> Result:
            async with Hosts(self.clock, self._port) as hosts:
                self._port = hosts.port
                async with Client(StoredHostState(self.store), hosts.policy(**policy), self.clock) as client:
                    return await story(hosts, client)

        return asyncio.run(tell())


def spec(**changes: object) -> SourceSpec:
    plain = {
        "name": "shop",
        "title": "Shop",
        "hosts": ("shop.test",),
        "home": "https://shop.test",
        "attribution": "",
        "terms": "",
        "interval": 0.0,
        "timeout": 5.0,
    }
    return SourceSpec(**{**plain, **changes})
