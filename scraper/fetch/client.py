"""Ask hosts politely: what they allow, as often as they allow it, and never more than once for what has not changed."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Self

import httpx

from truerole.core.crawl import Validators, validators_key
from truerole.core.errors import FailedLink, ForbiddenLink
from truerole.data.crawl.host_state import load_validators
from truerole.data.store.store import Store
from truerole.scraper.fetch.body import kind_of, read_body, wrong_kind
from truerole.scraper.fetch.result import (
    Complete,
    Failed,
    FetchResult,
    Forbidden,
    NotModified,
    RateLimited,
    UnexpectedType,
)
from truerole.scraper.fetch.robots import MAX_BYTES, RobotsAnswer, Rules, refusal, robots_answer
from truerole.scraper.fetch.ssrf import AddressPolicy, TransientFailure, check_url, parse_url, port_of
from truerole.scraper.fetch.throttle import (
    DEFER_TOO_MANY,
    LONGEST_WAIT,
    TRIES,
    Clock,
    HostThrottle,
    Pace,
    Retry,
    SystemClock,
    classify_status,
    timestamp,
    utc,
)
from truerole.scraper.fetch.throttles import HostThrottles
from truerole.scraper.fetch.transport import PublicOnlyTransport, reason
from truerole.scraper.fetch.user_agent import contact_of_user, credentials, user_agent
from truerole.scraper.sources.base import Request, Response, SourceSpec

_FIRST_WAIT = 1.0
# An answer is believed for so long where it names no version, only the time of its last change.
_TRUSTED_SECONDS = 86_400.0
_LONGEST_HOST = 250
_LONGEST_VALIDATOR = 1_000
_LONGEST_CHARSET = 40
_DRAINED = 65_536
# A POST that is led elsewhere by one of these becomes a GET.
_TO_GET = (301, 302, 303)


@dataclass(frozen=True, slots=True)
class FetchPolicy(AddressPolicy):
    """Say which hosts may be asked, and how much is read; the defaults are the only ones for the public internet."""

    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class _RequestState:
    """Hold a request on its way: `secret` headers are for the host that it was meant for, and no other."""

    request: Request
    spec: SourceSpec
    headers: Mapping[str, str]
    limit: int
    method: str = "GET"
    secret: Mapping[str, str] = field(default_factory=dict)
    known: Validators | None = None
    for_robots: bool = False

    def headers_for(self, url: httpx.URL) -> Mapping[str, str]:
        if not self.secret:
            return self.headers
        home = httpx.URL(self.request.url)
        at_home = (url.scheme, url.host, port_of(url)) == (home.scheme, home.host, port_of(home))
        return {**self.headers, **self.secret} if at_home else self.headers

    @property
    def body(self) -> bytes | None:
        return self.request.body.encode() if self.request.body is not None and self.method == "POST" else None


@dataclass(frozen=True, slots=True)
class _Moved:
    status: int
    to: str


class Client:
    """Ask hosts for what sources want: `async with Client(store) as client: outcome = await client.ask(...)`.

    Raises DataError where TRUEROLE_CONTACT cannot be sent, StoreError where the store cannot be used.
    """

    def __init__(self, store: Store, policy: FetchPolicy | None = None, clock: Clock | None = None) -> None:
        self._store, self._policy, self._clock = store, policy or FetchPolicy(), clock or SystemClock()
        self._contact = contact_of_user()
        self._sites = HostThrottles(store, self._clock)
        self._transport = PublicOnlyTransport(self._policy)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Write down what is known of the hosts, and close all connections."""
        try:
            await self._sites.write()
        finally:
            await self._transport.aclose()

    async def ask(self, request: Request, spec: SourceSpec, conditional: bool = False) -> FetchResult:
        """Return what came of a request; with `conditional`, it may be that nothing has changed since the last answer.

        It waits for its turn with the host, and never raises for what the host does.
        """
        try:
            errand = await self._errand(request, spec, conditional)
        except ForbiddenLink as error:
            return Forbidden(str(error))
        outcome = await self._run(errand)
        await self._sites.write_if_due()
        return outcome

    async def _errand(self, request: Request, spec: SourceSpec, conditional: bool) -> _RequestState:
        post = request.body is not None
        known = await self._known(request) if conditional and not post else None
        headers = {
            "User-Agent": user_agent(self._contact),
            "Accept": request.accept,
            "Accept-Encoding": "gzip",
            **({"Content-Type": "application/json"} if post else {}),
            **({"If-None-Match": known.etag} if known and known.etag else {}),
            **({"If-Modified-Since": known.last_modified} if known and known.last_modified else {}),
        }
        secret = credentials(spec, self._contact)
        limit, method = self._policy.max_bytes, "POST" if post else "GET"
        return _RequestState(request, spec, headers, limit, method, secret, known)

    async def _known(self, request: Request) -> Validators | None:
        """Return the validators to send; what tells only of a time is not trusted for ever."""
        known = await asyncio.to_thread(load_validators, self._store, validators_key(request.url, request.accept))
        if known is None or not (known.etag or known.last_modified):
            return None
        if not known.etag and self._clock.time() - timestamp(known.changed_at) > _TRUSTED_SECONDS:
            return None
        return known

    async def _run(self, errand: _RequestState) -> FetchResult:
        try:
            return await self._follow(errand)
        except ForbiddenLink as error:
            return Forbidden(str(error))
        except FailedLink as error:
            return Failed(str(error), transient=isinstance(error, TransientFailure))

    async def _follow(self, errand: _RequestState) -> FetchResult:
        """Return what is at the end of the redirects; each stop on the way is checked like the first."""
        url, seen = _parse(errand.request.url), set[tuple[str, httpx.URL]]()
        while len(seen) <= self._policy.redirects:
            if (errand.method, url) in seen:
                return Failed(f"{url.host} redirects in a circle", transient=False)
            seen.add((errand.method, url))
            found = await self._stop(errand, url, moved=len(seen) > 1)
            if not isinstance(found, _Moved):
                return found
            url = _parse(found.to, url)
            errand = replace(errand, method="GET") if found.status in _TO_GET else errand
        return Failed(f"{url.host} redirects more than {self._policy.redirects} times", transient=False)

    async def _stop(self, errand: _RequestState, url: httpx.URL, moved: bool) -> FetchResult | _Moved:
        """Ask one address, if its host lets us."""
        check_url(url, self._policy)
        if len(url.raw_host) > _LONGEST_HOST:
            raise ForbiddenLink("the name of the host is too long")
        site, spec = await self._sites.at(url.host.rstrip(".")), errand.spec
        pace = Pace(spec.in_flight, spec.interval)
        if limited := site.closed() or site.overspent(spec.daily):
            return limited
        if not errand.for_robots and spec.robots != "waived":
            rules = await self._rules(errand, url)
            if not isinstance(rules, Rules):
                return rules
            if refused := refusal(rules, url, spec.robots):
                return refused
            pace = replace(pace, interval=max(pace.interval, rules.delay))
        return await self._tries(errand, url, site, pace, brief=moved or errand.for_robots)

    async def _rules(self, errand: _RequestState, url: httpx.URL) -> Rules | RateLimited | Forbidden:
        async def read() -> RobotsAnswer | RateLimited | Forbidden:
            address = str(url.copy_with(raw_path=b"/robots.txt"))
            headers = {"User-Agent": user_agent(self._contact), "Accept": "text/plain", "Accept-Encoding": "gzip"}
            request = Request(address, accept="text/plain")
            state = _RequestState(request, errand.spec, headers, MAX_BYTES, for_robots=True)
            return robots_answer(await self._run(state))

        return await self._sites.rules(f"{url.host}:{port_of(url)}", read)

    async def _tries(
        self, errand: _RequestState, url: httpx.URL, site: HostThrottle, pace: Pace, *, brief: bool
    ) -> FetchResult | _Moved:
        """Ask, and ask again where that may help; note how the host fared."""
        for number in count(1):
            found = await self._try(errand, url, site, pace, brief)
            if not isinstance(found, Retry):
                _note(site, found)
                return found
            if found.after is not None and found.after > LONGEST_WAIT:
                return await self._put_off(site, found, found.after)
            if number >= (1 if site.failing else TRIES):
                return await self._give_up(errand, site, found)
            if found.after is None:
                await self._clock.sleep(random.uniform(0, min(LONGEST_WAIT, _FIRST_WAIT * 2 ** (number - 1))))
            else:
                site.hold(found.after)
        raise AssertionError("tries come to an end")

    async def _put_off(self, site: HostThrottle, found: Retry, seconds: float) -> RateLimited:
        limited = site.put_off(utc(self._clock.time() + seconds), found.why)
        await self._sites.write()
        return limited

    async def _give_up(self, errand: _RequestState, site: HostThrottle, found: Retry) -> RateLimited | Failed:
        if found.status == 429:
            return await self._put_off(site, found, max(found.after or 0.0, DEFER_TOO_MANY))
        if not (errand.for_robots and errand.spec.robots == "documented"):
            site.failed()
            await self._sites.write_if_due()
        return Failed(found.why, transient=True, status=found.status)

    async def _try(
        self, errand: _RequestState, url: httpx.URL, site: HostThrottle, pace: Pace, brief: bool
    ) -> FetchResult | _Moved | Retry:
        if limited := await site.enter(pace, brief):
            return limited
        try:
            if not errand.for_robots:
                site.asked()
                if over := await self._sites.spend(site, errand.spec):
                    return over
            return await self._exchange(errand, url, site)
        finally:
            site.leave()

    async def _exchange(
        self, errand: _RequestState, url: httpx.URL, site: HostThrottle
    ) -> FetchResult | _Moved | Retry:
        seconds = errand.spec.timeout

        async def trace(event: str, _: object) -> None:
            if event == "http11.send_request_headers.complete":
                site.asked(errand.for_robots)

        timeout = httpx.Timeout(seconds, connect=seconds / 3).as_dict()
        request = httpx.Request(
            errand.method,
            url,
            headers=errand.headers_for(url),
            content=errand.body,
            extensions={"timeout": timeout, "trace": trace},
        )
        try:
            async with asyncio.timeout(seconds):
                response = await self._transport.handle_async_request(request)
                try:
                    return await self._answer(errand, url, site, response)
                finally:
                    await response.aclose()
        except TimeoutError:
            return Retry(f"{url.host} took longer than {seconds:g} seconds")
        except (httpx.HTTPError, httpx.StreamError) as error:
            return Retry(f"{url.host} could not be read: {reason(error)}")
        except TransientFailure as error:
            return Retry(str(error))

    async def _answer(
        self, errand: _RequestState, url: httpx.URL, site: HostThrottle, response: httpx.Response
    ) -> FetchResult | _Moved | Retry:
        status, headers, now = response.status_code, response.headers, self._clock.time()
        found: FetchResult | _Moved | Retry | None
        if response.has_redirect_location and headers["location"].strip():
            found = _Moved(status, headers["location"])
        elif status == 304 and errand.known:
            found = NotModified(str(url))
        else:
            found = classify_status(status, headers, url.host, now)
        if found is None:
            return await self._complete(errand, url, response)
        await _drain(response)
        return site.put_off(found.retry_at, found.why) if isinstance(found, RateLimited) else found

    async def _complete(
        self, errand: _RequestState, url: httpx.URL, response: httpx.Response
    ) -> Complete | UnexpectedType:
        body, kind = await read_body(response, url.host, errand.limit, cut=errand.for_robots), kind_of(response)
        if came := wrong_kind(errand.request.accept, kind, body):
            return UnexpectedType(f"{url.host} sends {came}, not {errand.request.accept}")
        charset = response.charset_encoding
        charset = charset if charset and len(charset) <= _LONGEST_CHARSET else None
        answer = Response(errand.request, body, str(url), kind, charset)
        return Complete(answer, _validators(errand, response.headers, self._clock.time()))


def _parse(link: str, base: httpx.URL | None = None) -> httpx.URL:
    url = parse_url(link, base)
    return url.copy_with(fragment=None) if url.fragment else url


def _note(site: HostThrottle, found: FetchResult | _Moved) -> None:
    match found:
        case RateLimited():
            return
        case Failed(transient=True):
            site.failed()
        case _:
            site.worked()


async def _drain(response: httpx.Response) -> None:
    """Read what is left of an answer, if it is little, so that its connection can be kept."""
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > _DRAINED:
            return


def _validators(errand: _RequestState, headers: httpx.Headers, now: float) -> Validators | None:
    """Return what lets the host say that nothing has changed since this answer; empty where it may not be kept.

    Empty ones are to be saved, too: those of an earlier answer would say that nothing has changed since that one.
    """
    if errand.request.body is not None:
        return None
    kept = "no-store" not in headers.get("cache-control", "").lower()
    etag, last_modified = (_sendable(headers.get(name, "")) if kept else None for name in ("etag", "last-modified"))
    return Validators(validators_key(errand.request.url, errand.request.accept), etag, last_modified, utc(now))


def _sendable(value: str) -> str | None:
    return value if 0 < len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else None
