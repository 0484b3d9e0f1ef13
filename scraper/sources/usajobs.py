"""USAJobs: the search API of the American government's postings, with a free key."""

import re
from urllib.parse import urlencode

from truerole.core.normalise.job_search import Search
from truerole.core.normalise.pay_period import Period, parse_unit
from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, find_entries, parse_count, parse_json
from truerole.scraper.extract.jsonld import plausible_deadline
from truerole.scraper.extract.location import Place, WorkLocation, parse_place, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, no_list_error
from truerole.scraper.sources.paging import list_page
from truerole.scraper.sources.search_query import query_name, query_values

# Data science, statistics, information technology.
_SERIES = "1560;1530;2210"
_PAGE = 500
# Newer responses write "Per Year" in place of the code; pay for a fortnight or for a piece of work has no period.
_PERIOD_CODES: dict[str, Period] = {"PA": "year", "PM": "month", "PW": "week", "PD": "day", "PH": "hour"}
_PARTS = (
    ("JobSummary", None),
    ("MajorDuties", "Duties"),
    ("Requirements", "Requirements"),
    ("KeyRequirements", "Conditions of employment"),
    ("QualificationSummary", "Qualifications"),
    ("Education", "Education"),
    ("OtherInformation", "Additional information"),
    ("Evaluations", "How you will be evaluated"),
    ("RequiredDocuments", "Required documents"),
    ("Benefits", "Benefits"),
)
_PORT = re.compile(r"(?<=usajobs\.gov):443(?=/|$)")


# The names of the parameters of a search, by their lower case. Age is none: what is older would seem to be closed.
_NAMES = {
    "keyword": "Keyword", "locationname": "LocationName",
    "remoteindicator": "RemoteIndicator", "remunerationminimumamount": "RemunerationMinimumAmount",
}  # fmt: skip


def _search_board(search: Search) -> str | None:
    """Return the search; None for a place that is elsewhere."""
    if search.country not in (None, "us"):
        return None
    return query_name({
        "keyword": search.words,
        "locationname": "" if search.is_country else search.place,
        "remoteindicator": "True" if search.remote else "",
        "remunerationminimumamount": search.salary_from,
    }, tuple(_NAMES)) or None  # fmt: skip


class USAJobs:
    """The feed at https://data.usajobs.gov/api/Search; a board is series ("1560;1530"), a search, or "" for data."""

    spec = SourceSpec(
        name="usajobs",
        order=18,
        title="USAJobs",
        hosts=("data.usajobs.gov",),
        home="https://www.usajobs.gov",
        attribution="Jobs from USAJobs",
        terms="Free key; requests carry it and the e-mail address it was given to; texts are in the public domain",
        robots="documented",
        interval=2.0,
        timeout=60.0,
        key="TRUEROLE_USAJOBS_KEY",
        key_header="Authorization-Key",
        search_board=_search_board,
        one_board=True,
        fields=(
            "title", "company", "location", "workplace", "posted_on", "deadline", "salary", "employment_type",
            "description",
        ),
    )  # fmt: skip

    def board_of(self, url: str) -> str | None:
        """Return the search in a URL of USAJobs, "" without a search."""
        found = feed_board(url, "usajobs.gov")
        return query_name(parse_url(url).query, tuple(_NAMES)) if found is not None else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the series."""
        return _page_request(board, 1)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page; the first page leads to all others."""
        value = parse_json(response)
        entries = find_entries(value, ("SearchResultItems",), ("MatchedObjectDescriptor",))
        if entries is None:
            raise no_list_error(response, value)
        postings, problems = build_postings(entries, lambda fields: _usajobs_posting(fields, board))
        pages = Fields(value).text("SearchResult.UserArea.NumberOfPages") or ""
        last = int(pages) if pages.isdecimal() and len(pages) < 4 else 1
        further = range(2, last + 1) if response.request.context.get("page") == "1" else ()
        more = tuple(_page_request(board, number) for number in further)
        total = parse_count(Fields(value).text("SearchResult.SearchResultCountAll"))
        return Parsed(postings, problems, more, page=list_page(postings, problems, total))


def _page_request(board: str, number: int) -> Request:
    asked = {_NAMES[key]: value for key, value in query_values(board, tuple(_NAMES)).items()}
    asked = asked or {"JobCategoryCode": board or _SERIES}
    query = urlencode({**asked, "ResultsPerPage": _PAGE, "Page": number, "Fields": "full"})
    return Request(f"https://data.usajobs.gov/api/Search?{query}", context={"page": str(number)})


def _usajobs_posting(entry: Fields, board: str) -> Posting:
    fields = entry.within("MatchedObjectDescriptor")
    where = _work_location(fields)
    url = _PORT.sub("", fields.link("PositionURI") or "") or None
    posted = fields.day("PublicationStartDate", "PositionStartDate")
    return Posting(
        source=USAJobs.spec.name,
        board=board or None,
        external_id=entry.text("MatchedObjectId") or fields.text("PositionID") or "",
        title=fields.line("PositionTitle") or "",
        description=_description(fields),
        url=url,
        company=fields.line("OrganizationName", "DepartmentName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=posted,
        posted_basis="published" if posted else None,
        deadline=plausible_deadline(fields.day("ApplicationCloseDate", "PositionEndDate"), posted),
        salary=_salary(fields.all_within("PositionRemuneration")),
        employment_type=employment_type(fields.within("PositionSchedule").line("Name")),
        origin=origin_of(url),
    )


def _description(fields: Fields) -> str:
    details = fields.within("UserArea.Details")
    return join_sections(*((heading, _section(details, name) or _section(fields, name)) for name, heading in _PARTS))


def _section(fields: Fields, name: str) -> str:
    value = fields.value(name)
    if isinstance(value, list):
        return "\n".join(f"• {line}" for line in fields.lines(name))
    return fields.prose(name)


def _work_location(fields: Fields) -> WorkLocation:
    """Return the places by name, else the place that is displayed."""
    shown = fields.line("PositionLocationDisplay")
    places: list[Place] = [
        parse_place(place.line("LocationName", "CityName"), place.line("CountryCode"))
        for place in fields.all_within("PositionLocation")
    ]
    return work_location(places or [parse_place(shown)], fields.flag("UserArea.Details.RemoteIndicator"), shown)


def _salary(remunerations: tuple[Fields, ...]) -> Salary | None:
    """Return the salary in dollars, as the government pays; None for several ranges that differ."""
    found = {
        build_salary(
            remuneration.text("MinimumRange"),
            remuneration.text("MaximumRange"),
            "USD",
            _period(remuneration.line("RateIntervalCode", "Description")),
        )
        for remuneration in remunerations
    }
    return found.pop() if len(found) == 1 else None


def _period(code: str | None) -> Period | None:
    """Return the pay period of a code ("PA") or of words ("Per Year")."""
    return _PERIOD_CODES.get((code or "").upper()) or parse_unit(code or "")


SOURCE: Source = USAJobs()
