"""Ashby: the whole board in a single response, with salaries in components where the employer shows pay."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.ats_id import posting_id_in
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import Place, WorkLocation, parse_place, place_from_parts, work_location
from truerole.scraper.extract.salary import build_salary, merge_salaries
from truerole.scraper.extract.url import ParsedUrl, find_uuid, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

_API = "https://api.ashbyhq.com/posting-api/job-board"
_MARKS = ("jobUrl", "isListed", "descriptionHtml", "secondaryLocations")


def _origin(url: ParsedUrl) -> str | None:
    """Return the origin in a URL of Ashby, or in an ashby_jid of the employer's own page."""
    if embedded := url.query.get("ashby_jid"):
        number = find_uuid(embedded)
    else:
        number = find_uuid(*url.parts) if url.below("ashbyhq.com") is not None else None
    return f"ashby:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Ashby:
    """The source of job boards on Ashby; a board is the company's name there."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="ashby",
        order=3,
        title="Ashby",
        hosts=("api.ashbyhq.com",),
        board_hosts=("jobs.ashbyhq.com",),
        posting_origin=_origin,
        home="https://developers.ashbyhq.com/docs/public-job-posting-api",
        attribution="Jobs from the employer's board on Ashby",
        terms="The vendor documents the API for public job boards; no key is needed to read. One request at a time.",
        interval=2.0,
        fields=("location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the board in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        if address.below("ashbyhq.com") == "jobs":
            return address.part(0)
        return address.after("job-board") if address.below("ashbyhq.com") == "api" else None

    def start_request(self, board: str) -> Request:
        """Return the request for all postings with pay, by `Source.start_request`."""
        return Request(f"{_API}/{quote(board, safe='')}?includeCompensation=true")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a board, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("jobs",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of jobs")
        return Parsed(*build_postings(entries, lambda job: _ashby_posting(job, board)))


SOURCE = Ashby()


def _ashby_posting(job: Fields, board: str) -> Posting | None:
    if job.flag("isListed") is False:
        return None
    url, where, day = job.link("jobUrl"), _work_location(job), job.day("publishedAt", "publishedDate")
    number = job.text("id") or posting_id_in(url, job.link("applyUrl")) or ""
    return Posting(
        source="ashby",
        board=board or None,
        external_id=number,
        title=job.line("title") or "",
        description=job.prose("descriptionHtml", "descriptionPlain", "description"),
        url=url,
        company=job.line("companyName", "organizationName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        # A role that is published anew looks new.
        posted_basis="republished" if day else None,
        salary=_salary(job.within("compensation")),
        employment_type=employment_type(job.value("employmentType")),
        origin=f"ashby:{number.lower()}",
    )


def _work_location(job: Fields) -> WorkLocation:
    """Return the places as named by the employer, with the countries of the addresses."""
    others = job.all_within("secondaryLocations") or tuple(
        Fields({"location": name}) for name in job.lines("secondaryLocations")
    )
    places = map(_place, (job, *others))
    return work_location(filter(None, places), job.text("workplaceType"), job.flag("isRemote"))


def _place(location: Fields) -> Place | None:
    address = location.within("address.postalAddress", "address")
    parts = [address.line(f"address{part}") for part in ("Locality", "Region", "Country")]
    country, name = place_from_parts(parts[-1]).country, location.line("location", "locationName", "location.name")
    if name:
        return parse_place(name, country)
    return place_from_parts(*parts) if any(parts) else None


def _salary(compensation: Fields) -> Salary | None:
    """Return the salary over all tiers, None for tiers in several currencies or pay periods."""
    tiers = [part for tier in compensation.all_within("compensationTiers") for part in tier.all_within("components")]
    bands, parts = _salary_components(compensation.all_within("summaryComponents")), _salary_components(tiers)
    if bands or parts:
        return merge_salaries(bands or parts) if merge_salaries((*bands, *parts)) else None
    summary = compensation.line("scrapeableCompensationSalarySummary")
    return parse_salary(summary) if summary else None


def _salary_components(components: Iterable[Fields]) -> list[Salary]:
    """Return the salaries among the components of a compensation, bonuses and equity left out."""
    salaries = (part for part in components if (part.line("compensationType") or "").lower() == "salary")
    found = (
        build_salary(p.value("minValue"), p.value("maxValue"), p.text("currencyCode"), p.text("interval"))
        for p in salaries
    )
    return [band for band in found if band]
