"""CSV is read as it is found: whatever its encoding, separator and quotes; a row that is broken breaks no other."""

from io import BufferedReader, BytesIO
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.text.decoding import text_stream
from truerole.data.files import csv_reader
from truerole.data.files.csv_reader import CsvRows
from truerole.data.files.formats import BEYOND, LINE, MAX_LINE, TOO_MANY, Record

OPEN = "a quote in it is not closed"
PIECE = "it is a piece of a row in which a quote is not closed"


def rows(raw: bytes) -> CsvRows:
    return CsvRows(text_stream(BufferedReader(BytesIO(raw))), Path("a.csv"))


@pytest.mark.parametrize(
    ("raw", "header", "cells"),
    [
        (b"a,b\n1,2\n", ["a", "b"], [["1", "2"]]),
        (b"a,b\r\n1,2\r\n", ["a", "b"], [["1", "2"]]),
        (b"a,b\r1,2\r", ["a", "b"], [["1", "2"]]),
        (b"a,b\n1,2", ["a", "b"], [["1", "2"]]),
        (b"a;b\n1,5;2\n", ["a", "b"], [["1,5", "2"]]),
        (b"a\tb\n1,5\t2;3\n", ["a", "b"], [["1,5", "2;3"]]),
        (b"a|b\n1|2\n", ["a", "b"], [["1", "2"]]),
        (b'"a, very; long",b\n1,2\n', ["a, very; long", "b"], [["1", "2"]]),
        (b"a\n1\n", ["a"], [["1"]]),
        (b"a,b\n\n1,2\n \n,\n3,4\n", ["a", "b"], [["1", "2"], ["3", "4"]]),
        (b"\n\na,b\n1,2\n", ["a", "b"], [["1", "2"]]),
        (b"a,b\n", ["a", "b"], []),
        (b" a ,b\n1, 2\n", ["a", "b"], [["1", " 2"]]),
        (b"a,a,,a\n1,2,3,4\n", ["a", "a (2)", "column 3", "a (4)"], [["1", "2", "3", "4"]]),
        (b'a,b\n"1\n\n2","say ""hi"", go"\n', ["a", "b"], [["1\n\n2", 'say "hi", go']]),
        (b'a,b\r\n"1\r\n2\r3",4\r\n', ["a", "b"], [["1\n2\n3", "4"]]),
        (b'a,b\nan "inner" one,"5" wide"\n', ["a", "b"], [['an "inner" one', '5 wide"']]),
        (b"a,b\n1\n2,3,,\n", ["a", "b"], [["1"], ["2", "3"]]),
        (b"a,b\n,1\n", ["a", "b"], [[None, "1"]]),
        (b"a,b\n1\0,2\n" + b"3,4\n" * 50, ["a", "b"], [["1\0", "2"], *[["3", "4"]] * 50]),
        (b"a,b\n'=1,'x\n", ["a", "b"], [["=1", "'x"]]),
    ],
)
def test_rows(raw: bytes, header: list[str], cells: list[list[str | None]]) -> None:
    found = rows(raw)
    assert found.header == header
    assert [list(record.fields.values()) for record in found] == cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    found = rows("naïve,b\ncafé – “so”,2\n".encode(encoding))
    assert list(found) == [Record(2, {"naïve": "café – “so”", "b": "2"})]


def test_encodings_that_change_on_the_way() -> None:
    long = "é" * 100_000
    found = rows(f"a\n{long}\n".encode() + "é…\n".encode("cp1252") + b"\x81\n")
    assert [record.fields["a"] for record in found] == [long, "é…", "\ufffd"]


@pytest.mark.parametrize(
    ("raw", "records"),
    [
        (b"a,b\n1,2,3\n4,5\n", [
            Record(2, {"a": "1", "b": "2", BEYOND: ["3"]}, TOO_MANY), Record(3, {"a": "4", "b": "5"})
        ]),
        (b'a,b\n"1,2\n3,4\n', [Record(2, {LINE: '"1,2\n'}, OPEN), Record(3, {"a": "3", "b": "4"})]),
        (b'a,b\n1,"', [Record(2, {LINE: '1,"'}, OPEN)]),
        # The quote that closes the first one is that of the next row.
        (b'a,b\n1,"x\n3,"y\nz"\n', [
            Record(2, {LINE: '1,"x\n'}, OPEN), Record(3, {"a": "3", "b": "y\nz"})
        ]),
        (b'a,b\n"1" x,"y\nz"\n3,4\n', [
            Record(2, {LINE: '"1" x,"y\n'}, OPEN), Record(3, {"a": 'z"'}, PIECE), Record(4, {"a": "3", "b": "4"})
        ]),
        # What follows up to the next whole row may be a piece of the broken one, and no posting.
        (b'a,b\n1,"x\ny\nz\n3,4\n5\n', [
            Record(2, {LINE: '1,"x\n'}, OPEN), Record(3, {"a": "y"}, PIECE), Record(4, {"a": "z"}, PIECE),
            Record(5, {"a": "3", "b": "4"}), Record(6, {"a": "5"}),
        ]),
    ],
)  # fmt: skip
def test_a_broken_row_breaks_no_other(raw: bytes, records: list[Record]) -> None:
    assert list(rows(raw)) == records


def test_numbers_are_those_of_a_spreadsheet() -> None:
    found = rows(b'a,b\n"1\n\n",2\n\n3,4\n')
    assert [record.number for record in found] == [2, 4]


@pytest.mark.parametrize("where", ["first", "late"])
def test_too_long_a_line_is_one_row(where: str) -> None:
    before = "1,2\n" * (0 if where == "first" else 50)
    raw = f"a,b\n{before}{'x' * (2 * MAX_LINE + 9)},y\n3,4\n"
    *_, broken, last = rows(raw.encode())
    assert (broken.error, broken.fields) == ("the line is longer than 5 MB", {})
    assert last == Record(broken.number + 1, {"a": "3", "b": "4"})


def test_a_row_of_many_lines_that_is_too_long_ends() -> None:
    line = "x" * 999_999 + "\n"
    found = list(rows(f'a,b\n"{line * 6}3,4\n'.encode()))
    assert (found[0].error, found[-1].fields) == (OPEN, {"a": "3", "b": "4"})


def test_a_large_field_is_read() -> None:
    assert [len(str(r.fields["a"])) for r in rows(f'a\n"{"x," * 1_000_000}"\n'.encode())] == [2_000_000]


def test_quotes_without_sense_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each of these lines leaves a quote open, read by itself as well as within quotes.
    assert {record.error for record in rows(b"a,b\n" + b'"x","\n' * 50_000)} == {OPEN}
    # To find out that a quote is not closed takes the more time, the more lines follow.
    monkeypatch.setattr(csv_reader, "_MOST_LINES", 5)
    with pytest.raises(DataError, match=r"a\.csv: row 602: a quote is not closed, as in 100 rows before it"):
        list(rows(b"a,b\n" + b'x,"\ny\ny\ny\ny\ny\n' * 1_000))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n \n,,\n", "is empty"),
        (b'"a,b\n1,2\n', "its first line has a quote that is not closed"),
        (b"title," + b"a," * 3_000_000 + b"\n1,2\n", "its first line is longer than 5 MB"),
    ],
)
def test_no_table(raw: bytes, words: str) -> None:
    with pytest.raises(DataError, match=f"^a.csv: {words}"):
        list(rows(raw))


def test_the_limit_of_open_quotes_is_what_the_message_says() -> None:
    assert csv_reader._MOST_OPEN == 100


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        (b"sep=;\r\na;b\r\n1,5;2\r\n", {"a": "1,5", "b": "2"}),
        (b"\xef\xbb\xbfSEP=|\na,c|b\n1|2\n", {"a,c": "1", "b": "2"}),
        (b'"sep=,"\na,b\n1;2,3\n', {"a": "1;2", "b": "3"}),
        (b"sep=,b\n1,2\n", {"sep=": "1", "b": "2"}),
    ],
)
def test_a_line_that_names_the_separator(raw: bytes, fields: dict[str, str]) -> None:
    assert [record.fields for record in rows(raw)] == [fields]
