"""Jobvite: a careers page with all jobs or with a paged list for each category, and a page for each posting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_count, parse_json
from truerole.scraper.extract.location import parse_place, work_location
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.job_page import HTML, is_json, listed_facts, page_source, parse_job_page, titled_links

_SITE = "https://jobs.jobvite.com"
_HOST = "jobs.jobvite.com"
_MARKS = ("applyUrl", "postedDate")
_NO_EMPLOYERS = frozenset(("careers", "support", "__assets__", "api"))
_MOST_PAGES = 200


def _origin(url: ParsedUrl) -> str | None:
    number = url.after("job") if url.host == _HOST else None
    return f"jobvite:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Jobvite:
    """The source of careers sites on Jobvite; a board is the employer's name in the URL."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="jobvite",
        order=38,
        title="Jobvite",
        hosts=(_HOST,),
        board_hosts=(_HOST,),
        posting_origin=_origin,
        home="https://www.jobvite.com",
        attribution="Jobs from the employer's site on Jobvite",
        terms="The public site of each employer, as far as robots.txt allows; one request in two seconds.",
        interval=2.0,
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the employer in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        if address.host != _HOST:
            return None
        return address.after("careers") or (address.part(0) if address.part(0) not in _NO_EMPLOYERS else None)

    def start_request(self, board: str) -> Request:
        """Return the request for the careers page, by `Source.start_request`."""
        return Request(f"{_SITE}/{quote(board, safe='')}/jobs", accept=HTML)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a list, or the posting of a posting's page, by `Source.parse`."""
        asked = response.request.posting_id
        if asked:
            return parse_job_page(response, "jobvite", board, f"jobvite:{asked}")
        if is_json(response):
            return _parse_json_list(response, board)
        source = page_source(response)
        if "jobvite" not in source.lower():
            raise malformed(response, "is no careers page of Jobvite")
        postings = _listed_postings(source, board)
        pages, truncated = _further_pages(source, board)
        return Parsed(postings, more=(*pages, *_detail_requests(postings)), truncated=truncated)


SOURCE = Jobvite()


def _parse_json_list(response: Response, board: str) -> Parsed:
    value = parse_json(response)
    entries = find_entries(value, ("jobs",), _MARKS)
    if entries is None:
        raise malformed(response, error_message(value) or "has no list of jobs")
    postings, problems = build_postings(entries, lambda job: _jobvite_posting(job, board))
    return Parsed(postings, problems, company=next((p.company for p in postings if p.company), None))


def _jobvite_posting(job: Fields, board: str) -> Posting:
    url, day = job.link("url", "applyUrl"), job.day("postedDate")
    number, where = parse_url(url or "").after("job"), work_location([parse_place(job.line("location"))])
    return Posting(
        source="jobvite",
        board=board or None,
        external_id=number or job.text("id") or "",
        title=job.line("title") or "",
        description=job.prose("description"),
        url=url,
        company=job.line("companyName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        employment_type=employment_type(job.line("employmentType")),
        origin=f"jobvite:{number}" if number else None,
    )


def _listed_postings(source: str, board: str) -> tuple[Posting, ...]:
    def wanted(url: str) -> bool:
        return (SOURCE.board_of(url) or "").lower() == board.lower() and bool(parse_url(url).after("job"))

    found = titled_links(source, f"{_SITE}/{quote(board, safe='')}/jobs", wanted)
    listed = {parse_url(url).after("job") or "": title for url, title in found.items() if title}
    return tuple(
        Posting("jobvite", number, title, "", board or None, _posting_url(board, number), origin=f"jobvite:{number}")
        for number, title in listed.items()
    )


def _posting_url(board: str, number: str) -> str:
    return f"{_SITE}/{quote(board, safe='')}/job/{quote(number, safe='')}"


def _further_pages(source: str, board: str) -> tuple[list[Request], bool]:
    """Return the requests for the lists of categories and their next pages, and whether there are too many."""

    def wanted(url: str) -> bool:
        address = parse_url(url)
        return (SOURCE.board_of(url) or "").lower() == board.lower() and address.part(1) == "search"

    queries = [parse_url(url).query for url in titled_links(source, f"{_SITE}/{quote(board, safe='')}/jobs", wanted)]
    wanted_pages = {(query.get("c", ""), parse_count(query.get("p"))) for query in queries if query.get("c")}
    address = f"{_SITE}/{quote(board, safe='')}/search"
    requests = [
        Request(f"{address}?c={quote(category, safe='')}&p={page}", accept=HTML)
        for category, page in sorted(wanted_pages)
        if page < _MOST_PAGES
    ]
    return requests, len(requests) < len(wanted_pages)


def _detail_requests(postings: Iterable[Posting]) -> Iterable[Request]:
    for posting in postings:
        yield Request(posting.url or "", accept=HTML, posting_id=posting.external_id, context=listed_facts(posting))
