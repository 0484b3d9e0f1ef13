"""Fetch one posting from a link that somebody pasted: public web addresses only, within bounds of size and time."""

import asyncio
import socket
import threading
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from data.errors import FailedLink, ForbiddenLink, NotText
from data.posting import Posting
from data.version import version
from scraper.document import HTML, JSON, posting_of

Address = IPv4Address | IPv6Address

_GLOBAL = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_GLOBAL = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_TYPES = (*HTML, *JSON, "text/plain")
_REFUSED = (401, 402, 403, 407, 429, 451, 999)
_GONE = (404, 410)


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the public internet, and to one host there."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL and not any(address in n for n in _NOT_GLOBAL)


def resolve(host: str, port: int) -> list[Address]:
    """Return all addresses of a host, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(entry[4][0])) for entry in found]


@dataclass(frozen=True, slots=True)
class Policy:
    """Say which links are followed and how far; the defaults are the only ones for links from outside."""

    resolve: Callable[[str, int], Sequence[Address]] = resolve
    allowed: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    max_bytes: int = 5_000_000
    seconds: float = 15.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class _Answer:
    url: httpx.URL
    kind: str
    charset: str | None
    body: bytes
    moved_to: str | None = None


def fetch_posting(url: str, policy: Policy | None = None) -> Posting:
    """Return the posting behind `url`.

    Raises ForbiddenLink for anything but public http(s), FailedLink where no posting comes of it. Takes
    `policy.seconds` at most.
    """
    try:
        answer = asyncio.run(_follow(url, policy or Policy()))
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise FailedLink(f"{_host(url)} could not be read: {_reason(error)}") from None
    posting = _posting(answer)
    if not posting.description.strip():
        raise FailedLink(f"{_host(url)} shows no text without a browser: open it and paste the description instead")
    return posting


async def _follow(link: str, policy: Policy) -> _Answer:
    """Return the answer at the end of the redirects; each stop on the way is checked like the first."""
    url = _parse(link)
    try:
        async with asyncio.timeout(policy.seconds):
            for _ in range(policy.redirects + 1):
                answer = await _open(url, policy)
                if answer.moved_to is None:
                    return answer
                url = _parse(answer.moved_to, url)
    except TimeoutError:
        raise FailedLink(f"{url.host} took longer than {policy.seconds:g} seconds") from None
    raise FailedLink(f"{url.host} redirects more than {policy.redirects} times")


def _parse(link: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        return base.join(link) if base else httpx.URL(link.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise ForbiddenLink(f"the link is not a web address: {error}") from None


async def _open(url: httpx.URL, policy: Policy) -> _Answer:
    port = _check(url, policy)
    addresses = await _vet(url, port, policy)
    for address in addresses[:-1]:
        try:
            return await _get(url, address, policy)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await _get(url, addresses[-1], policy)


def _check(url: httpx.URL, policy: Policy) -> int:
    if url.scheme not in ("http", "https") or not url.host:
        raise ForbiddenLink("only http:// and https:// links can be read")
    if url.userinfo:
        raise ForbiddenLink("a link with a user name or a password in it is not opened")
    port = (443 if url.scheme == "https" else 80) if url.port is None else url.port
    if port not in policy.ports:
        raise ForbiddenLink(f"{url.host}: port {port} is not opened, only those of the web")
    return port


async def _vet(url: httpx.URL, port: int, policy: Policy) -> Sequence[Address]:
    """Return the addresses of the host, all of them allowed.

    One that is not makes the whole name suspect: it may be a trick to reach the network that we run in.
    """
    try:
        addresses = await _in_thread(lambda: policy.resolve(url.raw_host.decode("ascii"), port))
    except (OSError, ValueError):
        addresses = ()
    if not addresses:
        raise FailedLink(f"{url.host}: no such host")
    if not all(policy.allowed(a) for a in addresses):
        raise ForbiddenLink(f"{url.host} is not on the public internet; only public pages are opened")
    return addresses


async def _in_thread(look_up: Callable[[], Sequence[Address]]) -> Sequence[Address]:
    """Run a look-up that may hang in a thread that nobody waits for when time is up."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Sequence[Address]] = loop.create_future()

    def deliver(result: Sequence[Address] | Exception) -> None:
        if not done.done():
            done.set_exception(result) if isinstance(result, Exception) else done.set_result(result)

    def work() -> None:
        result: Sequence[Address] | Exception
        try:
            result = look_up()
        except Exception as error:
            result = error
        with suppress(RuntimeError):  # the loop is closed where time was up
            loop.call_soon_threadsafe(deliver, result)

    threading.Thread(target=work, daemon=True).start()
    return await done


async def _get(url: httpx.URL, address: Address, policy: Policy) -> _Answer:
    """Ask the vetted address itself, so that no second look-up leads elsewhere; host name and TLS stay the link's."""
    request = httpx.Request(
        "GET",
        url.copy_with(host=str(address), fragment=None),
        headers={
            "Host": url.netloc.decode("ascii"),
            "User-Agent": f"TrueRole/{version()}",
            "Accept": "text/html, application/xhtml+xml, text/plain, application/json;q=0.9",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        },
        extensions={
            "sni_hostname": url.raw_host.decode("ascii"),
            "timeout": httpx.Timeout(policy.seconds, connect=policy.seconds / 3).as_dict(),
        },
    )
    async with httpx.AsyncHTTPTransport(trust_env=False) as transport:
        response = await transport.handle_async_request(request)
        try:
            return await _answer(url, response, policy.max_bytes)
        finally:
            await response.aclose()


async def _answer(url: httpx.URL, response: httpx.Response, limit: int) -> _Answer:
    if response.has_redirect_location:
        return _Answer(url, "", None, b"", moved_to=response.headers["location"])
    _check_status(url.host, response.status_code)
    kind = response.headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if kind not in _TYPES:
        raise FailedLink(f"{url.host} answers with {kind[:40] or 'nothing'}, not with a page of text")
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > limit:
            raise _too_large(url.host, limit)
    body = _unpack(bytes(raw), response.headers.get("content-encoding", ""), url.host, limit)
    return _Answer(url, kind, response.charset_encoding, body)


def _check_status(host: str, status: int) -> None:
    if status in _GONE:
        raise FailedLink(f"{host} says that this page is gone ({status})")
    if status in _REFUSED:
        raise FailedLink(f"{host} refuses programs ({status}): open the page and paste the description instead")
    if status != 200:
        raise FailedLink(f"{host} answers with status {status}, not with a page")


def _unpack(raw: bytes, encoding: str, host: str, limit: int) -> bytes:
    """Return the body unpacked, never more than `limit` bytes of it: a few kB of gzip can hold gigabytes."""
    if encoding.lower() in ("", "identity"):
        return raw
    if encoding.lower() not in ("gzip", "x-gzip"):
        raise FailedLink(f"{host} packs its page as {encoding[:40]}, which was not asked for")
    try:
        body = zlib.decompressobj(wbits=31).decompress(raw, limit + 1)
    except zlib.error:
        raise FailedLink(f"{host} sent a damaged page") from None
    if len(body) > limit:
        raise _too_large(host, limit)
    return body


def _too_large(host: str, limit: int) -> FailedLink:
    return FailedLink(f"{host} sends more than {limit / 1e6:g} MB")


def _posting(answer: _Answer) -> Posting:
    try:
        posting = posting_of(answer.body, str(answer.url), answer.kind, answer.charset)
    except NotText as error:
        raise FailedLink(f"{answer.url.host}: {error}") from None
    return replace(posting, source="link", url=str(answer.url))


def _host(url: str) -> str:
    return httpx.URL(url.strip()).host


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
