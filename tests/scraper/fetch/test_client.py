"""The client asks a real server on this machine, which sees how polite it is; time passes only where somebody waits."""

import asyncio
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path

import pytest

from tests.scraper.fetch.hosts_server import HTML, JSON, NOON, Bench, Hosts, Reply, Seen, Story, move, spec
from truerole.core.crawl import HostState
from truerole.core.errors import DataError
from truerole.data.crawl.host_state import load_host, save_hosts, save_validators
from truerole.scraper.fetch.client import Client
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
from truerole.scraper.sources.base import Request

pytestmark = pytest.mark.slow

NOW = datetime(2026, 5, 1, 12)
PLAIN = spec()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


def robots(text: str) -> Reply:
    return Reply(200, text.encode(), {"Content-Type": "text/plain"})


def fetch(*replies: Reply, path: str = "shop.test/jobs", rules: Reply | None = None, **how: object) -> Story:
    """Return a story in which one place is asked once."""

    async def story(hosts: Hosts, client: Client) -> tuple[FetchResult, int]:
        if rules:
            hosts.on("shop.test/robots.txt", rules)
        outcome = await client.fetch(Request(hosts.on(path, *replies)), spec(**how))
        return outcome, len(hosts.asked(path))

    return story


# What an answer means


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (Reply(404, b"", {}), Gone, "no such thing (404)"),
        (Reply(410, b"<p>gone", HTML), Gone, "no such thing (410)"),
        (Reply(401), Forbidden, "refuses this program (401)"),
        (Reply(403), Forbidden, "refuses this program (403)"),
        (Reply(451), Forbidden, "refuses this program (451)"),
        (Reply(400), Failed, "status 400"),
        (Reply(422), Failed, "status 422"),
        (Reply(304, b"", {}), Failed, "status 304"),
        (Reply(520), Failed, "status 520"),
        (Reply(204, b"", {}), UnexpectedType, "status 204"),
        (Reply(200, b"<!doctype html><p>Sign in", HTML), UnexpectedType, "a page of HTML"),
        (Reply(200, b"\xef\xbb\xbf \n<html><p>Sign in"), UnexpectedType, "a page of HTML"),
        (Reply(200, b"<error/>"), UnexpectedType, "XML"),
        (Reply(200, b" \n"), UnexpectedType, "nothing"),
        (Reply(200, b"%PDF-1.7", {"Content-Type": "application/pdf"}), UnexpectedType, "application/pdf"),
    ],
)
def test_other_answers_are_asked_for_once(bench: Bench, reply: Reply, kind: type, words: str) -> None:
    outcome, times = bench.run(fetch(reply))
    assert isinstance(outcome, kind)
    assert words in outcome.why
    assert times == 1


@pytest.mark.parametrize(("status", "transient"), [(400, False), (422, False), (520, True)])
def test_what_failed_may_pass(bench: Bench, status: int, transient: bool) -> None:
    assert bench.run(fetch(Reply(status)))[0].transient is transient


@pytest.mark.parametrize(
    ("body", "headers", "kind", "charset"),
    [
        (b"{}", JSON, "application/json", None),
        (b"[]", {"Content-Type": "Text/HTML; charset=utf-8"}, "text/html", "utf-8"),
        ("{“é”}".encode("cp1252"), {"Content-Type": "application/json; charset=utf-8"}, "application/json", "utf-8"),
        (b"{}", {"Content-Type": "application/json; charset=klingon"}, "application/json", "klingon"),
        (b"{}", {"Content-Type": "application/json; charset=" + "x" * 99}, "application/json", None),
        (b"{}", {}, "", None),
    ],
)
def test_an_answer_is_kept_as_it_came(
    bench: Bench, body: bytes, headers: dict[str, str], kind: str, charset: str | None
) -> None:
    outcome, _ = bench.run(fetch(Reply(200, body, headers)))
    assert isinstance(outcome, Complete)
    answer = outcome.answer
    assert (answer.body, answer.media_type, answer.charset) == (body, kind, charset)
    assert answer.url.endswith("/jobs")


def test_gzip_is_unpacked(bench: Bench) -> None:
    packed = gzip.compress(b'{"jobs":') + gzip.compress(b" []}")
    outcome, _ = bench.run(fetch(Reply(200, packed, {**JSON, "Content-Encoding": "gzip"})))
    assert outcome.answer.body == b'{"jobs": []}'


@pytest.mark.parametrize(
    ("accept", "reply", "kind"),
    [
        ("text/html", Reply(200, b"<html>", HTML), Complete),
        ("text/html", Reply(200, b"..", {"Content-Type": "image/png"}), UnexpectedType),
        ("application/xml", Reply(200, b"<?xml version='1.0'?><a/>", {"Content-Type": "text/html"}), Complete),
        ("application/xml", Reply(200, b"<!DOCTYPE html><p>", {"Content-Type": "text/xml"}), UnexpectedType),
        ("application/xml", Reply(200, b"\x1f\x8b..", {"Content-Type": "application/x-gzip"}), Complete),
        ("application/rss+xml", Reply(200, b"<rss/>", {"Content-Type": "application/rss+xml"}), Complete),
    ],
)
def test_each_gets_what_it_accepts(bench: Bench, accept: str, reply: Reply, kind: type) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        outcome = await client.fetch(Request(hosts.on("shop.test/x", reply), accept=accept), PLAIN)
        assert hosts.asked("shop.test/x")[0].headers["accept"] == accept
        return outcome

    assert isinstance(bench.run(story), kind)


# Trying again


@pytest.mark.parametrize(
    "bad",
    [
        *(Reply(status, b"<p>oh", HTML) for status in (408, 425, 429, 500, 502, 503, 504)),
        Reply(303, b"", {}),
        move(" "),
        Reply(raw=b""),
        Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Le"),
        Reply(short=5),
        Reply(200, b"\x1f\x8b nothing", {**JSON, "Content-Encoding": "gzip"}),
        Reply(200, gzip.compress(b"{}" * 99)[:-9], {**JSON, "Content-Encoding": "gzip"}),
    ],
)
def test_what_may_pass_is_asked_for_again(bench: Bench, bad: Reply) -> None:
    outcome, times = bench.run(fetch(bad, bad, Reply()))
    assert isinstance(outcome, Complete)
    assert times == 3
    assert 0 < bench.clock.now - NOON < 3  # one second at most, then two


@pytest.mark.parametrize("bad", [Reply(500), Reply(503), Reply(raw=b"")])
def test_it_is_given_up_after_three_times(bench: Bench, bad: Reply) -> None:
    outcome, times = bench.run(fetch(bad))
    assert isinstance(outcome, Failed)
    assert outcome.transient
    assert times == 3


@pytest.mark.parametrize("slow", [Reply(wait=9), Reply(body=b"{}" * 500, drip=0.1)])
def test_time_is_bounded(bench: Bench, slow: Reply) -> None:
    outcome, times = bench.run(fetch(slow, timeout=0.3))
    assert isinstance(outcome, Failed)
    assert "longer than 0.3 seconds" in outcome.why
    assert (outcome.transient, times) == (True, 1)


def test_a_post_is_asked_again_and_not_led_astray(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        url = hosts.on("shop.test/jobs", Reply(303, b"", {}), Reply())
        outcome = await client.fetch(Request(url, body='{"limit": 20}'), PLAIN)
        assert [(s.method, s.body, s.headers["content-type"]) for s in hosts.asked("shop.test")] == [
            ("POST", b'{"limit": 20}', "application/json")
        ] * 2
        return outcome

    assert isinstance(bench.run(story), Complete)


# When to come back


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_short_wait_is_waited_for(bench: Bench, status: int, form: str) -> None:
    wait = "20" if form == "seconds" else bench.clock.date(20)
    outcome, times = bench.run(fetch(Reply(status, b"", {"Retry-After": wait}), Reply()))
    assert isinstance(outcome, Complete)
    assert (times, bench.clock.now - NOON) == (2, 20)


@pytest.mark.parametrize(("seconds", "kind", "times"), [(30, Complete, 2), (31, RateLimited, 1)])
def test_half_a_minute_is_waited_for_and_no_more(bench: Bench, seconds: int, kind: type, times: int) -> None:
    outcome, asked = bench.run(fetch(Reply(503, b"", {"Retry-After": str(seconds)}), Reply()))
    assert (type(outcome), asked) == (kind, times)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_long_wait_is_kept(bench: Bench, status: int, form: str) -> None:
    wait = "7200" if form == "seconds" else bench.clock.date(7200)
    story = fetch(Reply(status, b"", {"Retry-After": wait}))
    expected = NOW + timedelta(hours=2)
    assert bench.run(story) == (RateLimited(expected, f"shop.test answers with status {status}"), 1)
    outcome, times = bench.run(fetch(Reply(), path="shop.test/others"))
    assert (outcome.retry_at, times) == (expected, 0)
    bench.clock.now += 7200
    assert isinstance(bench.run(fetch(Reply()))[0], Complete)


@pytest.mark.parametrize(
    ("reply", "times", "minutes"),
    [
        (Reply(429, b"", {}), 3, 15),
        (Reply(429, b"", {"Retry-After": "soon"}), 3, 15),
        (Reply(429, b"", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "600"}), 1, 10),
        (Reply(403, b"", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "600"}), 1, 10),
        (Reply(403, b"", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{NOON + 600:.0f}"}), 1, 10),
        (Reply(403, b"", {"X-RateLimit-Remaining": "0"}), 1, 60),
        (Reply(403, b"", {"Retry-After": "3600"}), 1, 60),
        (Reply(429, b"", {"Retry-After": "999999999999"}), 1, 7 * 24 * 60),
    ],
)
def test_limits(bench: Bench, reply: Reply, times: int, minutes: int) -> None:
    outcome, asked = bench.run(fetch(reply))
    assert isinstance(outcome, RateLimited)
    assert asked == times
    assert NOW + timedelta(minutes=minutes) <= outcome.retry_at <= NOW + timedelta(minutes=minutes, seconds=4)
    assert load_host(bench.store, "shop.test").retry_at == outcome.retry_at


def test_what_the_last_try_was_told_holds_for_the_next_request(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> list[FetchResult]:
        hosts.on("shop.test/jobs", *[Reply(503, b"", {"Retry-After": "25"})] * 3)
        hosts.on("shop.test/others", Reply())
        return [await client.fetch(Request(hosts.url(f"shop.test/{path}")), PLAIN) for path in ("jobs", "others")]

    assert [type(outcome) for outcome in bench.run(story)] == [Failed, Complete]
    assert bench.clock.now - NOON == 75


CHALLENGE = b"<html><title>Just a moment...</title><script>window._cf_chl_opt = {}</script>"
CAPTCHA = b"<html><title>Kestrel</title><p>Please solve the captcha"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(403, CHALLENGE, HTML),
        Reply(503, CHALLENGE, HTML),
        Reply(429, CAPTCHA, HTML),
        Reply(403, b"", {"cf-mitigated": "challenge"}),
        Reply(200, CHALLENGE, HTML),
        Reply(200, CAPTCHA, HTML),
    ],
)
def test_a_check_for_humans_is_told_and_left_alone(bench: Bench, reply: Reply) -> None:
    outcome, asked = bench.run(fetch(reply))
    assert isinstance(outcome, Blocked)
    assert outcome.why == "shop.test shows a check for humans in place of an answer"
    assert asked == 1
    assert NOW + timedelta(hours=6) <= outcome.retry_at <= NOW + timedelta(hours=6, seconds=4)
    assert load_host(bench.store, "shop.test").retry_at == outcome.retry_at


def test_those_who_wait_for_their_turn_hear_of_it(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> list[FetchResult]:
        hosts.on("shop.test/jobs", Reply(429, b"", {"Retry-After": "7200"}))
        asks = [client.fetch(Request(hosts.url("shop.test/jobs")), spec(interval=1.0)) for _ in range(50)]
        outcomes = await asyncio.gather(*asks)
        assert len(hosts.asked("shop.test")) == 1
        return outcomes

    assert all(isinstance(outcome, RateLimited) for outcome in bench.run(story))
    assert bench.clock.now - NOON < 5


# No change


TAG, DATE = {**JSON, "ETag": '"v1"'}, {**JSON, "Last-Modified": "Fri, 01 May 2026 08:00:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "hours", "sent"),
    [
        (TAG, 0, {"if-none-match": '"v1"'}),
        (TAG, 71, {"if-none-match": '"v1"'}),
        (TAG, 73, {}),
        (DATE, 23, {"if-modified-since": "Fri, 01 May 2026 08:00:00 GMT"}),
        (DATE, 25, {}),
        (TAG | DATE, 25, {"if-none-match": '"v1"', "if-modified-since": "Fri, 01 May 2026 08:00:00 GMT"}),
        (TAG | {"Cache-Control": "private, No-Store"}, 0, {}),
        (JSON | {"ETag": '"' + "x" * 2000 + '"'}, 0, {}),
        (JSON | {"ETag": '"é"'}, 0, {}),
        (JSON, 0, {}),
    ],
)
def test_no_change(bench: Bench, headers: dict[str, str], hours: int, sent: dict[str, str]) -> None:
    async def first(hosts: Hosts, client: Client) -> None:
        outcome = await client.fetch(
            Request(hosts.on("shop.test/jobs", Reply(headers=headers))), PLAIN, conditional=True
        )
        if outcome.validators:
            with bench.store.write_transaction() as connection:
                save_validators(connection, outcome.validators)

    async def second(hosts: Hosts, client: Client) -> FetchResult:
        url = hosts.on("shop.test/jobs", Reply(304, b"", {}) if sent else Reply())
        outcome = await client.fetch(Request(url), PLAIN, conditional=True)
        (seen,) = hosts.asked("shop.test")
        assert {name: value for name, value in seen.headers.items() if name.startswith("if-")} == sent
        return outcome

    bench.run(first)
    bench.clock.now += hours * 3600
    assert isinstance(bench.run(second), NotModified if sent else Complete)


def test_validators_go_where_a_later_answer_has_none(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> None:
        url = hosts.on("shop.test/jobs", Reply(headers=TAG), Reply())
        for _ in range(2):
            outcome = await client.fetch(Request(url), PLAIN)
            with bench.store.write_transaction() as connection:
                save_validators(connection, outcome.validators)
        await client.fetch(Request(url), PLAIN, conditional=True)
        assert not any("if-none-match" in seen.headers for seen in hosts.seen)

    bench.run(story)


def test_conditions_are_sent_only_where_they_are_wanted(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> None:
        url = hosts.on("shop.test/jobs", Reply(headers=TAG))
        outcome = await client.fetch(Request(url), PLAIN)
        await client.fetch(Request(url), PLAIN, conditional=True)  # nothing is saved yet
        if outcome.validators:
            with bench.store.write_transaction() as connection:
                save_validators(connection, outcome.validators)
        await client.fetch(Request(url), PLAIN)
        await client.fetch(Request(url, accept="*/*"), PLAIN, conditional=True)
        await client.fetch(Request(url, body="{}"), PLAIN, conditional=True)
        assert not any("if-none-match" in seen.headers for seen in hosts.seen)
        posted = await client.fetch(Request(url, body="{}"), PLAIN)
        assert posted.validators is None

    bench.run(story)


# Redirects


def test_redirects_are_followed(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("www.test/b", move("/c#top", 301))
        hosts.on("www.test/c", Reply())
        url = hosts.on("shop.test/a", move(hosts.url("www.test/b"), 307))
        outcome = await client.fetch(Request(url), PLAIN)
        assert outcome.answer.url == hosts.url("www.test/c")
        assert [s.path for s in hosts.seen] == ["/robots.txt", "/a", "/robots.txt", "/b", "/c"]
        return outcome

    assert isinstance(bench.run(story), Complete)


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_post_that_is_led_elsewhere(bench: Bench, status: int, method: str) -> None:
    async def story(hosts: Hosts, client: Client) -> None:
        hosts.on("shop.test/b", Reply())
        await client.fetch(Request(hosts.on("shop.test/a", move("/b", status)), body="{}"), PLAIN)
        (seen,) = hosts.asked("shop.test/b")
        assert (seen.method, seen.body) == (method, b"{}" if method == "POST" else b"")

    bench.run(story)


def test_redirects_end(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> list[FetchResult]:
        for n in range(9):
            hosts.on(f"shop.test/{n}", move(f"/{n + 1}"))
        hosts.on("shop.test/x", move("/y"))
        hosts.on("shop.test/y", move("/x"))
        return [await client.fetch(Request(hosts.url(f"shop.test/{at}")), PLAIN) for at in ("0", "x")]

    long, circle = bench.run(story)
    assert "more than 5 times" in long.why
    assert "in a circle" in circle.why
    assert (long.transient, circle.transient) == (False, False)


# What robots.txt allows

DISALLOW = "User-agent: *\nDisallow: /jobs\nAllow: /jobs/public\n"


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (robots(DISALLOW), False),
        (robots("User-agent: Other\nDisallow: /\n"), True),
        (robots("User-agent: Other\nDisallow: /\n\nUser-agent: truerole/2\nDisallow: /jobs"), False),
        (robots("User-agent: Other\nUser-agent: True\nDisallow: /\n"), True),
        (robots("User-agent: *\nDisallow: /*bs$"), False),
        (robots("\ufeffUser-agent: *\r\nDisallow: /j"), False),
        (robots(""), True),
        (Reply(404, b"", {}), True),
        (Reply(403, b"", {}), True),
        (Reply(200, b"<!doctype html><p>User-agent: *\nDisallow: /", HTML), True),
        (Reply(200, b"\x89PNG", {"Content-Type": "image/png"}), True),
        (Reply(503, b"", {}), False),
        (robots("#" * 600_000 + "\n" + DISALLOW), True),
        (robots(DISALLOW + "#" * 600_000), False),
        (Reply(200, gzip.compress(DISALLOW.encode()), {"Content-Encoding": "gzip"}), False),
    ],
)
def test_robots(bench: Bench, rules: Reply, allowed: bool) -> None:
    outcome, times = bench.run(fetch(Reply(), rules=rules))
    assert isinstance(outcome, Complete if allowed else Forbidden)
    assert times == allowed
    if not allowed:
        assert "robots.txt" in outcome.why


@pytest.mark.parametrize("rules", [Reply(503, b"", {}), Reply(raw=b"")])
def test_robots_that_cannot_be_read(bench: Bench, rules: Reply) -> None:
    obeyed, times = bench.run(fetch(Reply(), rules=rules))
    assert isinstance(obeyed, Forbidden | Failed)
    assert times == 0
    documented, times = bench.run(fetch(Reply(), rules=rules, robots="documented"))
    assert isinstance(documented, Complete)
    assert times == 1


@pytest.mark.parametrize(("rules", "seconds"), [(Reply(503, b"", {}), 3_600), (Reply(raw=b""), 60)])
def test_robots_that_could_not_be_read_are_asked_for_again(bench: Bench, rules: Reply, seconds: float) -> None:
    async def story(hosts: Hosts, client: Client) -> list[type]:
        hosts.on("shop.test/robots.txt", rules, rules, rules, robots(""))
        url, kinds = hosts.on("shop.test/jobs", Reply()), []
        for wait in (seconds - 10, 20, 0):
            kinds.append(type(await client.fetch(Request(url), PLAIN)))
            bench.clock.now += wait
        return kinds

    kinds = bench.run(story)
    assert kinds[0] is kinds[1] is not Complete
    assert kinds[2] is Complete


def test_a_clock_that_was_set_back(bench: Bench) -> None:
    later = NOW + timedelta(days=30)
    save_hosts(bench.store, [HostState("shop.test", asked_at=NOON + 30 * 86_400)])

    async def story(hosts: Hosts, client: Client) -> FetchResult:
        stale = HostState(
            f"shop.test:{hosts.port}", robots="User-agent: *\nDisallow: /", robots_status=200, robots_at=later
        )
        save_hosts(bench.store, [stale])
        return await client.fetch(Request(hosts.on("shop.test/jobs", Reply())), spec(interval=1.0))

    assert isinstance(bench.run(story), Complete)
    assert bench.clock.now - NOON <= 60


def test_a_failure_counts_once(bench: Bench) -> None:
    bench.run(fetch(Reply(500), rules=Reply(raw=b""), robots="documented"))
    assert load_host(bench.store, "shop.test").failures == 1


def test_robots_that_forbid_what_is_documented(bench: Bench) -> None:
    assert isinstance(bench.run(fetch(Reply(), rules=robots(DISALLOW), robots="documented"))[0], Forbidden)


def test_robots_are_asked_for_once_a_day(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> int:
        hosts.on("shop.test/robots.txt", robots("User-agent: *\nDisallow: /private"))
        url = hosts.on("shop.test/jobs", Reply())
        await asyncio.gather(*(client.fetch(Request(url), spec(in_flight=5)) for _ in range(10)))
        return len(hosts.asked("shop.test/robots.txt"))

    async def forbidden(hosts: Hosts, client: Client) -> FetchResult:
        return await client.fetch(Request(hosts.url("shop.test/private")), PLAIN)

    assert bench.run(story) == 1
    assert isinstance(bench.run(forbidden), Forbidden)  # kept in the store
    bench.clock.now += 86_000
    assert bench.run(story) == 0
    bench.clock.now += 86_400
    assert bench.run(story) == 1


def test_robots_of_where_a_redirect_leads(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("www.test/robots.txt", robots(DISALLOW))
        hosts.on("www.test/jobs", Reply())
        outcome = await client.fetch(Request(hosts.on("shop.test/a", move(hosts.url("www.test/jobs")))), PLAIN)
        assert not hosts.asked("www.test")
        return outcome

    assert isinstance(bench.run(story), Forbidden)


def test_robots_that_are_elsewhere(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("www.test/robots.txt", robots(DISALLOW))
        hosts.on("shop.test/robots.txt", move(hosts.url("www.test/robots.txt")))
        return await client.fetch(Request(hosts.on("shop.test/jobs", Reply())), PLAIN)

    assert isinstance(bench.run(story), Forbidden)


# In turn


def starts(hosts: Hosts, host: str) -> list[float]:
    return [seen.at for seen in hosts.seen if seen.host == host]


@pytest.mark.parametrize(
    ("rules", "interval", "gap"),
    [
        ("", 1.5, 1.5),
        ("User-agent: *\nCrawl-delay: 4", 1.5, 4),
        ("User-agent: *\nCrawl-delay: 0.1", 1.5, 1.5),
        ("User-agent: *\nCrawl-delay: 99999", 1.5, 60),
        ("User-agent: *\nRequest-rate: 1/10", 1.5, 10),
    ],
)
def test_requests_keep_their_distance(bench: Bench, rules: str, interval: float, gap: float) -> None:
    async def story(hosts: Hosts, client: Client) -> list[float]:
        hosts.on("shop.test/robots.txt", robots(rules))
        urls = [hosts.on(f"shop.test/{n}", Reply()) for n in range(8)]
        paces = [spec(interval=interval), spec(name="other", interval=interval)]
        await asyncio.gather(*(client.fetch(Request(url), paces[n % 2]) for n, url in enumerate(urls)))
        return [seen.at for seen in hosts.asked("shop.test")]

    first = bench.run(story)
    second = bench.run(story)
    at = first + second  # a restart in between changes nothing
    assert len(at) == 16
    assert min(b - a for a, b in pairwise(at)) >= gap - 1e-3


def test_robots_and_redirects_keep_their_distance(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> list[float]:
        hosts.on("shop.test/b", Reply())
        url = hosts.on("shop.test/a", move("/b"))
        for _ in range(3):
            await client.fetch(Request(url), spec(interval=2.0))
        return starts(hosts, "shop.test")

    at = bench.run(story)
    assert len(at) == 7
    assert min(b - a for a, b in pairwise(at)) >= 2.0 - 1e-3


def test_distance_is_kept_from_when_a_request_is_sent(bench: Bench) -> None:
    def look_up_slowly(*_: object) -> list:
        bench.clock.now += 0.7
        return [ip_address("127.0.0.1")]

    async def story(hosts: Hosts, client: Client) -> list[float]:
        for n in range(3):
            await client.fetch(Request(hosts.on(f"shop.test/{n}", Reply())), spec(interval=1.0))
        return starts(hosts, "shop.test")

    at = bench.run(story, resolve=look_up_slowly)
    assert at[0] == pytest.approx(NOON + 0.7)
    assert min(b - a for a, b in pairwise(at)) >= 1.0 - 1e-3


def test_what_is_asked_hourly_is_not_waited_for(bench: Bench) -> None:
    hourly = {"interval": 3600.0}
    assert isinstance(bench.run(fetch(Reply(), **hourly))[0], Complete)
    outcome, times = bench.run(fetch(Reply(), **hourly))
    assert isinstance(outcome, RateLimited)
    assert times == 0
    assert NOW + timedelta(hours=1) <= outcome.retry_at <= NOW + timedelta(hours=1, seconds=9)
    bench.clock.now += 3610
    assert isinstance(bench.run(fetch(Reply(), **hourly))[0], Complete)


def test_what_is_asked_hourly_may_lead_elsewhere(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("shop.test/b", Reply())
        return await client.fetch(Request(hosts.on("shop.test/a", move("/b"))), spec(interval=3600.0))

    assert isinstance(bench.run(story), Complete)


def test_a_host_is_the_same_with_a_dot(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        url = hosts.on("shop.test/a", Reply())
        await client.fetch(Request(url), spec(daily=1))
        return await client.fetch(Request(url.replace(".test", ".test.")), spec(daily=1))

    assert isinstance(bench.run(story), RateLimited)


@pytest.mark.parametrize("in_flight", [1, 3])
def test_so_many_are_open_at_once(bench: Bench, in_flight: int) -> None:
    async def story(hosts: Hosts, client: Client) -> None:
        names = [f"{name}.test" for name in ("a", "b", "c", "d")]
        urls = [hosts.on(f"{name}/{n}", Reply(wait=0.01)) for n in range(8) for name in names]
        outcomes = await asyncio.gather(*(client.fetch(Request(url), spec(in_flight=in_flight)) for url in urls))
        assert all(isinstance(outcome, Complete) for outcome in outcomes)
        assert {max(s.open for s in hosts.asked(name)) for name in names} == {in_flight}
        assert hosts.most_open > in_flight  # hosts do not wait for each other

    bench.run(story)


def test_many_hosts_at_once(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> list[FetchResult]:
        urls = [hosts.on(f"shop{n}.test/jobs", Reply(meet=120)) for n in range(120)]
        return await asyncio.gather(*(client.fetch(Request(url), spec(timeout=30.0)) for url in urls))

    assert all(isinstance(outcome, Complete) for outcome in bench.run(story))


def test_connections_are_kept_and_never_shared_by_hosts(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> None:
        for n in range(20):
            for name in ("a.test", "b.test"):
                replies = (Reply(), Reply(404, b"<p>" * 99, HTML), Reply(304, b"", {}), move("/0"))
                await client.fetch(Request(hosts.on(f"{name}/{n}", replies[n % 4])), PLAIN)
        by_host = {name: {s.connection for s in hosts.seen if s.host == name} for name in ("a.test", "b.test")}
        assert [len(numbers) for numbers in by_host.values()] == [1, 1]
        assert by_host["a.test"] != by_host["b.test"]

    bench.run(story)


# Budgets and breakers


def test_a_budget_of_a_day_holds_after_a_restart(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> list[FetchResult]:
        url = hosts.on("shop.test/jobs", Reply())
        outcomes = await asyncio.gather(*(client.fetch(Request(url), spec(daily=4)) for _ in range(3)))
        assert len(hosts.asked("shop.test")) == sum(isinstance(outcome, Complete) for outcome in outcomes)
        return outcomes

    assert [type(outcome) for outcome in bench.run(story)] == [Complete] * 3
    outcomes = bench.run(story)
    limited = [outcome.retry_at for outcome in outcomes if isinstance(outcome, RateLimited)]
    assert limited == [datetime(2026, 5, 2)] * 2
    bench.clock.now += 12 * 3600
    assert isinstance(bench.run(fetch(Reply(), daily=4))[0], Complete)


@pytest.mark.parametrize("pace", [{"daily": 4}, {"interval": 30.0}])
def test_what_must_outlast_a_kill_is_written_before_a_request(bench: Bench, pace: dict[str, float]) -> None:
    async def story(hosts: Hosts, client: Client) -> None:
        url = hosts.on("shop.test/jobs", Reply(wait=9))
        asking = asyncio.create_task(client.fetch(Request(url), spec(**pace)))
        while not hosts.asked("shop.test"):
            await asyncio.sleep(0.001)
        kept = load_host(bench.store, "shop.test")
        assert kept.asked_at == bench.clock.now
        assert kept.used == ("daily" in pace)
        asking.cancel()

    bench.run(story)


def test_each_try_counts(bench: Bench) -> None:
    outcome, times = bench.run(fetch(Reply(500), daily=2))
    assert isinstance(outcome, RateLimited)
    assert times == 2


def test_a_host_that_fails_is_left_alone_then_probed(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> list[int]:
        url = hosts.on("shop.test/jobs", Reply(500))
        times = []
        for _ in range(5):
            before = len(hosts.asked("shop.test"))
            await client.fetch(Request(url), PLAIN)
            times.append(len(hosts.asked("shop.test")) - before)
        return times

    async def probe(hosts: Hosts, client: Client, *replies: Reply) -> list[type]:
        url = hosts.on("shop.test/jobs", *replies)
        outcomes = await asyncio.gather(*(client.fetch(Request(url), spec(in_flight=4)) for _ in range(6)))
        return [type(outcome) for outcome in outcomes]

    assert bench.run(story) == [3, 3, 3, 0, 0]
    kept = load_host(bench.store, "shop.test")
    assert kept.failures == 3
    assert timedelta(minutes=30) <= kept.retry_at - NOW <= timedelta(minutes=31)
    bench.clock.now += 1_850
    bad = bench.run(lambda hosts, client: probe(hosts, client, Reply(500)))
    assert Counter(bad) == {Failed: 1, RateLimited: 5}
    bench.clock.now += 1_850
    good = bench.run(lambda hosts, client: probe(hosts, client, Reply()))
    assert good == [Complete] * 6
    assert load_host(bench.store, "shop.test").failures == 0


def test_failures_that_are_far_apart_or_of_another_kind_open_no_breaker(bench: Bench) -> None:
    for _ in range(4):
        assert isinstance(bench.run(fetch(Reply(500)))[0], Failed)
        bench.clock.now += 400
    for _ in range(5):
        assert isinstance(bench.run(fetch(Reply(200, b"<html>", HTML)))[0], UnexpectedType)
    for _ in range(3):
        assert isinstance(bench.run(fetch(Reply(500)))[0], Failed)
        assert isinstance(bench.run(fetch(Reply()))[0], Complete)


# Who asks


def test_what_we_send(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hosts: Hosts, client: Client) -> None:
        hosts.on("shop.test/jobs", Reply(headers=JSON | {"Set-Cookie": "id=1; Path=/"}))
        await client.fetch(Request(hosts.url("shop.test/jobs")), PLAIN)
        await client.fetch(Request(hosts.url("shop.test/jobs")), PLAIN)
        for seen in hosts.seen:
            assert seen.headers["host"] == f"shop.test:{hosts.port}"
            assert seen.headers["user-agent"].startswith("TrueRole/")
            assert seen.headers["user-agent"].endswith(agent)
            assert seen.headers["accept-encoding"] == "gzip"
            assert not seen.headers.keys() & {"cookie", "authorization", "referer"}

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("TRUEROLE_CONTACT", raising=False)
    agent = " (no contact set)"
    bench.run(story)
    monkeypatch.setenv("TRUEROLE_CONTACT", " https://example.org/about ")
    agent = " (+https://example.org/about)"
    bench.run(story)


@pytest.mark.parametrize("contact", ["me\r\nX-Evil: 1", "é@example.org", "me (or you)", "two words"])
def test_a_contact_that_cannot_be_sent(bench: Bench, monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("TRUEROLE_CONTACT", contact)
    with pytest.raises(DataError, match="TRUEROLE_CONTACT is neither"):
        bench.run(fetch(Reply()))


def test_keys(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("www.test/jobs", Reply())
        url = hosts.on("shop.test/jobs", move(hosts.url("www.test/jobs")))
        keyed = spec(key="TRUEROLE_USAJOBS_KEY", key_header="Authorization-Key")
        outcome = await client.fetch(Request(url), keyed)
        if isinstance(outcome, Complete):
            (home,), (away,) = hosts.asked("shop.test"), hosts.asked("www.test")
            assert (home.headers["authorization-key"], home.headers["user-agent"]) == ("s3cret", "me@example.org")
            assert "s3cret" not in str(away.headers)
            assert away.headers["user-agent"].startswith("TrueRole/")
        return outcome

    monkeypatch.delenv("TRUEROLE_USAJOBS_KEY", raising=False)
    monkeypatch.setenv("TRUEROLE_CONTACT", "me@example.org")
    missing = bench.run(story)
    assert isinstance(missing, Forbidden)
    assert "needs TRUEROLE_USAJOBS_KEY" in missing.why
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", "s3cret")
    assert isinstance(bench.run(story), Complete)
    monkeypatch.setenv("TRUEROLE_CONTACT", "https://example.org")
    assert "needs TRUEROLE_CONTACT" in bench.run(story).why


def test_keys_in_the_address_and_of_the_basic_scheme(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("www.test/jobs", Reply())
        url = hosts.on("shop.test/jobs", move(hosts.url("www.test/jobs")))
        hosts.on("shop.test/jobs?app_id=me7&app_key=s3cret", move(hosts.url("www.test/jobs")))
        outcome = await client.fetch(Request(url), keyed)
        if isinstance(outcome, Complete):
            seen.extend((hosts.asked("shop.test")[0], hosts.asked("www.test")[0]))
            assert "s3cret" not in outcome.answer.url + outcome.answer.request.url + str(seen[-1])
        return outcome

    seen: list[Seen] = []
    monkeypatch.setenv("TRUEROLE_CONTACT", "https://example.org")
    keyed = spec(key="TRUEROLE_ADZUNA_KEY", key_query=("app_id", "app_key"), key_contact=False)
    for value, says in (("", "needs TRUEROLE_ADZUNA_KEY"), ("s3cret", "in the form app_id:app_key")):
        monkeypatch.setenv("TRUEROLE_ADZUNA_KEY", value)
        assert says in bench.run(story).why
    monkeypatch.setenv("TRUEROLE_ADZUNA_KEY", "me7:s3cret")
    assert isinstance(bench.run(story), Complete)
    assert "app_id=me7&app_key=s3cret" in str(seen[0])
    keyed = spec(key="TRUEROLE_REED_KEY", key_basic=True, key_contact=False, headers=(("X-Open", "1"),))
    monkeypatch.setenv("TRUEROLE_REED_KEY", "s3cret")
    assert isinstance(bench.run(story), Complete)
    assert (seen[2].headers["authorization"], seen[2].headers["x-open"]) == ("Basic czNjcmV0Og==", "1")
    assert not seen[3].headers.keys() & {"authorization", "x-open"}


# The log


def messages(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str, object, object]]:
    return [
        (record.levelname, record.getMessage().partition(":")[0], record.host, getattr(record, "status", None))
        for record in caplog.records
        if record.levelname != "DEBUG"
    ]


@pytest.mark.parametrize(
    ("story", "told"),
    [
        (fetch(Reply()), []),
        (fetch(Reply(503, b"", {"Retry-After": "20"}), Reply()), [("INFO", "request retried in 20.0 s", 503)]),
        (fetch(Reply(503, b"", {"Retry-After": "7200"})), [("WARNING", "host deferred for 7200 s", 503)]),
        (fetch(Reply(403, b"", {})), [("WARNING", "request refused", 403)]),
        (fetch(Reply(404, b"", {})), [("INFO", "no answer", 404)]),
        (fetch(Reply(), rules=robots(DISALLOW)), [("WARNING", "request refused", None)]),
    ],
)
def test_what_is_refused_or_retried_is_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture, story: Story, told: list[tuple[str, str, int | None]]
) -> None:
    caplog.set_level("DEBUG", "truerole")
    bench.run(story)
    assert messages(caplog) == [(level, message, "shop.test", status) for level, message, status in told]


def test_the_circuit_is_logged(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "truerole")
    for _ in range(3):
        bench.run(fetch(Reply(500)))
    bench.run(fetch(Reply()))
    bench.clock.now += 1_801
    bench.run(fetch(Reply()))
    assert [said for said in messages(caplog) if "retried" not in said[1]] == [
        *[("WARNING", "request failed", "shop.test", 500)] * 2,
        ("WARNING", "circuit open", "shop.test", None),
        ("WARNING", "request failed", "shop.test", 500),
        ("INFO", "request put off", "shop.test", None),
        ("INFO", "circuit closed", "shop.test", None),
    ]


def test_no_secret_is_logged(bench: Bench, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_CONTACT", "me@example.com")
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", "k3y-of-mine")
    caplog.set_level("DEBUG", "truerole")
    for reply in (Reply(503, b"", {"Retry-After": "20"}), Reply(401, b"", {}), Reply()):
        bench.run(fetch(reply, key="TRUEROLE_USAJOBS_KEY"))
    assert caplog.records
    assert not [r for r in caplog.records if "k3y-of-mine" in str(vars(r)) or "me@example.com" in str(vars(r))]
