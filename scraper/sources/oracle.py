"""Oracle Recruiting: a list in pages without texts, and a detail for each posting, with the text in parts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import (
    Fields,
    error_message,
    find_entries,
    malformed,
    parse_count,
    parse_json,
)
from truerole.scraper.extract.location import WorkLocation, parse_place, work_location
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.paging import list_page, next_page

_DOMAIN = "oraclecloud.com"
_PAGE = 200
_MARKS = ("ExternalDescriptionStr", "PrimaryLocation", "ShortDescriptionStr")
_SITE = re.compile(r"\bsiteNumber=([^,;]+)")
_SECTIONS = (
    (None, "CorporateDescriptionStr"),
    (None, "ExternalDescriptionStr"),
    ("Responsibilities", "ExternalResponsibilitiesStr"),
    ("Qualifications", "ExternalQualificationsStr"),
)


def _origin(url: ParsedUrl) -> str | None:
    tenant, number = url.below(_DOMAIN), leading_number(url.after("job", "preview"))
    return f"oracle:{tenant}/{number}" if tenant and number else None


@dataclass(frozen=True, slots=True)
class Oracle:
    """The source of careers sites on Oracle Recruiting; a board is "tenant.fa.region/Site"."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="oracle",
        order=33,
        title="Oracle Recruiting",
        hosts=(f"*.{_DOMAIN}",),
        board_hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://www.oracle.com/human-capital-management/recruiting/",
        attribution="Jobs from the employer's site on Oracle Recruiting",
        terms="What the employer's own careers site asks for, as far as its robots.txt allows; one request a second.",
        fields=("location", "country", "workplace", "posted_on", "deadline", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return tenant and site of a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        found = _SITE.search(address.query.get("finder", ""))
        tenant, site = address.below(_DOMAIN), found[1] if found else address.after("sites")
        return f"{tenant}/{site}" if tenant and site else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the list, by `Source.start_request`."""
        return _page_request(board, {})

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a list page, or the posting of a detail, by `Source.parse`."""
        value, request = parse_json(response), response.request
        entries = _entries(value, request)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of requisitions")
        if request.posting_id and not entries:
            return Parsed(gone=True)
        postings, problems = build_postings(entries, lambda job: _oracle_posting(job, board, request.posting_id))
        if request.posting_id:
            return Parsed(postings, problems)
        counted = parse_count(Fields(value).text("items.TotalJobsCount"))
        following, truncated = next_page(request.context, len(entries), postings, counted)
        more = [_page_request(board, following)] if board and following else []
        page = list_page(postings, problems, parse_count(request.context.get("total")) or counted)
        return Parsed(postings, problems, (*more, *_detail_requests(postings, board)), truncated, page=page)


SOURCE = Oracle()


def _entries(value: object, request: Request) -> list[object] | None:
    """Return the requisitions of a list page, or the requisition of a detail."""
    page = Fields(value).within("items")
    if "requisitionList" in page:
        found = page["requisitionList"]
        return found if isinstance(found, list) else [] if found is None else None
    return find_entries(value, ("items",) if request.posting_id else (), _MARKS)


def _resource(board: str, name: str) -> str:
    return f"https://{quote(board.partition('/')[0], safe='.')}.{_DOMAIN}/hcmRestApi/resources/latest/{name}"


def _page_request(board: str, context: Mapping[str, str]) -> Request:
    site, offset = quote(board.partition("/")[2], safe=""), context.get("offset", "0")
    finder = f"findReqs;siteNumber={site},limit={_PAGE},offset={offset},sortBy=POSTING_DATES_DESC"
    query = f"onlyData=true&expand=requisitionList.secondaryLocations&finder={finder}"
    return Request(f"{_resource(board, 'recruitingCEJobRequisitions')}?{query}", context=context)


def _detail_requests(postings: Iterable[Posting], board: str) -> Iterable[Request]:
    for posting in postings:
        if board and not posting.description:
            number, site = quote(posting.external_id, safe=""), quote(board.partition("/")[2], safe="")
            query = f"onlyData=true&expand=all&finder=ById;Id=%22{number}%22,siteNumber={site}"
            url = f"{_resource(board, 'recruitingCEJobRequisitionDetails')}?{query}"
            yield Request(url, posting_id=posting.external_id)


def _oracle_posting(job: Fields, board: str, asked: str | None) -> Posting:
    number, where = job.text("Id") or asked or "", _work_location(job)
    tenant, _, site = board.partition("/")
    day = job.day("ExternalPostedStartDate", "PostedDate")
    return Posting(
        source="oracle",
        board=board or None,
        external_id=number,
        title=job.line("Title") or "",
        description=join_sections(*((heading, job.prose(name)) for heading, name in _SECTIONS)),
        url=_posting_url(tenant, site, number),
        company=job.line("LegalEmployer"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        deadline=job.day("ExternalPostedEndDate", "PostingEndDate"),
        employment_type=employment_type(job.line("JobSchedule", "JobType")),
        origin=f"oracle:{tenant.lower()}/{number}" if tenant and number else None,
    )


def _posting_url(tenant: str, site: str, number: str) -> str | None:
    if not (tenant and site and number):
        return None
    host = f"{quote(tenant, safe='.')}.{_DOMAIN}"
    return f"https://{host}/hcmUI/CandidateExperience/en/sites/{quote(site, safe='')}/job/{quote(number, safe='')}"


def _work_location(job: Fields) -> WorkLocation:
    """Return the first place and all further places."""
    first = parse_place(job.line("PrimaryLocation"), job.line("PrimaryLocationCountry"))
    further = (
        parse_place(place.line("Name"), place.line("CountryCode")) for place in job.all_within("secondaryLocations")
    )
    kind = (job.line("WorkplaceTypeCode") or "").removeprefix("ORA_")
    return work_location([first, *further], kind, job.line("WorkplaceType"))
