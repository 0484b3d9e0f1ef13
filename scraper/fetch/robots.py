"""Read what a host's robots.txt allows us."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from protego import Protego

from truerole.scraper.fetch.result import Complete, Failed, FetchResult, Forbidden, Gone, RateLimited
from truerole.scraper.sources.base import Robots

AGENT = "TrueRole"
MAX_BYTES = 512_000
# How long an answer holds, in seconds: for a day; where the host failed, until it may have been mended.
HOLDS, HOLDS_FAILED, HOLDS_UNREACHED = 86_400.0, 3_600.0, 60.0
UNREACHED = 0
_LONGEST_DELAY = 60.0
_AGENT_LINE = re.compile(r"\s*user[- ]?agent(?:\s*:|\s)\s*(?P<name>[^#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)
_WORKDAY_API = re.compile(r"/wday/cxs/[^/]+/(?P<site>[^/]+)/")


# A status, and the text where there is one.
RobotsAnswer = tuple[int, str | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """Hold what a robots.txt says; `parsed` is None where it says nothing, `status` is UNREACHED where none came."""

    status: int
    parsed: Protego | None = None

    @property
    def holds(self) -> float:
        """Return for how many seconds it is known without asking again."""
        if self.status == UNREACHED:
            return HOLDS_UNREACHED
        return HOLDS_FAILED if self.unread else HOLDS

    @property
    def unread(self) -> bool:
        """Return whether the host failed to say what it allows, which allows nothing."""
        return self.status == UNREACHED or self.status >= 500

    def refuses(self, url: httpx.URL) -> bool:
        """Return whether it forbids us an address, or the page that an address gives the data of."""
        return self.parsed is not None and not all(self.parsed.can_fetch(u, AGENT) for u in _pages(url))

    @property
    def delay(self) -> float:
        """Return how many seconds it wants between requests, a minute at most."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(AGENT)
        wanted = max(self.parsed.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return min(wanted, _LONGEST_DELAY) if math.isfinite(wanted) else _LONGEST_DELAY


def parse_rules(status: int, text: str | None) -> Rules:
    """Return what a robots.txt says, None where there is none."""
    return Rules(status, Protego.parse("\n".join(_ours(text))) if text else None)


def _ours(text: str) -> Iterator[str]:
    """Yield the lines with all programs but ours under one name: a list of thousands would take minutes to parse."""
    for line in text.splitlines():
        found = _AGENT_LINE.match(line)
        yield f"User-agent: {_name(found['name'].strip())}" if found else line


def _name(name: str) -> str:
    if name.startswith("*") or not name:
        return name[:1]
    token = _TOKEN.match(name)
    return AGENT if token and token[0].lower() == AGENT.lower() else "other"


def _pages(url: httpx.URL) -> Iterator[str]:
    """Yield an address as robots.txt knows it; Workday lists the sites of an employer, not what they are made of."""
    yield str(url)
    if found := _WORKDAY_API.match(url.path):
        for site in {found["site"], found["site"].lower()}:
            yield str(url.copy_with(raw_path=f"/{site}/".encode()))


def robots_answer(outcome: FetchResult) -> RobotsAnswer | RateLimited | Forbidden:
    """Return what came of asking for a robots.txt; a page of HTML is none, nor is one that cannot be had."""
    match outcome:
        case Complete():
            return 200, outcome.answer.body.decode("utf-8-sig", "replace").replace("\0", "")
        case RateLimited() | Forbidden(status=None):
            return outcome
        case Failed(transient=True, status=None):
            return UNREACHED, None
        case Gone(status=int(status)) | Forbidden(status=int(status)) | Failed(status=int(status)):
            return status, None
        case _:
            return 404, None


def refusal(rules: Rules, url: httpx.URL, robots: Robots) -> Forbidden | Failed | None:
    """Return why robots.txt keeps us from an address, None where it does not."""
    if rules.unread and robots == "obey":
        why = f"{url.host}: its robots.txt cannot be read, so nothing else is asked"
        return Failed(why) if rules.status == UNREACHED else Forbidden(f"{why} ({rules.status})")
    return Forbidden(f"{url.host}: its robots.txt forbids {url.path[:200]}") if rules.refuses(url) else None
