"""Lever: all postings of a site in a bare list, with duties and requirements in lists beside the description."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.ats_id import origin_of, posting_id_in
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import WorkLocation, parse_place, parse_places, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, find_uuid, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

_APIS = ("https://api.lever.co", "https://api.eu.lever.co")
_MARKS = ("hostedUrl", "descriptionPlain", "descriptionBody", "workplaceType", "lists")


def _origin(url: ParsedUrl) -> str | None:
    number = find_uuid(*url.parts) if url.below("lever.co") is not None else None
    return f"lever:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Lever:
    """The source of job sites on Lever; a board is the site's name."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="lever",
        order=2,
        title="Lever",
        hosts=("api.lever.co", "api.eu.lever.co"),
        board_hosts=("jobs.lever.co", "jobs.eu.lever.co"),
        posting_origin=_origin,
        home="https://github.com/lever/postings-api",
        attribution="Jobs from the employer's site on Lever",
        terms="The vendor documents the API for public job sites; no key is needed to read. One request a second.",
        robots="documented",
        fields=("location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the site in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        if address.below("lever.co") in ("jobs", "jobs.eu"):
            return address.part(0)
        return address.after("postings") if address.below("lever.co") in ("api", "api.eu") else None

    def start_request(self, board: str) -> Request:
        """Return the request for all postings; where the site is unknown, the fallback asks the European host."""
        urls = [f"{api}/v0/postings/{quote(board, safe='')}?mode=json" for api in _APIS]
        return Request(urls[0], fallback=Request(urls[1]))

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a site, by `Source.parse`."""
        value = parse_json(response)
        # What refuses has the shape of a posting nowhere: {"ok": false, "error": "Document not found"}.
        entries = find_entries(value, ("postings",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of postings")
        return Parsed(*build_postings(entries, lambda posting: _lever_posting(posting, board)))


SOURCE = Lever()


def _lever_posting(posting: Fields, board: str) -> Posting:
    url = posting.link("hostedUrl")
    number = posting.text("id") or posting_id_in(url, posting.link("applyUrl")) or ""
    where, created = _work_location(posting), posting.day("createdAt")
    return Posting(
        source="lever",
        board=board or None,
        external_id=number,
        title=posting.line("text", "title") or "",
        description=_description(posting),
        url=url,
        company=posting.line("company", "companyName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=created,
        posted_basis="created" if created else None,
        salary=_salary(posting),
        employment_type=employment_type(posting.value("categories.commitment", "commitment")),
        origin=origin_of(url, posting.link("applyUrl")) or f"lever:{number.lower()}",
    )


def _description(posting: Fields) -> str:
    whole = posting.prose("description", "descriptionPlain")
    opening, body = posting.prose("opening", "openingPlain"), posting.prose("descriptionBody", "descriptionBodyPlain")
    lists = ((part.prose("text"), part.prose("content")) for part in posting.all_within("lists"))
    return join_sections(
        *([(None, whole)] if whole else [(None, opening), (None, body)]),
        *lists,
        (None, posting.prose("additional", "additionalPlain")),
        (None, posting.prose("salaryDescription", "salaryDescriptionPlain")),
    )


def _work_location(posting: Fields) -> WorkLocation:
    """Return the places, the main place first, with the posting's country for the main place."""
    named = dict.fromkeys(posting.lines("categories.location", "location"))
    others = [name for name in posting.lines("categories.allLocations") if name not in named]
    first = next(iter(named), None)
    code = posting.line("country")
    places = parse_places(first) if first and not code else (parse_place(first, code),)
    return work_location((*places, *map(parse_place, others)), posting.text("workplaceType"))


def _salary(posting: Fields) -> Salary | None:
    found = posting.within("salaryRange")
    return build_salary(found.value("min"), found.value("max"), found.text("currency"), found.text("interval"))
