"""Send requests to addresses that were looked at, and to no others; connections are kept, host by host."""

import ssl
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import httpcore
import httpx

from truerole.core.text import one_line
from truerole.scraper.fetch.ssrf import Address, AddressPolicy, resolve_public

_KEPT = 100
_KEPT_SECONDS = 15.0
_KNOWN = 4_096
_KNOWN_SECONDS = 300.0


class PublicOnlyTransport(httpx.AsyncBaseTransport):
    """Send requests as httpx does, but connect only to addresses within reach: all of a host's are, or none is asked.

    A name is looked up where it is connected to, so that none leads elsewhere in between; proxies are not used.
    Raises what httpx raises, and LinkErrors for hosts that are unknown or out of reach.
    """

    def __init__(self, reach: AddressPolicy) -> None:
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._network = _Vetted(reach)
        self._lines: dict[tuple[str, str, int | None], _HostPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the caller reads and closes the answer."""
        line = self._line(request.url)
        try:
            await self._evict_idle(_KEPT)
            return await line.send(request)
        except BaseException:
            line.busy -= 1
            raise

    def _line(self, url: httpx.URL) -> "_HostPool":
        """Return the connections to a host, taken: a pool of its own, as one for many hosts looks at all for each."""
        origin = (url.scheme, url.host, url.port)
        line = self._lines.pop(origin, None) or _HostPool(self._tls, self._network)
        self._lines[origin] = line
        line.busy += 1
        return line

    async def _evict_idle(self, kept: int) -> None:
        """Close the connections to the hosts that were asked longest ago, but for so many hosts."""
        over = len(self._lines) - kept
        idle = [origin for origin, line in self._lines.items() if not line.busy] if over > 0 else []
        for line in [self._lines.pop(origin) for origin in idle[:over]]:
            await line.pool.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        lines, self._lines = self._lines, {}
        for line in lines.values():
            await line.pool.aclose()


class _HostPool:
    """Hold the connections to one host, and how many requests are `busy` with them."""

    def __init__(self, tls: ssl.SSLContext, network: httpcore.AsyncNetworkBackend) -> None:
        self.busy = 0
        self.pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, max_connections=None, keepalive_expiry=_KEPT_SECONDS, network_backend=network
        )

    async def send(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        with _as_httpx():
            response = await self.pool.handle_async_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response, self))


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response, line: _HostPool) -> None:
        self._response, self._line = response, line

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._response.aiter_stream():
                yield part

    async def aclose(self) -> None:
        self._line.busy -= 1
        with _as_httpx():
            await self._response.aclose()


def reason(error: Exception) -> str:
    """Return what an error says, for a person, in a line that is not too long."""
    return one_line(str(error))[:200].rstrip(".") or type(error).__name__


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Turn what httpcore raises into what httpx promises."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise httpx.TransportError(str(error) or type(error).__name__) from error


class _Vetted(httpcore.AsyncNetworkBackend):
    """Connect to hosts by addresses that are within reach; what was looked up is known for some minutes."""

    def __init__(self, reach: AddressPolicy) -> None:
        self._reach = reach
        self._inner = httpcore.AnyIOBackend()
        self._known: dict[tuple[str, int], tuple[float, Sequence[Address]]] = {}

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection to the first address of a host that takes it."""
        addresses = await self._addresses(host, port)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                stream = await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
                self._prefer(host, port, address)
                return stream
        stream = await self._inner.connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)
        self._prefer(host, port, addresses[-1])
        return stream

    def _prefer(self, host: str, port: int, address: Address) -> None:
        """Have the address that took a connection asked first from now on."""
        until, addresses = self._known.get((host, port), (0.0, ()))
        if address in addresses[1:]:
            self._known[host, port] = (until, [address, *(a for a in addresses if a != address)])

    async def _addresses(self, host: str, port: int) -> Sequence[Address]:
        until, addresses = self._known.get((host, port), (0.0, ()))
        if time.monotonic() >= until:
            addresses = await resolve_public(host, port, self._reach)
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[host, port] = (time.monotonic() + _KNOWN_SECONDS, addresses)
        return addresses

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        await self._inner.sleep(seconds)
