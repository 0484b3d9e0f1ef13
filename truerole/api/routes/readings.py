"""`POST /readings`: a posting as a JSON object, many as a JSON array or as JSON lines."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from truerole.api.connections import lost_connection, unless_gone
from truerole.api.gate import CLIENT, too_many
from truerole.api.reading.stream import Pace, answer_lines
from truerole.api.reading.tasks import Answered, Refused, read_body
from truerole.api.schemas.answers import FailedReading, answers
from truerole.api.schemas.posting_to_read import EXAMPLE, PostingToRead
from truerole.api.schemas.reading_example import READING_EXAMPLE
from truerole.core.schemas.reading_schema import ReadingRecord

if TYPE_CHECKING:
    from truerole.api.application import Service

_LINES = ("application/x-ndjson", "application/jsonl", "application/jsonlines")
# Postings of an array at most: more are sent as lines.
MOST = 1_000
# Seconds in which a body has to come, and a line of an answer to be taken.
_PATIENCE = 60.0


def reading_routes(service: "Service") -> APIRouter:
    """Return the routes that read postings."""
    router = APIRouter(tags=["readings"])

    @router.post(
        "/readings",
        responses=answers(ReadingRecord) | {415: _UNSUPPORTED},
        openapi_extra={"requestBody": {"required": True, "content": _request_content()}},
    )
    async def read_postings(request: Request) -> Response:
        """Read postings: role, skills, duties, sections and signals, by the JSON contract.

        An object is one posting; an array (at most 1,000) and JSON lines are many, answered in their order, where one
        that cannot be read is `{"id", "error"}`. Lines are read and answered while they come, however many.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in _LINES:
            return _LinesResponse(_stream(service, request))
        if kind != "application/json":
            raise HTTPException(415, "send application/json, or application/x-ndjson for JSON lines")
        try:
            body = await _body(request, service.limits.bytes)
            read = _read_many if body.lstrip()[:1] == b"[" else _read_one
            return await read(service, request, body)
        except ClientDisconnect:
            raise HTTPException(400, "the request was broken off") from None

    return router


async def _read_one(service: "Service", request: Request, body: bytes) -> Response:
    found = await unless_gone(request.receive(), service.work(read_body, body))
    if isinstance(found, Refused):
        service.metrics.note_readings([False])
        raise HTTPException(found.status, found.error)
    service.metrics.note_readings([True])
    return Response(found, media_type="application/json")


async def _read_many(service: "Service", request: Request, body: bytes) -> Response:
    async with service.parsing:
        lines = await run_in_threadpool(_lines_of_array, body)
    # The request itself has taken one.
    if wait := service.rates.take(request.scope[CLIENT], max(0, len(lines) - 1)):
        return too_many(wait)

    async def whole() -> AsyncIterator[bytes]:
        yield b"\n".join(lines)

    async def all_read() -> list[Answered]:
        return [answered async for answered in _answered(service, whole(), _at_once)]

    found = await unless_gone(request.receive(), all_read())
    service.metrics.note_readings(answered.read for answered in found)
    return Response(b"[" + b",".join(answered.body for answered in found) + b"]", media_type="application/json")


def _lines_of_array(body: bytes) -> Sequence[bytes]:
    try:
        items = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"this is not JSON: {error}") from None
    if len(items) > MOST:
        raise HTTPException(
            413, f"{len(items):,} postings are too many for an array, {MOST:,} at most; send JSON lines"
        )
    try:
        return [orjson.dumps(item) for item in items]
    except TypeError:  # orjson parses deeper than it writes
        raise HTTPException(400, "this is nested too deep; give an array of objects") from None


async def _at_once(_: int) -> None:
    """Wait for nothing: the rate has been seen to."""


async def _body(request: Request, most: int) -> bytes:
    """Return the body; raises HTTPException where that is too large or too slow, ClientDisconnect where it breaks."""
    told = f"the request is larger than {most:,} bytes; send JSON lines"
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and (len(length) > len(str(most)) or int(length) > most):
        raise HTTPException(413, told)
    parts, held = list[bytes](), 0
    try:
        async with asyncio.timeout(_PATIENCE):
            async for part in request.stream():
                parts.append(part)
                held += len(part)
                if held > most:
                    raise HTTPException(413, told)
    except TimeoutError:
        raise HTTPException(408, f"the request did not come within {_PATIENCE:g} seconds") from None
    return b"".join(parts)


# Streams of lines


async def _stream(service: "Service", request: Request) -> AsyncGenerator[bytes]:
    async def pace(count: int) -> None:
        while wait := service.rates.take(request.scope[CLIENT], count):
            await asyncio.sleep(wait)

    async with aclosing(_answered(service, request.stream(), pace)) as found:
        async for answered in found:
            service.metrics.note_readings([answered.read])
            yield answered.body + b"\n"


def _answered(service: "Service", chunks: AsyncIterator[bytes], pace: Pace) -> AsyncGenerator[Answered]:
    return answer_lines(chunks, service.work, service.limits.bytes, 2 * service.workers, pace)


class _LinesResponse(Response):
    """Answer that is sent while the request still comes; Starlette's streaming would take the request's parts."""

    def __init__(self, lines: AsyncGenerator[bytes]) -> None:
        super().__init__(media_type="application/x-ndjson")
        del self.headers["content-length"]
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the lines as they come, until the last, or until nobody listens any more."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            await unless_gone(lost_connection(scope), self._send_lines(send))
        except (ClientDisconnect, TimeoutError, OSError):
            return
        await send({"type": "http.response.body", "body": b""})

    async def _send_lines(self, send: Send) -> None:
        async with aclosing(self._lines):
            async for line in self._lines:
                await asyncio.sleep(0)  # in which a lost connection is noticed
                async with asyncio.timeout(_PATIENCE):
                    await send({"type": "http.response.body", "body": line, "more_body": True})


# OpenAPI

_UNSUPPORTED = {"description": "The media type is neither application/json nor that of JSON lines."}
_FAILED = {"id": "job-2", "error": "there is no text to read; paste the description of a job"}


def _request_content() -> dict[str, Any]:
    posting = PostingToRead.model_json_schema()
    many = {"type": "array", "items": posting, "maxItems": MOST}
    return {
        "application/json": {
            "schema": {"anyOf": [posting, many]},
            "examples": {"one": {"value": EXAMPLE}, "many": {"value": [EXAMPLE]}},
        },
        _LINES[0]: {"schema": posting, "example": orjson.dumps(EXAMPLE).decode() + "\n"},
    }


def describe_answers(openapi: dict[str, Any]) -> None:
    """Put the answers and their examples into the application's OpenAPI: FastAPI would leave out all nulls."""
    openapi["paths"]["/readings"]["post"]["responses"]["200"]["content"] = _answer_content()


def _answer_content() -> dict[str, Any]:
    failed = FailedReading.model_json_schema()
    reading = {"$ref": "#/components/schemas/ReadingRecord"}
    lines = "".join(orjson.dumps(each).decode() + "\n" for each in (READING_EXAMPLE, _FAILED))
    return {
        "application/json": {
            "schema": {"anyOf": [reading, {"type": "array", "items": {"anyOf": [reading, failed]}}]},
            "examples": {"one": {"value": READING_EXAMPLE}, "many": {"value": [READING_EXAMPLE, _FAILED]}},
        },
        _LINES[0]: {"schema": {"anyOf": [reading, failed]}, "example": lines},
    }
