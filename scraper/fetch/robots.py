"""Robots.txt: parse the rules of a host, and decide whether a URL may be fetched."""

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
    """Rules of a robots.txt; `parsed` is None without a file, `status` is UNREACHED where the host did not answer."""

    status: int
    parsed: Protego | None = None

    @property
    def holds(self) -> float:
        """Return the seconds for which the rules are cached."""
        if self.status == UNREACHED:
            return HOLDS_UNREACHED
        return HOLDS_FAILED if self.unread else HOLDS

    @property
    def unread(self) -> bool:
        """Return whether the robots.txt could not be read, which allows nothing."""
        return self.status == UNREACHED or self.status >= 500

    def refuses(self, url: httpx.URL) -> bool:
        """Return whether the rules forbid a URL, or the page whose data the URL serves."""
        return self.parsed is not None and not all(self.parsed.can_fetch(u, AGENT) for u in _pages(url))

    @property
    def delay(self) -> float:
        """Return the Crawl-delay or Request-rate in seconds between requests, a minute at most."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(AGENT)
        wanted = max(self.parsed.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return min(wanted, _LONGEST_DELAY) if math.isfinite(wanted) else _LONGEST_DELAY


def parse_rules(status: int, text: str | None) -> Rules:
    """Parse a robots.txt into rules; a `text` of None has no rules."""
    return Rules(status, Protego.parse("\n".join(_ours(text))) if text else None)


def _ours(text: str) -> Iterator[str]:
    """Yield the lines with all other user agents under the name "other": thousands would take minutes to parse."""
    for line in text.splitlines():
        found = _AGENT_LINE.match(line)
        yield f"User-agent: {_name(found['name'].strip())}" if found else line


def _name(name: str) -> str:
    if name.startswith("*") or not name:
        return name[:1]
    token = _TOKEN.match(name)
    return AGENT if token and token[0].lower() == AGENT.lower() else "other"


def _pages(url: httpx.URL) -> Iterator[str]:
    """Yield the URLs that robots.txt must allow; for Workday's API, the page whose data is fetched, too."""
    yield str(url)
    if found := _WORKDAY_API.match(url.path):
        for site in {found["site"], found["site"].lower()}:
            yield str(url.copy_with(raw_path=f"/{site}/".encode()))


def robots_answer(outcome: FetchResult) -> RobotsAnswer | RateLimited | Forbidden:
    """Return status and text of a fetched robots.txt; HTML pages and other errors count as 404."""
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
    """Return the refusal of a URL by robots.txt, None where fetching is allowed."""
    if rules.unread and robots == "obey":
        why = f"{url.host}: its robots.txt cannot be read, so nothing else is asked"
        return Failed(why) if rules.status == UNREACHED else Forbidden(f"{why} ({rules.status})")
    return Forbidden(f"{url.host}: its robots.txt forbids {url.path[:200]}") if rules.refuses(url) else None
