"""Pinpoint: all postings of an employer in a single response, with pay, a deadline, and a text in sections."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import Place, parse_place, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, find_uuid, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

_DOMAIN = "pinpointhq.com"
_MARKS = ("key_responsibilities", "skills_knowledge_expertise", "compensation_frequency")
_NO_EMPLOYERS = frozenset(("", "www", "api", "app", "docs", "help", "support", "status", "developers"))
_SECTIONS = ("key_responsibilities", "skills_knowledge_expertise", "benefits")


def _origin(url: ParsedUrl) -> str | None:
    number = find_uuid(*url.parts) if url.below(_DOMAIN) else None
    return f"pinpoint:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """The source of careers sites on Pinpoint; a board is the employer's subdomain."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="pinpoint",
        order=31,
        title="Pinpoint",
        hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://developers.pinpointhq.com",
        attribution="Jobs from the employer's site on Pinpoint",
        terms="The vendor offers the list to show an employer's postings elsewhere; robots.txt of each site is obeyed.",
        fields=("location", "country", "workplace", "deadline", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the employer in a careers or posting URL, by `Source.board_of`."""
        employer = parse_url(url).below(_DOMAIN)
        return employer if employer not in _NO_EMPLOYERS and employer and "." not in employer else None

    def start_request(self, board: str) -> Request:
        """Return the request for all postings, by `Source.start_request`."""
        return Request(f"https://{quote(board, safe='')}.{_DOMAIN}/postings.json")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of an employer, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("data",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of postings")
        postings, problems = build_postings(entries, lambda posting: _pinpoint_posting(posting, board))
        return Parsed(postings, problems)


SOURCE = Pinpoint()


def _pinpoint_posting(posting: Fields, board: str) -> Posting:
    url = posting.link("url") or _posting_url(board, posting.text("path"))
    where = work_location([_place(posting.within("location"))], posting.line("workplace_type"))
    number = find_uuid(*parse_url(url or "").parts)
    return Posting(
        source="pinpoint",
        board=board or None,
        external_id=posting.text("id") or number or "",
        title=posting.line("title") or "",
        description=_description(posting),
        url=url,
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        deadline=posting.day("deadline_at"),
        salary=_salary(posting),
        employment_type=employment_type(posting.line("employment_type", "employment_type_text")),
        origin=f"pinpoint:{number}" if number else None,
    )


def _posting_url(board: str, path: str | None) -> str | None:
    built = f"https://{quote(board, safe='')}.{_DOMAIN}{quote(path, safe='/')}" if board and path else None
    return built if path and path.startswith("/") else None


def _description(posting: Fields) -> str:
    sections = ((posting.prose(f"{name}_header"), posting.prose(name)) for name in _SECTIONS)
    return join_sections((None, posting.prose("description")), *sections)


def _place(location: Fields) -> Place:
    """Return city and province, else the employer's name of the place."""
    parts = (location.line("city"), location.line("province"), location.line("country"))
    return parse_place(", ".join(filter(None, parts)) or location.line("name"))


def _salary(posting: Fields) -> Salary | None:
    """Return the pay that the employer does not hide; pay for two weeks has no period."""
    if posting.flag("compensation_visible") is False:
        return None
    least, most = posting.value("compensation_minimum"), posting.value("compensation_maximum")
    often = posting.text("compensation_frequency") or ""
    return build_salary(least, most, posting.text("compensation_currency"), "" if "two" in often.lower() else often)
