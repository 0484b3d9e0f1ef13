"""What a host's words mean: when to come back, and whether to."""

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
    site = HostThrottle(HostState("shop.test", failures=2, failing_since=utc(NOW - 60)), FakeClock(NOW))
    site.record_failure()
    assert site.deferral() == RateLimited(utc(NOW + 1_800), "shop.test has failed 3 times")
    site.record_success()
    assert site.deferral() is None
    assert site.known == HostState("shop.test")


def test_one_that_wants_to_be_left_alone_answers() -> None:
    site = HostThrottle(HostState("shop.test", failures=2, failing_since=utc(NOW - 60)), FakeClock(NOW))
    site.defer(utc(NOW + 600), "too many")
    assert site.known == HostState("shop.test", retry_at=utc(NOW + 600))
    site.record_success()  # one that was asked before
    assert site.deferral() == RateLimited(utc(NOW + 600), "shop.test wants to be left alone")


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
