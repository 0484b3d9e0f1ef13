"""Archives that are damaged or made to do harm: the pages beside the harm are found, in little time and memory."""

import gzip
import tracemalloc
import zlib
from pathlib import Path
from time import process_time

import pytest

from tests.scraper.extract.archive import OK, packed, record, response
from tests.shared import gzip_bomb
from truerole.scraper.extract.warc import MAX_PAGE, WarcFile

pytest.importorskip("warcio")
GOOD = response("<html>good")
LONG = b"x" * (MAX_PAGE + 1)


def read(folder: Path, content: bytes) -> tuple[int, WarcFile]:
    (folder / "a.warc.gz").write_bytes(content)
    file = WarcFile(folder / "a.warc.gz")
    return sum(page.body == b"<html>good" for page in file), file


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (response(LONG), "too long"),
        (response(gzip.compress(LONG), headers={"Content-Encoding": "gzip"}), "broken"),
        (response(b"nonsense", headers={"Content-Encoding": "gzip"}), "broken"),
        (response(b"nonsense", headers={"Content-Encoding": "br"}), "broken"),
        (record(b""), "broken"),
        (b"nonsense\r\n\r\n", "broken"),
        (b"WARC/9.9\r\n\r\n\r\n", "broken"),
        (b"WARC/1.0\r\n" + b"A: b\r\n" * 300_000 + b"\r\n", "broken"),
        (b"WARC/1.0\r\nA: " + b"b" * 3_000_000 + b"\r\n\r\n\r\n", "broken"),
        (b"\r\n" * 1_000_000, "broken"),
    ],
    ids=range(10),
)
def test_harm_costs_no_page_beside_it(tmp_path: Path, harm: bytes, reason: str) -> None:
    begun = process_time()
    found, file = read(tmp_path, packed(GOOD, harm, GOOD, GOOD))
    assert (found, list(file.passed), file.damage) == (3, [reason], None)
    assert process_time() - begun < 5


@pytest.mark.parametrize("length", [-1, 0, 5, 100])
def test_a_wrong_length_costs_its_own_record_alone(tmp_path: Path, length: int) -> None:
    block = f"{OK}\r\nContent-Type: text/html\r\n\r\n<html>x".encode()
    assert read(tmp_path, packed(GOOD, record(block * 9, length=length), GOOD))[0] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed(GOOD, GOOD)[:-20], "ends too early"),
        (packed(GOOD) + b"\x1f\x8b\x08\x00nonsense", "is damaged"),
        (packed(GOOD) + b"nonsense", "is damaged"),
        (packed(GOOD, record(b"x", length=1 << 40), GOOD), "a record without an end"),
        (packed(GOOD, b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b\r\n\r\nx"), "without an end"),
    ],
)
def test_damage_is_told_and_the_pages_before_are_kept(tmp_path: Path, content: bytes, words: str) -> None:
    found, file = read(tmp_path, content)
    assert (found, words in (file.damage or "")) == (1, True), file.damage


def test_a_file_is_given_up_where_no_record_begins_for_long(tmp_path: Path) -> None:
    found, file = read(tmp_path, packed(GOOD) + gzip_bomb(100))
    assert (found, "no record begins" in (file.damage or "")) == (1, True), file.damage


@pytest.mark.parametrize("chunked", [False, True])
def test_few_bytes_that_unfold_to_many_take_no_memory(tmp_path: Path, chunked: bool) -> None:
    packer = zlib.compressobj(1)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    headers = {"Content-Encoding": "deflate"}
    if chunked:
        bomb = f"{len(bomb):x}\r\n".encode() + bomb + b"\r\n0\r\n\r\n"
        headers["Transfer-Encoding"] = "chunked"
    tracemalloc.start()
    try:
        found, file = read(tmp_path, response(bomb, headers=headers) + GOOD)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found, dict(file.passed)) == (1, {"broken": 1})
    assert most < 30_000_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\x1f\x8b",
        b"nonsense",
        b"WARC/1.0",
        OK.encode(),
        bytes(100),
        b"a line of five words\n" * 9,  # which ARC, the form before WARC, would be
        packed(b"nonsense"),
        packed(b""),
        packed(GOOD)[:-20],
        record(b"x", length=1 << 40),
    ],
    ids=range(12),
)
def test_files_without_a_record_have_no_pages_and_say_so(tmp_path: Path, content: bytes) -> None:
    found, file = read(tmp_path, content)
    assert (found, file.records) == (0, 0)
    assert (file.damage or "").endswith("; not one record of it can be read")


@pytest.mark.parametrize("other", [record(b"a: b", kind="warcinfo"), response("", media_type="application/pdf")])
def test_an_archive_without_pages_is_whole(tmp_path: Path, other: bytes) -> None:
    found, file = read(tmp_path, packed(other))
    assert (found, file.records, file.damage) == (0, 1, None)


def test_an_archive_that_is_cut_off_anywhere_says_so_and_gives_no_half_page(tmp_path: Path) -> None:
    records = [GOOD, record(b"software: a crawler\r\n", kind="warcinfo"), response("<html>good"), response(LONG)]
    whole, ends = b"".join(records), [0]
    for each in records:
        ends.append(ends[-1] + len(each))
    cuts = [
        *range(1, ends[3] + 300),
        *range(ends[3] + 1_000, len(whole) + 1, 500_001),
        *range(ends[4] - 9, ends[4] + 1),
    ]
    # Behind the last byte of a record stand two ends of lines, by which nothing is lost.
    untold = {cut for end in ends[1:] for cut in range(end - 4, end + 1)}
    for cut in cuts:
        found, file = read(tmp_path, whole[:cut])
        assert bool(file.damage) == (cut not in untold), cut
        assert found == sum(cut >= ends[n] - 4 for n in (1, 3)), cut
        assert file.records == sum(cut >= end - 4 for end in ends[1:]), cut


def test_what_is_no_record_at_the_end_of_an_archive_is_told(tmp_path: Path) -> None:
    found, file = read(tmp_path, GOOD + b"nonsense\r\n" * 9)
    assert (found, file.damage) == (1, "is damaged (it does not end with a record); the pages before are kept")
