"""BambooHR: a whole list without texts, and a detail for each posting.

The terms of its hosts forbid programs to read them, so nobody is asked; a saved answer is parsed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Posting, Workplace
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import Place, WorkLocation, parse_place, place_from_parts, work_location
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

_DOMAIN = "bamboohr.com"
_MARKS = ("jobOpeningName", "jobOpeningShareUrl")
_NO_EMPLOYERS = frozenset(("", "www", "api", "app", "documentation", "help", "partners", "marketplace"))
_WORKPLACES: dict[str, Workplace] = {"0": "onsite", "1": "remote", "2": "hybrid"}


def _origin(url: ParsedUrl) -> str | None:
    employer, number = url.below(_DOMAIN), leading_number(url.after("careers"))
    return f"bamboohr:{employer}/{number}" if employer and number and employer not in _NO_EMPLOYERS else None


@dataclass(frozen=True, slots=True)
class BambooHR:
    """The source of careers pages on BambooHR; a board is the employer's subdomain."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="bamboohr",
        order=40,
        title="BambooHR",
        hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://www.bamboohr.com/legal/terms-of-service",
        attribution="Jobs from the employer's page on BambooHR",
        terms="The vendor's terms forbid programs to read the pages.",
        off_because="its terms forbid programs to read it",
        terms_forbid=True,
        fields=("location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the employer in a careers or posting URL, by `Source.board_of`."""
        employer = parse_url(url).below(_DOMAIN)
        return employer if employer and employer not in _NO_EMPLOYERS and "." not in employer else None

    def start_request(self, board: str) -> Request:
        """Return the request for the whole list, by `Source.start_request`."""
        return Request(f"https://{quote(board, safe='')}.{_DOMAIN}/careers/list")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of the list, or the posting of a detail, by `Source.parse`."""
        value, asked = parse_json(response), response.request.posting_id
        entries = find_entries(value, ("result",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of job openings")
        if asked and any(Fields(entry).line("jobOpeningStatus") not in (None, "Open") for entry in entries):
            return Parsed(gone=True)
        postings, problems = build_postings(entries, lambda opening: _bamboohr_posting(opening, board, asked))
        return Parsed(postings, problems, () if asked else tuple(_detail_requests(postings, board)))


SOURCE = BambooHR()


def _detail_requests(postings: Iterable[Posting], board: str) -> Iterable[Request]:
    for posting in postings:
        if board and not posting.description:
            number = quote(posting.external_id, safe="")
            url = f"https://{quote(board, safe='')}.{_DOMAIN}/careers/{number}/detail"
            yield Request(url, posting_id=posting.external_id)


def _bamboohr_posting(opening: Fields, board: str, asked: str | None) -> Posting:
    url, where, day = opening.link("jobOpeningShareUrl"), _work_location(opening), opening.day("datePosted")
    number = opening.text("id") or asked or leading_number(parse_url(url or "").after("careers")) or ""
    pay = opening.line("compensation")
    built = f"https://{quote(board, safe='')}.{_DOMAIN}/careers/{quote(number, safe='')}" if board and number else None
    return Posting(
        source="bamboohr",
        board=board or None,
        external_id=number,
        title=opening.line("jobOpeningName") or "",
        description=opening.prose("description"),
        url=url or built,
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        salary=parse_salary(pay) if pay else None,
        employment_type=employment_type(opening.line("employmentStatusLabel")),
        origin=f"bamboohr:{board.lower()}/{number}" if board and number else None,
    )


def _work_location(opening: Fields) -> WorkLocation:
    """Return the place of the opening; the kind of workplace counts before the flag of remote work."""
    places = [_place(opening.within(name)) for name in ("location", "atsLocation")]
    place = next((place for place in places if place.text), Place(None))
    return work_location([place], _WORKPLACES.get(opening.text("locationType") or ""), opening.flag("isRemote"))


def _place(location: Fields) -> Place:
    """Return the place; without a named country, the country of the state."""
    parts = location.line("city"), location.line("state", "province"), location.line("country", "addressCountry")
    return place_from_parts(*parts) if parts[-1] else parse_place(", ".join(filter(None, parts)))
