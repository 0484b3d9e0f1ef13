"""The Muse: a public API of postings of many employers by category, in pages of twenty."""

from urllib.parse import urlencode

from truerole.core.posting import Posting
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, parse_count
from truerole.scraper.extract.location import Place, parse_place, work_location
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, open_feed

_CATEGORIES = ("Data and Analytics", "Data Science")
# Pages beyond these are empty, whatever their number is said to be.
_MOST = 100


class TheMuse:
    """The feed at https://www.themuse.com/api/public/jobs; a board is a category, "" all categories of data."""

    spec = SourceSpec(
        name="themuse",
        order=12,
        title="The Muse",
        hosts=("www.themuse.com",),
        home="https://www.themuse.com",
        attribution="Jobs from The Muse",
        terms="500 requests an hour without a key; link back to the posting on The Muse",
        listing="window",
        robots="documented",
        interval=8.0,
        expires=60,
        one_board=True,
        fields=("title", "company", "location", "workplace", "posted_on", "employment_type", "description"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the category in a URL of The Muse, "" without a category."""
        found = feed_board(url, "themuse.com")
        return parse_url(url).query.get("category", found) if found is not None else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of a category, newest first."""
        return _page_request(board, 0)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page; the first page leads to all others."""
        page, entries = open_feed(response, ("results", "jobs"), ("refs", "locations", "contents"))
        postings, problems = build_postings(entries, lambda fields: _themuse_posting(fields, board))
        pages = parse_count(page.text("page_count")) if page.text("page") == "0" else 0
        more = tuple(_page_request(board, number) for number in range(1, min(pages, _MOST)))
        return Parsed(postings, problems, more, truncated=pages > _MOST)


def _page_request(board: str, number: int) -> Request:
    categories = [("category", name) for name in ([board] if board else _CATEGORIES)]
    query = urlencode([("page", number), *categories, ("descending", "true")])
    return Request(f"https://www.themuse.com/api/public/jobs?{query}")


def _themuse_posting(fields: Fields, board: str) -> Posting:
    where = work_location(_places(fields))
    url = fields.link("refs.landing_page")
    posted = fields.day("publication_date")
    return Posting(
        source=TheMuse.spec.name,
        board=board or None,
        external_id=fields.text("id") or "",
        title=fields.line("name") or "",
        description=fields.prose("contents"),
        url=url,
        company=fields.line("company.name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=posted,
        posted_basis="published" if posted else None,
        employment_type=_employment_type(fields),
        origin=origin_of(url),
    )


def _places(fields: Fields) -> tuple[Place, ...]:
    """Return the places; "Flexible / Remote" is a workplace."""
    names = (place.line("name") for place in fields.all_within("locations"))
    return tuple(parse_place(name.replace(" / ", " ") if name else None) for name in names)


def _employment_type(fields: Fields) -> str | None:
    """Return "internship" if any level is an internship; The Muse names no other type of employment."""
    levels = (employment_type(level.line("name")) for level in fields.all_within("levels"))
    return next((level for level in levels if level == "internship"), None)


SOURCE: Source = TheMuse()
