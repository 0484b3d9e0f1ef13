"""Fetch one posting from a link that somebody pasted: public web addresses only, within bounds of size and time."""

import asyncio
from dataclasses import dataclass, replace

import httpx

from truerole.core.errors import FailedLink, NotText
from truerole.core.posting import Posting
from truerole.core.version import version
from truerole.scraper.extract.document import HTML, JSON, extract_posting
from truerole.scraper.fetch.body import kind_of, read_body
from truerole.scraper.fetch.ssrf import AddressPolicy, check_url, parse_url
from truerole.scraper.fetch.transport import PublicOnlyTransport, reason

_TYPES = (*HTML, *JSON, "text/plain")
_REFUSED = (401, 402, 403, 407, 429, 451, 999)
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class LinkPolicy(AddressPolicy):
    """Say which links are followed and how far; the defaults are the only ones for links from outside."""

    max_bytes: int = 5_000_000
    seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class _Answer:
    url: httpx.URL
    kind: str
    charset: str | None
    body: bytes
    moved_to: str | None = None


def fetch_posting(url: str, policy: LinkPolicy | None = None) -> Posting:
    """Return the posting behind `url`.

    Raises ForbiddenLink for anything but public http(s), FailedLink where no posting comes of it. Takes
    `policy.seconds` at most.
    """
    try:
        answer = asyncio.run(_follow(url, policy or LinkPolicy()))
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise FailedLink(f"{_host(url)} could not be read: {reason(error)}") from None
    posting = _posting(answer)
    if not posting.description.strip():
        raise FailedLink(f"{_host(url)} shows no text without a browser: open it and paste the description instead")
    return posting


async def _follow(link: str, policy: LinkPolicy) -> _Answer:
    """Return the answer at the end of the redirects; each stop on the way is checked like the first."""
    url = parse_url(link)
    try:
        async with asyncio.timeout(policy.seconds):
            for _ in range(policy.redirects + 1):
                check_url(url, policy)
                answer = await _get(url, policy)
                if answer.moved_to is None:
                    return answer
                url = parse_url(answer.moved_to, url)
    except TimeoutError:
        raise FailedLink(f"{url.host} took longer than {policy.seconds:g} seconds") from None
    raise FailedLink(f"{url.host} redirects more than {policy.redirects} times")


async def _get(url: httpx.URL, policy: LinkPolicy) -> _Answer:
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
            return await _answer(url, response, policy.max_bytes)
        finally:
            await response.aclose()


async def _answer(url: httpx.URL, response: httpx.Response, limit: int) -> _Answer:
    if response.has_redirect_location:
        return _Answer(url, "", None, b"", moved_to=response.headers["location"])
    _check_status(url.host, response.status_code)
    kind = kind_of(response) or "text/html"
    if kind not in _TYPES:
        raise FailedLink(f"{url.host} answers with {kind[:40]}, not with a page of text")
    body = await read_body(response, url.host, limit)
    return _Answer(url, kind, response.charset_encoding, body)


def _check_status(host: str, status: int) -> None:
    if status in _GONE:
        raise FailedLink(f"{host} says that this page is gone ({status})")
    if status in _REFUSED:
        raise FailedLink(f"{host} refuses programs ({status}): open the page and paste the description instead")
    if status != 200:
        raise FailedLink(f"{host} answers with status {status}, not with a page")


def _posting(answer: _Answer) -> Posting:
    try:
        posting = extract_posting(answer.body, str(answer.url), answer.kind, answer.charset)
    except NotText as error:
        raise FailedLink(f"{answer.url.host}: {error}") from None
    return replace(posting, source="link", url=str(answer.url))


def _host(url: str) -> str:
    return httpx.URL(url.strip()).host
