"""Bundesagentur für Arbeit: Germany's largest job board, by words and place, and a detail for each posting."""

from base64 import b64encode
from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import quote, urlencode

from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_count, parse_json
from truerole.scraper.extract.location import Place, find_country, place_from_parts, work_location
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.paging import next_page
from truerole.scraper.sources.search_query import query_name, query_values

_API = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc/v4"
_SITE = "https://www.arbeitsagentur.de/jobsuche/jobdetail"
_DOMAIN = "arbeitsagentur.de"
_PAGE, _MOST = 100, 10_000
_KEYS = ("was", "wo", "veroeffentlichtseit", "arbeitszeit")
_MARKS = ("refnr", "aktuelleVeroeffentlichungsdatum", "stellenbeschreibung")
_DEFAULT = "was=data"
_TEXTS = ("stellenbeschreibung", "stellenangebotsBeschreibung")
_HOURS = {"VOLLZEIT": "full-time", "TEILZEIT": "part-time", "MINIJOB": "part-time"}
# Work from home is asked for as a kind of hours.
_HOME = "ho"


def _search_board(search: Search) -> str | None:
    """Return the search; None for a place that is elsewhere."""
    if search.country not in (None, "de"):
        return None
    return query_name({
        "was": search.words,
        "wo": "" if search.is_country else search.place,
        "veroeffentlichtseit": search.days,
        "arbeitszeit": _HOME if search.remote else "",
    }, _KEYS) or None  # fmt: skip


class Bundesagentur:
    """The search behind https://www.arbeitsagentur.de/jobsuche; a board is a search, such as "was=data&wo=Berlin"."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="bundesagentur",
        order=52,
        title="Bundesagentur für Arbeit",
        hosts=("rest.arbeitsagentur.de",),
        home="https://jobsuche.api.bund.dev",
        attribution="Jobs from the Bundesagentur für Arbeit",
        terms="The public key of the agency's own search page; mostly German; a request every two seconds.",
        listing="window",
        interval=2.0,
        expires=60,
        headers=(("X-API-Key", "jobboerse-jobsuche"),),
        search_board=_search_board,
        one_board=True,
        fields=("company", "location", "country", "posted_on", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the search in a URL of the agency's API or site, "" for any other URL there."""
        address = parse_url(url)
        return query_name(address.query, _KEYS) if address.below(_DOMAIN) in ("", "www", "rest") else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of a search."""
        return _page_request(board, {})

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page, or the posting of a detail."""
        value, request = parse_json(response), response.request
        entries = find_entries(value, ("stellenangebote",), _MARKS)
        if entries is None and Fields(value).text("maxErgebnisse") == "0":
            return Parsed()
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of jobs")
        postings, problems = build_postings(entries, lambda job: _posting(job, board, request.posting_id))
        page = parse_count(request.context.get("page"))
        if request.posting_id or not page:
            return Parsed(postings, problems)
        counted = parse_count(Fields(value).text("maxErgebnisse"))
        following, truncated = next_page(request.context, len(entries), postings, counted)
        if following and parse_count(following["offset"]) >= _MOST:
            following, truncated = None, True
        more = [_page_request(board, following | {"page": str(page + 1)})] if following else []
        return Parsed(postings, problems, (*more, *_detail_requests(postings)), truncated)


def _page_request(board: str, context: dict[str, str]) -> Request:
    values = query_values(board, _KEYS) or query_values(_DEFAULT, _KEYS)
    page = context.get("page", "1")
    query = urlencode({"angebotsart": 1, "page": page, "size": _PAGE, **values})
    return Request(f"{_API}/jobs?{query}", context=context or {"page": "1"})


def _detail_requests(postings: Iterable[Posting]) -> Iterable[Request]:
    for posting in postings:
        number = b64encode(posting.external_id.encode()).decode()
        yield Request(f"{_API}/jobdetails/{quote(number, safe='')}", posting_id=posting.external_id)


def _posting(job: Fields, board: str, asked: str | None) -> Posting:
    number = job.text("refnr", "referenznummer") or asked or ""
    places = job.all_within("arbeitsort", "arbeitsorte", "stellenlokationen")
    where = work_location(map(_place, places))
    day = job.day("aktuelleVeroeffentlichungsdatum", "veroeffentlichungszeitraum.von")
    return Posting(
        source="bundesagentur",
        board=board or None,
        external_id=number,
        title=job.line("titel", "stellenangebotsTitel", "beruf") or "",
        description=job.prose(*_TEXTS),
        url=f"{_SITE}/{quote(number, safe='')}" if number else None,
        company=job.line("arbeitgeber", "firma", "arbeitgeber.name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="republished" if day else None,
        employment_type=_employment(job.lines("arbeitszeitmodelle")),
        origin=f"bundesagentur:{number}" if number else None,
    )


def _place(field: Fields) -> Place:
    place = field.within("adresse") or field
    land = place.line("land") or "Deutschland"
    code = find_country(land)
    return place_from_parts(place.line("ort"), place.line("region"), None if code else land, code=code)


def _employment(hours: tuple[str, ...]) -> str | None:
    """Return the only kind of hours, None for several or for shifts alone."""
    kinds = {_HOURS[name] for name in hours if name in _HOURS}
    return employment_type(kinds.pop()) if len(kinds) == 1 else None


SOURCE: Source = Bundesagentur()
