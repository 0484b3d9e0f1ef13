"""Adzuna: a search by words and place in a country, with a free key; the texts are cut by the API."""

import re
from typing import ClassVar
from urllib.parse import quote, urlencode

from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting, Salary
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, parse_count
from truerole.scraper.extract.location import WorkLocation, parse_place, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import open_feed
from truerole.scraper.sources.paging import next_page
from truerole.scraper.sources.search_query import query_name, query_values

_API = "https://api.adzuna.com/v1/api/jobs"
_PAGE, _MOST = 50, 1_000
_KEYS = ("what", "where", "max_days_old", "salary_min")
_CURRENCIES = {
    "gb": "GBP", "us": "USD", "de": "EUR", "fr": "EUR", "nl": "EUR", "it": "EUR", "at": "EUR", "es": "EUR", "be": "EUR",
    "br": "BRL", "in": "INR", "mx": "MXN", "nz": "NZD", "pl": "PLN", "sg": "SGD", "za": "ZAR", "ch": "CHF",
    "ca": "CAD", "au": "AUD",
}  # fmt: skip
_DOMAINS = {
    "gb": "adzuna.co.uk",
    "us": "adzuna.com",
    "au": "adzuna.com.au",
    "br": "adzuna.com.br",
    "mx": "adzuna.com.mx",
}
_DOMAINS |= {"nz": "adzuna.co.nz", "za": "adzuna.co.za"}
_BOARD = re.compile(r"([a-z]{2})\?(.+)", re.DOTALL)
_DEFAULT = "gb?what=data"


def _search_board(search: Search) -> str | None:
    """Return the search in the country of the place; None for a place without a country that Adzuna knows."""
    if search.country not in _CURRENCIES:
        return None
    return _board(search.country or "", {
        "what": f"{search.words} remote" if search.remote else search.words,
        "where": "" if search.is_country else search.place,
        "max_days_old": search.days,
        "salary_min": search.salary_from,
    })  # fmt: skip


def _board(country: str, values: dict[str, object]) -> str | None:
    name = query_name(values, _KEYS)
    return f"{country}?{name}" if country in _CURRENCIES and name else None


class Adzuna:
    """The search at https://api.adzuna.com; a board is a country and a search, such as "gb?what=data&where=Leeds"."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="adzuna",
        order=50,
        title="Adzuna",
        hosts=("api.adzuna.com",),
        home="https://developer.adzuna.com",
        attribution="Jobs by Adzuna",
        terms="Free key for personal research; name Adzuna; 250 requests a day. Its texts are cut: roles are unsure.",
        listing="window",
        robots="documented",
        interval=3.0,
        daily=250,
        expires=45,
        key="TRUEROLE_ADZUNA_KEY",
        key_query=("app_id", "app_key"),
        key_contact=False,
        cut_texts=True,
        search_board=_search_board,
        one_board=True,
        fields=("company", "location", "country", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return country and search in a URL of Adzuna's API or site."""
        address = parse_url(url)
        if address.host == "api.adzuna.com":
            return _board((address.after("jobs") or "").lower(), dict(address.query))
        country = _country_of_site(url)
        words, where = address.query.get("q"), address.query.get("w") or address.query.get("loc_name")
        return _board(country, {"what": words or "data", "where": where}) if country else None

    def start_request(self, board: str) -> Request:
        """Return the request for the newest postings of a search."""
        return _page_request(board, {})

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page, and the request for the next page."""
        value, entries = open_feed(response, ("results",), ("redirect_url", "adref"))
        postings, problems = build_postings(entries, lambda job: _adzuna_posting(job, board))
        asked = response.request.context
        following, truncated = next_page(asked, len(entries), postings, parse_count(value.text("count")))
        if following and parse_count(following["offset"]) >= _MOST:
            following, truncated = None, True
        page = parse_count(asked.get("page"))
        more = (_page_request(board, following | {"page": str(page + 1)}),) if page and following else ()
        return Parsed(postings, problems, more, truncated)


def _parts(board: str) -> tuple[str, dict[str, str]]:
    """Return country and parameters of a board; the default's for any other text."""
    found = _BOARD.fullmatch(board)
    country, name = (found[1], found[2]) if found and found[1] in _CURRENCIES else tuple(_DEFAULT.split("?"))
    return country, query_values(name, _KEYS)


def _country_of_site(url: str | None) -> str | None:
    """Return the country whose site of Adzuna a URL is on."""
    address = parse_url(url or "")
    sites = ((country, _DOMAINS.get(country, f"adzuna.{country}")) for country in _CURRENCIES)
    return next((country for country, domain in sites if address.below(domain) in ("", "www")), None)


def _page_request(board: str, context: dict[str, str]) -> Request:
    country, values = _parts(board)
    page = context.get("page", "1")
    query = urlencode({"results_per_page": _PAGE, "sort_by": "date", **values})
    return Request(f"{_API}/{quote(country)}/search/{page}?{query}", context=context or {"page": "1"})


def _adzuna_posting(job: Fields, board: str) -> Posting:
    number, day, url = job.text("id") or "", job.day("created"), job.link("redirect_url")
    where, country = _work_location(job), _country_of_site(url) or _parts(board)[0]
    return Posting(
        source="adzuna",
        board=board or None,
        external_id=number,
        title=" ".join(job.prose("title").split()),
        description=job.prose("description"),
        url=url,
        company=job.line("company.display_name"),
        location=where.location,
        country=where.country or country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="created" if day else None,
        salary=_salary(job, _CURRENCIES[country]),
        employment_type=employment_type(job.line("contract_time"), job.line("contract_type")),
        origin=origin_of(url) or (f"adzuna:{number}" if number else None),
    )


def _work_location(job: Fields) -> WorkLocation:
    areas = job.lines("location.area")
    return work_location([parse_place(job.line("location.display_name"), areas[0] if areas else None)])


def _salary(job: Fields, currency: str) -> Salary | None:
    """Return the yearly pay as published; pay that Adzuna predicts is none."""
    if job.flag("salary_is_predicted"):
        return None
    return build_salary(job.value("salary_min"), job.value("salary_max"), currency, "year")


SOURCE: Source = Adzuna()
