"""Workday: a list in pages of 20 without texts, capped at 2,000 postings, and a detail for each posting.

A list that is cut off is asked for again in slices: one for each value of a facet, such as a family of jobs.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise.country import country_of
from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, malformed, parse_count, parse_json
from truerole.scraper.extract.location import Place, WorkLocation, find_country, parse_place, work_location
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import ListPage, Parsed, Request, Response, SourceSpec

_DOMAIN = "myworkdayjobs.com"
_PAGE, _CAP = 20, 2_000
_MOST_SLICES, _FINEST = 100, 3
_DEEPEST = 6
_HOST = re.compile(r"([a-z0-9_-]+)\.(wd\d+)")
_LOCALE = re.compile(r"[a-z]{2}-[a-z]{2}", re.IGNORECASE)
_SAFE = "/%:@!$&'()*+,;=~"
_LONG_NUMBER = 5


def _origin(url: ParsedUrl) -> str | None:
    tenant = _HOST.fullmatch(url.below(_DOMAIN) or "")
    name = tenant[1] if tenant else None
    if not name and url.below("myworkdaysite.com"):
        name = url.after("recruiting")
    if not name or "job" not in map(str.lower, url.parts[:-1]):
        return None
    parts = [part for part in url.parts if part.lower() not in ("apply", "login", "applymanually")]
    return _origin_of(name, _requisition_in(parts[-1])) if "_" in parts[-1].strip("_") else None


def _origin_of(tenant: str, requisition: str) -> str:
    """Return the origin of a requisition, the same on each site of a tenant."""
    return f"workday:{tenant.lower()}/{requisition.upper()}"


def _requisition_in(name: str) -> str:
    """Return the requisition id in the last part of a URL: "JR332446" of "Data-Engineer_JR332446-1"."""
    number = name.partition("_")[2] or name
    # One requisition shown a second time, on another site of the tenant or for another place: JR332446-1.
    first, _, place = number.rpartition("-")
    repeated = place.isdecimal() and len(place) < 3 and len(first) >= _LONG_NUMBER and first[-_LONG_NUMBER:].isdecimal()
    return first if repeated else number


@dataclass(frozen=True, slots=True)
class Workday:
    """The source of careers sites on Workday; a board is "tenant.wd5/Site"."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="workday",
        order=8,
        title="Workday",
        hosts=(f"*.{_DOMAIN}",),
        board_hosts=(_DOMAIN, f"*.{_DOMAIN}"),
        posting_origin=_origin,
        home="https://www.workday.com",
        attribution="Jobs from the employer's site on Workday",
        terms="What the employer's own careers site asks for, as far as its robots.txt allows; one request a second.",
        fields=("company", "location", "country", "workplace", "posted_on", "deadline", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return tenant and site of a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        below, parts = address.below(_DOMAIN), list(address.parts)
        if hosted := address.below("myworkdaysite.com"):
            tenant, site = address.after("recruiting"), None
            if tenant:
                site = next(iter(parts[parts.index(tenant) + 1 :]), None)
            return f"{tenant.lower()}.{hosted}/{site}" if tenant and site else None
        host = _HOST.fullmatch(below or "")
        if not host:
            return None
        if parts[:2] == ["wday", "cxs"]:
            parts = parts[3:]
        parts = parts[1:] if parts and _LOCALE.fullmatch(parts[0]) else parts
        return f"{host[0]}/{parts[0]}" if parts and "." not in parts[0] and parts[0] != "wday" else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the list, by `Source.start_request`."""
        return _page_request(board, {}, 0, 0)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a list page, or the posting of a detail, by `Source.parse`."""
        value, request = parse_json(response), response.request
        lists = [found for _, found in _objects_with(value, "jobPostings")]
        details = [{"externalPath": path, **found} for path, found in _objects_with(value, "jobPostingInfo")]
        if not lists and not details:
            raise malformed(response, error_message(value) or "has neither a list of postings nor one of them")
        if request.posting_id and details and Fields(details[0]).flag("jobPostingInfo.posted") is False:
            return Parsed(gone=True)
        rows = [row for found in lists for row in _rows(found)]
        listed, problems = build_postings(rows, lambda row: _posting_from_row(row, board))
        found, wrong = build_postings(details, lambda detail: _posting_from_detail(detail, board, request.posting_id))
        postings = {posting.external_id: posting for posting in (*listed, *found)}
        pages, truncated = (
            _following_requests(Fields(lists[0]), board, request) if len(lists) == 1 and board else ((), False)
        )
        # A list that is asked for again in slices need not be whole.
        page = _list_page(Fields(lists[0]), request) if len(lists) == 1 and len(pages) < 2 else None
        bare = {number for number, posting in postings.items() if not posting.description}
        details_asked = _detail_requests(map(Fields, rows), board, bare) if board and not details else ()
        company = next((posting.company for posting in found if posting.company), None)
        more = (*pages, *details_asked)
        return Parsed(tuple(postings.values()), (*problems, *wrong), more, truncated, company=company, page=page)


SOURCE = Workday()


def _objects_with(
    value: object, key: str, path: str = "", depth: int = _DEEPEST
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the objects with a key, each with the key of the parent object under which the object stands."""
    if isinstance(value, dict) and key in Fields(value):
        yield path, value
    elif depth and isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else ((path, entry) for entry in value):
            yield from _objects_with(inner, key, name, depth - 1)


def _rows(found: dict[str, object]) -> list[object]:
    """Return the rows of a list page without the empty objects that stand for hidden postings."""
    rows = Fields(found).value("jobPostings")
    return [row for row in rows if row != {}] if isinstance(rows, list) else []


def _split_board(board: str) -> tuple[str, str, str]:
    """Return host, tenant and site of a board."""
    where, _, site = board.partition("/")
    return f"{quote(where, safe='.')}.{_DOMAIN}", where.partition(".")[0], quote(site, safe="")


def _page_request(board: str, facets: Mapping[str, object], offset: int, total: int) -> Request:
    host, tenant, site = _split_board(board)
    body = {"appliedFacets": facets, "limit": _PAGE, "offset": offset, "searchText": ""}
    address = f"https://{host}/wday/cxs/{quote(tenant, safe='')}/{site}/jobs"
    return Request(address, json.dumps(body), context={"total": str(total)} if total else {})


def _asked(request: Request) -> tuple[int, dict[str, object]]:
    """Return the offset and the facets that a request for a page asks for."""
    sent = Fields(json.loads(request.body)) if request.body else Fields(None)
    facets = sent.value("appliedFacets")
    return parse_count(sent.text("offset")), facets if isinstance(facets, dict) else {}


def _total(page: Fields, request: Request) -> int:
    """Return the total of postings: only the first page says the total rightly, and `request` hands the number on."""
    return parse_count(request.context.get("total")) or parse_count(page.text("total"))


def _list_page(page: Fields, request: Request) -> ListPage:
    """Return the page with all rows: a requisition may have several, and hidden postings have empty rows."""
    rows, (offset, facets) = page.value("jobPostings"), _asked(request)
    numbered = enumerate(rows if isinstance(rows, list) else [], offset)
    entries = frozenset(Fields(row).text("externalPath", "title") or f"row {number}" for number, row in numbered)
    return ListPage(entries, _total(page, request), json.dumps(facets, sort_keys=True))


def _following_requests(page: Fields, board: str, request: Request) -> tuple[tuple[Request, ...], bool]:
    """Return the requests for the rest of a list, and whether postings beyond the cap stay hidden."""
    (offset, facets), total, rows = _asked(request), _total(page, request), page.value("jobPostings")
    shown = len(rows) if isinstance(rows, list) else 0
    if total >= _CAP and not offset and (slices := _facet_slices(page, facets, total)):
        return tuple(_page_request(board, {**facets, name: [value]}, 0, 0) for name, value in slices), False
    following = offset + _PAGE
    if shown and following < (min(total, _CAP) if total else (offset + shown + 1) * (shown >= _PAGE)):
        return (_page_request(board, facets, following, total),), False
    return (), total >= _CAP or (not shown and offset < total)


def _facet_slices(page: Fields, facets: Mapping[str, object], total: int) -> list[tuple[str, str]]:
    """Return the values of the facet that splits a list most evenly without a rest; an empty list without such."""
    if len(facets) >= _FINEST:
        return []
    found = {name: counts for name, counts in _facet_counts(page.all_within("facets")) if name not in facets}
    fit = [
        (max(counts.values()), name)
        for name, counts in found.items()
        if 1 < len(counts) <= _MOST_SLICES and sum(counts.values()) >= total
    ]
    name = min(fit)[1] if fit else ""
    return [(name, value) for value in found.get(name, ())]


def _facet_counts(facets: Iterable[Fields], depth: int = 3) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield each facet with the number of postings of each value, nested facets too."""
    for facet in facets:
        values, name = facet.all_within("values"), facet.text("facetParameter")
        counts = {value.text("id") or "": parse_count(value.text("count")) for value in values}
        if name and all(counts):
            yield name, counts
        if depth:
            yield from _facet_counts((value for value in values if "values" in value), depth - 1)


def _detail_requests(rows: Iterable[Fields], board: str, wanted: set[str]) -> Iterator[Request]:
    host, tenant, site = _split_board(board)
    for row in rows:
        path, number = row.text("externalPath") or "", _requisition_of_row(row)
        if number in wanted and path.startswith("/"):
            wanted = wanted - {number}
            address = f"https://{host}/wday/cxs/{quote(tenant, safe='')}/{site}{quote(path, safe=_SAFE)}"
            yield Request(address, posting_id=number)


def _requisition_of_row(row: Fields) -> str:
    """Return the requisition id: `jobReqId` if the URL confirms the id, else the id in the URL."""
    name = (row.text("externalPath") or "").rpartition("/")[2]
    confirmed = (bullet for bullet in row.lines("jobReqId", "bulletFields") if f"_{bullet}-" in f"_{name}-")
    return next(confirmed, None) or _requisition_in(name) or next(iter(row.lines("bulletFields")), "")


def _posting_from_row(row: Fields, board: str) -> Posting:
    number = _requisition_of_row(row)
    named = row.line("locationsText", "locations")
    where = work_location([_place(named)] if named else [], *_workplace_words(row))
    day = row.day("startDate")
    return Posting(
        source="workday",
        board=board or None,
        external_id=number,
        title=row.line("title") or "",
        description="",
        url=_posting_url(board, row.text("externalPath")),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        employment_type=employment_type(row.line("timeType")),
        origin=_origin_of(board.partition(".")[0], number) if board and number else None,
    )


def _posting_url(board: str, path: str | None) -> str | None:
    host, _, site = _split_board(board)
    return f"https://{host}/{site}{quote(path, safe=_SAFE)}" if board and path and path.startswith("/") else None


def _posting_from_detail(detail: Fields, board: str, posting_id: str | None) -> Posting:
    job = detail.within("jobPostingInfo")
    path = detail.text("externalPath")
    name = (job.text("externalUrl", "jobPostingId") or path or "").rstrip("/").rpartition("/")[2]
    number, where, day = (
        posting_id or job.text("jobReqId") or _requisition_in(name),
        _work_location(job),
        job.day("startDate"),
    )
    return Posting(
        source="workday",
        board=board or None,
        external_id=number,
        title=job.line("title") or "",
        description=job.prose("jobDescription"),
        url=job.link("externalUrl") or _posting_url(board, path),
        company=detail.line("hiringOrganization.name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        deadline=job.day("endDate"),
        employment_type=employment_type(job.line("timeType")),
        origin=_origin_of(board.partition(".")[0], number) if board and number else None,
    )


def _work_location(job: Fields) -> WorkLocation:
    """Return all places, with the posting's country for the first place."""
    country = ("jobRequisitionLocation.country", "country")
    code = job.text(*(f"{path}.alpha2Code" for path in country), *(f"{path}.descriptor" for path in country))
    named = job.lines("location", "jobRequisitionLocation.descriptor")
    places = [_place(name, code if at == 0 else None) for at, name in enumerate(named)]
    return work_location((*places, *map(_place, job.lines("additionalLocations"))), *_workplace_words(job))


def _workplace_words(job: Fields) -> tuple[str, ...]:
    return job.lines("remoteType", "workplaceType")


def _place(name: str, code: str | None = None) -> Place:
    """Return a place, also where the country is written first: "US, CA, Santa Clara"."""
    first, _, rest = name.partition(",")
    written = country_of(first.strip())
    # CA is California before it is Canada, where no more is written.
    if "," not in rest and country_of(f"{rest or 'x'},{first.strip()}") != written:
        written = None
    return parse_place(name, code or find_country(name) or written)
