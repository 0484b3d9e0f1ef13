"""Read response bodies within a size limit, decompress gzip, and check the media type against the Accept header."""

import re
import zlib

import httpx

from truerole.core.errors import FailedLink
from truerole.scraper.fetch.ssrf import TransientFailure

_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_HTML_KINDS = ("text/html", "application/xhtml+xml")
_HTML_HEAD = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|script|title|meta)\b", re.I | re.S)
_BINARY = re.compile(r"(?:image|video|audio|font)/|application/(?:pdf|zip|msword|vnd\.(?!.*(?:json|xml)))")


class OversizedBody(FailedLink):
    """The body of a response has more bytes than may be held."""


async def read_body(response: httpx.Response, host: str, limit: int, cut: bool = False) -> bytes:
    """Return the decompressed body of a response; with `cut`, the first `limit` bytes.

    Raises OversizedBody for a larger body, FailedLink for another encoding than gzip, TransientFailure for a damaged
    body.
    """
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > limit:
            if not cut:
                raise _too_large(host, limit)
            break
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return bytes(raw[:limit])
    if encoding not in ("gzip", "x-gzip"):
        raise FailedLink(f"{host} packs its page as {encoding[:40]}, which was not asked for")
    return _unpack(bytes(raw), host, limit, cut)


def _unpack(raw: bytes, host: str, limit: int, cut: bool) -> bytes:
    """Decompress gzip, at most `limit` bytes: a few kB can hold gigabytes."""
    body, rest = b"", raw
    try:
        while rest.startswith(_GZIP) and len(body) <= limit:
            unpacker = zlib.decompressobj(wbits=31)
            body += unpacker.decompress(rest, limit + 1 - len(body))
            if not unpacker.eof and len(body) <= limit and not cut:
                raise _damaged(host)
            rest = unpacker.unused_data
    except zlib.error:
        raise _damaged(host) from None
    if rest is raw and raw:
        raise _damaged(host)
    if len(body) > limit and not cut:
        raise _too_large(host, limit)
    return body[:limit]


def _damaged(host: str) -> TransientFailure:
    return TransientFailure(f"{host} sent a damaged page")


def _too_large(host: str, limit: int) -> OversizedBody:
    return OversizedBody(f"{host} sends more than {limit / 1e6:g} MB")


def kind_of(response: httpx.Response) -> str:
    """Return the media type of a response in lower case, empty without a Content-Type header."""
    return str(response.headers.get("content-type", "")).split(";")[0].strip().lower()[:80]


def is_html(body: bytes, kind: str) -> bool:
    """Return whether a body is HTML, by the first tag or else by the media type."""
    begun = body.removeprefix(_BOM)[:2_000]
    return bool(_HTML_HEAD.match(begun)) or (kind in _HTML_KINDS and begun.lstrip()[:1] not in (b"{", b"["))


def wrong_kind(accept: str, kind: str, body: bytes) -> str | None:
    """Return the name of an unexpected content type, None where the body may be of the accepted type."""
    if _BINARY.match(kind) and kind not in accept:
        return kind
    if "*/*" in accept or "html" in accept:
        return None
    if not body.strip():
        return "nothing"
    if is_html(body, "" if "xml" in accept else kind):
        return "a page of HTML"
    return "XML" if "json" in accept and body.removeprefix(_BOM).lstrip()[:1] == b"<" else None
