"""Remotive: a public API of remote postings of many employers, all in a single response."""

from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Posting
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.extract.location import work_location
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, open_feed, parse_areas


class Remotive:
    """The feed at https://remotive.com/api/remote-jobs, which may be fetched four times a day."""

    spec = SourceSpec(
        name="remotive",
        order=14,
        title="Remotive",
        hosts=("remotive.com",),
        home="https://remotive.com",
        attribution="Jobs from Remotive",
        terms="Link back to the posting there and name Remotive; pass nothing on to other job boards; 4 times a day",
        listing="window",
        robots="documented",
        interval=30.0,
        daily=4,
        expires=45,
        one_board=True,
        remote_only=True,
        fields=("title", "company", "location", "workplace", "posted_on", "salary", "employment_type", "description"),
    )

    def board_of(self, url: str) -> str | None:
        """Return "", the name of the only board, for any URL of Remotive."""
        return feed_board(url, "remotive.com", "remotive.io")

    def start_request(self, board: str) -> Request:
        """Return the request for all postings; a search would count as another of the four requests."""
        return Request("https://remotive.com/api/remote-jobs")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a response."""
        _, entries = open_feed(response, ("jobs",), ("candidate_required_location", "company_name"))
        postings, problems = build_postings(entries, _remotive_posting)
        return Parsed(postings, problems)


def _remotive_posting(fields: Fields) -> Posting:
    where = work_location(parse_areas(fields.line("candidate_required_location")), "remote")
    url = fields.link("url")
    return Posting(
        source=Remotive.spec.name,
        external_id=fields.text("id") or "",
        title=fields.line("title") or "",
        description=fields.prose("description"),
        url=url,
        company=fields.line("company_name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=fields.day("publication_date"),
        posted_basis="published" if fields.day("publication_date") else None,
        salary=parse_salary(fields.line("salary") or "", dollar="USD" if where.country == "us" else None),
        employment_type=employment_type(fields.text("job_type")),
        origin=origin_of(url),
    )


SOURCE: Source = Remotive()
