"""Sessions of the dashboard without browsers: websockets that open a page again and again, and note what comes."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PAGES = ("", "market", "titles", "postings", "fit", "about", "companies", "skill", "models", "gather")
# Seconds that a page may take before that is an error.
_PATIENCE = 60.0


@dataclass
class Reruns:
    """Outcome of reruns: seconds of each, and the errors."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def open_sessions(port: int, count: int, seconds: float, pages: Sequence[str] = PAGES) -> Reruns:
    """Open so many sessions at once, and let each open one page after the other for so many seconds."""
    found, until = Reruns(), time.monotonic() + seconds
    await asyncio.gather(*(_session(port, until, Random(number), pages, found) for number in range(count)))
    return found


async def _session(port: int, until: float, chance: Random, pages: Sequence[str], found: Reruns) -> None:
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    origin = {"Origin": f"http://127.0.0.1:{port}"}
    try:
        async with connect(
            address, additional_headers=origin, subprotocols=["streamlit"], max_size=None, open_timeout=_PATIENCE
        ) as socket:
            while time.monotonic() < until:
                begun = time.monotonic()
                found.errors += await asyncio.wait_for(_rerun(socket, chance.choice(pages)), _PATIENCE)
                found.seconds.append(time.monotonic() - begun)
                await asyncio.sleep(chance.uniform(0, 1))
    except Exception as error:  # each is counted, whatever it is
        found.errors.append(f"{type(error).__name__}: {error}"[:200])


async def _rerun(socket: ClientConnection, page: str) -> list[str]:
    """Open a page, wait until it is drawn, and return what went wrong."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    await socket.send(asked.SerializeToString())
    wrong = []
    async for sent in socket:
        message = ForwardMsg.FromString(sent)
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            wrong.append(f"{page}: {message.delta.new_element.exception.type}")
        with suppress(KeyError):
            if kind == "script_finished":
                return wrong
    return [*wrong, f"{page}: the connection was closed"]
