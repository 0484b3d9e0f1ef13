"""JOIN: a company's list in pages of five, as JSON in the page's script, and a page for each posting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, malformed, parse_count
from truerole.scraper.extract.location import WorkLocation, parse_place, place_from_parts, work_location
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.job_page import HTML, embedded_json, listed_facts, page_source, parse_job_page
from truerole.scraper.sources.paging import list_page

_SITE = "https://join.com/companies"
_DOMAIN = "join.com"
_STATE = "props.pageProps.initialState.jobs"
_MOST_PAGES = 400


def _origin(url: ParsedUrl) -> str | None:
    on_board = url.below(_DOMAIN) in ("", "www") and url.part(0) == "companies"
    number = leading_number(url.part(2)) if on_board else None
    return f"join:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Join:
    """The source of company pages on JOIN; a board is the company's name in the URL."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="join",
        order=36,
        title="JOIN",
        hosts=("join.com",),
        board_hosts=("join.com", "www.join.com"),
        posting_origin=_origin,
        home="https://join.com/terms",
        attribution="Jobs from the employer's page on JOIN",
        terms="The public page of each company, as far as robots.txt allows; one request in two seconds.",
        interval=2.0,
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the company in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        named = address.below(_DOMAIN) in ("", "www") and address.part(0) == "companies"
        return address.part(1) if named else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the list, by `Source.start_request`."""
        return _page_request(board, 1)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a list page, or the posting of a posting's page, by `Source.parse`."""
        source, request = page_source(response), response.request
        if request.posting_id:
            return parse_job_page(response, "join", board, f"join:{request.posting_id}")
        state = Fields(embedded_json(source, 'id="__NEXT_DATA__"')).within(_STATE)
        entries = state.value("items")
        if "items" not in state or not isinstance(entries, list | None):
            raise malformed(response, "has no list of jobs")
        postings, problems = build_postings(entries or [], lambda job: _join_posting(job, board))
        page = parse_count(request.context.get("page")) or parse_count(state.text("pagination.page")) or 1
        last = parse_count(state.text("pagination.pageCount"))
        more = [_page_request(board, page + 1)] if board and entries and page < min(last, _MOST_PAGES) else []
        truncated = page < last and not more
        shown = list_page(postings, problems, parse_count(state.text("pagination.total", "pagination.rowCount")))
        return Parsed(postings, problems, (*more, *_detail_requests(postings)), truncated, page=shown)


SOURCE = Join()


def _page_request(board: str, page: int) -> Request:
    return Request(f"{_SITE}/{quote(board, safe='')}?page={page}", accept=HTML, context={"page": str(page)})


def _detail_requests(postings: Iterable[Posting]) -> Iterable[Request]:
    for posting in postings:
        if posting.url:
            yield Request(posting.url, accept=HTML, posting_id=posting.external_id, context=listed_facts(posting))


def _join_posting(job: Fields, board: str) -> Posting:
    number, where, day = (
        job.text("id") or leading_number(job.text("idParam")) or "",
        _work_location(job),
        job.day("createdAt"),
    )
    name = job.text("idParam")
    return Posting(
        source="join",
        board=board or None,
        external_id=number,
        title=job.line("title") or "",
        description="",
        url=f"{_SITE}/{quote(board, safe='')}/{quote(name, safe='')}" if board and name else None,
        company=job.line("company.name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="created" if day else None,
        employment_type=employment_type(job.line("employmentType.name", "employmentType")),
        origin=f"join:{number}" if number else None,
    )


def _work_location(job: Fields) -> WorkLocation:
    city = job.within("city")
    country = city.line("countryName", "country.name", "country") or job.line("country.name")
    place = place_from_parts(city.line("cityName", "name"), None if not country else city.line("regionName"), country)
    return work_location(
        [place if place.text else parse_place(job.line("city", "location"))], job.line("workplaceType")
    )
