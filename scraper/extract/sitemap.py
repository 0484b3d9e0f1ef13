"""Parse XML sitemaps and sitemap indexes, gzipped or not, from untrusted hosts."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from truerole.core.normalise.coerce import link
from truerole.core.normalise.dates import parse_date
from truerole.scraper.extract.json_fields import malformed
from truerole.scraper.sources.base import Response

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# As the format allows: so many bytes unpacked, so many addresses.
_MOST_BYTES = 50_000_000
_MOST_ENTRIES = 50_000
_GZIP = b"\x1f\x8b"
_ENTRIES = ("url", "sitemap")


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A URL of a sitemap, and the day of the page's last change, if given."""

    url: str
    changed: date | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages or the further sitemaps that a sitemap lists; `cut` says that there are more."""

    pages: tuple[SitemapEntry, ...] = ()
    maps: tuple[SitemapEntry, ...] = ()
    cut: bool = False


def is_sitemap(body: bytes) -> bool:
    """Return whether bytes are gzipped, or XML and no HTML page."""
    head = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1_000].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return False
    return body.startswith(_GZIP) or head.startswith((b"<?xml", b"<urlset", b"<sitemapindex", b"<!doctype"))


def parse_sitemap(response: Response) -> Sitemap:
    """Return the pages and further sitemaps of a sitemap, each URL once.

    Raises Malformed for what is none: other XML, XML that is cut or declares entities, what unpacks to more than 50 MB.
    """
    found: dict[str, dict[str, SitemapEntry]] = {name: {} for name in _ENTRIES}
    for element in _elements(response, _unpacked(response)):
        entries = found[_name(element)]
        entry = _entry(element)
        if entry and len(entries) <= _MOST_ENTRIES:
            entries.setdefault(entry.url, entry)
    pages, maps = (tuple(found[name].values())[:_MOST_ENTRIES] for name in _ENTRIES)
    return Sitemap(pages, maps, cut=any(len(entries) > _MOST_ENTRIES for entries in found.values()))


def _unpacked(response: Response) -> bytes:
    """Return the body, gunzipped if need be; raises Malformed for broken gzip and beyond 50 MB."""
    if not response.body.startswith(_GZIP):
        return response.body
    try:
        body = zlib.decompressobj(wbits=31).decompress(response.body, _MOST_BYTES + 1)
    except zlib.error as error:
        raise malformed(response, f"cannot be unpacked: {error}") from None
    if len(body) > _MOST_BYTES:
        raise malformed(response, f"unpacks to more than {_MOST_BYTES // 1_000_000} MB")
    return body


def _elements(response: Response, body: bytes) -> "Iterator[Element]":
    """Yield the elements <url> and <sitemap> while the XML is parsed, each freed before the next."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        events = iterparse(BytesIO(body.lstrip()), ("start", "end"), forbid_dtd=True)
        _, root = next(events)
        if _name(root) not in ("urlset", "sitemapindex"):
            raise malformed(response, f"is XML of another kind: <{_name(root)[:40]}>")
        for event, element in events:
            if event == "end" and _name(element) in _ENTRIES:
                yield element
                root.clear()
    except DefusedXmlException:
        raise malformed(response, "is XML that declares a document type or entities") from None
    except (ParseError, ValueError, LookupError, StopIteration) as error:
        raise malformed(response, f"is no XML: {error}") from None


def _entry(element: "Element") -> SitemapEntry | None:
    """Return the entry of an element, None without a URL; an image's URL, deeper in the element, does not count."""
    space = element.tag.rpartition("}")[0]
    own = {_name(child): child.text for child in element if child.tag.rpartition("}")[0] == space}
    url = link((own.get("loc") or "").strip())
    return SitemapEntry(url, parse_date(own.get("lastmod")).day) if url else None


def _name(element: "Element") -> str:
    return element.tag.rpartition("}")[2].lower()
