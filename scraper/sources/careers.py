"""Read any careers page that says in its own markup what it offers: sitemaps, and the JobPostings of their pages."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from truerole.core.html import Page, parse_page
from truerole.core.normalise.coerce import link
from truerole.core.posting import LONGEST, Posting
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
from truerole.scraper.extract.sitemap import Sitemap, SitemapEntry, is_sitemap, parse_sitemap
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Problem, Request, Response, Source, SourceSpec

_HTML = "text/html, application/xhtml+xml"
# Many a site answers with a page where there is no sitemap.
_SITEMAP = "application/xml, text/xml, application/gzip, text/html;q=0.5"
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
# The same for a robots.txt, which names sitemaps that are elsewhere.
_ROBOTS = "text/plain, text/html;q=0.5"
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_OF_JOBS = re.compile(r"job|career|posting|position|vacan|opening|stelle|karriere", re.IGNORECASE)
_MOST = 2_000
_MOST_MAPS = 20
_FEW = 10
_DEEPEST = 2
_MOST_ON_A_PAGE = 200


class Careers:
    """Read a careers page or a site; a board is its address."""

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
        """Return an address without its query, None where it is none."""
        address = parse_url(url)
        if "." not in address.host:
            return None
        split = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}")
        board = urlunsplit((split.scheme.lower(), split.netloc.lower(), split.path.rstrip("/"), "", ""))
        return board if link(board) and len(board) <= LONGEST["board"] else None

    def start_request(self, board: str) -> Request:
        """Return the request for what names the sitemaps of the site, or for the page where that is one posting's."""
        if is_posting_url(board):
            return _page_request(board)
        return Request(_with_path(board, "/robots.txt"), None, _ROBOTS, None, {"robots": "1"}, _sitemap_request(board))

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the requests that a sitemap makes, the postings of a page, or those that a page links to."""
        if is_sitemap(response.body):
            return _follow_sitemap(parse_sitemap(response), response, board)
        if "robots" in response.request.context:
            named = dict.fromkeys(_NAMED.findall(decode_body(response)))
            own = _job_sitemaps([SitemapEntry(url) for url in named if link(url)], board)[:_MOST_MAPS]
            share = max(1, _MOST // max(1, len(own)))
            asked = tuple(Request(one.url, None, _SITEMAP, None, _sitemap_context(0, share)) for one in own)
            return Parsed(more=asked or (_sitemap_request(board),))
        source = decode_body(response)
        page = parse_page(source)
        if not page.data and source.lstrip()[:1] in ("{", "["):
            page = replace(page, text="", data=(source,))
        items = list(find_job_postings(page))[:_MOST_ON_A_PAGE]
        if items:
            return _postings_on_page(items, page, response, board)
        if says_closed(page.text.splitlines()) or _is_redirected_away(response):
            return Parsed(gone=True)
        if response.request.posting_id is not None:
            return Parsed(problems=(Problem(response.request.posting_id, "its page holds no JobPosting"),))
        return _follow_links(source, response, board)


def _with_path(board: str, path: str) -> str:
    split = urlsplit(board)
    return urlunsplit((split.scheme, split.netloc, path, "", ""))


def _sitemap_request(board: str) -> Request:
    """Return the request for the sitemap where sites have it, or else for the page itself."""
    request = _page_request(board)
    for path in reversed(_SITEMAPS):
        request = Request(_with_path(board, path), None, _SITEMAP, None, _sitemap_context(0), request)
    return request


def _page_request(url: str, posting_id: str | None = None, changed: date | None = None) -> Request:
    return Request(
        url, accept=_HTML, posting_id=posting_id, context={"changed": changed.isoformat()} if changed else {}
    )


def _sitemap_context(depth: int, most: int = _MOST) -> dict[str, str]:
    return {"sitemap": str(depth), "most": str(most)}


def _context_number(response: Response, key: str, default: int) -> int:
    value = response.request.context.get(key, "")
    return int(value) if value.isdecimal() and len(value) < 9 else default


def _follow_sitemap(sitemap: Sitemap, response: Response, board: str) -> Parsed:
    """Return what a sitemap leads to: further sitemaps, postings, or, where it knows of none, the page itself."""
    depth, most = _context_number(response, "sitemap", 0), _context_number(response, "most", _MOST)
    maps = _job_sitemaps(sitemap.maps, board) if depth < _DEEPEST else []
    share = max(1, most // max(1, len(maps[:_MOST_MAPS])))
    more = tuple(
        Request(one.url, accept=_SITEMAP, context=_sitemap_context(depth + 1, share)) for one in maps[:_MOST_MAPS]
    )
    changed = {entry.url: entry.changed for entry in sitemap.pages}
    newest = sorted(changed, key=lambda url: changed[url] or date.min, reverse=True)
    found = posting_urls(newest, board)
    if not (more or found or depth):
        return Parsed(more=(_page_request(board),))
    postings = _stub_postings(found[:most], board)
    details = tuple(_page_request(one.url or "", one.external_id, changed.get(one.url or "")) for one in postings)
    cut = sitemap.cut or len(found) > most or len(maps) > _MOST_MAPS
    return Parsed(postings, more=(*more, *details), truncated=cut)


def _job_sitemaps(maps: Sequence[SitemapEntry], board: str) -> list[SitemapEntry]:
    """Return those sitemaps whose names speak of jobs, or all of a few; the last changed first."""
    own = [one for one in maps if same_site(one.url, board)]
    named = [one for one in own if _OF_JOBS.search(urlsplit(one.url).path)]
    chosen = named or (own if len(own) <= _FEW else [])
    return sorted(chosen, key=lambda one: one.changed or date.min, reverse=True)


def _stub_postings(urls: Sequence[str], board: str) -> tuple[Posting, ...]:
    name = Careers.spec.name
    return tuple(
        Posting(name, _fitting_id(url), title_from_url(url), "", board or None, url, origin=origin_of(url))
        for url in urls
    )


def _follow_links(source: str, response: Response, board: str) -> Parsed:
    """Return the postings that a page links to; a page of a list may show only some of them."""
    if "sitemap" in response.request.context:
        return Parsed(more=(_page_request(board),))
    base = _page_url(response) or board
    found = posting_urls(extract_links(source, base), board or base)
    if not found:
        return Parsed(problems=(Problem(base, "the page holds no JobPosting, and no links to postings on its site"),))
    postings = _stub_postings(found[:_MOST], board)
    return Parsed(
        postings, more=tuple(_page_request(one.url or "", one.external_id) for one in postings), truncated=True
    )


def _postings_on_page(items: Sequence[dict[str, Any]], page: Page, response: Response, board: str) -> Parsed:
    """Return the postings of a page, each id once."""
    postings: dict[str, Posting] = {}
    problems, more = [], []
    for number, item in enumerate(items):
        posting = _careers_posting(item, number, page, response, board)
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
    made = posting_from_item(item, url or "")
    identifier = identifier_of(item)
    posting_id = response.request.posting_id
    if posting_id is not None:
        external_id = f"{posting_id}#{identifier or number}" if number else posting_id
    else:
        external_id = identifier or (f"{url}#{number}" if number and url == _page_url(response) else url or board)
    return replace(
        made,
        source=Careers.spec.name,
        board=board or None,
        external_id=_fitting_id(external_id or _content_id(made)),
        title=made.title or page.title,
        url=url,
        origin=origin_of(url, _page_url(response)),
    )


def _page_url(response: Response) -> str | None:
    return link(response.url) or link(response.request.url)


def _is_redirected_away(response: Response) -> bool:
    """Return whether the page of a posting led on to one that is none, as sites do when it is closed."""
    asked = response.request
    return (
        asked.posting_id is not None
        and bool(response.url)
        and is_posting_url(asked.url)
        and not is_posting_url(response.url)
    )


def _fitting_id(name: str) -> str:
    """Return what the store has room for."""
    return name if len(name) <= LONGEST["external_id"] else blake2b(name.encode(), digest_size=16).hexdigest()


def _content_id(posting: Posting) -> str:
    """Return an id for a posting that has none and comes from nowhere, as a saved page does: the same for the same."""
    words = "\0".join((posting.title, posting.company or "", posting.location or "", posting.description))
    return blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()


SOURCE: Source = Careers()
