"""Decode bytes of files, pipes and responses in unknown encodings, and refuse binary data."""

import codecs
import io
import os
import re
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from truerole.core.errors import InputError, NotText, TooLong

MAX_BYTES = 5_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF: copy its text"),
    (b"PK\x03\x04", "a Word, OpenOffice or zip file: copy its text"),
    (b"\xd0\xcf\x11\xe0", "an old Word file: copy its text"),
    (b"{\\rtf", "an RTF file: copy its text"),
    (b"\x89PNG", "a picture: copy its text"),
    (b"\xff\xd8\xff", "a picture: copy its text"),
    (b"GIF8", "a picture: copy its text"),
    (b"\x1f\x8b", "gzip: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "zstd: unpack it first"),
    (b"PAR1", "a Parquet file: use `truerole score`"),
)
# A web page may name any encoding; these are safe to try, others ("punycode", "utf-7") can be made to run for hours.
_CHARSET = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|iso-?8859-?\d{1,2}|windows-125\d|cp125\d|koi8-[ru]|shift_jis|euc-jp|euc-kr|"
    r"gb2312|gbk|gb18030|big5",
    re.IGNORECASE,
)
_LATIN = re.compile(r"(?:us-)?ascii|latin-?1|iso-?8859-?1", re.IGNORECASE)
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")
_CONTROL_SHARE = 0.02
_BINARY = "this is binary data, not text: copy the posting's words instead"
_WINDOWS = "truerole-windows-1252"
_HEAD = 65536


def decode(raw: bytes, charset: str | None = None) -> str:
    """Decode `raw` by the byte-order mark, else by `charset`, else as UTF-8, else as Windows-1252.

    Raises NotText for binary data.
    """
    bom = next((name for mark, name in _BOMS if raw.startswith(mark)), None)
    if not bom:
        _refuse_binary(raw)
    for name in (bom, _safe(charset), "utf-8"):
        # A file with a byte-order mark is of that encoding, also where it is cut off in the middle of a sign.
        text = (raw.decode(name, "replace") if name == bom != "utf-8-sig" else _try(raw, name)) if name else None
        if text is not None:
            break
    else:
        text = raw.decode("cp1252", "replace")
    if "\0" in text:
        raise NotText(_BINARY)
    return text


def text_stream(stream: io.BufferedReader) -> io.TextIOWrapper:
    """Decode a stream by the byte-order mark, else as UTF-8, with invalid bytes as Windows-1252.

    All line ends become one. Raises NotText for binary data; here and there a NUL is let pass.
    """
    head = stream.peek(_HEAD)[:_HEAD]
    bom = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if not bom:
        _refuse_magic(head)
        if _controls(head) > _CONTROL_SHARE * len(head):
            raise NotText(_BINARY)
    return io.TextIOWrapper(stream, bom or "utf-8", _WINDOWS)


def replace_surrogates(text: str) -> str:
    """Return `text` with each lone surrogate, which no file can hold, replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file or a named pipe.

    Raises InputError where there is none, TooLong over `limit` bytes; never waits for a pipe that nobody writes to.
    """
    try:
        with open(path, "rb", opener=_at_once) as stream:
            _refuse_device(path, os.fstat(stream.fileno()), limit)
            return read_stream(stream, str(path), limit)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{path}: {reason}") from None


def read_stream(stream: BinaryIO, name: str, limit: int = MAX_BYTES) -> bytes:
    """Return all bytes of `stream`, or raise TooLong as soon as there are more than `limit`."""
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise _too_long(name, limit)
    return raw


def read_stdin(limit: int = MAX_BYTES) -> bytes:
    """Return the bytes piped into the program."""
    return read_stream(sys.stdin.buffer, "standard input", limit)


def _safe(charset: str | None) -> str | None:
    if not charset:
        return None
    if _LATIN.fullmatch(charset):
        return "cp1252"
    return charset if _CHARSET.fullmatch(charset) else None


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _refuse_binary(raw: bytes) -> None:
    _refuse_magic(raw)
    if b"\0" in raw or _controls(raw) > _CONTROL_SHARE * len(raw):
        raise NotText(_BINARY)


def _refuse_magic(raw: bytes) -> None:
    for magic, advice in _MAGIC:
        if raw.startswith(magic):
            raise NotText(f"this is {advice}")


def _controls(raw: bytes) -> int:
    return len(raw) - len(raw.translate(None, _CONTROL))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WINDOWS, _as_windows)


def _at_once(path: str, flags: int) -> int:
    """Open a pipe without waiting for a writer, then let reading wait for a present writer."""
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(handle, True)
    return handle


def _refuse_device(path: Path, status: os.stat_result, limit: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{path}: is a folder; name one file in it")
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)):
        raise InputError(f"{path}: is a device, not a file")
    if status.st_size > limit:
        raise _too_long(str(path), limit)


def _too_long(name: str, limit: int) -> TooLong:
    return TooLong(f"{name}: more than {limit / 1e6:g} MB; give one posting")
