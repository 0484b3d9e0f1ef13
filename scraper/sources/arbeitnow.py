"""Arbeitnow: a public API of postings in and around Germany, newest first, in pages of a hundred."""

from truerole.core.posting import Posting
from truerole.core.text.html import description_lines
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.extract.location import parse_place, work_location
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, open_feed

_MOST = 50
_GERMAN = {
    "vollzeit": "full-time", "teilzeit": "part-time", "praktikum": "internship", "praktikant": "internship",
    "ausbildung": "apprenticeship", "freelancer": "freelance", "befristet": "temporary", "aushilfe": "temporary",
}  # fmt: skip
_KINDS = frozenset(
    "full-time part-time contract temporary internship freelance volunteer apprenticeship".split(),
)


class Arbeitnow:
    """The feed at https://www.arbeitnow.com/api/job-board-api, paged by number, as the API's own links add a search."""

    spec = SourceSpec(
        name="arbeitnow",
        order=11,
        title="Arbeitnow",
        hosts=("www.arbeitnow.com",),
        home="https://www.arbeitnow.com",
        attribution="Jobs from Arbeitnow",
        terms="Free, without a key; credit with a link is expected",
        listing="window",
        robots="documented",
        interval=3.0,
        expires=60,
        one_board=True,
        fields=("title", "company", "location", "workplace", "posted_on", "employment_type", "description"),
    )

    def board_of(self, url: str) -> str | None:
        """Return "", the name of the only board, for any URL of Arbeitnow."""
        return feed_board(url, "arbeitnow.com")

    def start_request(self, board: str) -> Request:
        """Return the request for the newest postings."""
        return _page_request(1)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page and the request for the next page, until a page is empty."""
        _, entries = open_feed(response, ("data", "jobs"), ("company_name", "job_types"))
        postings, problems = build_postings(entries, _arbeitnow_posting)
        page = response.request.context.get("page", "")
        number = int(page) if page.isdecimal() else None
        more = (_page_request(number + 1),) if number and entries and number < _MOST else ()
        return Parsed(postings, problems, more, truncated=bool(entries) and number == _MOST)


def _page_request(number: int) -> Request:
    return Request(f"https://www.arbeitnow.com/api/job-board-api?page={number}", context={"page": str(number)})


def _arbeitnow_posting(fields: Fields) -> Posting:
    where = work_location([parse_place(fields.line("location"))], fields.flag("remote"))
    url = fields.link("url")
    posted = fields.day("created_at")
    return Posting(
        source=Arbeitnow.spec.name,
        external_id=fields.text("slug") or "",
        title=fields.line("title") or "",
        description=description_lines(fields.prose("description")),
        url=url,
        company=fields.line("company_name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=posted,
        posted_basis="created" if posted else None,
        employment_type=_employment_type(fields.lines("job_types")),
        origin=origin_of(url),
    )


def _employment_type(types: tuple[str, ...]) -> str | None:
    """Return the only type of employment among job types that mostly name levels of experience."""
    found = {_GERMAN.get(name.lower()) or employment_type(name) for name in types}
    kinds = found & _KINDS
    return kinds.pop() if len(kinds) == 1 else None


SOURCE: Source = Arbeitnow()
