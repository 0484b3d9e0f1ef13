"""Pages come out of archives as hosts sent them, whatever packing they came in."""

import gzip
import zlib
from pathlib import Path

import pytest

from tests.scraper.extract.archive import packed, record, response
from truerole.core.errors import DataError
from truerole.scraper.extract.warc import CrawledPage, WarcFile

pytest.importorskip("warcio")
BODY = "<html>Grüße</html>"
INFO = record(b"software: a crawler\r\n", kind="warcinfo")
REQUEST = record(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", kind="request")


def read(folder: Path, content: bytes, name: str = "a.warc") -> tuple[list[CrawledPage], WarcFile]:
    (folder / name).write_bytes(content)
    file = WarcFile(folder / name)
    return list(file), file


@pytest.mark.parametrize("packing", [b"".join, lambda records: packed(*records), lambda r: gzip.compress(b"".join(r))])
def test_pages_of_plain_and_packed_archives(tmp_path: Path, packing) -> None:
    records = [INFO, REQUEST, response(BODY, "https://example.com/a#part"), INFO, response("<html>", "http://b.org")]
    found, file = read(tmp_path, packing(records))
    assert found == [
        CrawledPage("https://example.com/a", BODY.encode(), "text/html", "utf-8"),
        CrawledPage("http://b.org", b"<html>", "text/html", "utf-8"),
    ]
    assert (file.pages, dict(file.passed), file.damage) == (2, {}, None)


CHUNKED = b"7\r\n<html>G\r\n" + f"{len(BODY.encode()) - 7:x}\r\n".encode() + BODY.encode()[7:] + b"\r\n0\r\n\r\n"
BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY.encode()),
        ({"Content-Encoding": "gzip"}, gzip.compress(BODY.encode(), mtime=0)),
        ({"Content-Encoding": "deflate"}, zlib.compress(BODY.encode())),
        ({"Content-Encoding": "deflate"}, BARE.compress(BODY.encode()) + BARE.flush()),
        ({"Transfer-Encoding": "chunked"}, CHUNKED),
        ({"Transfer-Encoding": "chunked"}, BODY.encode()),  # as crawlers leave it that have undone it
        ({"X-Crawl-Content-Encoding": "gzip", "X-Crawl-Transfer-Encoding": "chunked"}, BODY.encode()),
    ],
)
def test_bodies_are_unpacked(tmp_path: Path, headers: dict[str, str], body: bytes) -> None:
    found, _ = read(tmp_path, response(body, headers=headers))
    assert [page.body for page in found] == [BODY.encode()]


@pytest.mark.parametrize(
    "other",
    [
        response(BODY, status="HTTP/1.1 404 Not Found"),
        response(BODY, status="HTTP/1.1 301 Moved"),
        response(BODY, media_type="application/pdf"),
        record(b"", kind="revisit"),
        b"WARC/1.0\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
        REQUEST,
    ],
)
def test_what_is_no_page_is_left_out(tmp_path: Path, other: bytes) -> None:
    found, file = read(tmp_path, other + response(BODY))
    assert ([page.body for page in found], dict(file.passed)) == ([BODY.encode()], {})


def test_only_pages_with_the_wanted_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(response("<html>one") + response("<html>two"))
    file = WarcFile(tmp_path / "a.warc", b"two")
    assert ([page.body for page in file], file.pages) == ([b"<html>two"], 2)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.warc: No such file"):
        list(WarcFile(tmp_path / "none.warc"))
