"""Serve job boards on this machine that behave like the real ones, and say what was asked of them and when."""

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from truerole.scraper.fetch import result
from truerole.scraper.fetch.client import Client, FetchPolicy
from truerole.scraper.fetch.ssrf import Address, AddressPolicy
from truerole.scraper.fetch.throttle import Clock
from truerole.scraper.fetch.throttles import HostStateStore
from truerole.scraper.fetch.transport import PublicOnlyTransport
from truerole.scraper.sources.base import Request, SourceSpec

HERE = ip_address("127.0.0.1")
_DAY = "2026-10-{:02}T09:00:00Z"
_DROPS = 500
_WORK = {
    "Data Engineer": "You build pipelines with Python, Airflow and Spark, and own our warehouse in Snowflake.",
    "Data Analyst": "You answer questions of our teams with SQL and build dashboards in Tableau and Excel.",
    "Data Scientist": "You design experiments, fit models with scikit-learn and explain what they mean in R or Python.",
    "Account Manager": "You look after our customers, visit them, and write offers that they cannot refuse.",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what a host answers."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    pause: float = 0.0
    # Seconds between the pieces of a body that comes in many.
    drip: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a request as it came."""

    host: str
    path: str
    at: float
    headers: Mapping[str, str]
    status: int = 0
    body: bytes = b""


Answerer = Callable[[Asked], Reply | None]


class _Server(ThreadingHTTPServer):
    # So many may knock at once; of five, which is usual, the sixth would wait for its time-out.
    request_queue_size = 1024

    def handle_error(self, *_: object) -> None:
        """Say nothing of those who were killed while they asked."""


class Farm:
    """Serve what `answer` returns for each request, None for what is not there; use as a context."""

    def __init__(self, answer: Answerer) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        # Those that were answered to the last byte.
        self.answered: list[Asked] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_port

    def __enter__(self) -> Self:
        # How often it looks whether it is to end, in seconds: who ends it waits as long.
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply(self, asked: Asked) -> Reply:
        """Return what is answered, and remember that it was asked."""
        found = self.answer(asked) or Reply(b'{"error": "not found"}', 404)
        with self._lock:
            self.asked.append(replace(asked, status=found.status))
        return found

    def paths(self, host: str = "") -> list[str]:
        """Return what was asked of a host, or of all, but for their robots.txt."""
        return [a.path for a in self.asked if a.path != "/robots.txt" and host in a.host]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        farm = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(size)
                host = urlsplit(f"//{self.headers.get('host', '')}").hostname or ""
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(host, self.path, time.monotonic(), headers, body=body)
                reply = farm.reply(asked)
                time.sleep(reply.delay)
                with suppress(OSError):
                    self._send(reply)
                    farm.answered.append(asked)

            do_GET = do_POST = handle_one  # noqa: N815, as the library calls them so

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
                    self.send_header(name, value)
                if "Content-Length" not in reply.headers:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                size = max(1, len(reply.body) // (_DROPS if reply.drip else 2))
                for start in range(0, len(reply.body), size):
                    self.wfile.write(reply.body[start : start + size])
                    time.sleep(reply.drip or (reply.pause if start == 0 else 0.0))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


class Local:
    """Ask the farm in place of the real hosts, through the real client."""

    def __init__(self, client: Client, port: int, **spec: float) -> None:
        """Take a client; `spec` is what is other than in the specs of the sources, as `interval=0.0`."""
        self._client, self._port = client, port
        self._changed: dict[str, Any] = dict(spec)

    async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> result.FetchResult:
        """Return what came of a request: its host is a name of this machine."""
        parts = urlsplit(request.url)
        url = parts._replace(scheme="http", netloc=f"{parts.hostname}.localhost:{self._port}").geturl()
        changed = replace(spec, **self._changed)
        outcome = await self._client.fetch(replace(request, url=url), changed, conditional)
        if isinstance(outcome, result.Complete):
            return replace(outcome, answer=replace(outcome.answer, request=request))
        return outcome

    def give_up_hanging(self) -> None:
        """End the requests that hang."""
        self._client.give_up_hanging()


class FarmTransport(PublicOnlyTransport):
    """Connect to the farm in place of all hosts, but for those called intranet; above it, their own names stand."""

    def __init__(self, rules: AddressPolicy, port: int) -> None:
        super().__init__(rules)
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the farm, with the name of the host that was to have it."""
        host = request.url.host
        if not host.startswith("intranet"):
            request.url = request.url.copy_with(scheme="http", host=f"{host}.localhost", port=self._port)
        return await super().handle_async_request(request)


def farm_policy(port: int) -> FetchPolicy:
    """Return what lets a client with a `FarmTransport` ask by the names of real hosts."""
    return replace(policy(port), ports=frozenset({80, 443, port}))


def farm_client(store: HostStateStore, port: int, clock: Clock | None = None) -> Client:
    """Return a client that takes the farm for the internet."""
    rules = farm_policy(port)
    client = Client(store, rules, clock)
    client._transport = FarmTransport(rules, port)
    return client


@dataclass
class Asking:
    """Ask through a client, with what is other than in the specs of the sources, as `interval`: 0.0."""

    client: Client
    changed: Mapping[str, Any]

    async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> result.FetchResult:
        """Return what came of a request."""
        return await self.client.fetch(request, replace(spec, **self.changed), conditional)

    def give_up_hanging(self) -> None:
        """End the requests that hang."""
        self.client.give_up_hanging()


def policy(port: int, max_bytes: int = 20_000_000) -> FetchPolicy:
    """Return what lets a client ask the farm, and nobody else."""

    def resolve(host: str, _: int) -> list[Address]:
        return [HERE] if host.endswith("localhost") else [ip_address("10.0.0.1")]

    return FetchPolicy(resolve=resolve, allowed=lambda a: a == HERE, ports=frozenset({port}), max_bytes=max_bytes)


def offer(board: str, n: int, edition: int = 0) -> dict[str, object]:
    """Return a posting as Recruitee serves it."""
    title, work = list(_WORK.items())[n % len(_WORK)]
    items = "".join(f"<li>{work} That is duty {n * 7 + i} at {board}, with people {i} of {n}.</li>" for i in range(9))
    about = f"<p>{board} makes software for shops. We are kind, and we mean it.</p>"
    return {
        "id": n + 1,
        "title": f"{title} {n}",
        "status": "published",
        "company_name": board.title(),
        "city": "Utrecht",
        "country": "Netherlands",
        "country_code": "NL",
        "careers_url": f"https://{board}.recruitee.com/o/job-{n}",
        "published_at": f"2026-10-{n % 28 + 1:02} 09:00:00 UTC",
        "description": f"{about}<h3>What you will do</h3><ul>{items}</ul><p>Edition {edition}.</p>",
        "requirements": "<ul><li>5 years of SQL</li><li>Python is a plus</li></ul>",
    }


@dataclass
class Boards:
    """Answer for boards of Recruitee, each with its own host, that know their version."""

    offers: dict[str, list[dict[str, object]]]
    delay: float = 0.0

    def __call__(self, asked: Asked) -> Reply | None:
        """Return the board that is asked for, or that nothing has changed."""
        board = asked.host.partition(".")[0]
        if asked.path == "/robots.txt":
            return Reply(b"User-agent: *\nAllow: /\n", kind="text/plain")
        if board not in self.offers or urlsplit(asked.path).path.rstrip("/") != "/api/offers":
            return None
        body = json.dumps({"offers": self.offers[board]}).encode()
        etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        headers = {"ETag": etag, "Last-Modified": formatdate(1_790_000_000, usegmt=True)}
        if asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers=headers, delay=self.delay)
        packed = {**headers, "Content-Encoding": "gzip"}
        return Reply(gzip.compress(body, 1), headers=packed, delay=self.delay)


def boards(count: int, each: int) -> Boards:
    """Return so many boards with so many postings each."""
    return Boards({f"board{b}": [offer(f"board{b}", n) for n in range(each)] for b in range(count)})
