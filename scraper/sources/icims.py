"""iCIMS: a list in pages of HTML and a page for each posting; or the JSON of a careers site in front."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Posting, Salary
from truerole.core.text.html import html_to_text
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_count, parse_json
from truerole.scraper.extract.location import Place, parse_place, parse_places, place_from_parts, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Problem, Request, Response, SourceSpec
from truerole.scraper.sources.job_page import HTML, is_json, listed_facts, page_source, parse_job_page, titled_links
from truerole.scraper.sources.paging import list_page

_DOMAIN = "icims.com"
_MARKS = ("data",)
_NO_TENANTS = frozenset(("", "www", "api", "app", "help", "support", "developer", "developer-community", "login"))
_CARD = re.compile(r'<li[^<>]*\bclass="[^"<>]*iCIMS_JobCardItem', re.IGNORECASE)
_LOCATION = re.compile(r"^(?:• )?(?:Job )?Locations?[ :]+([^\n]{2,200})$", re.MULTILINE)
# US-NJ-Edison: country, region, city.
_CODED = re.compile(r"([A-Z]{2})-([A-Z]{2,3})(?:-(.+))?")
_LONGEST_CARD = 5_000
_MOST_PAGES = 500
_TAGS = tuple(f"tags{number}" for number in range(1, 10))


def _origin(url: ParsedUrl) -> str | None:
    tenant, number = url.below(_DOMAIN), leading_number(url.after("jobs"))
    return _origin_of(tenant, number) if tenant and number else None


def _origin_of(board: str, number: str | None) -> str | None:
    return f"icims:{board.lower()}/{number}" if board and number else None


@dataclass(frozen=True, slots=True)
class Icims:
    """The source of careers sites on iCIMS; a board is the subdomain, such as "careers-acme"."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="icims",
        order=39,
        title="iCIMS",
        hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://www.icims.com",
        attribution="Jobs from the employer's site on iCIMS",
        terms="What the employer's own careers site asks for, as far as its robots.txt allows; a request in 2 s.",
        interval=2.0,
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the subdomain in a careers or posting URL, by `Source.board_of`."""
        tenant = parse_url(url).below(_DOMAIN)
        return tenant if tenant and tenant not in _NO_TENANTS and "." not in tenant else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the list, by `Source.start_request`."""
        return _page_request(board, 0)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a list page, or the posting of a posting's page, by `Source.parse`."""
        asked = response.request.posting_id
        if asked:
            return parse_job_page(response, "icims", board, _origin_of(board, asked))
        if is_json(response):
            return _parse_json_list(response, board)
        source = page_source(response)
        if "iCIMS_" not in source:
            raise malformed(response, "is no list of iCIMS")
        cards = list(_cards(source, board))
        postings = tuple({card.external_id: card for card in cards if isinstance(card, Posting)}.values())
        problems = tuple(card for card in cards if isinstance(card, Problem))
        page = parse_count(response.request.context.get("page"))
        last = max((_page_number(url) for url in _page_urls(source, board)), default=0)
        more = [_page_request(board, page + 1)] if board and postings and page < min(last, _MOST_PAGES) else []
        truncated = page < last and not more
        shown = list_page(postings, problems)
        return Parsed(postings, problems, (*more, *_detail_requests(postings)), truncated, page=shown)


SOURCE = Icims()


def _site(board: str) -> str:
    return f"https://{quote(board, safe='')}.{_DOMAIN}/jobs"


def _page_request(board: str, page: int) -> Request:
    url = f"{_site(board)}/search?ss=1&pr={page}&in_iframe=1"
    return Request(url, accept=HTML, context={"page": str(page)})


def _page_urls(source: str, board: str) -> Iterable[str]:
    def wanted(url: str) -> bool:
        return SOURCE.board_of(url) == board.lower() and parse_url(url).part(1) == "search"

    return titled_links(source, _site(board), wanted)


def _page_number(url: str) -> int:
    return parse_count(parse_url(url).query.get("pr"))


def _cards(source: str, board: str) -> Iterator[Posting | Problem]:
    """Yield the posting of each card of a list; a card that leads to another site is none."""
    for match in _CARD.finditer(source):
        rest = source[match.start() : match.start() + _LONGEST_CARD]
        card = rest[: following.start()] if (following := _CARD.search(rest, 1)) else rest
        for url, words in list(titled_links(card, _site(board), lambda _: True).items())[:1]:
            title = words.removeprefix("Title").strip()
            number = leading_number(parse_url(url).after("jobs")) if SOURCE.board_of(url) == board.lower() else None
            yield (
                _card_posting(card, number, title, board)
                if number and title
                else Problem(title[:80] or "a card", "leads to no posting of this site")
            )


def _card_posting(card: str, number: str, title: str, board: str) -> Posting:
    found = _LOCATION.search(html_to_text(card))
    where = work_location(_coded_places(found[1]) if found else ())
    return Posting(
        source="icims",
        board=board or None,
        external_id=number,
        title=title,
        description="",
        url=f"{_site(board)}/{number}/job",
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        origin=_origin_of(board, number),
    )


def _coded_places(text: str) -> tuple[Place, ...]:
    return tuple(map(_coded_place, text.split("|")[:50]))


def _coded_place(text: str) -> Place:
    coded = _CODED.fullmatch(text.strip())
    return place_from_parts(coded[3], coded[2], coded[1]) if coded else parse_place(text)


def _detail_requests(postings: Iterable[Posting]) -> Iterable[Request]:
    for posting in postings:
        url, context = f"{posting.url}?in_iframe=1", listed_facts(posting)
        yield Request(url, accept=HTML, posting_id=posting.external_id, context=context)


def _parse_json_list(response: Response, board: str) -> Parsed:
    value = parse_json(response)
    entries = find_entries(value, ("jobs",), _MARKS)
    if entries is None:
        raise malformed(response, error_message(value) or "has no list of jobs")
    postings, problems = build_postings(entries, lambda job: _icims_posting(job.within("data"), board))
    shown = len(entries) < parse_count(Fields(value).text("totalCount"))
    return Parsed(postings, problems, truncated=shown)


def _icims_posting(job: Fields, board: str) -> Posting:
    number, day = job.text("req_id", "slug") or "", job.day("posted_date", "create_date")
    where = work_location(parse_places(job.line("full_location", "short_location")), job.line("workplace_type"))
    sections = (("Responsibilities", "responsibilities"), ("Qualifications", "qualifications"))
    return Posting(
        source="icims",
        board=board or None,
        external_id=number,
        title=job.line("title") or "",
        description=join_sections(
            (None, job.prose("description")), *((name, job.prose(key)) for name, key in sections)
        ),
        url=job.link("meta_data.canonical_url", "apply_url"),
        company=job.line("hiring_organization"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        salary=_salary(job),
        employment_type=employment_type(job.line("employment_type")),
        origin=_origin(parse_url(job.link("apply_url") or "")),
    )


def _salary(job: Fields) -> Salary | None:
    """Return the pay in separate fields, else in the first of the employer's tags that names an amount of money."""
    least, most = job.value("salary_min_value"), job.value("salary_max_value")
    found = build_salary(least, most, job.text("salary_currency"), job.text("salary_unit"))
    tags = (line for name in _TAGS for line in job.lines(name))
    return found or next((pay for tag in tags if (pay := parse_salary(tag)) and pay.min and pay.max), None)
