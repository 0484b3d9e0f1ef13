"""Connections of a hostile client: half-sent, slow and many; others are answered, and each is dropped in time."""

import json
import logging
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from threading import Thread

import httpx
import pytest
import uvicorn

from tests.api.conftest import LIMITS, Make
from truerole.api import connections
from truerole.api.reading import stream
from truerole.api.reading.tasks import Answered
from truerole.api.routes import readings
from truerole.api.schemas.posting_to_read import EXAMPLE
from truerole.api.serve import server_settings

HEAD = b"POST /readings HTTP/1.1\r\nHost: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"
LINES = b"Content-Type: application/x-ndjson\r\n"
LONG = b"Content-Length: 9000\r\n\r\n"
# Seconds that the server is patient here, and in which it has to have dropped what it does not wait for.
PATIENCE, BOUND = 0.4, 5.0


@pytest.fixture
def port(make_client: Make, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Serve the application by the settings of `truerole api`, with less patience."""
    for module, name in (
        (connections, "HEAD_SECONDS"),
        (connections, "TAKE_SECONDS"),
        (stream, "_SILENCE"),
        (readings, "_PATIENCE"),
    ):
        monkeypatch.setattr(module, name, PATIENCE)
    server = uvicorn.Server(server_settings(make_client(limits=replace(LIMITS, bytes=5_000_000)).app, "127.0.0.1", 0))
    running = Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    running.join(20)
    assert not running.is_alive()


def is_answered(port: int) -> bool:
    found = httpx.post(f"http://127.0.0.1:{port}/readings", json=EXAMPLE, timeout=20)
    return found.status_code == 200 and httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200


def held_by(port: int, count: int, stack: ExitStack) -> list[socket.socket]:
    return [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]


@pytest.mark.parametrize(
    "begin",
    [b"", b"G", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ", HEAD + JSON + LONG, HEAD + LINES + LONG,
     b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + LONG, b"GET /no HTTP/1.1\r\nHost: evil.example\r\n" + LONG,
     b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET "],
    ids=["nothing", "a sign", "half a head", "no body", "no lines", "a body that none reads", "a refused body",
         "half a second head"],
)  # fmt: skip
@pytest.mark.slow
@pytest.mark.parametrize("trickles", [False, True])
def test_slow_requests_are_dropped_and_others_answered(port: int, begin: bytes, trickles: bool) -> None:
    with ExitStack() as held:
        slow = held_by(port, 200, held)
        for one in slow:
            one.sendall(begin)
        begun = time.monotonic()
        assert is_answered(port)
        while left := [one for one in slow if not is_dropped(one, trickles)]:
            assert time.monotonic() - begun < BOUND, f"{len(left)} are held"
            time.sleep(0.1)
        assert is_answered(port)


def is_dropped(one: socket.socket, trickles: bool) -> bool:
    one.settimeout(0)
    try:
        if trickles:
            one.sendall(b" ")
        while given := one.recv(65_536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return not given


def test_more_connections_than_there_may_be_keep_nobody_out(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 60.0)
    with ExitStack() as held:
        slow = held_by(port, connections.CONNECTIONS + 20, held)
        assert is_answered(port)
        dropped = [is_dropped(one, trickles=False) for one in slow]
        assert all(dropped[:20]) and not any(dropped[30:])  # those that were idle longest


def test_who_takes_no_answers_is_dropped(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as greedy:
        begun = time.monotonic()
        greedy.settimeout(0.1)
        asked = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1_000
        with pytest.raises(ConnectionError):
            while time.monotonic() - begun < BOUND:
                try:
                    greedy.send(asked)
                except TimeoutError:
                    continue
    assert is_answered(port)


# Clients that leave

POSTING = json.dumps({"description": "x" * 3_000}).encode()
SHORT = b'{"description":"x"}\n'


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the postings that have been read, each in a few milliseconds."""
    read: list[bytes] = []

    def slowly(line: bytes) -> Answered:
        time.sleep(0.003)
        read.append(line)
        return Answered(True, b"{}")

    def slowly_all(lines: Sequence[bytes]) -> list[Answered]:
        return [slowly(line) for line in lines]

    monkeypatch.setattr(stream, "read_lines", slowly_all)
    monkeypatch.setattr(readings, "read_body", lambda body: slowly(body).body)
    return read


def leave(one: socket.socket, *, at_once: bool) -> None:
    """Leave as a program does that ends, or as one whose connection is reset."""
    if at_once:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()


def once_read(read: list[bytes], count: int) -> int:
    """Return how many postings are read as soon as so many are."""
    begun = time.monotonic()
    while len(read) < count:
        assert time.monotonic() - begun < BOUND
        time.sleep(0.005)
    return len(read)


def settled(read: list[bytes]) -> int:
    """Return how many postings were read in the end."""
    before = -1
    while before != len(read):
        before = len(read)
        time.sleep(0.15)
    return before


@pytest.mark.parametrize("at_once", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize(
    ("kind", "body", "sent"),
    [
        (JSON, b"[" + b",".join([POSTING] * 700) + b"]", 10**7),
        (JSON, b"[" + b",".join([SHORT] * 700) + b"]", 10**7),
        (LINES, SHORT * 700, 10**7),
        (LINES, SHORT * 700, 10_000),
        (LINES, (POSTING + b"\n") * 700, 500_000),
    ],
    ids=["an array", "an array of short ones", "lines", "half of the lines", "long lines"],
)
def test_for_a_client_that_has_left_nothing_more_is_read(
    port: int, read: list[bytes], caplog: pytest.LogCaptureFixture, kind: bytes, body: bytes, sent: int, at_once: bool
) -> None:
    with caplog.at_level(logging.WARNING):
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall((HEAD + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body)[:sent])
            left_at = once_read(read, 20)
            leave(one, at_once=at_once)
        assert settled(read) - left_at < 3 * stream._BATCH
        assert is_answered(port)
    assert caplog.text == ""


def test_for_clients_that_have_left_no_posting_is_read(port: int, read: list[bytes]) -> None:
    with ExitStack() as held:
        for one in held_by(port, 100, held):
            one.sendall(HEAD + JSON + b"Content-Length: %d\r\n\r\n" % len(POSTING) + POSTING)
        once_read(read, 5)
    assert settled(read) < 80
    assert is_answered(port)
