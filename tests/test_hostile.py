"""What a hostile or unlucky hand puts in: one clear line and exit code 2, or a reading that does no harm.

Nothing hangs (each command has seconds), nothing leaks (no traceback, no file, no address), nothing but text reaches
the terminal.
"""

import json
import random
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from truerole.core.errors import EmptyText, InputError, TooLong
from truerole.model.reader import default_reader

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SECONDS = 30
Run = Callable[..., Any]
WORDS = (
    "About the role: you will build and run our data pipelines in Airflow and Spark, load the warehouse every night, "
    "model its tables in SQL and dbt, and watch over the quality of the data. You bring Python, SQL and AWS. "
)


def one_line(done: Any) -> str:
    """Return the one line on stderr with which the command refused its input."""
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"truerole: [^\n]{10,300}\n", done.err)
    return done.err


NOISE = random.Random(0).randbytes(100_000)
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
LAUGHS = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{LAUGHS}]><lolz>&l9;</lolz>'


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "no text to read"),
        (b" \n\t \r\n", "no text to read"),
        ("\ufeff\u200b\u200f\u2060".encode(), ""),
        (b"We build.\0\0", "binary"),
        (b"\0" * 1000, "binary"),
        (NOISE, ""),
        (Path(sys.executable).read_bytes()[:100_000], "binary"),
        (b"\x89PNG\r\n\x1a\n" + NOISE[:1000], "picture"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"PK\x03\x04" + NOISE[:1000], "Word"),
        (b"\x1f\x8b\x08" + NOISE[:1000], "gzip"),
        (b"We build. " * 520_000, "more than 5 MB"),
        (b"We build. " * 10_100, "100,000"),
        (f'<?xml version="1.0"?>{LAUGHS}'.encode(), "XML"),
        (LAUGHS.encode(), "XML"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_refused(truerole: Run, given: bytes, words: str) -> None:
    begun = time.process_time()
    assert words in one_line(truerole("read", stdin=given))
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "?",
        "\u202e" + WORDS,
        "\u200b".join(WORDS),
        WORDS + "\ud83d",
        WORDS.replace("data", "da\u0301\u0301\u0301\u0301ta"),
        "<div>" * 10_000 + WORDS + "</div>" * 5_000,
        "<ul><li>" * 5_000 + WORDS,
        "<script>alert(1)</script>" + WORDS,
        "<script>" + WORDS,
        WORDS + "$x^2$ ![](http://127.0.0.1/a.png) [a](javascript:alert(1))",
        WORDS + "{{7*7}} ${7*7} %s %n {0} =cmd|' /C calc'!A0",
        "&" * 50_000,
        "&amp;" * 20_000,
        "<" * 90_000,
        "<!--" * 20_000,
        "a" * 100_000,
        "a " * 50_000,
        "\n" * 99_000 + "a",
        "• " * 50_000,
        "(" * 90_000,
        "Python," * 14_000,
        "R&D/C++/C#-" * 9_000,
        "1" * 90_000,
        "10+ years " * 9_900,
        "🙂" * 90_000,
        "的" * 90_000,
        "\u0300" * 90_000,
        "http://" * 14_000,
        "a.b" * 30_000,
        " " * 99_000 + "a",
        "no not without " * 6_000,
        "no java, scala or " * 5_500,
        "neither a nor b, a " * 5_200,
        "R xx yy zz qq ww " * 5_800,
        "Statistics aa bb cc dd ee " * 3_800,
        "R (plus), " * 10_000,
        "a plus R xx yy zz " * 5_500,
        "Python or R, " * 7_600,
        "react go docker " * 6_200,
        "databases such as " * 5_500,
        "data tools " * 9_000,
        "infrastructure as code " * 4_300,
        "java full stack developer " * 3_800,
        "experience in at least some any one of " * 2_500,
        "desired " * 12_400,
        "our big big team " * 5_800,
        "- R\n" * 24_900,
        "C# " * 33_000,
        "\ufb01 " * 50_000,
        "a\xada " * 24_900,
    ],
    ids=lambda text: ascii(text[:16]),
)
def test_the_reader_is_bounded_and_its_offsets_hold(text: str) -> None:
    reader = default_reader()
    begun = time.process_time()
    try:
        found = reader.read(text, title=text[:300]).to_dict()
    except InputError as error:
        assert "\n" not in str(error)
        return
    finally:
        assert time.process_time() - begun < 3
    spans = [(e["start"], e["end"]) for e in found["evidence"]]
    spans += [tuple(m) for s in found["skills"] for m in s["mentions"]]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(("text", "error"), [("", EmptyText), (" \t\n", EmptyText), ("a" * 100_001, TooLong)])
def test_the_reader_refuses(text: str, error: type[InputError]) -> None:
    with pytest.raises(error):
        default_reader().read(text)


NASTY = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b31m\u202e\u2066\u200b\x08\r[bold]$x$ ![](a) <script>alert(1)</script>"


def test_nothing_but_text_reaches_the_terminal(truerole: Run) -> None:
    done = truerole("read", "--title", NASTY, stdin=WORDS + NASTY + WORDS)
    assert (done.code, done.err) == (0, "")
    shown = done.out
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]
    assert "[bold]" in shown  # as words, not as markup
    assert "<script>" in shown.splitlines()[0]


def test_error_lines_are_text_too(truerole: Run, tmp_path: Path) -> None:
    line = one_line(truerole("read", str(tmp_path / "none\x1b[31m\n\u202e.txt")))
    assert not [c for c in line[:-1] if unicodedata.category(c) in ("Cc", "Cf")]


def test_title_in_no_encoding(truerole: Run) -> None:
    done = truerole("read", "--json", "--title", "Data \udcff\udcfe Engineer", stdin=WORDS)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["title"]["text"] == "Data \ufffd\ufffd Engineer"


@pytest.mark.parametrize("page", ["<div>" * 100_000, "<ul><li>" * 100_000, "<b id=1>" * 100_000], ids=lambda s: s[:8])
def test_nested_page(truerole: Run, tmp_path: Path, page: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html>{page}<p>{WORDS}")
    begun = time.process_time()
    done = truerole("read", str(path), "--json")
    assert time.process_time() - begun < SECONDS
    assert (done.code, done.err) == (0, "")
    assert WORDS.strip() in json.loads(done.out)["description"]


def test_endless_input() -> None:
    with Path("/dev/zero").open("rb") as zeros:
        command = [sys.executable, "-m", "truerole", "read"]
        done = subprocess.run(command, cwd=ROOT, stdin=zeros, capture_output=True, timeout=10 * SECONDS, check=False)
    assert done.returncode == 2
    assert b"more than 5 MB" in done.stderr


@pytest.mark.parametrize(
    "link",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://user:hunter2@127.0.0.1/",
        "http://127.0.0.1:22/",
        "http://\x1b[31m/",
        "gopher://127.0.0.1/",
    ],
    ids=ascii,
)
def test_links_inward(truerole: Run, link: str) -> None:
    line = one_line(truerole("read", link))
    assert "hunter2" not in line
    assert "root:" not in line
