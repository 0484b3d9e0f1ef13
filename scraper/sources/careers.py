"""Any careers page: sitemaps lead to the pages of postings, which carry schema.org JobPostings as JSON-LD."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from truerole.core.normalise.coerce import link
from truerole.core.normalise.plausible import plausible_posting
from truerole.core.posting import LONGEST, Posting
from truerole.core.text.html import Page, parse_page
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import rejection_reason
from truerole.scraper.extract.job_links import (
    extract_links,
    is_posting_url,
    posting_urls,
    same_site,
    says_closed,
    title_from_url,
)
from truerole.scraper.extract.json_fields import Fields, decode_body
from truerole.scraper.extract.jsonld import find_job_postings, identifier_of, posting_from_item
from truerole.scraper.extract.microdata import find_microdata
from truerole.scraper.extract.sitemap import Sitemap, SitemapEntry, is_sitemap, parse_sitemap
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Problem, Request, Response, Source, SourceSpec

_HTML = "text/html, application/xhtml+xml"
# Many a site answers with a page where there is no sitemap.
_SITEMAP = "application/xml, text/xml, application/gzip, text/html;q=0.5"
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
# The same for a robots.txt, which names sitemaps that are elsewhere.
_ROBOTS = "text/plain, text/html;q=0.5"
_NAMED = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_OF_JOBS = re.compile(r"job|career|posting|position|vacan|opening|stelle|karriere", re.IGNORECASE)
_MOST = 2_000
_MOST_MAPS = 20
_FEW = 10
_DEEPEST = 2
_MOST_ON_A_PAGE = 200


class Careers:
    """The source of careers pages anywhere; a board is the URL of a page or a site."""

    spec = SourceSpec(
        name="careers",
        title="Careers pages",
        hosts=("*",),
        any_site=True,
        home="https://schema.org/JobPosting",
        attribution="From the employer's own careers page",
        terms="What each site's robots.txt allows; the texts are the employer's",
        interval=2.0,
        absences=3,
        fields=(
            "title", "company", "location", "workplace", "posted_on", "deadline", "salary", "employment_type",
            "description",
        ),
    )  # fmt: skip

    def board_of(self, url: str) -> str | None:
        """Return the URL without query and fragment, None for anything but an http(s) URL."""
        address = parse_url(url)
        if "." not in address.host:
            return None
        split = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}")
        board = urlunsplit((split.scheme.lower(), split.netloc.lower(), split.path.rstrip("/"), "", ""))
        return board if link(board) and len(board) <= LONGEST["board"] else None

    def start_request(self, board: str) -> Request:
        """Return the request for robots.txt, which names the sitemaps, or for the page of a single posting."""
        if is_posting_url(board):
            return _page_request(board)
        return Request(_with_path(board, "/robots.txt"), None, _ROBOTS, None, {"robots": "1"}, _sitemap_request(board))

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the requests for the URLs of a sitemap, the postings of a page, or requests for linked postings."""
        if is_sitemap(response.body):
            return _follow_sitemap(parse_sitemap(response), response, board)
        if "robots" in response.request.context:
            named = dict.fromkeys(_NAMED.findall(decode_body(response)))
            own = _job_sitemaps([SitemapEntry(url) for url in named if link(url)], board)[:_MOST_MAPS]
            share = max(1, _MOST // max(1, len(own)))
            requests = tuple(Request(entry.url, None, _SITEMAP, None, _sitemap_context(0, share)) for entry in own)
            return Parsed(more=requests or (_sitemap_request(board),))
        source = decode_body(response)
        page = parse_page(source)
        if not page.data and source.lstrip()[:1] in ("{", "["):
            page = replace(page, text="", data=(source,))
        items = (list(find_job_postings(page)) or find_microdata(source))[:_MOST_ON_A_PAGE]
        if items:
            return _postings_on_page(items, page, response, board)
        if says_closed(page.text.splitlines()) or _is_redirected_away(response):
            return Parsed(gone=True)
        if response.request.posting_id is not None:
            return Parsed(problems=(Problem(response.request.posting_id, "its page holds no JobPosting"),))
        return _follow_links(source, response, board)


def _with_path(board: str, path: str) -> str:
    """Return the URL of a path on the host of a board."""
    split = urlsplit(board)
    return urlunsplit((split.scheme, split.netloc, path, "", ""))


def _sitemap_request(board: str) -> Request:
    """Return the request for the usual sitemap, with the page itself as the last fallback."""
    request = _page_request(board)
    for path in reversed(_SITEMAPS):
        request = Request(_with_path(board, path), None, _SITEMAP, None, _sitemap_context(0), request)
    return request


def _page_request(url: str, posting_id: str | None = None, changed: date | None = None) -> Request:
    return Request(
        url, accept=_HTML, posting_id=posting_id, context={"changed": changed.isoformat()} if changed else {}
    )


def _sitemap_context(depth: int, most: int = _MOST) -> dict[str, str]:
    """Return the context of a request for a sitemap: depth below the first, and the most postings to take."""
    return {"sitemap": str(depth), "most": str(most)}


def _context_number(response: Response, key: str, default: int) -> int:
    """Return a number from the context of the request, `default` without."""
    value = response.request.context.get(key, "")
    return int(value) if value.isdecimal() and len(value) < 9 else default


def _follow_sitemap(sitemap: Sitemap, response: Response, board: str) -> Parsed:
    """Return requests for further sitemaps and for postings, or for the careers page if the sitemap names none."""
    depth, most = _context_number(response, "sitemap", 0), _context_number(response, "most", _MOST)
    maps = _job_sitemaps(sitemap.maps, board) if depth < _DEEPEST else []
    share = max(1, most // max(1, len(maps[:_MOST_MAPS])))
    more = tuple(
        Request(entry.url, accept=_SITEMAP, context=_sitemap_context(depth + 1, share)) for entry in maps[:_MOST_MAPS]
    )
    changed = {entry.url: entry.changed for entry in sitemap.pages}
    newest = sorted(changed, key=lambda url: changed[url] or date.min, reverse=True)
    found = posting_urls(newest, board)
    if not (more or found or depth):
        return Parsed(more=(_page_request(board),))
    postings = _stub_postings(found[:most], board)
    details = tuple(_page_request(stub.url or "", stub.external_id, changed.get(stub.url or "")) for stub in postings)
    cut = sitemap.cut or len(found) > most or len(maps) > _MOST_MAPS
    return Parsed(postings, more=(*more, *details), truncated=cut)


def _job_sitemaps(maps: Sequence[SitemapEntry], board: str) -> list[SitemapEntry]:
    """Return the sitemaps with "job" or the like in the name, else all if they are few; the last changed first."""
    own = [entry for entry in maps if same_site(entry.url, board)]
    named = [entry for entry in own if _OF_JOBS.search(urlsplit(entry.url).path)]
    chosen = named or (own if len(own) <= _FEW else [])
    return sorted(chosen, key=lambda entry: entry.changed or date.min, reverse=True)


def _stub_postings(urls: Sequence[str], board: str) -> tuple[Posting, ...]:
    """Return postings of nothing but URL and the title that the URL spells; their details follow."""
    name = Careers.spec.name
    return tuple(
        Posting(name, _fitting_id(url), title_from_url(url), "", board or None, url, origin=origin_of(url))
        for url in urls
    )


def _follow_links(source: str, response: Response, board: str) -> Parsed:
    """Return requests for the postings that a page links to, always truncated: a list may show only a part."""
    if "sitemap" in response.request.context:
        return Parsed(more=(_page_request(board),))
    base = _page_url(response) or board
    found = posting_urls(extract_links(source, base), board or base)
    if not found:
        return Parsed(problems=(Problem(base, "the page holds no JobPosting, and no links to postings on its site"),))
    postings = _stub_postings(found[:_MOST], board)
    return Parsed(
        postings, more=tuple(_page_request(stub.url or "", stub.external_id) for stub in postings), truncated=True
    )


def _postings_on_page(items: Sequence[dict[str, Any]], page: Page, response: Response, board: str) -> Parsed:
    """Return the postings of the JobPostings on a page, each id once, and requests for the pages of stubs."""
    postings: dict[str, Posting] = {}
    problems, more = [], []
    for number, item in enumerate(items):
        posting = plausible_posting(_careers_posting(item, number, page, response, board))
        why = rejection_reason(posting)
        stub = not why and not posting.description
        apart = stub and posting.url and posting.url != _page_url(response)
        if why or (stub and not apart):
            problems.append(Problem(posting.external_id, why or "its JobPosting has no description"))
            continue
        if apart:
            more.append(_page_request(posting.url or "", posting.external_id))
        postings.setdefault(posting.external_id, posting)
    texts = "\n".join(posting.description for posting in postings.values())
    gone = response.request.posting_id is not None and says_closed(
        line for line in page.text.splitlines() if line not in texts
    )
    return Parsed(tuple(postings.values()), tuple(problems), tuple(more), gone=gone)


def _careers_posting(item: dict[str, Any], number: int, page: Page, response: Response, board: str) -> Posting:
    url = Fields(item).link("url") or _page_url(response) or link(board)
    posting = posting_from_item(item, url or "")
    identifier = identifier_of(item)
    posting_id = response.request.posting_id
    if posting_id is not None:
        external_id = f"{posting_id}#{identifier or number}" if number else posting_id
    else:
        external_id = identifier or (f"{url}#{number}" if number and url == _page_url(response) else url or board)
    return replace(
        posting,
        source=Careers.spec.name,
        board=board or None,
        external_id=_fitting_id(external_id or _content_id(posting)),
        title=posting.title or page.title,
        url=url,
        origin=origin_of(url, _page_url(response)),
    )


def _page_url(response: Response) -> str | None:
    """Return the final URL of a page after redirects."""
    return link(response.url) or link(response.request.url)


def _is_redirected_away(response: Response) -> bool:
    """Return whether the page of a posting redirected to another page, as sites do with closed postings."""
    request = response.request
    return (
        request.posting_id is not None
        and bool(response.url)
        and is_posting_url(request.url)
        and not is_posting_url(response.url)
    )


def _fitting_id(name: str) -> str:
    """Return a name as an external id, hashed if longer than the store allows."""
    return name if len(name) <= LONGEST["external_id"] else blake2b(name.encode(), digest_size=16).hexdigest()


def _content_id(posting: Posting) -> str:
    """Return a hash of title, company, place and text as the id of a posting without id and URL, as of a saved page."""
    words = "\0".join((posting.title, posting.company or "", posting.location or "", posting.description))
    return blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()


SOURCE: Source = Careers()
