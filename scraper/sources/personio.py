"""Personio: all positions of a company as XML, their texts in sections with headings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, malformed, parse_xml, xml_to_json
from truerole.scraper.extract.location import parse_place, work_location
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DOMAINS = ("jobs.personio.de", "jobs.personio.com")
_ROOT = "workzag-jobs"


def _origin(url: ParsedUrl) -> str | None:
    company = next(filter(None, map(url.below, _DOMAINS)), None)
    number = leading_number(url.after("job"))
    return f"personio:{company}/{number}" if company and number else None


@dataclass(frozen=True, slots=True)
class Personio:
    """Read careers pages of Personio."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="personio",
        order=6,
        title="Personio",
        hosts=tuple(f"*.{domain}" for domain in _DOMAINS),
        posting_origin=_origin,
        home="https://developer.personio.de/docs/retrieving-open-job-positions",
        attribution="Jobs from the employer's page on Personio",
        terms="The vendor documents the feed as public; an employer may switch it off.",
        robots="obey",
        fields=("company", "location", "posted_on", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the company that an address belongs to, by `Source.board_of`."""
        address = parse_url(url)
        company = next(filter(None, (address.below(domain) for domain in _DOMAINS)), None)
        return company if company and "." not in company and company != "www" else None

    def start_request(self, board: str) -> Request:
        """Return the request for all positions, at either of the vendor's two domains, by `Source.start_request`."""
        urls = [f"https://{quote(board, safe='')}.{domain}/xml?language=en" for domain in _DOMAINS]
        accept = "application/xml, text/xml"
        return Request(urls[0], accept=accept, fallback=Request(urls[1], accept=accept))

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a company, by `Source.parse`."""
        root = parse_xml(response)
        positions = [xml_to_json(position) for position in _positions(root)]
        if not positions and root.tag.lower() != _ROOT:
            raise malformed(response, "has no list of positions")
        host = parse_url(response.url or response.request.url).host
        site = host if self.board_of(f"https://{host}") == board.lower() else f"{quote(board, safe='')}.{_DOMAINS[0]}"
        postings, problems = build_postings(positions, lambda position: _personio_posting(position, board, site))
        return Parsed(postings, problems, company=next((p.company for p in postings if p.company), None))


SOURCE = Personio()


def _positions(root: "Element") -> "Iterable[Element]":
    return (element for element in root.iter() if isinstance(element.tag, str) and element.tag.lower() == "position")


def _personio_posting(position: Fields, board: str, site: str) -> Posting:
    number, created = position.text("id") or "", position.day("createdAt")
    offices = (*position.lines("office"), *position.lines("additionalOffices.office"))
    where = work_location(map(parse_place, offices))
    kind = position.line("employmentType")
    return Posting(
        source="personio",
        board=board or None,
        external_id=number,
        title=position.line("name") or "",
        description=_description(position),
        url=f"https://{site}/job/{quote(number, safe='')}" if board and number else None,
        company=position.line("subcompany"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=created,
        posted_basis="created" if created else None,
        # That a position is permanent says less than its hours.
        employment_type=employment_type(kind if kind != "permanent" else None, position.line("schedule"), kind),
        origin=f"personio:{board.lower()}/{number}" if board else None,
    )


def _description(position: Fields) -> str:
    parts = position.all_within("jobDescriptions.jobDescription", "jobDescriptions")
    return join_sections(*((part.prose("name"), part.prose("value")) for part in parts))
