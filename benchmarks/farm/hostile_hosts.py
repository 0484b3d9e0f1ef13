"""Hosts that try to hold up whoever gathers, among boards that behave."""

import gzip
import tempfile
import time
from dataclasses import dataclass

from benchmarks.farm.gather import gather
from benchmarks.farm.server import Asked, Boards, Farm, Reply, boards
from truerole.data.crawl.boards import add_board
from truerole.data.store.store import open_store
from truerole.scraper.crawl.stats import SourceStats

_BLANK_LINES = 1_000_000
# What each does, where it is asked for its list; the careers page's host is asked for its robots.txt first.
KINDS = ("a name that is none", "a quadratic robots.txt", "a slow drip", "a bomb", "a redirect inwards")
_REDIRECTS = {"a name that is none": "https://xn--ls8h.la/careers", "a redirect inwards": "http://intranet.example/x"}


@dataclass
class HostileHosts:
    """Answer for good boards, and for hosts called hostile0, hostile1 … of the KINDS in turn."""

    good: Boards

    def __call__(self, asked: Asked) -> Reply | None:
        """Return what a host answers."""
        if not asked.host.startswith("hostile"):
            return self.good(asked)
        kind = KINDS[int(asked.host.partition(".")[0].removeprefix("hostile")) % len(KINDS)]
        if asked.path == "/robots.txt":
            blank = b"\n" * _BLANK_LINES if kind == "a quadratic robots.txt" else b""
            return Reply(blank + b"User-agent: *\nAllow: /\n", kind="text/plain")
        if kind in _REDIRECTS:
            return Reply(status=302, headers={"Location": _REDIRECTS[kind]})
        if kind == "a slow drip":
            return Reply(b'{"offers": [' + b" " * 5_000 + b"]}", drip=1.0)
        if kind == "a bomb":
            packed = gzip.compress(bytes(300_000_000), 1)
            return Reply(packed, headers={"Content-Encoding": "gzip"})
        return Reply(b"<html><body>No jobs here" + b"<" * 1_000_000, kind="text/html")


def hostile_run(count: int, each: int, bad: int, timeout: float) -> tuple[float, SourceStats]:
    """Gather boards of which some are of hostile hosts; return the seconds and what came of it."""
    served = boards(count - bad, each)
    with (
        tempfile.TemporaryDirectory() as folder,
        Farm(HostileHosts(served)) as farm,
        open_store(f"sqlite:///{folder}/store.db") as store,
    ):
        for name in served.offers:
            add_board(store, "recruitee", name)
        for n in range(bad):
            careers = KINDS[n % len(KINDS)] == "a quadratic robots.txt"
            source = "careers" if careers else "recruitee"
            add_board(store, source, f"https://hostile{n}.example/careers" if careers else f"hostile{n}")
        begun = time.perf_counter()
        came = gather(store, farm.port, timeout=timeout)
        return time.perf_counter() - begun, came
