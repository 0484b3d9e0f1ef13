"""Bytes become text, or one line that says why not."""

import os
import threading
from pathlib import Path

import pytest

from truerole.core.errors import InputError, NotText, TooLong
from truerole.core.text.decoding import decode, read_file, replace_surrogates

WORDS = "Café naïve – “data”"


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (b"", None, ""),
        (b"plain", None, "plain"),
        (WORDS.encode(), None, WORDS),
        (WORDS.encode("utf-8-sig"), None, WORDS),
        (WORDS.encode("utf-16"), None, WORDS),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), None, WORDS),
        (WORDS.encode("utf-32"), None, WORDS),
        (b"\0\0\xfe\xff" + WORDS.encode("utf-32-be"), None, WORDS),
        # Cut off in the middle of a sign.
        (WORDS.encode("utf-16") + b"x", None, WORDS + "\ufffd"),
        (b"\xfe\xff" + WORDS.encode("utf-16-be") + b"\0", None, WORDS + "\ufffd"),
        (WORDS.encode("utf-32") + b"xyz", None, WORDS + "\ufffd"),
        (b"\xef\xbb\xbf" + WORDS.encode("cp1252"), None, "ï»¿" + WORDS),
        (WORDS.encode("cp1252"), None, WORDS),
        (WORDS.encode("cp1252"), "ISO-8859-1", WORDS),
        (WORDS.encode("cp1252"), "utf-8", WORDS),  # the charset lies
        ("данные".encode("koi8-r"), "koi8-r", "данные"),
        (b"plain", "no-such", "plain"),
        (b"plain", "zip", "plain"),
        (b"plain-abc", "punycode", "plain-abc"),
        (b"a\x81b", None, "a\ufffdb"),
        (b"tab\tline\r\nfeed\f \x1b[31m", None, "tab\tline\r\nfeed\f \x1b[31m"),
    ],
)
def test_decode(raw: bytes, charset: str | None, text: str) -> None:
    assert decode(raw, charset) == text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Word"),
        (b"\xd0\xcf\x11\xe0....", "Word"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"GIF89a", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"PAR1", "truerole score"),
        (b"text\0text", "binary"),
        (b"\xfe\xff\0\0", "binary"),
        (b"\xff\xfea\0\0\0", "binary"),
        (bytes(range(1, 32)) * 10, "binary"),
    ],
)
def test_binary_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(NotText, match=words):
        decode(raw)


@pytest.mark.parametrize(
    ("text", "clean"),
    [("", ""), ("plain", "plain"), ("é 🙂", "é 🙂"), ("a\ud83db", "a\ufffdb"), ("\udc80", "\ufffd")],
)
def test_scrub(text: str, clean: str) -> None:
    assert replace_surrogates(text) == clean
    assert len(replace_surrogates(text)) == len(text)


def test_read_file(tmp_path: Path) -> None:
    path = tmp_path / "posting.txt"
    path.write_bytes(b"12345")
    assert read_file(path, limit=5) == b"12345"
    with pytest.raises(TooLong, match="more than"):
        read_file(path, limit=4)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full", "/nosuch/file", "/", "\0", "x" * 5000])
def test_read_file_refuses(path: str) -> None:
    with pytest.raises(InputError) as error:
        read_file(Path(path))
    assert "\n" not in str(error.value)


def test_read_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert read_file(path) == b""  # nobody writes: no waiting
    reader, writer = os.open(path, os.O_RDONLY | os.O_NONBLOCK), os.open(path, os.O_WRONLY)
    later = threading.Timer(0.1, lambda: (os.write(writer, b"words"), os.close(writer)))
    later.start()
    assert read_file(path) == b"words"
    later.join()
    os.close(reader)
