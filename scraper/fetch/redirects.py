"""Follow redirects, for all requests in the same way: each hop's URL passes the SSRF guard like the first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx

from truerole.core.errors import FailedLink
from truerole.scraper.fetch.ssrf import AddressPolicy, check_url, parse_url

# A POST that is redirected by one of these becomes a GET.
_TO_GET = (301, 302, 303)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect: HTTP status, and the Location header as received."""

    status: int
    location: str


def redirect_of(response: httpx.Response) -> Redirect | None:
    """Return the redirect of a response, None without a 3xx status and a Location."""
    if response.has_redirect_location and response.headers["location"].strip():
        return Redirect(response.status_code, response.headers["location"])
    return None


async def follow_redirects(
    url: httpx.URL,
    policy: AddressPolicy,
    fetch_hop: Callable[[httpx.URL, str, bool], Awaitable[Answer | Redirect]],
    method: str = "GET",
) -> Answer:
    """Return the answer at the end of the redirects, `policy.redirects` of them at most.

    `fetch_hop` takes a URL that is checked (`check_url`), the HTTP method, and whether a redirect led there; it must
    connect to public addresses only, as `PublicOnlyTransport` does. Raises ForbiddenLink for a URL that may not be
    opened, FailedLink where redirects go in a circle or are too many.
    """
    seen = set[tuple[str, httpx.URL]]()
    while len(seen) <= policy.redirects:
        hop = method, url.copy_with(fragment=None)
        if hop in seen:
            raise FailedLink(f"{url.host} redirects in a circle")
        check_url(url, policy)
        redirected = len(seen) > 0
        seen.add(hop)
        found = await fetch_hop(url, method, redirected)
        if not isinstance(found, Redirect):
            return found
        url = parse_url(found.location, url)
        method = "GET" if found.status in _TO_GET else method
    raise FailedLink(f"{url.host} redirects more than {policy.redirects} times")
