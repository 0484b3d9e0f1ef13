"""Serve the API by uvicorn: who may be let in from where, and a graceful stop."""

import logging
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from signal import SIG_IGN, SIGINT, SIGTERM, signal

import uvicorn
from fastapi import FastAPI

from truerole.api.application import Service, create_app
from truerole.api.connections import CONNECTIONS, BoundedConnection
from truerole.api.reading.tasks import warm
from truerole.core.concurrency.parallel import core_count, worker_pool
from truerole.core.errors import DataError
from truerole.core.settings import API_KEYS, ApiLimits, api_keys, api_limits
from truerole.workflows.serving.live_index import open_live_index

logger = logging.getLogger(__name__)

# Requests and postings a minute of a client, where the API is opened to others.
_RATE_OF_OTHERS = 6_000
_SHORTEST_KEY = 16
# Seconds that a stop waits for what runs; readings take far less.
_PATIENCE = 30


def serve(host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C, which let running requests end; `tell` is given a line for the operator.

    Raises DataError for a host that others reach without keys, StoreError where the store cannot be opened.
    """
    local, keys, limits = is_loopback(host), api_keys(), api_limits()
    check_keys(host, keys)
    workers = limits.workers or core_count()
    live = open_live_index()
    with live.store, worker_pool(workers, limits.seconds, warm) as pool:
        for ready in [pool.submit(warm) for _ in range(workers)]:
            ready.result()
        app = create_app(Service(live, pool, workers, limits, keys, rate_of(limits, local), local))
        _run(_Announcing(server_settings(app, host, port), tell))


def server_settings(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """Return how uvicorn serves the API: bounded, and told nothing of who asks but the connection."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http=BoundedConnection,
        ws="none",
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=_PATIENCE,
    )


def _run(server: uvicorn.Server) -> None:
    # Faults are logged by our own handler of errors; uvicorn's lines would come on top.
    logging.getLogger("uvicorn").propagate = False
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    # uvicorn heeds both while it serves, and raises what stopped it once more when all is done. To be stopped is no
    # error, nor is it to be told so again while the program ends: only what is ignored stays so until the last moment.
    for each in (SIGINT, SIGTERM):
        signal(each, SIG_IGN)
    try:
        server.run()
    except SystemExit:
        where = f"{server.config.host} port {server.config.port}"
        raise DataError(f"cannot listen on {where}: it is taken, or not of this machine") from None
    logger.info("stopped")


class _Announcing(uvicorn.Server):
    """Server that tells the operator the address, once all is ready, and that it stops."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[str], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Start to listen, and say so."""
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            self._tell(f"the API listens on http://{host}:{self.config.port}; Ctrl-C ends it")

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Let running requests end, and say so."""
        self._tell("the API ends once what runs is answered; a second Ctrl-C does not wait for it")
        await super().shutdown(sockets)  # type: ignore[arg-type]


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen on is of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_keys(host: str, keys: Sequence[str]) -> None:
    """Raise DataError where others reach the API without a key, or a key is too short."""
    if not keys and not is_loopback(host):
        raise DataError(f"{host} is open to others: set {API_KEYS} to a secret of your own, or listen on 127.0.0.1")
    if any(len(key) < _SHORTEST_KEY or not key.isascii() for key in keys):
        raise DataError(
            f"{API_KEYS}: a key has {_SHORTEST_KEY} or more ASCII characters; `openssl rand -hex 24` makes one"
        )


def rate_of(limits: ApiLimits, local: bool) -> int:
    """Return how many requests and postings a client may send a minute: as chosen; 0, for any number, on loopback."""
    if limits.rate is not None:
        return limits.rate
    return 0 if local else _RATE_OF_OTHERS
