"""The protocol of a source of postings: the requests that fetch a board, and the parser of the responses.

A source is pure: `start_request` gives the first request, `parse` makes postings of the bytes that came, and neither
opens a connection. A response may lead to further requests: for its next page, or for the details of one posting. The
crawler (`crawl/crawler.py`) fetches, stores and closes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, Self

import orjson

from truerole.core.errors import TrueRoleError
from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting
from truerole.scraper.extract.url import ParsedUrl

Listing = Literal["full", "window"]
Robots = Literal["obey", "documented", "waived"]


class Malformed(TrueRoleError):
    """The response has not the shape that the source documents: HTML for JSON, a missing key."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to a source's host.

    `body` is JSON to post; without it, the request is a GET. `posting_id` is the external id of the one posting whose
    details are asked for, None for a list. `context` comes back to `parse` with the response. `fallback` is sent where
    the host answers that there is no such board, `lighter` where the answer is larger than may be held.
    """

    url: str
    body: str | None = None
    accept: str = "application/json"
    posting_id: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    fallback: "Request | None" = None
    lighter: "Request | None" = None

    def to_json(self) -> bytes:
        """Return the request as JSON, the same bytes for equal requests: the hash of the JSON is a task's key.

        Its keys are those of the table `units`, where `posting_id` is called "of" and `fallback` "otherwise".
        """
        return orjson.dumps(self._fields())

    def _fields(self) -> dict[str, Any]:
        lighter = {"lighter": self.lighter._fields()} if self.lighter else {}
        return {
            "url": self.url,
            "body": self.body,
            "accept": self.accept,
            "of": self.posting_id,
            "context": dict(sorted(self.context.items())),
            "otherwise": self.fallback and self.fallback._fields(),
        } | lighter

    @classmethod
    def from_json(cls, raw: bytes) -> Self:
        """Return the request that `to_json` wrote."""
        return cls._from_fields(orjson.loads(raw))

    @classmethod
    def _from_fields(cls, fields: dict[str, Any]) -> Self:
        fallback = fields["otherwise"] and cls._from_fields(fields["otherwise"])
        lighter = cls._from_fields(fields["lighter"]) if "lighter" in fields else None
        return cls(fields["url"], fields["body"], fields["accept"], fields["of"], fields["context"], fallback, lighter)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response: `url` is the final URL after redirects, `media_type` "" if unknown."""

    request: Request
    body: bytes
    url: str = ""
    media_type: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """The reason why an entry is no posting; `which` is the entry's id, title or place in the list."""

    which: str
    why: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The entries of one page of a list, as keys that are the same wherever an entry is shown again.

    `total` is how many entries the host states for the whole list, 0 where it states none; `name` tells the lists of a
    board apart, where it has several.
    """

    entries: frozenset[str]
    total: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The postings of a response, the problems with other entries, and the requests that follow.

    A posting without a description is only listed: the request for its details is among `more`, with its id as
    `posting_id`. `truncated` says that the source holds back the rest of the board. `gone` says that the one posting
    asked for is closed. `page` is there where all pages of a list together must show as many entries as the host
    states.
    """

    postings: tuple[Posting, ...] = ()
    problems: tuple[Problem, ...] = ()
    more: tuple[Request, ...] = ()
    truncated: bool = False
    gone: bool = False
    company: str | None = None
    page: ListPage | None = None


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """All facts of a source: name and hosts, rate limits and terms, and the meaning of a posting's absence.

    `order` is its place in lists of sources, after which come those of the same order by name. `board_hosts` are the
    hosts, as patterns, where each URL is of one employer's board: a URL there without a board is refused, not read as a
    careers page. A source of `any_site` takes the URLs that no other source takes. `posting_origin` gives the origin of
    a posting by its URL, such as "lever:" and its id, None for a URL of something else.

    `interval` is the least number of seconds between two requests to a host, `in_flight` how many may be open at once,
    `daily` how many a day may have (None: no limit is known), `timeout` the seconds for one. `robots` is "documented"
    where the vendor documents the API as public; a robots.txt that cannot be read then allows it, one that forbids it
    still forbids. It is "waived" only by the user. A source with `off_because` is crawled only where the user says so,
    one whose `terms_forbid` programs never: its saved answers can be parsed.
    `key` names the setting that holds the key it needs, `key_header` the header in which the host wants it, with
    `key_basic` as the user of HTTP's Basic scheme; `key_query` are instead the parameters of the URL that take the
    parts of the key, written with ":" between them. With `key_contact` the host wants the e-mail address of the key.
    `headers` are sent with each request to the host that a request names, and to no other.

    `listing` is "window" where a posting that is no longer listed may be open still: then none is closed for being
    absent. `expires` is after how many days postings of a window are taken for closed, `absences` in how many complete
    lists in a row a posting must be absent to be closed. A source of `one_board` is a feed of many employers, of
    `remote_only` one of remote work. `fields`
    are the fields of a posting that it fills. Where it has `cut_texts`, a reading of a posting is never confident.
    `search_board` gives the board that is a person's search, None for a search that the source cannot be asked for.
    """

    name: str
    title: str
    hosts: tuple[str, ...]
    home: str
    attribution: str
    terms: str
    order: int = 100
    board_hosts: tuple[str, ...] = ()
    any_site: bool = False
    posting_origin: Callable[[ParsedUrl], str | None] | None = None
    listing: Listing = "full"
    robots: Robots = "obey"
    interval: float = 1.0
    in_flight: int = 1
    daily: int | None = None
    timeout: float = 30.0
    off_because: str = ""
    terms_forbid: bool = False
    key: str | None = None
    key_header: str = "Authorization"
    key_basic: bool = False
    key_query: tuple[str, ...] = ()
    key_contact: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    expires: int = 60
    absences: int = 1
    one_board: bool = False
    remote_only: bool = False
    cut_texts: bool = False
    search_board: Callable[[Search], str | None] | None = None
    fields: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """Return the distance to the employer: 0 the employer's own board, 1 a feed that republishes."""
        return int(self.one_board)

    @property
    def on(self) -> bool:
        """Return whether the source is crawled unless the user says otherwise."""
        return not self.off_because


class Source(Protocol):
    """A source of postings: the boards of a vendor, or a feed of many employers."""

    @property
    def spec(self) -> SourceSpec:
        """Return the facts of the source."""

    def board_of(self, url: str) -> str | None:
        """Return the board that a careers or posting URL belongs to, None for a URL of another source."""

    def start_request(self, board: str) -> Request:
        """Return the first request for a board."""

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a response and further requests; raises Malformed for a foreign response."""
