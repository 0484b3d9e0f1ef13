"""The SSRF guard: check URLs, resolve host names, and refuse addresses outside of the public internet."""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from truerole.core.errors import FailedLink, ForbiddenLink
from truerole.core.text.visible import one_line

Address = IPv4Address | IPv6Address

_LONGEST_REASON = 120

_GLOBAL = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_GLOBAL = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
# Of IANA's registries of special addresses those that Python counts as global: relays, and sinks of reverse look-ups.
_SPECIAL = tuple(
    map(IPv4Network, ("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24"))
)


class TransientFailure(FailedLink):
    """Say that a link gave nothing this time, and may do so the next."""


def is_public(address: Address) -> bool:
    """Return whether an IP address is a unicast address of the public internet."""
    if isinstance(address, IPv4Address):
        special = address.is_multicast or address.is_reserved or any(address in n for n in _SPECIAL)
        return address.is_global and not special
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL and not any(address in n for n in _NOT_GLOBAL)


def resolve(host: str, port: int) -> list[Address]:
    """Return all addresses of a host, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(entry[4][0])) for entry in found]


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which IP addresses and ports may be connected to; the defaults are for links from outside."""

    resolve: Callable[[str, int], Sequence[Address]] = resolve
    allowed: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    redirects: int = 5


def parse_url(link: str, base: httpx.URL | None = None) -> httpx.URL:
    """Parse a link, relative to `base` if given; raises ForbiddenLink where the link is no URL.

    A URL of httpx decodes its host only where somebody asks for the host: that is done here, where it is translated.
    """
    try:
        url = base.join(link) if base else httpx.URL(link.strip())
        _ = url.host
    except (httpx.InvalidURL, ValueError) as error:
        raise ForbiddenLink(f"the link is not a web address: {one_line(str(error))[:_LONGEST_REASON]}") from None
    return url


def port_of(url: httpx.URL) -> int:
    """Return the port that a web address leads to."""
    return (443 if url.scheme == "https" else 80) if url.port is None else url.port


def check_url(url: httpx.URL, policy: AddressPolicy) -> None:
    """Raise ForbiddenLink for a URL with another scheme, credentials or a port that is not allowed."""
    if url.scheme not in ("http", "https") or not url.host:
        raise ForbiddenLink("only http:// and https:// links can be read")
    if url.userinfo:
        raise ForbiddenLink("a link with a user name or a password in it is not opened")
    if port_of(url) not in policy.ports:
        raise ForbiddenLink(f"{url.host}: port {port_of(url)} is not opened, only those of the web")


async def resolve_public(host: str, port: int, policy: AddressPolicy) -> Sequence[Address]:
    """Return the addresses of a host, all of them allowed.

    One that is not makes the whole name suspect: it may be a trick to reach the network that we run in.
    """
    try:
        addresses = await _in_thread(lambda: policy.resolve(host, port))
    except (OSError, ValueError):
        addresses = ()
    if not addresses:
        raise TransientFailure(f"{host}: no such host, or no internet here")
    if not all(policy.allowed(a) for a in addresses):
        raise ForbiddenLink(f"{host} is not on the public internet; only public pages are opened")
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
