"""Breezy: a whole list without texts, and a page for each posting.

The terms of its hosts forbid programs to read them, so nobody is asked; a saved answer is parsed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import WorkLocation, parse_place, place_from_parts, work_location
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.job_page import HTML, is_json, listed_facts, parse_job_page

_DOMAIN = "breezy.hr"
_MARKS = ("friendly_id", "published_date")
_NO_EMPLOYERS = frozenset(("", "www", "app", "api", "help", "developer", "assets", "marketing"))


def _origin(url: ParsedUrl) -> str | None:
    employer, name = url.below(_DOMAIN), url.after("p")
    found = employer and employer not in _NO_EMPLOYERS and name
    return _origin_of(employer or "", (name or "").partition("-")[0]) if found else None


def _origin_of(board: str, number: str) -> str | None:
    return f"breezy:{board.lower()}/{number}" if board and number else None


@dataclass(frozen=True, slots=True)
class Breezy:
    """The source of careers sites on Breezy; a board is the employer's subdomain."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="breezy",
        order=41,
        title="Breezy",
        hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://breezy.hr/terms-of-service",
        attribution="Jobs from the employer's site on Breezy",
        terms="The vendor's terms forbid programs to read the sites.",
        off_because="its terms forbid programs to read it",
        terms_forbid=True,
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the employer in a careers or posting URL, by `Source.board_of`."""
        employer = parse_url(url).below(_DOMAIN)
        return employer if employer and employer not in _NO_EMPLOYERS and "." not in employer else None

    def start_request(self, board: str) -> Request:
        """Return the request for the whole list, by `Source.start_request`."""
        return Request(f"https://{quote(board, safe='')}.{_DOMAIN}/json")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of the list, or the posting of a page, by `Source.parse`."""
        if not is_json(response) and b"<" in response.body[:2_000]:
            return parse_job_page(response, "breezy", board, _origin_of(board, response.request.posting_id or ""))
        value = parse_json(response)
        entries = find_entries(value, (), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of positions")
        postings, problems = build_postings(entries, lambda position: _breezy_posting(position, board))
        return Parsed(postings, problems, tuple(_detail_requests(postings)))


SOURCE = Breezy()


def _detail_requests(postings: Iterable[Posting]) -> Iterable[Request]:
    for posting in postings:
        if posting.url and SOURCE.board_of(posting.url) == posting.board:
            yield Request(posting.url, accept=HTML, posting_id=posting.external_id, context=listed_facts(posting))


def _breezy_posting(position: Fields, board: str) -> Posting:
    number, where, day = position.text("id") or "", _work_location(position), position.day("published_date")
    pay = position.line("salary")
    return Posting(
        source="breezy",
        board=board or None,
        external_id=number,
        title=position.line("name") or "",
        description="",
        url=position.link("url") or _posting_url(board, position.text("friendly_id")),
        company=position.line("company.name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        salary=parse_salary(pay) if pay else None,
        employment_type=employment_type(position.line("type.name", "type.id")),
        origin=_origin_of(board, number),
    )


def _posting_url(board: str, name: str | None) -> str | None:
    return f"https://{quote(board, safe='')}.{_DOMAIN}/p/{quote(name, safe='')}" if board and name else None


def _work_location(position: Fields) -> WorkLocation:
    location = position.within("location")
    country = location.line("country.name", "country.id")
    named = parse_place(location.line("name"), location.line("country.id"))
    parts = place_from_parts(location.line("city"), location.line("state.name", "state.id", "state"), country)
    return work_location([named if named.text else parts], location.flag("is_remote"))
