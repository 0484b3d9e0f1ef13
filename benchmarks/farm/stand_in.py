"""Let `truerole` itself ask the farm in place of the real hosts, and live on a later day: for whole commands and pages.

Python imports `benchmarks/farm/site/sitecustomize.py` at its start where that folder is on its path; `environment` is
what such a process needs.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from benchmarks.farm.server import FarmTransport, farm_policy
from truerole.core import clock
from truerole.scraper.fetch.client import Client
from truerole.scraper.fetch.result import FetchResult
from truerole.scraper.fetch.throttle import SystemClock
from truerole.scraper.fetch.throttles import HostStateStore
from truerole.scraper.sources.base import Request, SourceSpec

ROOT = Path(__file__).parents[2]
_PORT, _DAYS = "FARM_PORT", "FARM_DAYS"

Later = Callable[[], timedelta]


def environment(port: int, days: Path) -> dict[str, str]:
    """Return the settings of a process that asks the farm at a port; the file `days` says how many days later it is."""
    path = os.pathsep.join((str(ROOT / "benchmarks" / "farm" / "site"), str(ROOT)))
    return {"PYTHONPATH": path, _PORT: str(port), _DAYS: str(days)}


def stand_in() -> None:
    """Make this process ask the farm, as its environment says."""
    file = Path(os.environ[_DAYS])

    def later() -> timedelta:
        return timedelta(days=float(file.read_text("utf-8")))

    shift_clock(later)
    _ask_farm(int(os.environ[_PORT]), later)


class LaterClock(SystemClock):
    """Clock of the client on a later day."""

    def __init__(self, later: Later) -> None:
        self._later = later

    def time(self) -> float:
        """Return the seconds since 1970."""
        return super().time() + self._later().total_seconds()


def shift_clock(later: Later) -> None:
    """Let the store of this process live so much later."""

    class LaterDatetime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + later()

    clock.datetime = LaterDatetime


def _ask_farm(port: int, later: Later) -> None:
    begin, fetch = Client.__init__, Client.fetch

    def begin_here(self: Client, store: HostStateStore, *_: object) -> None:
        rules = farm_policy(port)
        begin(self, store, rules, LaterClock(later))
        self._transport = FarmTransport(rules, port)

    async def fetch_here(self: Client, request: Request, spec: SourceSpec, conditional: bool = False) -> FetchResult:
        return await fetch(self, request, replace(spec, interval=0.0), conditional)

    Client.__init__ = begin_here
    Client.fetch = fetch_here
