"""Connections of a hostile client: half-sent, slow and many; others are answered, and each is dropped in time."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread

import httpx
import pytest
import uvicorn

from tests.api.conftest import ApiClient
from truerole.api import connections
from truerole.api.reading import stream
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
def port(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Serve the application by the settings of `truerole api`, with less patience."""
    for module, name in (
        (connections, "HEAD_SECONDS"),
        (connections, "TAKE_SECONDS"),
        (stream, "_SILENCE"),
        (readings, "_PATIENCE"),
    ):
        monkeypatch.setattr(module, name, PATIENCE)
    server = uvicorn.Server(server_settings(client.app, "127.0.0.1", 0))
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
