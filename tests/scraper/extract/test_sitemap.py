"""Sitemaps of anybody: packed, cut, hostile."""

import gzip
from datetime import date

import pytest

from tests.shared import gzip_bomb
from truerole.scraper.extract.sitemap import Sitemap, SitemapEntry, is_sitemap, parse_sitemap
from truerole.scraper.sources.base import Malformed, Request, Response

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGES = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {SPACE} xmlns:i="http://i.example"><url><loc> https://a.example/jobs/1 </loc><lastmod>2026-05-01T10Z</lastmod>
<i:image><i:loc>https://a.example/x.png</i:loc></i:image></url><url><loc>javascript:x</loc></url><url/>
<url><loc>https://a.example/jobs/1</loc></url></urlset>""".encode()
FOUND = Sitemap((SitemapEntry("https://a.example/jobs/1", date(2026, 5, 1)),))


def read(body: bytes) -> Sitemap:
    return parse_sitemap(Response(Request("https://a.example/sitemap.xml"), body))


@pytest.mark.parametrize(
    "body",
    [PAGES, gzip.compress(PAGES, mtime=0), b"\n" + PAGES, PAGES.replace(SPACE.encode(), b""), b"\xef\xbb\xbf" + PAGES],
    ids=["plain", "packed", "blank", "no namespace", "mark"],
)
def test_pages(body: bytes) -> None:
    assert is_sitemap(body)
    assert read(body) == FOUND


def test_an_index() -> None:
    body = f"<sitemapindex {SPACE}><sitemap><loc>https://a.example/jobs.xml.gz</loc></sitemap></sitemapindex>".encode()
    assert read(body) == Sitemap(maps=(SitemapEntry("https://a.example/jobs.xml.gz"),))


def test_more_addresses_than_the_format_allows_are_cut() -> None:
    body = "".join(f"<url><loc>https://a.example/{number}</loc></url>" for number in range(50_010))
    found = read(f"<urlset>{body}</urlset>".encode())
    assert (len(found.pages), found.cut) == (50_000, True)


LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><urlset><url><loc>&b;</loc></url></urlset>"
OUTSIDE = b"<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&a;</loc></url></urlset>"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (PAGES[:200], "is no XML"),
        (b"", "is no XML"),
        (b"<rss/>", "is XML of another kind: <rss>"),
        (LAUGHS, "declares a document type or entities"),
        (OUTSIDE, "declares a document type or entities"),
        (gzip_bomb(60), "unpacks to more than 50 MB"),
        (gzip.compress(PAGES, mtime=0)[:60], "is no XML"),
        (b"\x1f\x8bnothing", "cannot be unpacked"),
        (b"<?xml version='1.0' encoding='klingon'?><urlset/>", "is no XML"),
        (b"\x00\x01\x02", "is no XML"),
    ],
    ids=["cut", "empty", "rss", "laughs", "outside", "bomb", "packed and cut", "not packed", "encoding", "binary"],
)
def test_hostile(body: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read(body)


@pytest.mark.parametrize("body", [b"<!doctype html><html>", b"<?xml version='1.0'?><html>", b"", b"{}", b"words"])
def test_what_is_none(body: bytes) -> None:
    assert not is_sitemap(body)
