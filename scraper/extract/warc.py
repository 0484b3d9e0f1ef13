"""Read the pages of a crawl's archive (WARC, ISO 28500; as Common Crawl writes it), in bounded memory.

warcio reads the records. It trusts lengths and lines, so lines are cut and records are read only up to a limit; the
bodies of pages are unpacked here, as a few bytes may unfold to gigabytes.
"""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urldefrag

from truerole.core.errors import DataError

# Bytes of a page, packed or not: as many as an answer of a host may have.
MAX_PAGE = 5_000_000
_LONGEST_LINE, _LONGEST_HEAD = 1 << 16, 1 << 18
# Bytes that are passed over in search of the next record, and those of a record that is passed over.
_MOST_LOST, _MOST_PASSED = 1 << 26, 1 << 30
_GZIP = b"\x1f\x8b"
_BEGIN = b"WARC/"
# The other format that warcio knows, ARC, is any line of five words.
_FORMAT = "warc"
_CUT = "it ends in the midst of a record"
_NO_RECORD = "not one record of it can be read"
_PAGES = ("text/html", "application/xhtml+xml")
# How zlib unpacks gzip and zlib alike, and bare deflate.
_PACKED, _BARE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class CrawledPage:
    """Page of an archive: the URL without fragment, the unpacked body, and the type that the host stated."""

    url: str
    body: bytes
    media_type: str
    charset: str | None = None


@dataclass
class WarcFile:
    """Iterable of the HTML pages of an archive (.warc, .warc.gz); others are counted by reason.

    `records` counts the records that could be read, of whatever kind. `damage` says why the file could not be read to
    its end, or that it holds none.
    """

    path: Path
    wanted: bytes = b""
    records: int = 0
    pages: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    damage: str | None = None
    share: float = 0.0

    def __iter__(self) -> Iterator[CrawledPage]:
        """Yield the pages that hold the `wanted` bytes; raises DataError for a file that cannot be opened."""
        size = max(_size(self.path), 1)
        with self.path.open("rb") as raw:
            try:
                for record in self._records(_unpacked(raw)):
                    self.share = min(raw.tell() / size, 1.0)
                    page = self._page(record)
                    _require_whole(record)
                    self.records += record.format == _FORMAT
                    if page and self.wanted in page.body:
                        yield page
            except (zlib.error, gzip.BadGzipFile, _Damaged) as error:
                self.damage = f"is damaged ({error}); {'the pages before are kept' if self.records else _NO_RECORD}"
        if not self.records:
            self.damage = self.damage or f"is no archive (WARC); {_NO_RECORD}"

    def _records(self, stream: BinaryIO) -> Iterator[Any]:
        """Yield the records; behind a broken record, reading goes on at the next beginning.

        Raises _Damaged where the file ends before the head of a record does, or with something else than a record.
        """
        reader = _line_reader(stream)
        line = None
        while True:
            archive = _archive(reader, line)
            try:
                for record in archive:
                    if reader.ended:
                        raise _Damaged(_CUT)
                    yield record
            except (zlib.error, gzip.BadGzipFile, _Damaged):
                raise
            except Exception:  # warcio raises whatever its parts do of what it does not expect
                self.passed["broken"] += 1
            else:
                return
            if not (line := reader.next_begin()):
                if self.records:
                    raise _Damaged("it does not end with a record")
                return

    def _page(self, record: Any) -> CrawledPage | None:  # noqa: ANN401, as warcio has no types
        """Return the page of a record, None for a record of something else."""
        if record.length is None or record.length > _MOST_PASSED:
            raise _Damaged("it has a record without an end")
        if record.format != _FORMAT or record.rec_type != "response":
            return None
        self.pages += 1
        if record.length > MAX_PAGE:
            self.passed["too long"] += 1
            return None
        with suppress(_Unreadable):
            return _page_of(record)
        self.passed["broken"] += 1
        return None


class _Damaged(Exception):
    """The rest of the file cannot be read."""


class _Unreadable(Exception):
    """The record holds no page that can be read."""


def _size(path: Path) -> int:
    """Return the size of a file; raises DataError for a pipe, which may never answer, or a device."""
    if path.exists() and not path.is_file():
        raise DataError(f"{path}: is no file; save what it gives to a file first")
    try:
        return path.stat().st_size
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from None


def _unpacked(raw: BinaryIO) -> BinaryIO:
    """Return the unpacked stream of an archive that may be packed, record by record or as a whole."""
    packed = raw.read(2) == _GZIP
    raw.seek(0)
    return _Whole(raw) if packed else raw  # type: ignore[return-value]


class _Whole(gzip.GzipFile):
    """Packed stream that gives all that is before a damage, and tells an end which came too early from the end."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__(fileobj=raw)

    def read(self, size: int | None = -1) -> bytes:
        try:
            return self.read1(-1 if size is None else size)
        except EOFError:
            raise _Damaged("it ends too early") from None


def _warcio(module: str) -> Any:  # noqa: ANN401
    import importlib

    try:
        return importlib.import_module(f"warcio.{module}")
    except ModuleNotFoundError:
        raise DataError("warcio is not installed; it comes with: pip install 'truerole[warc]'") from None


def _line_reader(stream: BinaryIO) -> Any:  # noqa: ANN401
    class LineReader(_warcio("bufferedreaders").BufferedReader):  # type: ignore[misc]
        """Reader whose lines are short, and few between two reads of other bytes; `ended` if the last line was none."""

        lines, ended = 0, False

        def read(self, length: int | None = None) -> bytes:
            self.lines = 0
            return bytes(super().read(length))

        def readline(self, length: int | None = None) -> bytes:
            line = bytes(super().readline(min(length or _LONGEST_LINE, _LONGEST_LINE)))
            self.lines += len(line)
            self.ended = not line
            if self.lines > _LONGEST_HEAD:
                raise ValueError("the head of a record has no end")
            return line

        def next_begin(self) -> bytes:
            """Return the next line that begins a record, empty at the end of the file."""
            lost = 0
            while line := bytes(super().readline(_LONGEST_LINE)):
                self.lines = 0
                if line.startswith(_BEGIN):
                    return line
                lost += len(line)
                if lost > _MOST_LOST:
                    raise _Damaged("no record begins for 64 MB")
            return b""

    return LineReader(stream)


def _archive(reader: Any, line: bytes | None) -> Any:  # noqa: ANN401
    """Return the iterator of warcio over records, of which only the heads are read, from a first line on."""
    iterator = _warcio("archiveiterator").ArchiveIterator
    archive = type("Archive", (iterator,), {"INC_RECORD": ""})(reader, no_record_parse=True)
    archive.reader, archive.next_line = reader, line
    return archive


def _require_whole(record: Any) -> None:  # noqa: ANN401
    """Read the rest of a record; raises _Damaged where the file ends before the record does."""
    stream = record.raw_stream
    while (left := getattr(stream, "limit", 0)) > 0:
        if not stream.read(min(left, _LONGEST_HEAD)):
            raise _Damaged(_CUT)


def _page_of(record: Any) -> CrawledPage | None:  # noqa: ANN401
    """Return the page of a response, None for another status or type; raises _Unreadable for a broken page."""
    block = BytesIO(record.raw_stream.read(record.length))
    headers = _warcio("statusandheaders").StatusAndHeadersParser(["HTTP/"], verify=False)
    try:
        head = headers.parse(block)
    except Exception:  # of a head that is none, whatever it raises
        raise _Unreadable from None
    media_type, _, more = (head.get_header("content-type") or "").lower().partition(";")
    if not (head.statusline.startswith("200") and media_type.strip() in _PAGES):
        return None
    body = block.read()
    if "chunked" in (head.get_header("transfer-encoding") or "").lower():
        body = _warcio("bufferedreaders").ChunkedDataReader(BytesIO(body)).read()
    body = _inflated(body, (head.get_header("content-encoding") or "").strip().lower())
    url = urldefrag((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> "))[0]
    return CrawledPage(url, body, media_type.strip(), more.partition("charset=")[2].strip(" \"';") or None)


def _inflated(body: bytes, packing: str) -> bytes:
    """Return a body unpacked; raises _Unreadable for an unknown packing, damage, and more than MAX_PAGE bytes."""
    if packing in ("", "identity"):
        return body
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise _Unreadable
    for form in (_PACKED, _BARE):
        with suppress(zlib.error):
            plain = zlib.decompressobj(form).decompress(body, MAX_PAGE + 1)
            if len(plain) > MAX_PAGE:
                break
            return plain
    raise _Unreadable
