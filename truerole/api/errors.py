"""Errors as answers: a status and `{"error": …}`, in a line that says the fault, where, and the remedy."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from truerole.api.schemas.answers import ErrorRecord
from truerole.core.errors import DataError, InputError, StoreError, TrueRoleError, WorkerLost
from truerole.core.text.visible import one_line

logger = logging.getLogger(__name__)

_LONGEST = 500
# Statuses by kind of error, the special before the general.
_STATUSES: tuple[tuple[type[TrueRoleError], int], ...] = (
    (StoreError, 503),
    (WorkerLost, 503),
    (InputError, 422),
    (DataError, 422),
)
# What every route may answer besides, for OpenAPI.
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorRecord, "description": told}
    for status, told in {
        400: "The request cannot be read.",
        401: "A key is missing or unknown.",
        404: "There is no such thing.",
        413: "The request is too large.",
        422: "A value is none that is known.",
        429: "Too many requests; Retry-After says how many seconds to wait.",
        503: "The store cannot be read, or a reading took too long.",
    }.items()
}


def error_answer(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as an answer."""
    body = orjson.dumps({"error": one_line(message)[:_LONGEST]})
    return Response(body, status, dict(headers or {}), "application/json")


def handle_errors(app: FastAPI) -> None:
    """Turn all errors into answers; unexpected errors are logged with their traceback."""

    @app.exception_handler(HTTPException)
    async def of_http(_: Request, error: HTTPException) -> Response:
        return error_answer(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    async def of_values(_: Request, error: RequestValidationError) -> Response:
        return error_answer(422, problem_line(error.errors()))

    @app.exception_handler(TrueRoleError)
    async def of_ours(_: Request, error: TrueRoleError) -> Response:
        return error_answer(status_of(error), str(error))

    @app.exception_handler(Exception)
    async def of_faults(request: Request, error: Exception) -> Response:
        told = (request.method, getattr(request.scope.get("route"), "path", "other"), type(error).__name__)
        logger.error("%s %s ended by an unexpected error (%s)", *told, exc_info=error)
        return error_answer(500, "a fault of TrueRole, which the log of the API tells")


def status_of(error: TrueRoleError) -> int:
    """Return the HTTP status of an error."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def problem_line(problems: Sequence[Any]) -> str:
    """Return the first problem of a validation in a line: where, and why."""
    first = problems[0]
    where = ".".join(str(part) for part in first["loc"] if part != "query")
    told = "there is no such parameter; GET /openapi.json says which there are"
    message = told if first["type"] == "extra_forbidden" else str(first["msg"])
    return f"{where}: {message}" if where else message
