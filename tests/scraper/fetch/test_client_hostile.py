"""What hosts do to whoever asks them, by mistake or on purpose, ends as an outcome: bounded in time and memory."""

import asyncio
import gzip
import time
import tracemalloc
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.scraper.fetch.hosts_server import HTML, JSON, Bench, Hosts, Reply, move, spec
from tests.shared import gzip_bomb
from truerole.data.crawl.host_state import load_host
from truerole.data.crawl.state import StoredHostState
from truerole.scraper.fetch.client import Client, FetchPolicy
from truerole.scraper.fetch.result import Complete, Failed, FetchResult, Forbidden, UnexpectedType
from truerole.scraper.fetch.robots import parse_rules
from truerole.scraper.sources.base import Request

pytestmark = pytest.mark.slow

PLAIN = spec()
PACKED = {**JSON, "Content-Encoding": "gzip"}
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


def fetch(bench: Bench, reply: Reply, **policy: object) -> FetchResult:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        return await client.fetch(Request(hosts.on("shop.test/jobs", reply)), PLAIN)

    return bench.run(story, **policy)


# Too much


@pytest.mark.parametrize(
    "made",
    [
        lambda: Reply(200, b"x" * 50_000_000),
        lambda: Reply(200, gzip_bomb(200), PACKED),
        lambda: Reply(200, gzip.compress(bytes(15_000_000), 1) * 3, PACKED),
        lambda: Reply(raw=CHUNKED + b"100000\r\n" + b"x" * 0x100000 + b"\r\n100000\r\n" + b"x" * 0x100000),
    ],
    ids=["huge", "bomb", "many bombs", "chunks"],
)
def test_no_more_is_read_than_the_limit(bench: Bench, made: Callable[[], Reply]) -> None:
    reply = made()
    tracemalloc.start()
    outcome = fetch(bench, reply, max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert outcome == Failed("shop.test sends more than 1 MB", transient=False, oversized=True)
    assert peak < 20_000_000


def test_the_limit_is_twenty_megabytes(bench: Bench) -> None:
    assert FetchPolicy().max_bytes == 20_000_000
    assert isinstance(fetch(bench, Reply(200, b"x" * 20_000_000)), Complete)
    assert isinstance(fetch(bench, Reply(200, b"x" * 20_000_001)), Failed)


def test_long_headers_are_refused(bench: Bench) -> None:
    outcome = fetch(bench, Reply(headers={"X-Long": "x" * 300_000}))
    assert isinstance(outcome, Failed)
    assert "could not be read" in outcome.why


# Not as HTTP has it


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe not http\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nBad\x00Name: x\r\n\r\n",
        CHUNKED + b"zz\r\n{}",
        CHUNKED + b"2\r\n{}",
        CHUNKED,
    ],
)
def test_what_is_no_answer(bench: Bench, raw: bytes) -> None:
    outcome = fetch(bench, Reply(raw=raw))
    assert isinstance(outcome, Failed)
    assert outcome.transient
    assert "\n" not in outcome.why


@pytest.mark.parametrize("raw", [CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n{}"])
def test_what_is_an_answer_still(bench: Bench, raw: bytes) -> None:
    assert fetch(bench, Reply(raw=raw)).answer.body == b"{}"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Content-Type": "application/json; charset="}, Complete),
        ({"Content-Type": ";;;charset=\"'; =; charset*=x"}, Complete),
        ({"Content-Type": "image/" + "x" * 5_000}, UnexpectedType),
        ({"Content-Type": "é" * 50}, Complete),
        ({**JSON, "Content-Encoding": "br"}, Failed),
        ({**JSON, "Content-Encoding": "gzip, gzip"}, Failed),
        ({**JSON, "ETag": "é", "Last-Modified": "never" * 999, "Cache-Control": "é"}, Complete),
    ],
)
def test_odd_headers(bench: Bench, headers: dict[str, str], kind: type) -> None:
    outcome = fetch(bench, Reply(headers=headers))
    assert isinstance(outcome, kind)
    if kind is Complete:
        assert (outcome.validators.etag, outcome.validators.last_modified) == (None, None)
        assert len(outcome.answer.media_type) <= 80
    else:
        assert len(outcome.why) < 300


def test_a_slow_head(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        async def dribble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                writer.write(b"HTTP/1.1 200 OK\r\n")
                for n in range(1_000):
                    writer.write(f"X-{n}: y\r\n".encode())
                    await writer.drain()
                    await asyncio.sleep(0.01)
            except ConnectionError:
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(dribble, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        policy = hosts.policy(ports=frozenset({port}))
        async with server, Client(StoredHostState(bench.store), policy, bench.clock) as other:
            slow = spec(timeout=0.3, robots="documented")
            return await other.fetch(Request(f"http://slow.test:{port}/jobs"), slow)

    outcome = bench.run(story)
    assert isinstance(outcome, Failed)
    assert "longer than 0.3 seconds" in outcome.why


# Elsewhere


@pytest.mark.parametrize(
    "to",
    [
        "http://inner.test:{port}/jobs",
        "http://127.0.0.2:{port}/jobs",
        "http://10.0.0.1:{port}/",
        "http://169.254.169.254:{port}/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0x7f000001:{port}/",
        "http://shop.test:22/",
        "http://me:hunter2@shop.test:{port}/jobs",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1",
        "http://" + "a" * 300 + ".test:{port}/",
        "http://" + ".".join(["a" * 60] * 5) + ".test:{port}/",
    ],
)
@pytest.mark.parametrize("place", ["jobs", "robots.txt"])
def test_redirects_lead_nowhere_else(bench: Bench, to: str, place: str) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("shop.test/jobs", Reply())
        hosts.on(f"shop.test/{place}", move(to.replace("{port}", str(hosts.port))))
        return await client.fetch(Request(hosts.url("shop.test/jobs")), PLAIN)

    outcome = bench.run(story, allowed=lambda address: str(address) == "127.0.0.1", resolve=numbers_too)
    assert isinstance(outcome, Forbidden)
    assert "hunter2" not in outcome.why


def numbers_too(host: str, port: int) -> list:
    """Resolve numbers as the system does, and the names of the tests."""
    if host == "inner.test":
        return [ip_address("10.0.0.1")]
    if host == "0x7f000001":
        return [ip_address("127.0.0.3")]
    return [ip_address("127.0.0.1")] if host == "shop.test" else [ip_address(host)]


@pytest.mark.parametrize(
    "url", ["", "shop", "file:///etc/passwd", "http://", "http://[::1", "http://a b/", "ftp://shop.test/"]
)
def test_what_is_no_address(bench: Bench, url: str) -> None:
    async def story(_: Hosts, client: Client) -> FetchResult:
        return await client.fetch(Request(url), PLAIN)

    assert isinstance(bench.run(story), Forbidden)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/", "https://[::1]/", "http://10.0.0.1/"])
def test_nothing_but_the_public_internet_is_asked(bench: Bench, url: str) -> None:
    async def story(_: Hosts, __: Client) -> FetchResult:
        async with Client(StoredHostState(bench.store), clock=bench.clock) as client:
            return await client.fetch(Request(url), spec(robots="documented"))

    outcome = bench.run(story)
    assert isinstance(outcome, Forbidden)
    assert "not on the public internet" in outcome.why


def test_a_host_that_is_unknown(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        return await client.fetch(Request(hosts.url("nowhere.test/jobs")), PLAIN)

    outcome = bench.run(story)
    assert isinstance(outcome, Failed)
    assert outcome.transient


@pytest.mark.parametrize(
    "faces",
    [
        [["127.0.0.1", "10.0.0.1"]],
        [["127.0.0.1"], ["10.0.0.1"]],
    ],
    ids=["two faces at once", "one after the other"],
)
def test_a_name_with_two_faces(bench: Bench, faces: list[list[str]]) -> None:
    answers = [[ip_address(a) for a in face] for face in faces]

    def resolve(*_: object) -> list:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def story(hosts: Hosts, client: Client) -> list[FetchResult]:
        hosts.on("shop.test/jobs", Reply(headers={**JSON, "Connection": "close"}))
        url = hosts.url("shop.test/jobs")
        outcomes = [await client.fetch(Request(url), PLAIN) for _ in range(2)]
        assert all(seen.host == "shop.test" for seen in hosts.seen)
        return outcomes

    outcomes = bench.run(story, resolve=resolve)
    if len(faces) > 1:  # what was looked up is asked, for some minutes
        assert [type(outcome) for outcome in outcomes] == [Complete, Complete]
    else:
        assert [type(outcome) for outcome in outcomes] == [Forbidden, Forbidden]


def test_tls_is_wanted_where_the_address_says_so(bench: Bench) -> None:
    async def story(hosts: Hosts, _: Client) -> FetchResult:
        async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
            writer.close()

        server = await asyncio.start_server(plain, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        policy = hosts.policy(ports=frozenset({port}))
        async with server, Client(StoredHostState(bench.store), policy, bench.clock) as client:
            return await client.fetch(Request(f"https://shop.test:{port}/jobs"), spec(robots="documented"))

    outcome = bench.run(story)
    assert isinstance(outcome, Failed)
    assert "could not be read" in outcome.why


# robots.txt


def test_a_robots_txt_of_many_names_and_rules_takes_no_time() -> None:
    names = "".join(f"User-agent: a{n}\n" for n in range(14_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(14_000))
    begun = time.process_time()
    parsed = parse_rules(200, names + rules + "User-agent: *\n" + "Disallow: /" + "*a" * 100_000)
    assert parsed.delay == 0
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("Crawl-delay: 5", 0),
        ("User-agent: *\nCrawl-delay: -5", 0),
        ("User-agent: *\nCrawl-delay: inf", 0),
        ("User-agent: *\nCrawl-delay: 1e300", 60),
        ("User-agent: *\nCrawl-delay: five", 0),
        ("User-agent: *\nRequest-rate: 1/0", 0),
        ("User-agent: *\nRequest-rate: 1/99999d", 60),
        ("User-agent:\nCrawl-delay: 7", 0),
        ("user agent *\nCrawl-delay 7", 7),
    ],
)
def test_odd_delays(text: str, delay: float) -> None:
    assert parse_rules(200, text).delay == delay


def test_a_robots_txt_of_any_bytes_is_kept(bench: Bench) -> None:
    body = b"User-agent: *\nDisallow: /jobs\n" + bytes(range(256)) + b"\xed\xa0\x80"

    async def story(hosts: Hosts, client: Client) -> FetchResult:
        hosts.on("shop.test/robots.txt", Reply(200, body, {"Content-Type": "text/plain; charset=utf-7"}))
        outcome = await client.fetch(Request(hosts.url("shop.test/jobs")), PLAIN)
        await client.close()
        kept = load_host(bench.store, f"shop.test:{hosts.port}")
        assert "\0" not in kept.robots
        kept.robots.encode()
        return outcome

    assert isinstance(bench.run(story), Forbidden)
    assert isinstance(bench.run(story), Forbidden)


def test_an_endless_robots_txt_is_cut(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        body = b"User-agent: *\nDisallow: /jobs\n" + b"# and so on\n" * 4_000_000
        hosts.on("shop.test/robots.txt", Reply(200, body, {"Content-Type": "text/plain"}))
        outcome = await client.fetch(Request(hosts.on("shop.test/jobs", Reply())), PLAIN)
        await client.close()
        assert len(load_host(bench.store, f"shop.test:{hosts.port}").robots) <= 512_000
        return outcome

    assert isinstance(bench.run(story), Forbidden)


def test_a_page_in_place_of_everything(bench: Bench) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        page = Reply(200, b"<!-- x --><!DOCTYPE html><html>", HTML)
        hosts.on("shop.test/robots.txt", page)
        return await client.fetch(Request(hosts.on("shop.test/jobs", page)), PLAIN)

    assert isinstance(bench.run(story), UnexpectedType)
