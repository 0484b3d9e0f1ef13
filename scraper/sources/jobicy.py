"""Jobicy: a public API of the newest remote postings of an industry."""

from urllib.parse import urlencode

from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.extract.location import work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, open_feed, parse_areas

_INDUSTRY = "data-science"
_MOST = 100


class Jobicy:
    """The feed at https://jobicy.com/api/v2/remote-jobs, hourly at most; a board is an industry, "" that of data."""

    spec = SourceSpec(
        name="jobicy",
        order=15,
        title="Jobicy",
        hosts=("jobicy.com",),
        home="https://jobicy.com",
        attribution="Jobs from Jobicy",
        terms="Credit Jobicy with a link to the posting there; pass nothing on to other job boards; once an hour",
        listing="window",
        robots="documented",
        interval=3_600.0,
        daily=24,
        expires=45,
        one_board=True,
        remote_only=True,
        fields=("title", "company", "location", "workplace", "posted_on", "salary", "employment_type", "description"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the industry in a URL of Jobicy, "" without an industry."""
        found = feed_board(url, "jobicy.com", "jobi.cy")
        return parse_url(url).query.get("industry", found) if found is not None else None

    def start_request(self, board: str) -> Request:
        """Return the request for the newest postings of an industry."""
        query = urlencode({"count": _MOST, "industry": board or _INDUSTRY})
        return Request(f"https://jobicy.com/api/v2/remote-jobs?{query}")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a response."""
        _, entries = open_feed(response, ("jobs",), ("jobTitle", "jobSlug"))
        postings, problems = build_postings(entries, lambda fields: _jobicy_posting(fields, board))
        return Parsed(postings, problems)


def _jobicy_posting(fields: Fields, board: str) -> Posting:
    where = work_location(parse_areas(fields.line("jobGeo")), "remote")
    url = fields.link("url")
    posted = fields.day("pubDate")
    return Posting(
        source=Jobicy.spec.name,
        board=board or None,
        external_id=fields.text("id") or "",
        title=fields.line("jobTitle") or "",
        description=fields.prose("jobDescription", "jobExcerpt"),
        url=url,
        company=fields.line("companyName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=posted,
        posted_basis="published" if posted else None,
        salary=_salary(fields),
        employment_type=employment_type(", ".join(fields.lines("jobType"))),
        origin=origin_of(url),
    )


def _salary(fields: Fields) -> Salary | None:
    """Return the salary, by the year in older responses."""
    least, most, currency = fields.text("salaryMin"), fields.text("salaryMax"), fields.text("salaryCurrency")
    if least or most:
        return build_salary(least, most, currency, fields.text("salaryPeriod"))
    return build_salary(fields.text("annualSalaryMin"), fields.text("annualSalaryMax"), currency, "year")


SOURCE: Source = Jobicy()
