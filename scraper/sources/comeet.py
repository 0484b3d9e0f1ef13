"""Comeet: all positions with texts, as JSON in the script of a careers page, or as the API of that page gives them."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import WorkLocation, parse_place, place_from_parts, work_location
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.job_page import HTML, embedded_json, is_json, page_source

_DOMAIN = "comeet.com"
_MARKS = ("url_comeet_hosted_page", "url_active_page", "time_updated")
_MARKER = "COMPANY_POSITIONS_DATA"


def _origin(url: ParsedUrl) -> str | None:
    on_board = url.below(_DOMAIN) in ("", "www") and url.part(0) == "jobs" and len(url.parts) > 4
    return f"comeet:{url.parts[4].upper()}" if on_board else None


@dataclass(frozen=True, slots=True)
class Comeet:
    """The source of careers pages on Comeet; a board is "company/number"."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="comeet",
        order=35,
        title="Comeet",
        hosts=("www.comeet.com",),
        posting_origin=_origin,
        home="https://developers.comeet.com/reference/careers-api-overview",
        attribution="Jobs from the employer's page on Comeet",
        terms="The public careers page of each employer, as far as robots.txt allows; one request in two seconds.",
        interval=2.0,
        fields=("company", "location", "country", "workplace", "posted_on", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return company and number in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        company, number = address.part(1), address.part(2)
        named = address.below(_DOMAIN) in ("", "www") and address.part(0) == "jobs" and company and number
        return f"{company}/{number}" if named else None

    def start_request(self, board: str) -> Request:
        """Return the request for the careers page, by `Source.start_request`."""
        company, _, number = board.partition("/")
        return Request(f"https://www.{_DOMAIN}/jobs/{quote(company, safe='')}/{quote(number, safe='')}", accept=HTML)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a careers page or of the API, by `Source.parse`."""
        value = parse_json(response) if is_json(response) else embedded_json(page_source(response), _MARKER)
        entries = find_entries(value, ("positions",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of positions")
        postings, problems = build_postings(entries, lambda position: _comeet_posting(position, board))
        return Parsed(postings, problems, company=next((p.company for p in postings if p.company), None))


SOURCE = Comeet()


def _comeet_posting(position: Fields, board: str) -> Posting | None:
    if position.flag("is_published") is False:
        return None
    number, where, day = position.text("uid") or "", _work_location(position), position.day("time_updated")
    return Posting(
        source="comeet",
        board=board or None,
        external_id=number,
        title=position.line("name") or "",
        description=_description(position),
        url=position.link("url_comeet_hosted_page", "url_active_page"),
        company=position.line("company_name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="updated" if day else None,
        employment_type=employment_type(position.line("employment_type")),
        origin=f"comeet:{number.upper()}" if number else None,
    )


def _description(position: Fields) -> str:
    """Return the sections of the text, the description itself without a heading."""
    parts = position.all_within("details", "custom_fields.details")
    named = ((part.prose("name"), part.prose("value")) for part in parts)
    return join_sections(*((None if name == "Description" else name, text) for name, text in named))


def _work_location(position: Fields) -> WorkLocation:
    location = position.within("location")
    code = location.line("country")
    parts = place_from_parts(location.line("city"), location.line("state"), code)
    named = parse_place(location.line("name"), code)
    return work_location([named if named.text else parts], position.line("workplace_type"), location.flag("is_remote"))
