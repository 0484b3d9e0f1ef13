"""Fetch the posting behind a pasted link: public web addresses only, within bounds of size and time."""

import asyncio
from dataclasses import dataclass, replace

import httpx

from truerole.core.errors import FailedLink, NotText
from truerole.core.posting import Posting
from truerole.core.version import version
from truerole.scraper.extract.document import HTML, JSON, extract_posting
from truerole.scraper.fetch.body import kind_of, read_body
from truerole.scraper.fetch.redirects import Redirect, follow_redirects, redirect_of
from truerole.scraper.fetch.ssrf import AddressPolicy, parse_url
from truerole.scraper.fetch.transport import PublicOnlyTransport, reason

_TYPES = (*HTML, *JSON, "text/plain")
_REFUSED = (401, 402, 403, 407, 429, 451, 999)
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class LinkPolicy(AddressPolicy):
    """Which links are followed, how many bytes of a body are read, and for how many seconds in all.

    The defaults are the only values for links from outside.
    """

    max_bytes: int = 5_000_000
    seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class _FetchedPage:
    url: httpx.URL
    kind: str
    charset: str | None
    body: bytes


def fetch_posting(url: str, policy: LinkPolicy | None = None) -> Posting:
    """Return the posting behind `url`.

    Raises ForbiddenLink for anything but public http(s), FailedLink where no posting comes of it. Takes
    `policy.seconds` at most.
    """
    try:
        page = asyncio.run(_fetch_page(parse_url(url), policy or LinkPolicy()))
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise FailedLink(f"{_host(url)} could not be read: {reason(error)}") from None
    posting = _parse_page(page)
    if not posting.description.strip():
        raise FailedLink(f"{_host(url)} shows no text without a browser: open it and paste the description instead")
    return posting


async def _fetch_page(url: httpx.URL, policy: LinkPolicy) -> _FetchedPage:
    """Return the page at the end of the redirects."""
    host = url.host

    async def fetch_hop(url: httpx.URL, _method: str, _redirected: bool) -> _FetchedPage | Redirect:
        nonlocal host
        host = url.host
        return await _fetch_hop(url, policy)

    try:
        async with asyncio.timeout(policy.seconds):
            return await follow_redirects(url, policy, fetch_hop)
    except TimeoutError:
        raise FailedLink(f"{host} took longer than {policy.seconds:g} seconds") from None


async def _fetch_hop(url: httpx.URL, policy: LinkPolicy) -> _FetchedPage | Redirect:
    request = httpx.Request(
        "GET",
        url,
        headers={
            "User-Agent": f"TrueRole/{version()}",
            "Accept": "text/html, application/xhtml+xml, text/plain, application/json;q=0.9",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        },
        extensions={"timeout": httpx.Timeout(policy.seconds, connect=policy.seconds / 3).as_dict()},
    )
    async with PublicOnlyTransport(policy) as transport:
        response = await transport.handle_async_request(request)
        try:
            return redirect_of(response) or await _read_page(url, response, policy.max_bytes)
        finally:
            await response.aclose()


async def _read_page(url: httpx.URL, response: httpx.Response, limit: int) -> _FetchedPage:
    _check_status(url.host, response.status_code)
    kind = kind_of(response) or "text/html"
    if kind not in _TYPES:
        raise FailedLink(f"{url.host} answers with {kind[:40]}, not with a page of text")
    body = await read_body(response, url.host, limit)
    return _FetchedPage(url, kind, response.charset_encoding, body)


def _check_status(host: str, status: int) -> None:
    if status in _GONE:
        raise FailedLink(f"{host} says that this page is gone ({status})")
    if status in _REFUSED:
        raise FailedLink(f"{host} refuses programs ({status}): open the page and paste the description instead")
    if status != 200:
        raise FailedLink(f"{host} answers with status {status}, not with a page")


def _parse_page(page: _FetchedPage) -> Posting:
    try:
        posting = extract_posting(page.body, str(page.url), page.kind, page.charset)
    except NotText as error:
        raise FailedLink(f"{page.url.host}: {error}") from None
    return replace(posting, source="link", url=str(page.url))


def _host(url: str) -> str:
    return httpx.URL(url.strip()).host
