"""`GET /healthz` and `GET /metrics`: health and figures for operators."""

import logging
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from truerole.api.schemas.answers import HealthAnswer
from truerole.core.errors import StoreError
from truerole.core.version import version
from truerole.model.registry.champion import champion_version

if TYPE_CHECKING:
    from truerole.api.application import Service

logger = logging.getLogger(__name__)

_METRICS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Metrics in Prometheus's form."}
}


def operation_routes(service: "Service") -> APIRouter:
    """Return the routes by which the API is watched."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz")
    def check_health() -> HealthAnswer:
        """Tell that the API answers and can read the store; without a key."""
        try:
            postings = service.live.store.count()
        except StoreError as error:
            # Where the store lies is nothing for who has no key.
            logger.warning("the store cannot be read: %s", error)
            raise HTTPException(503, "the store cannot be read; the log of the API says why") from None
        return HealthAnswer(status="ok", version=version(), model=champion_version(), postings=postings)

    @router.get("/metrics", response_class=Response, responses=_METRICS)
    def show_metrics() -> Response:
        """Show counts of requests and readings, and seconds, in the form of Prometheus."""
        return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router
