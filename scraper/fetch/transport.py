"""The HTTP transport with the SSRF guard: connects to checked addresses only, and pools connections by host."""

import ssl
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache

import httpcore
import httpx

from truerole.core.text.visible import one_line
from truerole.scraper.fetch.ssrf import Address, AddressPolicy, resolve_public

# Idle pools that are kept open, and the seconds that an idle connection is.
_IDLE_POOLS = 100
_KEEPALIVE_SECONDS = 15.0
# Hosts whose addresses are cached, and for how many seconds.
_CACHED_HOSTS = 4_096
_CACHED_SECONDS = 300.0


class PublicOnlyTransport(httpx.AsyncBaseTransport):
    """Send requests as httpx does, but connect only to addresses within reach: all of a host's are, or none is asked.

    A name is looked up where it is connected to, so that none leads elsewhere in between; proxies are not used.
    Raises what httpx raises, and LinkErrors for hosts that are unknown or out of reach.
    """

    def __init__(self, policy: AddressPolicy) -> None:
        self._tls = _tls()
        self._network = _PublicNetwork(policy)
        self._pools: dict[tuple[str, str, int | None], _HostPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the caller reads and closes the response."""
        pool = self._pool_of(request.url)
        try:
            await self._evict_idle(_IDLE_POOLS)
            return await pool.send(request)
        except BaseException:
            pool.busy -= 1
            raise

    def _pool_of(self, url: httpx.URL) -> "_HostPool":
        """Return the pool of a host, marked busy; a pool of many hosts would scan all of them at each request."""
        origin = (url.scheme, url.host, url.port)
        pool = self._pools.pop(origin, None) or _HostPool(self._tls, self._network)
        self._pools[origin] = pool
        pool.busy += 1
        return pool

    async def _evict_idle(self, kept: int) -> None:
        """Close the idle pools of the hosts that were asked longest ago, `kept` pools excepted."""
        over = len(self._pools) - kept
        idle = [origin for origin, host in self._pools.items() if not host.busy] if over > 0 else []
        for host in [self._pools.pop(origin) for origin in idle[:over]]:
            await host.pool.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        hosts, self._pools = self._pools, {}
        for host in hosts.values():
            await host.pool.aclose()


@cache
def _tls() -> ssl.SSLContext:
    """Return the settings of TLS for all clients: loading the certificates takes 15 ms of processor time."""
    return httpx.create_ssl_context(trust_env=False)


class _HostPool:
    """The connection pool of a host, and the number of requests that are `busy` in the pool."""

    def __init__(self, tls: ssl.SSLContext, network: httpcore.AsyncNetworkBackend) -> None:
        self.busy = 0
        self.pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, max_connections=None, keepalive_expiry=_KEEPALIVE_SECONDS, network_backend=network
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
    def __init__(self, response: httpcore.Response, host: _HostPool) -> None:
        self._response, self._host = response, host

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._response.aiter_stream():
                yield part

    async def aclose(self) -> None:
        self._host.busy -= 1
        with _as_httpx():
            await self._response.aclose()


def reason(error: Exception) -> str:
    """Return the message of an error on a line of 200 characters at most."""
    return one_line(str(error))[:200].rstrip(".") or type(error).__name__


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Translate httpcore's exceptions into httpx.TransportError."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise httpx.TransportError(str(error) or type(error).__name__) from error


class _PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connect to hosts by addresses that the policy allows; look-ups are cached for five minutes."""

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy
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
        """Return a connection to the first address of a host that accepts connections."""
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
            addresses = await resolve_public(host, port, self._policy)
            if len(self._known) >= _CACHED_HOSTS:
                self._known.clear()
            self._known[host, port] = (time.monotonic() + _CACHED_SECONDS, addresses)
        return addresses

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        await self._inner.sleep(seconds)
