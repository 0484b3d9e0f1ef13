"""The gate that every request passes: checks of host, key and rate, counts, and the log."""

import logging
import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from truerole.api.errors import error_answer
from truerole.api.keys import Keys

if TYPE_CHECKING:
    from truerole.api.application import Service

logger = logging.getLogger(__name__)

# Whoever asks whether the API is alive need not show a key, and is not counted against a rate.
_OPEN = ("/healthz",)
# A page of another site that has its name lead to this machine would reach the API of a visitor.
_LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]*)?", re.IGNORECASE)
# Where the scope has who asks, by which rates are counted.
CLIENT = "truerole.client"


class Gate:
    """ASGI middleware that refuses, counts and logs requests; no header and no query is logged.

    HEAD is answered as GET, without the body.
    """

    def __init__(self, app: ASGIApp, service: "Service") -> None:
        self._app, self._service = app, service
        self._keys = Keys(service.keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, statuses, method = perf_counter(), list[int](), scope["method"]
        # The server's own scope keeps the method, by which it knows that no body follows.
        asked = {**scope, "method": "GET"} if method == "HEAD" else scope

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send({**message, "body": b""} if method == "HEAD" and "body" in message else message)

        try:
            await (self._refusal(asked) or self._app)(asked, receive, noting)
        finally:
            self._note(method, asked, statuses[0] if statuses else 500, perf_counter() - begun)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the refusal of a request, None if the request may come in, and note the client in the scope."""
        headers = Headers(scope=scope)
        if self._service.local and not _LOCAL_HOST.fullmatch(headers.get("host", "")):
            return error_answer(400, "the host is none of this machine's; ask http://127.0.0.1 or http://localhost")
        if scope["path"] in _OPEN:
            return None
        key = self._keys.find(headers.get("authorization", "").encode("latin-1")) if self._keys else None
        scope[CLIENT] = f"key {key}" if key is not None else f"address {(scope.get('client') or ('',))[0]}"
        if wait := self._service.rates.take(scope[CLIENT]):
            return too_many(wait)
        if self._keys and key is None:
            told = "show one of the API's keys, as in: Authorization: Bearer KEY"
            return error_answer(401, told, {"WWW-Authenticate": "Bearer"})
        return None

    def _note(self, method: str, scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        path = getattr(route, "path", "other")
        self._service.metrics.note_request(method, path, status, seconds)
        logger.info("%s %s: %d in %.0f ms", method, path, status, 1e3 * seconds)


def too_many(wait: float) -> Response:
    """Return the answer to a client that sends too much, with the seconds to wait."""
    seconds = str(int(wait) + 1)
    return error_answer(429, f"too many requests or postings; go on in {seconds} s", {"Retry-After": seconds})
