"""JazzHR: a feed of all jobs with texts as XML; else the list of the careers page, and a page for each posting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, malformed, parse_xml, xml_to_json
from truerole.scraper.extract.location import Place, parse_place, place_from_parts, work_location
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.job_page import HTML, listed_facts, page_source, parse_job_page, titled_links

_DOMAIN = "applytojob.com"
_FEED = "https://app.jazz.co/feeds/export/jobs"
_NO_EMPLOYERS = frozenset(("", "www", "app", "help", "info"))
_NO_JOBS = frozenset(("jobs", "details", "apply", "privacy"))


def _origin(url: ParsedUrl) -> str | None:
    employer, number = url.below(_DOMAIN), _number(url)
    return f"jazzhr:{employer}/{number}" if employer and number else None


def _number(url: ParsedUrl) -> str | None:
    """Return the id in a posting's URL: /apply/abc123/title, or /apply/jobs/details/abc123."""
    number = url.after("details") or url.after("apply")
    return number if number and number.lower() not in _NO_JOBS else None


@dataclass(frozen=True, slots=True)
class JazzHR:
    """The source of careers pages on JazzHR; a board is the employer's subdomain."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="jazzhr",
        order=37,
        title="JazzHR",
        hosts=("app.jazz.co", f"*.{_DOMAIN}"),
        posting_origin=_origin,
        home="https://help.jazzhr.com",
        attribution="Jobs from the employer's page on JazzHR",
        terms="The feed that the vendor keeps for job sites, else the employer's page, as far as robots.txt allows.",
        interval=2.0,
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the employer in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        if address.host == "app.jazz.co":
            return address.after("jobs")
        employer = address.below(_DOMAIN)
        return employer if employer and employer not in _NO_EMPLOYERS and "." not in employer else None

    def start_request(self, board: str) -> Request:
        """Return the request for the feed, and for the careers page where there is none, by `Source.start_request`."""
        name = quote(board, safe="")
        page = Request(f"https://{name}.{_DOMAIN}/apply/jobs", accept=HTML)
        return Request(f"{_FEED}/{name}", accept="application/xml, text/xml", fallback=page)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of the feed or of the careers page, or the posting of a page, by `Source.parse`."""
        asked = response.request.posting_id
        if asked:
            return parse_job_page(response, "jazzhr", board, _origin_of(board, asked))
        if response.body.lstrip()[:5] == b"<?xml" or response.body.lstrip()[:5] == b"<jobs":
            return _parse_feed(response, board)
        source = page_source(response)
        if "applytojob" not in source and "jazz" not in source.lower():
            raise malformed(response, "is no careers page of JazzHR")
        postings = _listed_postings(source, board)
        return Parsed(postings, more=tuple(_detail_requests(postings)))


SOURCE = JazzHR()


def _origin_of(board: str, number: str) -> str | None:
    return f"jazzhr:{board.lower()}/{number}" if board and number else None


def _parse_feed(response: Response, board: str) -> Parsed:
    root = parse_xml(response)
    if root.tag.lower() != "jobs":
        raise malformed(response, "has no list of jobs")
    entries = [xml_to_json(job) for job in root if isinstance(job.tag, str) and job.tag.lower() == "job"]
    postings, problems = build_postings(entries, lambda job: _jazzhr_posting(job, board))
    return Parsed(postings, problems)


def _jazzhr_posting(job: Fields, board: str) -> Posting:
    url, number, day = job.link("url", "buttons"), job.text("id") or "", job.day("createdon", "original_open_date")
    where = work_location([_place(job)])
    return Posting(
        source="jazzhr",
        board=board or None,
        external_id=number or _number(parse_url(url or "")) or "",
        title=job.line("title") or "",
        description=job.prose("description"),
        url=url,
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="created" if day else None,
        employment_type=employment_type(job.line("type")),
        origin=_origin_of(board, number),
    )


def _place(job: Fields) -> Place:
    parts = job.line("city"), job.line("state"), job.line("country", "country_id")
    return place_from_parts(*parts) if parts[-1] else parse_place(", ".join(filter(None, parts)))


def _listed_postings(source: str, board: str) -> tuple[Posting, ...]:
    base = f"https://{quote(board, safe='')}.{_DOMAIN}/apply/jobs"

    def wanted(url: str) -> bool:
        return SOURCE.board_of(url) == board.lower() and _number(parse_url(url)) is not None

    found = ((url, title, _number(parse_url(url)) or "") for url, title in titled_links(source, base, wanted).items())
    listed = {number: (url, title) for url, title, number in found if title}
    return tuple(
        Posting("jazzhr", number, title, "", board or None, url, origin=_origin_of(board, number))
        for number, (url, title) in listed.items()
    )


def _detail_requests(postings: Iterable[Posting]) -> Iterable[Request]:
    for posting in postings:
        yield Request(posting.url or "", accept=HTML, posting_id=posting.external_id, context=listed_facts(posting))
