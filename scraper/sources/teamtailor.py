"""Teamtailor: all jobs of a company as a paged RSS feed, or as a JSON feed with a JobPosting for each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise import coerce
from truerole.core.posting import Posting, Workplace
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import (
    Fields,
    error_message,
    find_entries,
    malformed,
    parse_json,
    parse_xml,
    xml_to_json,
)
from truerole.scraper.extract.jsonld import posting_from_item
from truerole.scraper.extract.location import Place, parse_place, place_from_parts, work_location
from truerole.scraper.extract.url import ParsedUrl, leading_number, parse_url
from truerole.scraper.sources.base import Parsed, Request, Response, SourceSpec
from truerole.scraper.sources.paging import list_page

_DOMAIN = "teamtailor.com"
_PAGE, _MOST = 100, 5_000
_NO_COMPANIES = frozenset(("", "www", "app", "api", "docs", "support", "integrations", "track", "status"))
_WORKPLACES: dict[str, Workplace] = {"fully": "remote", "temporary": "remote", "hybrid": "hybrid", "none": "onsite"}


def _origin(url: ParsedUrl) -> str | None:
    number = leading_number(url.after("jobs")) if url.below(_DOMAIN) else None
    return f"teamtailor:{number}" if number else None


@dataclass(frozen=True, slots=True)
class Teamtailor:
    """The source of careers sites on Teamtailor; a board is the company's subdomain."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="teamtailor",
        order=7,
        title="Teamtailor",
        hosts=(f"*.{_DOMAIN}",),
        posting_origin=_origin,
        home="https://support.teamtailor.com",
        attribution="Jobs from the employer's site on Teamtailor",
        terms="The vendor's help says that the feeds are public; no key is needed to read them.",
        fields=("company", "location", "country", "workplace", "posted_on", "salary", "employment_type"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the company in a careers or posting URL, by `Source.board_of`."""
        company = parse_url(url).below(_DOMAIN)
        return company if company and company not in _NO_COMPANIES else None

    def start_request(self, board: str) -> Request:
        """Return the request for the first page of the feed, by `Source.start_request`."""
        return _page_request(board, 0, "")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page of either feed, by `Source.parse`."""
        if response.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            return _parse_json_feed(response, board)
        root = parse_xml(response)
        items = [xml_to_json(item) for item in root.iter("item")]
        if not items and root.find("channel") is None:
            raise malformed(response, "has no list of items")
        postings, problems = build_postings(items, lambda item: _posting_from_rss(item, board))
        first = postings[0].external_id if postings else ""
        at = int(response.request.context.get("offset", "0")) + len(items)
        # A site that does not know pages would send its first one for ever.
        again = first == response.request.context.get("first", "")
        more = (_page_request(board, at, first),) if board and postings and not again and at < _MOST else ()
        # One that does, and repeats a later page, shows no whole list.
        repeats_first = again and at == 2 * len(items)
        page = None if repeats_first or not postings else list_page(postings, problems)
        return Parsed(() if again else postings, problems, more, truncated=at >= _MOST and not again, page=page)


SOURCE = Teamtailor()


def _page_request(board: str, offset: int, first: str) -> Request:
    address = f"https://{quote(board, safe='.')}.{_DOMAIN}/jobs.rss?per_page={_PAGE}&offset={offset}"
    return Request(address, accept="application/rss+xml, text/xml", context={"offset": str(offset), "first": first})


def _posting_from_rss(item: Fields, board: str) -> Posting:
    """Return the posting of an item of the RSS feed."""
    url, day = item.link("link"), item.day("pubDate")
    where = work_location(map(_place, item.all_within("locations.location")), *_workplaces(item))
    return Posting(
        source="teamtailor",
        board=board or None,
        external_id=item.text("guid") or url or "",
        title=item.line("title") or "",
        description=item.prose("encoded", "description"),
        url=url,
        company=item.line("company", "company_name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis="published" if day else None,
        employment_type=employment_type(item.line("employmentType", "employment_type")),
        origin=_origin_on_own_domain(url),
    )


def _workplaces(item: Fields) -> Iterable[Workplace]:
    # "none" is a word here: not a day at home.
    status = item.value("remoteStatus")
    return filter(None, (_WORKPLACES.get(status.strip().lower()) if isinstance(status, str) else None,))


def _place(location: Fields) -> Place:
    place = place_from_parts(location.line("city"), location.line("country"))
    return place if place.text else parse_place(location.line("name"))


def _origin_on_own_domain(url: str | None) -> str | None:
    """Return the origin of a posting by the number in the URL, on a company's own domain too."""
    if url and not (origin := origin_of(url)):
        number = (parse_url(url).after("jobs") or "").partition("-")[0]
        return f"teamtailor:{number}" if number.isdecimal() else None
    return origin if url else None


def _parse_json_feed(response: Response, board: str) -> Parsed:
    """Return the postings of the JSON feed; raises Malformed for other JSON."""
    value = parse_json(response)
    entries = find_entries(value, ("items",), ("_jobposting", "content_html", "date_published"))
    if entries is None:
        raise malformed(response, error_message(value) or "has no list of items")
    company = Fields(value).line("title")
    return Parsed(*build_postings(entries, lambda item: _posting_from_json_feed(item, board, company)), company=company)


def _posting_from_json_feed(item: Fields, board: str, company: str | None) -> Posting:
    """Return the posting of a JSON feed item: the fields of the JobPosting, completed by the item's."""
    job, url = item.within("_jobposting"), item.link("url", "external_url")
    raw = item.value("_jobposting")
    posting = posting_from_item(raw if isinstance(raw, dict) else {}, url or "")
    day = posting.posted_on or item.day("date_published")
    return replace(
        posting,
        source="teamtailor",
        board=board or None,
        external_id=item.text("id") or job.text("identifier.value") or url or "",
        title=item.line("title") or posting.title,
        description=item.prose("content_html", "content_text") or posting.description,
        url=url,
        company=posting.company or company,
        posted_on=day,
        posted_basis="published" if day else None,
        language=posting.language or coerce.language(item.text("language")),
        origin=_origin_on_own_domain(url),
    )
