"""Workable: the whole account by the widget's API; by the newer API a paged list, and a detail for each posting."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise import coerce
from truerole.core.posting import DayBasis, Posting
from truerole.scraper.extract.ats_id import posting_id_in
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
from truerole.scraper.extract.location import Place, WorkLocation, place_from_parts, work_location
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.paging import list_page

_SITE = "https://apply.workable.com"
_MARKS = ("shortcode", "shortlink")
_NO_ACCOUNTS = frozenset(("www", "help", "jobs", "apply", "api", "developers", "resources", "careers", "support"))
_STATES = frozenset(("published", "draft", "closed", "archived"))
_CODE = re.compile(r"[0-9A-Z]{4,16}", re.IGNORECASE)
_WHOLE_CODE = re.compile(r"([0-9A-F]{10})(?:\.md)?", re.IGNORECASE)


def _origin(url: ParsedUrl) -> str | None:
    if url.below("workable.com") is None:
        return None
    short = url.after("j") or ""
    if _CODE.fullmatch(short):
        return f"workable:{short.upper()}"
    code = _WHOLE_CODE.fullmatch(url.after("view") or url.after("jobs") or "")
    return f"workable:{code[1].upper()}" if code else None


@dataclass(frozen=True, slots=True)
class Workable:
    """The source of careers pages on Workable; a board is the account's name."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="workable",
        order=4,
        title="Workable",
        hosts=("apply.workable.com",),
        board_hosts=("apply.workable.com",),
        posting_origin=_origin,
        home="https://help.workable.com/hc/en-us/articles/115012771647",
        attribution="Jobs from the employer's page on Workable",
        terms="The vendor documents the widget's API as public; it answers few requests: one at a time, seldom.",
        robots="documented",
        interval=3.0,
        fields=("company", "location", "country", "workplace", "posted_on", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the account in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        below = address.below("workable.com")
        if below in ("apply", "www"):
            if address.part(0) in ("api", "spi"):
                return address.after("accounts")
            first = address.part(0) if below == "apply" else None
            return first if first not in ("j", "llms.txt", "robots.txt") else None
        return below if below and below not in _NO_ACCOUNTS and "." not in below else None

    def start_request(self, board: str) -> Request:
        """Return the request for the whole account with texts, by `Source.start_request`."""
        return Request(f"{_SITE}/api/v1/widget/accounts/{quote(board, safe='')}?details=true")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of the widget, of a page of the newer list, or of a detail, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("jobs", "results"), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of jobs")
        account = find_object(value, "jobs", "results")
        company = account.line("name") if "jobs" in account else None
        postings, problems = build_postings(entries, lambda job: _workable_posting(job, board, company))
        more = (*_next_page_request(account, board), *_detail_requests(postings, board, response.request))
        total = 0 if response.request.posting_id else parse_count(account.text("total"))
        page = list_page(postings, problems, total) if total else None
        return Parsed(postings, problems, more, company=company, page=page)


SOURCE = Workable()


def _next_page_request(account: Fields, board: str) -> Iterable[Request]:
    """Yield the request for the next page of the newer list."""
    token = account.text("nextPage")
    if token and board:
        query = {"query": "", "location": [], "department": [], "worktype": [], "token": token}
        yield Request(f"{_SITE}/api/v3/accounts/{quote(board, safe='')}/jobs", json.dumps(query))


def _detail_requests(postings: Iterable[Posting], board: str, request: Request) -> Iterable[Request]:
    for posting in postings:
        if board and not posting.description and not request.posting_id:
            code = quote(posting.external_id, safe="")
            yield Request(
                f"{_SITE}/api/v2/accounts/{quote(board, safe='')}/jobs/{code}", posting_id=posting.external_id
            )


def _workable_posting(job: Fields, board: str, company: str | None) -> Posting | None:
    if job.flag("isInternal"):
        return None
    url, where, (day, basis) = job.link("url", "shortlink"), _work_location(job), _posted_on(job)
    code = job.text("shortcode") or posting_id_in(url, job.link("application_url")) or ""
    return Posting(
        source="workable",
        board=board or None,
        external_id=code,
        title=job.line("title") or "",
        description=_description(job),
        url=url or _posting_url(board, code),
        company=job.line("company", "company.name") or company,
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis=basis,
        employment_type=employment_type(job.value("employment_type"), job.value("type")),
        language=coerce.language(job.text("language")),
        origin=f"workable:{code.upper()}",
    )


def _posting_url(board: str, code: str) -> str | None:
    account = f"/{quote(board, safe='')}" if board else ""
    return f"{_SITE}{account}/j/{quote(code, safe='')}" if code else None


def _description(job: Fields) -> str:
    parts = (("Requirements", "requirements"), ("Benefits", "benefits"))
    return join_sections((None, job.prose("description")), *((heading, job.prose(key)) for heading, key in parts))


def _posted_on(job: Fields) -> tuple[date | None, DayBasis | None]:
    if day := job.day("published_on", "published"):
        return day, "published"
    return (day, "created") if (day := job.day("created_at")) else (None, None)


def _work_location(job: Fields) -> WorkLocation:
    """Return the places without the hidden places, unless all are hidden."""
    listed = job.all_within("locations")
    shown = [place for place in listed if not place.flag("hidden")] or listed or job.all_within("location")
    places = [_place(place) for place in shown]
    if not any(place.text for place in places):
        places = [_place(job)]
    return work_location(places, job.text("workplace"), job.flag("telecommuting", "remote", "location.telecommuting"))


def _place(location: Fields) -> Place:
    # The newer list calls the state of its publication so, the widget the state of a country.
    region = next(
        (r for r in (location.line("region"), location.line("state")) if r and r.lower() not in _STATES), None
    )
    return place_from_parts(
        location.line("city"), region, location.line("country"), code=location.line("countryCode", "country_code")
    )
