"""Eightfold: a list in pages without texts, and a detail for each posting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote, urlencode

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import (
    Fields,
    error_message,
    find_entries,
    find_object,
    malformed,
    parse_count,
    parse_json,
)
from truerole.scraper.extract.location import parse_place, work_location
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.paging import list_page, next_page

_DOMAIN = "eightfold.ai"
_PAGE = 10
_MARKS = ("display_job_id", "displayJobId", "job_description", "t_create")
_NO_TENANTS = frozenset(("", "www", "app", "api", "docs", "static"))


def _origin(url: ParsedUrl) -> str | None:
    number = leading_number(url.after("job", "jobs")) if url.below(_DOMAIN) else None
    return f"eightfold:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Eightfold:
    """The source of careers sites on Eightfold; a board is the tenant, with the domain if not the tenant's .com."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="eightfold",
        order=34,
        title="Eightfold",
        hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://eightfold.ai",
        attribution="Jobs from the employer's site on Eightfold",
        terms="What the employer's own careers site asks for, as far as its robots.txt allows; a request in 2 s.",
        interval=2.0,
        fields=("location", "country", "workplace", "posted_on"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the tenant in a careers or posting URL, with a domain that is not the usual, by `Source.board_of`."""
        address = parse_url(url)
        tenant = address.below(_DOMAIN)
        if not tenant or tenant in _NO_TENANTS or "." in tenant:
            return None
        domain = address.query.get("domain", "").strip().lower()
        named = domain and len(domain) < 80 and domain != f"{tenant}.com"
        return f"{tenant}/{domain}" if named else tenant

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the list, by `Source.start_request`."""
        return _page_request(board, {})

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a list page, or the posting of a detail, by `Source.parse`."""
        value, request = parse_json(response), response.request
        entries = find_entries(value, ("positions",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of positions")
        postings, problems = build_postings(entries, lambda job: _eightfold_posting(job, board, request.posting_id))
        if request.posting_id:
            return Parsed(postings, problems)
        counted = parse_count(find_object(value, "positions").text("count"))
        following, truncated = next_page(request.context, len(entries), postings, counted)
        more = [_page_request(board, following)] if board and following else []
        page = list_page(postings, problems, parse_count(request.context.get("total")) or counted)
        return Parsed(postings, problems, (*more, *_detail_requests(postings, board)), truncated, page=page)


SOURCE = Eightfold()


def _api(board: str, path: str, **query: object) -> str:
    tenant, _, domain = board.partition("/")
    asked = urlencode({"domain": domain or f"{tenant}.com", **query})
    return f"https://{quote(tenant, safe='')}.{_DOMAIN}/api/apply/v2/jobs{path}?{asked}"


def _page_request(board: str, context: Mapping[str, str]) -> Request:
    start = context.get("offset", "0")
    return Request(_api(board, "", start=start, num=_PAGE, sort_by="timestamp"), context=context)


def _detail_requests(postings: Iterable[Posting], board: str) -> Iterable[Request]:
    for posting in postings:
        if board and not posting.description:
            yield Request(_api(board, f"/{quote(posting.external_id, safe='')}"), posting_id=posting.external_id)


def _eightfold_posting(job: Fields, board: str, asked: str | None) -> Posting:
    number = job.text("id") or asked or ""
    places = job.lines("locations", "location")
    where = work_location(map(parse_place, places), job.line("work_location_option", "workLocationOption"))
    day = job.day("t_create", "postedTs")
    tenant = board.partition("/")[0]
    site = f"https://{quote(tenant, safe='')}.{_DOMAIN}/careers/job/{quote(number, safe='')}"
    return Posting(
        source="eightfold",
        board=board or None,
        external_id=number,
        title=job.line("posting_name", "name") or "",
        description=job.prose("job_description", "jobDescription"),
        url=job.link("canonicalPositionUrl") or (site if tenant and number else None),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="created" if day else None,
        employment_type=employment_type(job.line("employment_type", "employmentType")),
        origin=f"eightfold:{number}" if number else None,
    )
