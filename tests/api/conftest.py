"""What tests of the API share: a small market, and the application over it, read by a thread in place of processes."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from tests.data.market.made_up import worked_market
from tests.data.market.paid import paid_market
from truerole.api.application import Service, create_app
from truerole.core.settings import ApiLimits
from truerole.data.store.store import open_store
from truerole.workflows.serving.live_index import LiveIndex

LIMITS = ApiLimits(None, 10, 50_000, 1)


class ApiClient:
    """Client of an application, without a socket; an error that nobody expected is answered, as uvicorn does."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._transport = ASGITransport(app, raise_app_exceptions=False)

    def ask(self, method: str, address: str, **given: Any) -> Response:
        async def asking() -> Response:
            async with AsyncClient(transport=self._transport, base_url="http://localhost") as client:
                return await client.request(method, address, **given)

        return asyncio.run(asking())

    def get(self, address: str, **given: Any) -> Response:
        return self.ask("GET", address, **given)

    def post(self, address: str, **given: Any) -> Response:
        return self.ask("POST", address, **given)


Make = Callable[..., ApiClient]


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveIndex]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('api') / 'store.db'}") as store:
        store.add(worked_market(), "v1")
        store.add([replace(each, posting=replace(each.posting, source="paid")) for each in paid_market()], "v1")
        yield LiveIndex(store)


@pytest.fixture(scope="session")
def make_client(live: LiveIndex) -> Iterator[Make]:
    """Return a function that makes a client of an application of its own, with such keys, rate and so on."""
    with ThreadPoolExecutor(1) as pool:

        def made(**given: Any) -> ApiClient:
            shared = {"live": live, "pool": pool, "workers": 1, "limits": LIMITS}
            service = Service(**{**shared, **given})
            return ApiClient(create_app(service))

        yield made


@pytest.fixture(scope="session")
def client(make_client: Make) -> ApiClient:
    return make_client()
