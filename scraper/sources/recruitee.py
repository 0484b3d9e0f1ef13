"""Recruitee: all offers of a company in a single response, requirements apart from the description."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise import coerce
from truerole.core.posting import DayBasis, Posting, Salary, Workplace
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import Place, WorkLocation, parse_place, place_from_parts, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.text import join_sections
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec

_DOMAIN = "recruitee.com"
_MARKS = ("careers_url", "careers_apply_url", "employment_type_code", "published_at")
_NO_COMPANIES = frozenset(("", "www", "api", "app", "docs", "help", "support", "blog", "status"))
_WORKPLACES: tuple[tuple[str, Workplace], ...] = (("remote", "remote"), ("hybrid", "hybrid"), ("on_site", "onsite"))


def _origin(url: ParsedUrl) -> str | None:
    company, offer = url.below(_DOMAIN), url.after("o")
    return f"recruitee:{company}/{offer.lower()}" if company and offer and company not in ("api", "www") else None


@dataclass(frozen=True, slots=True)
class Recruitee:
    """The source of careers sites on Recruitee; a board is the company's subdomain."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="recruitee",
        order=5,
        title="Recruitee",
        hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://docs.recruitee.com/reference/offers",
        attribution="Jobs from the employer's site on Recruitee",
        terms="The vendor documents the API as public; from 10 February 2027 it asks for the employer's own token.",
        robots="documented",
        fields=("company", "location", "country", "workplace", "posted_on", "deadline", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the company in a careers or posting URL, by `Source.board_of`."""
        company = parse_url(url).below(_DOMAIN)
        return company if company and company not in _NO_COMPANIES and "." not in company else None

    def start_request(self, board: str) -> Request:
        """Return the request for all offers, by `Source.start_request`."""
        return Request(f"https://{quote(board, safe='')}.{_DOMAIN}/api/offers/")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a company, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("offers",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of offers")
        postings, problems = build_postings(entries, lambda offer: _recruitee_posting(offer, board))
        return Parsed(postings, problems, company=next((p.company for p in postings if p.company), None))


SOURCE = Recruitee()


def _recruitee_posting(offer: Fields, board: str) -> Posting | None:
    if (offer.line("status") or "published").lower() != "published":
        return None
    url, where, (day, basis) = _posting_url(offer, board), _work_location(offer), _posted_on(offer)
    slug, origin = offer.text("slug"), origin_of(url, offer.link("careers_apply_url"))
    return Posting(
        source="recruitee",
        board=board or None,
        external_id=offer.text("id") or "",
        title=_translated(offer, "title").line("title") or "",
        description=_description(offer),
        url=url,
        company=offer.line("company_name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis=basis,
        deadline=offer.day("close_at"),
        salary=_salary(offer.within("salary")),
        employment_type=employment_type(offer.value("employment_type_code", "employment_type")),
        language=coerce.language(offer.text("language", "locale", "lang_code")),
        # On a domain of its own, a company's address does not tell.
        origin=origin or (f"recruitee:{board.lower()}/{slug.lower()}" if board and slug else None),
    )


def _translated(offer: Fields, key: str) -> Fields:
    """Return the offer, or the first translation with the key where the offer itself lacks the key."""
    if offer.value(key) is not None:
        return offer
    languages = offer.within("translations")
    return next((found for name in languages if (found := languages.within(name)).value(key) is not None), Fields(None))


def _description(offer: Fields) -> str:
    parts = ((None, "description"), ("Requirements", "requirements"))
    return join_sections(*((heading, _translated(offer, key).prose(key)) for heading, key in parts))


def _posting_url(offer: Fields, board: str) -> str | None:
    slug = offer.text("slug")
    built = f"https://{quote(board, safe='')}.{_DOMAIN}/o/{quote(slug, safe='')}" if board and slug else None
    return offer.link("careers_url") or built


def _posted_on(offer: Fields) -> tuple[date | None, DayBasis | None]:
    if day := offer.day("published_at"):
        return day, "published"
    return (day, "created") if (day := offer.day("created_at")) else (None, None)


def _work_location(offer: Fields) -> WorkLocation:
    """Return the places; the offer's location as text counts only without places in parts."""
    places = [_place(place) for place in offer.all_within("locations")]
    if not any(place.text for place in places):
        places = [_place(offer)]
    if not any(place.text for place in places):
        places = [parse_place(offer.line("location"), offer.line("country_code"))]
    workplaces = [workplace for key, workplace in _WORKPLACES if offer.flag(key)]
    # Who may work in both ways works hybrid.
    several = "hybrid" if set(workplaces) == {"remote", "hybrid"} else None
    return work_location(places, workplaces[0] if len(workplaces) == 1 else several)


def _place(location: Fields) -> Place:
    region, name = location.line("state", "state_name", "state_code"), location.line("country", "country_name")
    place = place_from_parts(location.line("city"), region, name, code=location.line("country_code"))
    return place if place.text else parse_place(location.line("name"), location.line("country_code"))


def _salary(salary: Fields) -> Salary | None:
    return build_salary(salary.value("min"), salary.value("max"), salary.text("currency"), salary.text("period"))
