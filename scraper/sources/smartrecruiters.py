"""SmartRecruiters: a paged list without texts, and a detail for each posting, with the text in sections.

The robots.txt of the API's host forbids all crawlers but one, so it is asked only where somebody switches it on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise import coerce
from truerole.core.posting import Posting, Salary
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
from truerole.scraper.extract.location import WorkLocation, parse_place, place_from_parts, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.paging import list_page

_API = "https://api.smartrecruiters.com/v1/companies"
_SITE = "https://jobs.smartrecruiters.com"
_PAGE = 100
_MARKS = ("jobAd", "releasedDate", "jobAdId", "refNumber")
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def _origin(url: ParsedUrl) -> str | None:
    if not url.below("smartrecruiters.com"):
        return None
    numbers = map(leading_number, url.parts[1:])
    return next((f"smartrecruiters:{number}" for number in numbers if number and len(number) > 8), None)


@dataclass(frozen=True, slots=True)
class SmartRecruiters:
    """The source of careers sites on SmartRecruiters; a board is the company's identifier."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="smartrecruiters",
        order=9,
        title="SmartRecruiters",
        hosts=("api.smartrecruiters.com",),
        posting_origin=_origin,
        home="https://developers.smartrecruiters.com/docs/posting-api",
        attribution="Jobs from the employer's site on SmartRecruiters",
        terms="The API is documented as public, but the robots.txt of its host closes it to nearly all crawlers.",
        off_because="its robots.txt forbids it",
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type", "language"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the company in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        below = address.below("smartrecruiters.com")
        if below == "api":
            return address.after("companies")
        if below not in ("jobs", "careers"):
            return None
        return address.after("company") or (address.part(0) if address.part(0) not in ("ni", "sr-jobs") else None)

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the list, by `Source.start_request`."""
        return _page_request(board, 0, None)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a list page, or the posting of a detail, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("content",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of postings")
        request = response.request
        if request.posting_id and Fields(value).flag("active") is False:
            return Parsed(gone=True)
        postings, problems = build_postings(entries, lambda entry: _smartrecruiters_posting(entry, board, request))
        page = find_object(value, "content")
        more = (
            ()
            if request.posting_id
            else (*_next_page_request(page, len(entries), board, request), *_detail_requests(postings, board))
        )
        return Parsed(
            postings,
            problems,
            more,
            truncated=bool(page and not entries and _offset(page, request) < _total(page, request)),
            company=next((p.company for p in postings if p.company), None),
            page=None if request.posting_id else list_page(postings, problems, _total(page, request)),
        )


SOURCE = SmartRecruiters()


def _page_request(board: str, offset: int, total: int | None) -> Request:
    context = {"offset": str(offset)} | ({"total": str(total)} if total else {})
    return Request(f"{_API}/{quote(board, safe='')}/postings?limit={_PAGE}&offset={offset}", context=context)


def _next_page_request(page: Fields, count: int, board: str, request: Request) -> Iterable[Request]:
    """Yield the request for the next page, none after the last page and after an empty page."""
    offset, total = _offset(page, request) + count, _total(page, request)
    if board and count and offset < total:
        yield _page_request(board, offset, total)


def _offset(page: Fields, request: Request) -> int:
    return parse_count(page.text("offset") or request.context.get("offset"))


def _total(page: Fields, request: Request) -> int:
    """Return the number of postings of the board, by the first page."""
    return parse_count(request.context.get("total")) or parse_count(page.text("totalFound"))


def _detail_requests(postings: Iterable[Posting], board: str) -> Iterable[Request]:
    for posting in postings:
        if board and not posting.description:
            number = quote(posting.external_id, safe="")
            yield Request(
                f"{_API}/{quote(board, safe='')}/postings/{number}",
                posting_id=posting.external_id,
                context={"title": posting.title},
            )


def _smartrecruiters_posting(posting: Fields, board: str, request: Request) -> Posting:
    number = posting.text("id") or request.posting_id or ""
    where, day = _work_location(posting), posting.day("releasedDate", "createdOn")
    return Posting(
        source="smartrecruiters",
        board=board or None,
        external_id=number,
        title=posting.line("name", "title") or request.context.get("title", ""),
        description=_description(posting.within("jobAd.sections")),
        url=posting.link("postingUrl") or _posting_url(posting.text("company.identifier") or board, number),
        company=posting.line("company.name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        salary=_salary(posting.within("compensation.salary", "compensation")),
        employment_type=employment_type(posting.line("typeOfEmployment.label", "typeOfEmployment.id")),
        language=coerce.language(posting.text("language.code")),
        origin=f"smartrecruiters:{number}" if number else None,
    )


def _posting_url(company: str, number: str) -> str | None:
    return f"{_SITE}/{quote(company, safe='')}/{quote(number, safe='')}" if company and number else None


def _description(found: Fields) -> str:
    """Return the sections joined, in the order of the site, unknown sections last."""
    order = {name.lower(): place for place, name in enumerate(_SECTIONS)}
    names = sorted(found, key=lambda name: order.get(name, len(order)))
    parts = ((found.within(name), found.prose(name)) for name in names)
    return join_sections(*((part.prose("title"), part.prose("text") or plain) for part, plain in parts))


def _work_location(posting: Fields) -> WorkLocation:
    location = posting.within("location")
    workplace = "hybrid" if location.flag("hybrid") else location.flag("remote")
    in_parts = place_from_parts(location.line("city"), location.line("region"), location.line("country"))
    whole = parse_place(location.line("fullLocation"), location.line("country"))
    return work_location([whole if whole.text else in_parts], workplace)


def _salary(salary: Fields) -> Salary | None:
    return build_salary(salary.value("min"), salary.value("max"), salary.text("currency"), salary.text("period"))
