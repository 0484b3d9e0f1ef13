"""The application: routes, errors, the gate, and the service that all requests share."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from truerole.api.errors import ERRORS, handle_errors
from truerole.api.gate import Gate
from truerole.api.metrics import Metrics
from truerole.api.rates import Rates
from truerole.api.routes.market import market_routes
from truerole.api.routes.models import model_routes
from truerole.api.routes.operations import operation_routes
from truerole.api.routes.postings import posting_routes
from truerole.api.routes.readings import describe_answers, reading_routes
from truerole.api.routes.skills import skill_routes
from truerole.core.settings import ApiLimits
from truerole.core.version import version
from truerole.workflows.serving.live_index import LiveIndex

_ABOUT = """Reads job postings, and answers what the market asks for, as the pages do.

Offsets in a reading count code points of the description as it was given. An error is `{"error": …}`, in a line."""

# Arrays of JSON that are parsed at once: one of 5 MB takes a hundred while it is.
_PARSED_AT_ONCE = 2


@dataclass
class Service:
    """Service that all requests share: store and index, the processes that read, limits, and keys.

    `workers` processes are in the `pool`, which gives up what takes too long; `rate` is how many requests and postings
    a client may send a minute, 0 for any number; `local` tells whether this machine alone is listened to.
    """

    live: LiveIndex
    pool: Executor
    workers: int
    limits: ApiLimits
    keys: tuple[str, ...] = ()
    rate: int = 0
    local: bool = True
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self.rates = Rates(self.rate)
        self.parsing = asyncio.Semaphore(_PARSED_AT_ONCE)

    async def work(self, task: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401, as it is what the task returns
        """Have a task done by a process; raises WorkerLost where that takes too long."""
        return await asyncio.wrap_future(self.pool.submit(task, *args))


def create_app(service: Service) -> FastAPI:
    """Return the API as an ASGI application."""
    app = FastAPI(
        title="TrueRole",
        version=version(),
        description=_ABOUT,
        responses=ERRORS,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(HTTPBearer(auto_error=False))] if service.keys else [],
    )
    app.add_middleware(Gate, service=service)
    handle_errors(app)
    add_routes(app, service)
    describe_answers(app.openapi())
    return app


def add_routes(app: FastAPI, service: Service) -> None:
    """Add all routes to the application."""
    for routes in (reading_routes, skill_routes, market_routes, posting_routes, model_routes, operation_routes):
        app.include_router(routes(service))
