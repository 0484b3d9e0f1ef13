"""The polite HTTP client: robots.txt, rate limits, retries with exponential backoff, and conditional requests."""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Self, TypeVar

import httpx

from truerole.core.crawl import Validators, validators_key
from truerole.core.errors import FailedLink, ForbiddenLink
from truerole.scraper.fetch.block_page import is_block_page
from truerole.scraper.fetch.body import OversizedBody, is_html, kind_of, read_body, wrong_kind
from truerole.scraper.fetch.exchanges import Exchanges
from truerole.scraper.fetch.redirects import Redirect, follow_redirects, redirect_of
from truerole.scraper.fetch.result import (
    Blocked,
    Complete,
    Failed,
    FetchResult,
    Forbidden,
    Gone,
    NotModified,
    RateLimited,
    UnexpectedType,
)
from truerole.scraper.fetch.robots import MAX_BYTES, RobotsAnswer, Rules, refusal, robots_answer
from truerole.scraper.fetch.ssrf import AddressPolicy, TransientFailure, parse_url, port_of
from truerole.scraper.fetch.throttle import (
    DEFER_BLOCKED,
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
from truerole.scraper.fetch.throttles import HostStateStore, HostThrottles
from truerole.scraper.fetch.transport import PublicOnlyTransport, reason
from truerole.scraper.fetch.user_agent import contact_of_user, credential_query, credentials, user_agent
from truerole.scraper.sources.base import Request, Response, SourceSpec

logger = logging.getLogger(__name__)

Result = TypeVar("Result", bound=FetchResult)

_FIRST_WAIT = 1.0
# An answer is believed for so long where it names no version, only the time of its last change, and where it names one.
_TRUSTED_SECONDS, _TRUSTED_ETAG_SECONDS = 86_400.0, 3 * 86_400.0
_LONGEST_HOST = 250
_LONGEST_VALIDATOR = 1_000
_LONGEST_CHARSET = 40
_DRAINED = 65_536


@dataclass(frozen=True, slots=True)
class FetchPolicy(AddressPolicy):
    """Which addresses the client connects to, and how many bytes of a body are read.

    The defaults are the only values for the public internet.
    """

    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class _RequestState:
    """A request on the way: the `secret` headers and parameters are sent to the host that the source named alone."""

    request: Request
    spec: SourceSpec
    headers: Mapping[str, str]
    max_bytes: int
    method: str = "GET"
    secret: Mapping[str, str] = field(default_factory=dict)
    secret_query: Mapping[str, str] = field(default_factory=dict)
    validators: Validators | None = None
    for_robots: bool = False

    def headers_for(self, url: httpx.URL) -> Mapping[str, str]:
        return {**self.headers, **self.secret} if self.secret and self._at_home(url) else self.headers

    def sent_url(self, url: httpx.URL) -> httpx.URL:
        return url.copy_merge_params(self.secret_query) if self.secret_query and self._at_home(url) else url

    def _at_home(self, url: httpx.URL) -> bool:
        home = httpx.URL(self.request.url)
        return (url.scheme, url.host, port_of(url)) == (home.scheme, home.host, port_of(home))

    @property
    def body(self) -> bytes | None:
        return self.request.body.encode() if self.request.body is not None and self.method == "POST" else None


class Client:
    """Fetch requests of sources: `async with Client(store) as client: result = await client.fetch(...)`.

    Raises DataError where TRUEROLE_CONTACT cannot be sent, StoreError where the store cannot be used.
    """

    def __init__(self, store: HostStateStore, policy: FetchPolicy | None = None, clock: Clock | None = None) -> None:
        self._store, self._policy, self._clock = store, policy or FetchPolicy(), clock or SystemClock()
        self._contact = contact_of_user()
        self._throttles = HostThrottles(store, self._clock)
        self._transport = PublicOnlyTransport(self._policy)
        self._exchanges = Exchanges()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Save the state of the hosts, and close all connections."""
        try:
            await self._throttles.write()
        finally:
            await self._transport.aclose()

    async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> FetchResult:
        """Return the result of fetching a request; a `conditional` request may end as NotModified.

        It waits for its turn with the host, and never raises for what the host does.
        """
        try:
            state = await self._prepare(request, spec, conditional)
        except ForbiddenLink as error:
            return Forbidden(str(error))
        # Before the request: an answer that is complete waits for nothing.
        await self._throttles.write_if_due()
        return await self._run(state)

    def give_up_hanging(self) -> None:
        """End the requests that hang, with the failure of a time-out."""
        self._exchanges.give_up_hanging()

    async def _prepare(self, request: Request, spec: SourceSpec, conditional: bool) -> _RequestState:
        post = request.body is not None
        validators = await self._validators(request) if conditional and not post else None
        headers = {
            "User-Agent": user_agent(self._contact),
            "Accept": request.accept,
            "Accept-Encoding": "gzip",
            **({"Content-Type": "application/json"} if post else {}),
            **({"If-None-Match": validators.etag} if validators and validators.etag else {}),
            **({"If-Modified-Since": validators.last_modified} if validators and validators.last_modified else {}),
        }
        secret, query = credentials(spec, self._contact), credential_query(spec)
        limit, method = self._policy.max_bytes, "POST" if post else "GET"
        return _RequestState(request, spec, headers, limit, method, secret, query, validators)

    async def _validators(self, request: Request) -> Validators | None:
        """Return the validators to send; an ETag is trusted for three days, a Last-Modified alone for a day."""
        key = validators_key(request.url, request.accept)
        known = await asyncio.to_thread(self._store.load_validators, key)
        if known is None or not (known.etag or known.last_modified):
            return None
        trusted = _TRUSTED_ETAG_SECONDS if known.etag else _TRUSTED_SECONDS
        if self._clock.time() - timestamp(known.changed_at) > trusted:
            return None
        return known

    async def _run(self, state: _RequestState) -> FetchResult:
        """Follow redirects to the result; each hop passes the SSRF guard and the robots.txt of the hop's host."""

        async def fetch_hop(url: httpx.URL, method: str, redirected: bool) -> FetchResult | Redirect:
            return await self._fetch_hop(replace(state, method=method), url, redirected)

        try:
            return await follow_redirects(parse_url(state.request.url), self._policy, fetch_hop, state.method)
        except ForbiddenLink as error:
            return Forbidden(str(error))
        except FailedLink as error:
            transient, oversized = isinstance(error, TransientFailure), isinstance(error, OversizedBody)
            return Failed(str(error), transient=transient, oversized=oversized)

    async def _fetch_hop(self, state: _RequestState, url: httpx.URL, redirected: bool) -> FetchResult | Redirect:
        """Fetch a URL without following redirects, if the host's throttle and robots.txt allow the request."""
        url = url.copy_with(fragment=None) if url.fragment else url
        if len(url.raw_host) > _LONGEST_HOST:
            raise ForbiddenLink("the name of the host is too long")
        throttle, spec = await self._throttles.at(url.host.rstrip(".")), state.spec
        pace = Pace(spec.in_flight, spec.interval)
        if limited := throttle.deferral() or throttle.over_budget(spec.daily):
            return _log_unanswered(url, limited)
        if not state.for_robots and spec.robots != "waived":
            rules = await self._rules(state, url)
            if not isinstance(rules, Rules):
                return _log_unanswered(url, rules)
            if refused := refusal(rules, url, spec.robots):
                return _log_unanswered(url, refused)
            pace = replace(pace, interval=max(pace.interval, rules.delay))
        return await self._try_repeatedly(state, url, throttle, pace, skip_interval=redirected or state.for_robots)

    async def _rules(self, state: _RequestState, url: httpx.URL) -> Rules | RateLimited | Forbidden:
        async def read() -> RobotsAnswer | RateLimited | Forbidden:
            address = str(url.copy_with(raw_path=b"/robots.txt"))
            headers = {"User-Agent": user_agent(self._contact), "Accept": "text/plain", "Accept-Encoding": "gzip"}
            request = Request(address, accept="text/plain")
            return robots_answer(
                await self._run(_RequestState(request, state.spec, headers, MAX_BYTES, for_robots=True))
            )

        return await self._throttles.rules(f"{url.host}:{port_of(url)}", read)

    async def _try_repeatedly(
        self, state: _RequestState, url: httpx.URL, throttle: HostThrottle, pace: Pace, *, skip_interval: bool
    ) -> FetchResult | Redirect:
        """Try a request, with retries by exponential backoff or Retry-After; record how the host fared."""
        for number in count(1):
            found = await self._try(state, url, throttle, pace, skip_interval)
            if not isinstance(found, Retry):
                _record(throttle, found)
                return found if isinstance(found, Redirect) or state.for_robots else _log_unanswered(url, found)
            if found.after is not None and found.after > LONGEST_WAIT:
                return await self._defer(throttle, found, found.after)
            if found.after is not None:
                throttle.hold(found.after)  # for the next request, too, where this was the last try
            if number >= (1 if throttle.failing or found.slow else TRIES):
                return await self._give_up(state, throttle, found)
            if found.after is None:
                wait = random.uniform(0, min(LONGEST_WAIT, _FIRST_WAIT * 2 ** (number - 1)))
                _log_retry(url, found, wait)
                await self._clock.sleep(wait)
            else:
                _log_retry(url, found, found.after)
        raise AssertionError("tries come to an end")

    async def _defer(self, throttle: HostThrottle, found: Retry, seconds: float) -> RateLimited:
        limited = throttle.defer(utc(self._clock.time() + seconds), found.why)
        fields = {"host": throttle.known.host, "status": found.status, "wait": seconds}
        logger.warning("host deferred for %.0f s: %s", seconds, found.why, extra=fields)
        await self._throttles.write()
        return limited

    async def _give_up(self, state: _RequestState, throttle: HostThrottle, found: Retry) -> RateLimited | Failed:
        if found.status == 429:
            return await self._defer(throttle, found, max(found.after or 0.0, DEFER_TOO_MANY))
        if not (state.for_robots and state.spec.robots == "documented"):
            throttle.record_failure()
            await self._throttles.write_if_due()
        fields = {"host": throttle.known.host, "status": found.status}
        logger.warning("request failed: %s", found.why, extra=fields)
        return Failed(found.why, transient=True, status=found.status)

    async def _try(
        self, state: _RequestState, url: httpx.URL, throttle: HostThrottle, pace: Pace, skip_interval: bool
    ) -> FetchResult | Redirect | Retry:
        if limited := await throttle.acquire(pace, skip_interval):
            return limited
        try:
            if not state.for_robots:
                throttle.note_request()
                if over := await self._throttles.spend(throttle, state.spec):
                    return over
            return await self._exchange(state, url, throttle)
        finally:
            throttle.release()

    async def _exchange(
        self, state: _RequestState, url: httpx.URL, throttle: HostThrottle
    ) -> FetchResult | Redirect | Retry:
        """Send a request and read the response, `spec.timeout` seconds at most."""
        seconds = state.spec.timeout

        async def trace(event: str, _: object) -> None:
            if event == "http11.send_request_headers.complete":
                throttle.note_request(state.for_robots)

        timeout = httpx.Timeout(seconds, connect=seconds / 3).as_dict()
        request = httpx.Request(
            state.method,
            state.sent_url(url),
            headers=state.headers_for(url),
            content=state.body,
            extensions={"timeout": timeout, "trace": trace},
        )
        try:
            async with self._exchanges.begin(seconds) as exchange:
                exchange.response = response = await self._transport.handle_async_request(request)
                try:
                    return await self._classify(state, url, throttle, response)
                finally:
                    await response.aclose()
        except TimeoutError:
            return Retry(f"{url.host} {exchange.late}", slow=True)
        except (httpx.HTTPError, httpx.StreamError) as error:
            return Retry(f"{url.host} could not be read: {reason(error)}")
        except TransientFailure as error:
            return Retry(str(error))

    async def _classify(
        self, state: _RequestState, url: httpx.URL, throttle: HostThrottle, response: httpx.Response
    ) -> FetchResult | Redirect | Retry:
        """Classify a response by status and headers, and read the body of a complete response."""
        status, headers = response.status_code, response.headers
        logger.debug("response with status %d", status, extra={"host": url.host, "status": status})
        found: FetchResult | Redirect | Retry | None = redirect_of(response)
        if found is None and status == 304 and state.validators:
            found = NotModified(str(url))
        if found is None:
            found = classify_status(status, headers, url.host, self._clock.time())
        if found is None:
            return await self._complete(state, url, throttle, response)
        if not state.for_robots and _may_be_block_page(found):
            begin = await _begin_of(response, url.host)
            return self._block(throttle, url) if is_block_page(headers, begin, page_wanted=False) else found
        await _drain(response)
        return throttle.defer(found.retry_at, found.why) if isinstance(found, RateLimited) else found

    def _block(self, throttle: HostThrottle, url: httpx.URL) -> Blocked:
        """Leave a host alone that shows a page against programs."""
        why = f"{url.host} shows a check for humans in place of an answer"
        logger.warning("host shows a check for humans", extra={"host": url.host, "wait": DEFER_BLOCKED})
        return Blocked(throttle.defer(utc(self._clock.time() + DEFER_BLOCKED), why).retry_at, why)

    async def _complete(
        self, state: _RequestState, url: httpx.URL, throttle: HostThrottle, response: httpx.Response
    ) -> Complete | Blocked | UnexpectedType:
        body = await read_body(response, url.host, state.max_bytes, cut=state.for_robots)
        kind = kind_of(response)
        page_wanted = "html" in state.request.accept or "*/*" in state.request.accept
        if is_html(body, kind) and not state.for_robots and is_block_page(response.headers, body, page_wanted):
            return self._block(throttle, url)
        if came := wrong_kind(state.request.accept, kind, body):
            return UnexpectedType(f"{url.host} sends {came}, not {state.request.accept}")
        charset = response.charset_encoding
        charset = charset if charset and len(charset) <= _LONGEST_CHARSET else None
        answer = Response(state.request, body, str(url), kind, charset)
        return Complete(answer, _new_validators(state, response.headers, self._clock.time()))


def _log_unanswered(url: httpx.URL, found: Result) -> Result:
    """Log a rate limit, a refusal (by the host or robots.txt) or a failure, and return the result unchanged."""
    if isinstance(found, RateLimited):
        fields = {"host": url.host, "retry_at": found.retry_at.isoformat()}
        logger.info("request put off: %s", found.why, extra=fields)
    elif isinstance(found, Forbidden):
        logger.warning("request refused: %s", found.why, extra={"host": url.host, "status": found.status})
    elif isinstance(found, Failed | Gone):
        logger.info("no answer: %s", found.why, extra={"host": url.host, "status": found.status})
    return found


def _log_retry(url: httpx.URL, found: Retry, wait: float) -> None:
    fields = {"host": url.host, "status": found.status, "wait": round(wait, 3)}
    logger.info("request retried in %.1f s: %s", wait, found.why, extra=fields)


def _record(throttle: HostThrottle, found: FetchResult | Redirect) -> None:
    """Record with the circuit breaker whether the host works; a rate limit says neither."""
    match found:
        case RateLimited() | Blocked():
            return
        case Failed(transient=True):
            throttle.record_failure()
        case _:
            throttle.record_success()


def _may_be_block_page(found: FetchResult | Redirect | Retry) -> bool:
    """Return whether a refusal or an overload may be a page against programs."""
    return isinstance(found, Forbidden) or (isinstance(found, Retry) and found.after is None)


async def _begin_of(response: httpx.Response, host: str) -> bytes:
    """Return the begin of a body, nothing where the body cannot be read."""
    try:
        return await read_body(response, host, _DRAINED, cut=True)
    except (FailedLink, TransientFailure, httpx.HTTPError, httpx.StreamError):
        return b""


async def _drain(response: httpx.Response) -> None:
    """Read the rest of a short body, so that the connection can be kept."""
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > _DRAINED:
            return


def _new_validators(state: _RequestState, headers: httpx.Headers, now: float) -> Validators | None:
    """Return the validators of a response, empty for `no-store`, None for a POST.

    Empty ones are to be saved, too: those of an earlier response would say that nothing has changed since that one.
    """
    if state.request.body is not None:
        return None
    kept = "no-store" not in headers.get("cache-control", "").lower()
    etag, last_modified = (_sendable(headers.get(name, "")) if kept else None for name in ("etag", "last-modified"))
    return Validators(validators_key(state.request.url, state.request.accept), etag, last_modified, utc(now))


def _sendable(value: str) -> str | None:
    return value if 0 < len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else None
