"""Reed: a search by words and place in the United Kingdom, with a free key, and a detail for each posting."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import ClassVar
from urllib.parse import quote, urlencode

from truerole.core.normalise.job_search import Search
from truerole.core.normalise.pay_period import find_pay_period, parse_unit
from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_count, parse_json
from truerole.scraper.extract.location import Place, parse_place, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.paging import next_page
from truerole.scraper.sources.search_query import query_name, query_values

_API = "https://www.reed.co.uk/api/1.0"
_DOMAIN = "reed.co.uk"
_PAGE, _MOST = 100, 1_000
_KEYS = ("keywords", "locationname", "minimumsalary")
_NAMES = {"locationname": "locationName", "minimumsalary": "minimumSalary", "keywords": "keywords"}
_MARKS = ("jobId", "jobTitle")
_DEFAULT = "keywords=data"
_MOST_A_DAY = 1_000


def _search_board(search: Search) -> str | None:
    """Return the search; None for a place that is elsewhere."""
    if search.country not in (None, "gb"):
        return None
    place = "" if search.is_country else search.place
    words = f"{search.words} remote" if search.remote else search.words
    return query_name({"keywords": words, "locationname": place, "minimumsalary": search.salary_from}, _KEYS) or None


class Reed:
    """The search at https://www.reed.co.uk/api; a board is a search, such as "keywords=data&locationname=Leeds"."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="reed",
        order=51,
        title="Reed",
        hosts=("www.reed.co.uk",),
        home="https://www.reed.co.uk/developers/jobseeker",
        attribution="Jobs from Reed",
        terms="Free key; 1,000 requests a day. The search cuts the texts: each whole text is asked for.",
        listing="window",
        robots="documented",
        interval=2.0,
        daily=_MOST_A_DAY,
        expires=45,
        key="TRUEROLE_REED_KEY",
        key_basic=True,
        key_contact=False,
        search_board=_search_board,
        one_board=True,
        fields=("company", "location", "country", "posted_on", "deadline", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the search in a URL of Reed's API or site, "" for any other URL there."""
        address = parse_url(url)
        if address.below(_DOMAIN) not in ("", "www"):
            return None
        return query_name(address.query, _KEYS)

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of a search."""
        return _page_request(board, {})

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page, whose texts are asked for, or the posting of a detail."""
        value, request = parse_json(response), response.request
        entries = find_entries(value, ("results",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of jobs")
        whole = request.posting_id is not None
        asking = "offset" in request.context
        postings, problems = build_postings(entries, lambda job: _reed_posting(job, board, text=whole or not asking))
        if whole or not asking:
            return Parsed(postings, problems)
        counted = parse_count(Fields(value).text("totalResults"))
        following, truncated = next_page(request.context, len(entries), postings, counted)
        if following and parse_count(following["offset"]) >= _MOST:
            following, truncated = None, True
        more = [_page_request(board, following)] if following else []
        return Parsed(postings, problems, (*more, *_detail_requests(postings)), truncated)


def _page_request(board: str, context: dict[str, str]) -> Request:
    values = query_values(board, _KEYS) or query_values(_DEFAULT, _KEYS)
    named = {_NAMES[key]: value for key, value in values.items()}
    query = urlencode({**named, "resultsToTake": _PAGE, "resultsToSkip": context.get("offset", "0")})
    return Request(f"{_API}/search?{query}", context=context or {"offset": "0"})


def _detail_requests(postings: Iterable[Posting]) -> Iterable[Request]:
    for posting in postings:
        yield Request(f"{_API}/jobs/{quote(posting.external_id, safe='')}", posting_id=posting.external_id)


def _reed_posting(job: Fields, board: str, *, text: bool) -> Posting:
    """Return the posting; a text that the search has cut is left for the detail, unless `text`."""
    number, day = job.text("jobId") or "", _day(job, "datePosted", "date")
    where = work_location([_place(job.line("locationName"))])
    kinds = ("full-time" if job.flag("fullTime") else None, "part-time" if job.flag("partTime") else None)
    return Posting(
        source="reed",
        board=board or None,
        external_id=number,
        title=job.line("jobTitle") or "",
        description=job.prose("jobDescription") if text else "",
        url=job.link("jobUrl", "url"),
        company=job.line("employerName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        deadline=_day(job, "expirationDate"),
        salary=_salary(job),
        employment_type=employment_type(job.line("contractType") if not any(kinds) else next(filter(None, kinds))),
        origin=f"reed:{number}" if number else None,
    )


def _day(job: Fields, *names: str) -> date | None:
    """Return the day, which the API writes as in Britain: 04/05/2026 is the fourth of May."""
    written = job.text(*names) or ""
    try:
        return datetime.strptime(written, "%d/%m/%Y").replace(tzinfo=UTC).date()
    except ValueError:
        return job.day(*names)


def _place(name: str | None) -> Place:
    """Return the place, which is in the United Kingdom where no country is named."""
    place = parse_place(name)
    return place if place.country or not place.text else parse_place(name, "GB")


def _salary(job: Fields) -> Salary | None:
    """Return the pay by the year, where given, else in the period."""
    kind = job.text("salaryType") or ""
    period = parse_unit(kind) or find_pay_period(kind)
    least, most = job.value("minimumSalary"), job.value("maximumSalary")
    if job.value("yearlyMinimumSalary", "yearlyMaximumSalary"):
        least, most, period = job.value("yearlyMinimumSalary"), job.value("yearlyMaximumSalary"), "year"
    return build_salary(least, most, job.text("currency"), period)


SOURCE: Source = Reed()
