"""What a host's words mean: when to come back, and whether to."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scraper.fetch.hosts_server import FakeClock
from truerole.core.crawl import HostState
from truerole.scraper.fetch.result import Failed, RateLimited
from truerole.scraper.fetch.robots import parse_rules
from truerole.scraper.fetch.throttle import (
    LONGEST_DEFERRAL,
    HostThrottle,
    Pace,
    Retry,
    classify_status,
    retry_after,
    timestamp,
    utc,
)

NOW = 1_777_636_800.0  # Friday, 1 May 2026, 12:00 UTC


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("1.5", 1.5),
        ("Fri, 01 May 2026 12:01:00 GMT", 60),
        ("Fri, 01 May 2026 14:01:00 +0200", 60),
        ("Friday, 01-May-26 12:01:00 GMT", 60),
        ("Fri May  1 12:01:00 2026", 60),
        ("Fri, 01 May 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("١٢", None),
        ("nan", None),
        ("Fri, 99 May 2026 12:01:00 GMT", None),
        ("9" * 40, None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.sampled_from([200, 304, 403, 404, 429, 503, 999]), st.text(), st.text(), st.text())
def test_no_header_is_too_odd(status: int, wait: str, left: str, reset: str) -> None:
    headers = {"retry-after": wait, "x-ratelimit-remaining": left, "x-ratelimit-reset": reset}
    match classify_status(status, headers, "shop.test", NOW):
        case Retry(after=float(after)):
            assert 0 <= after <= LONGEST_DEFERRAL
        case RateLimited(retry_at):
            assert 0 <= timestamp(retry_at) - NOW <= LONGEST_DEFERRAL
        case Failed(why):
            assert "shop.test" in why


@given(st.from_regex(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{1,9} \d\d:\d\d:\d\d [+-]?\d{0,12}", fullmatch=True))
def test_no_date_is_too_odd(value: str) -> None:
    assert (retry_after(value, NOW) or 0) >= 0


def test_times_are_those_of_the_tables() -> None:
    assert utc(NOW) == datetime(2026, 5, 1, 12)
    assert utc(NOW + 0.001) == datetime(2026, 5, 1, 12, 0, 1)
    assert timestamp(utc(NOW)) == NOW == datetime(2026, 5, 1, 12, tzinfo=UTC).timestamp()


def test_one_that_answers_after_all_is_open_again() -> None:
    throttle = HostThrottle(HostState("shop.test", failures=2, failing_since=utc(NOW - 60)), FakeClock(NOW))
    throttle.record_failure()
    assert throttle.deferral() == RateLimited(utc(NOW + 1_800), "shop.test has failed 3 times")
    throttle.record_success()
    assert throttle.deferral() is None
    assert throttle.known == HostState("shop.test")


def test_one_that_wants_to_be_left_alone_answers() -> None:
    throttle = HostThrottle(HostState("shop.test", failures=2, failing_since=utc(NOW - 60)), FakeClock(NOW))
    throttle.defer(utc(NOW + 600), "too many")
    assert throttle.known == HostState("shop.test", retry_at=utc(NOW + 600))
    throttle.record_success()  # one that was asked before
    assert throttle.deferral() == RateLimited(utc(NOW + 600), "shop.test wants to be left alone")


WEEK = 7 * 86_400


@pytest.mark.parametrize(
    ("asked", "waited"), [(60, 60), (WEEK - 1, WEEK - 1), (WEEK, WEEK), (WEEK + 1, WEEK), (1_000 * WEEK, WEEK)]
)
def test_no_host_is_deferred_for_longer_than_a_week(asked: int, waited: int) -> None:
    assert LONGEST_DEFERRAL == WEEK
    limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + asked)}
    assert classify_status(503, {"retry-after": str(asked)}, "shop.test", NOW) == Retry(
        "shop.test answers with status 503", 503, waited
    )
    for status in (429, 403):
        found = classify_status(status, limit, "shop.test", NOW)
        until = found.after if isinstance(found, Retry) else timestamp(found.retry_at) - NOW
        assert until == waited


@pytest.mark.parametrize(
    ("failures", "seconds", "opens"), [(1, 60, False), (2, 60, True), (2, 600, True), (2, 601, False)]
)
def test_the_third_failure_within_ten_minutes_opens_the_circuit(failures: int, seconds: int, opens: bool) -> None:
    since = utc(NOW - seconds)
    throttle = HostThrottle(HostState("shop.test", failures=failures, failing_since=since), FakeClock(NOW))
    throttle.record_failure()
    assert throttle.failing is opens
    assert throttle.known.retry_at == (utc(NOW + 1_800) if opens else None)


@pytest.mark.parametrize(("open_for", "refused"), [(1_799, True), (1_800, False)])
def test_a_circuit_is_open_for_half_an_hour(open_for: int, refused: bool) -> None:
    clock = FakeClock(NOW)
    throttle = HostThrottle(HostState("shop.test", failures=2, failing_since=utc(NOW)), clock)
    throttle.record_failure()
    clock.now += open_for
    assert (throttle.deferral() is not None) is refused


@pytest.mark.parametrize(("interval", "waits"), [(65.0, True), (65.5, False)])
def test_a_turn_is_waited_for_a_minute_and_no_longer(interval: float, waits: bool) -> None:
    clock = FakeClock(NOW)
    throttle = HostThrottle(HostState("shop.test", asked_at=NOW), clock)
    limited = asyncio.run(throttle.acquire(Pace(1, interval)))
    assert (limited is None, clock.now - NOW) == (waits, interval if waits else 0.0)


@pytest.mark.parametrize(("back", "waited"), [(0, 20), (3_600, 30)])
def test_a_clock_that_is_set_back_makes_no_long_wait(back: float, waited: float) -> None:
    clock = FakeClock(NOW)
    throttle = HostThrottle(HostState("shop.test"), clock)
    throttle.hold(20)
    clock.now -= back
    assert asyncio.run(throttle.acquire(Pace(1, 0.0))) is None
    assert clock.now - (NOW - back) == waited


WORKDAY = """User-agent: *
Allow: /Careers/
Disallow: /Interns/
"""


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/Careers/job/x", False),
        ("/Interns/job/x", True),
        ("/wday/cxs/acme/Careers/jobs", False),
        ("/wday/cxs/acme/Interns/jobs", True),
        ("/wday/cxs/acme/Interns/job/Berlin/Data-Engineer_R1", True),
        ("/wday/cxs/acme/Other/jobs", False),
    ],
)
def test_the_data_of_a_page_is_as_forbidden_as_the_page(path: str, refused: bool) -> None:
    rules = parse_rules(200, WORKDAY)
    assert rules.refuses(httpx.URL(f"https://acme.wd5.myworkdayjobs.com{path}")) is refused
