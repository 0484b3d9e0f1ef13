"""Gem: all postings of a board with texts in a single response."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import Place, WorkLocation, parse_place, parse_places, work_location
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

_API = "https://api.gem.com/job_board/v0"
_DOMAIN = "gem.com"
_MARKS = ("absolute_url", "first_published_at", "content_plain")


def _origin(url: ParsedUrl) -> str | None:
    number = url.part(1) if url.below(_DOMAIN) == "jobs" else None
    return f"gem:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Gem:
    """The source of job boards on Gem; a board is the name in the URL."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="gem",
        order=32,
        title="Gem",
        hosts=("api.gem.com",),
        board_hosts=("jobs.gem.com",),
        posting_origin=_origin,
        home="https://api.gem.com/job_board/v0/reference",
        attribution="Jobs from the employer's board on Gem",
        terms="The vendor documents the API of job boards as public, without a key.",
        robots="documented",
        fields=("location", "country", "workplace", "posted_on", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the board in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        if address.below(_DOMAIN) == "api":
            return address.after("v0")
        first = address.part(0) if address.below(_DOMAIN) == "jobs" else None
        return first if first not in ("api", "static", "robots.txt") else None

    def start_request(self, board: str) -> Request:
        """Return the request for all postings, by `Source.start_request`."""
        return Request(f"{_API}/{quote(board, safe='')}/job_posts/")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a board, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("job_posts", "data"), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of job posts")
        postings, problems = build_postings(entries, lambda post: _gem_posting(post, board))
        return Parsed(postings, problems)


SOURCE = Gem()


def _gem_posting(post: Fields, board: str) -> Posting:
    number, where = post.text("id") or "", _work_location(post)
    published = post.day("first_published_at")
    day = published or post.day("created_at")
    built = f"https://jobs.{_DOMAIN}/{quote(board, safe='')}/{quote(number, safe='')}" if board and number else None
    return Posting(
        source="gem",
        board=board or None,
        external_id=number,
        title=post.line("title") or "",
        description=post.prose("content", "content_plain"),
        url=post.link("absolute_url") or built,
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if published else "created" if day else None,
        employment_type=employment_type(post.line("employment_type")),
        origin=f"gem:{number}" if number else None,
    )


def _work_location(post: Fields) -> WorkLocation:
    """Return the places that the posting names, else the places of the offices."""
    places: tuple[Place, ...] = parse_places(post.line("location.name", "location"))
    if not any(place.text for place in places):
        offices = (office.line("location.name", "name") for office in post.all_within("offices"))
        places = (*places, *map(parse_place, filter(None, offices)))
    return work_location(places, post.line("location_type"))
