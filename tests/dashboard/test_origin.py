"""A page is shown to its own origin only: by what two headers say, and by a real server however it is started."""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.dashboard.browser.browser import ROOT, free_port, serving
from truerole.dashboard.origin import is_own_origin

LOCAL, SERVED = "localhost:8501", "jobs.example.com"


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        (f"http://{LOCAL}", LOCAL, True),
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        (None, LOCAL, True),  # a program: only browsers send an origin
        (None, None, True),
        ("http://localhost:3000", LOCAL, False),
        ("http://localhost", LOCAL, False),
        ("http://127.0.0.1:8501", LOCAL, False),
        ("http://0.0.0.0:8501", LOCAL, False),
        ("http://localhost:8501@evil.example", LOCAL, False),
        ("http://localhost:8501.evil.example", LOCAL, False),
        ("https://evil.example", LOCAL, False),
        ("null", LOCAL, False),
        ("file://", LOCAL, False),
        ("", LOCAL, False),
        (f"https://{SERVED}", LOCAL, True),  # trusted, by a proxy that says this machine's name
        (f"https://{SERVED}", SERVED, True),
        (f"http://{SERVED}", LOCAL, False),
        ("http://evil.example:8501", "evil.example:8501", False),  # a name that now points to this machine
        (None, "evil.example", False),
        ("http://[", "[", False),
    ],
)
def test_here(origin: str | None, host: str | None, own: bool) -> None:
    assert is_own_origin(origin, host, [f"https://{SERVED}"], local=True) is own


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://10.0.0.7:8501", "10.0.0.7:8501", True),
        ("https://any.example", "any.example", True),
        ("http://10.0.0.7", "10.0.0.7:8501", False),
        ("https://evil.example", "any.example", False),
    ],
)
def test_where_others_may_look(origin: str, host: str, own: bool) -> None:
    assert is_own_origin(origin, host, [], local=False) is own


COMMANDS = {
    "truerole app": ["truerole", "app", "--no-browser", "--port"],
    "in a container": ["truerole", "app", "--no-browser", "--host", "0.0.0.0", "--port"],
    "app.py": ["streamlit", "run", "app.py", "--server.headless=true", "--server.port"],
}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_real_server(command: str, home: Path) -> None:
    port = free_port()
    started = [sys.executable, "-m", *COMMANDS[command], str(port)]
    with socket.create_server(("127.0.0.1", 0)) as internet:
        internet.settimeout(0)
        proxy = f"http://127.0.0.1:{internet.getsockname()[1]}"
        # The small sample stays as it is; whatever the server would ask the internet for, it would ask the proxy for.
        own = {"TRUEROLE_HOME": str(home), "TRUEROLE_READONLY": "1", "http_proxy": proxy, "https_proxy": proxy}
        with serving(started, port, ROOT, os.environ | own):
            if command != "app.py":  # that is another program's command, which learns it from its first page
                assert shown(port, "http://localhost:9999") == []
            assert "page_link" in shown(port, f"http://localhost:{port}")
            for origin in ("http://localhost:9999", "http://127.0.0.1", "http://0.0.0.0:1", "https://evil.example"):
                assert shown(port, origin) == []
            assert shown(port, f"http://evil.example:{port}", "evil.example") == ["alert"]
        with pytest.raises(BlockingIOError):
            internet.accept()


def shown(port: int, origin: str, host: str = "localhost") -> list[str | None]:
    """Return the kinds of elements that a page of an origin is sent; none where it is refused at once."""

    async def ask() -> list[str | None]:
        found = []
        async with connect(
            f"ws://{host}:{port}/_stcore/stream",
            host="127.0.0.1",
            additional_headers={"Origin": origin},
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=60,
        ) as connection:
            rerun = BackMsg()
            rerun.rerun_script.query_string = ""
            await connection.send(rerun.SerializeToString())
            async for sent in connection:
                message = ForwardMsg.FromString(sent)
                if message.WhichOneof("type") == "script_finished":
                    break
                if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
                    found.append(message.delta.new_element.WhichOneof("type"))
        return found

    with suppress(InvalidStatus):
        return asyncio.run(ask())
    return []
