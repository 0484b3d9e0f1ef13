"""Rippling: a whole list without texts, a row for each place of a posting, and a detail for each posting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.ats_id import posting_id_in
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import parse_place, work_location
from truerole.scraper.extract.salary import build_salary, merge_salaries
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, find_uuid, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

_API = "https://api.rippling.com/platform/api/ats/v1/board"
_DOMAIN = "rippling.com"
_MARKS = ("uuid", "workLocation", "workLocations")
# "SALARIED_FT", "HOURLY_PT": only the hours are told from the others.
_HOURS = {"FT": "full-time", "PT": "part-time"}


def _origin(url: ParsedUrl) -> str | None:
    number = find_uuid(*url.parts) if url.below(_DOMAIN) else None
    return f"rippling:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Rippling:
    """The source of job boards on Rippling; a board is the name in the URL."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="rippling",
        order=30,
        title="Rippling",
        hosts=("api.rippling.com",),
        board_hosts=("ats.rippling.com", "ats.*.rippling.com"),
        posting_origin=_origin,
        home="https://developer.rippling.com",
        attribution="Jobs from the employer's board on Rippling",
        terms="A public list, and a request for each new posting: 100 requests in ten minutes at most.",
        interval=6.0,
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the board in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        below = address.below(_DOMAIN) or ""
        if below == "api":
            return address.after("board")
        if below != "ats" and not (below.startswith("ats.") and below.count(".") == 1):
            return None
        parts = [part for part in address.parts if not _is_locale(part)]
        return parts[0] if parts and parts[0] not in ("api", "static", "assets") else None

    def start_request(self, board: str) -> Request:
        """Return the request for the whole list, by `Source.start_request`."""
        return Request(f"{_API}/{quote(board, safe='')}/jobs")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of the list, or the posting of a detail, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("jobs", "items"), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of jobs")
        postings, problems = build_postings(_merged(entries), lambda job: _rippling_posting(job, board))
        more = () if response.request.posting_id else tuple(_detail_requests(postings, board))
        return Parsed(postings, problems, more, company=next((p.company for p in postings if p.company), None))


SOURCE = Rippling()


def _is_locale(part: str) -> bool:
    return len(part) == 5 and part[2] == "-" and part.replace("-", "").isalpha()


def _merged(entries: Iterable[object]) -> list[object]:
    """Return the entries with all rows of a posting joined, with the `workLocations` of all rows."""
    merged: list[object] = []
    rows: dict[str, dict[str, Any]] = {}
    for entry in entries:
        job = Fields(entry)
        number, place = job.text("uuid"), job.line("workLocation.label", "workLocation")
        if number in rows and place:
            rows[number]["workLocations"].append(place)
        elif number and "workLocations" not in job and isinstance(entry, dict):
            rows[number] = {**entry, "workLocations": [place] if place else []}
            merged.append(rows[number])
        else:
            merged.append(entry)
    return merged


def _detail_requests(postings: Iterable[Posting], board: str) -> Iterable[Request]:
    for posting in postings:
        if board and not posting.description:
            number = quote(posting.external_id, safe="")
            yield Request(f"{_API}/{quote(board, safe='')}/jobs/{number}", posting_id=posting.external_id)


def _rippling_posting(job: Fields, board: str) -> Posting:
    url, day = job.link("url"), job.day("createdOn")
    number = job.text("uuid") or posting_id_in(url) or ""
    where = work_location(map(parse_place, job.lines("workLocations")), job.flag("isRemote"))
    return Posting(
        source="rippling",
        board=board or None,
        external_id=number,
        title=job.line("name") or "",
        description=join_sections((None, job.prose("description.company")), (None, job.prose("description.role"))),
        url=url or _posting_url(board, number),
        company=job.line("companyName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="created" if day else None,
        salary=merge_salaries(map(_salary, job.all_within("payRangeDetails"))),
        employment_type=_employment(job.line("employmentType.label", "employmentType.id", "employmentType")),
        origin=f"rippling:{number.lower()}" if number else None,
    )


def _posting_url(board: str, number: str) -> str | None:
    found = board and number
    return f"https://ats.{_DOMAIN}/{quote(board, safe='')}/jobs/{quote(number, safe='')}" if found else None


def _employment(label: str | None) -> str | None:
    return _HOURS.get((label or "").rpartition("_")[2]) or employment_type(label)


def _salary(pay: Fields) -> Salary | None:
    return build_salary(pay.value("rangeStart"), pay.value("rangeEnd"), pay.text("currency"), pay.text("frequency"))
