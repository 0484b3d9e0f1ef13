"""Files of many postings are read row by row; a bad row is a row with an error, a bad file one clear line."""

import gzip
import json
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.data.files.formats import MAX_LINE
from truerole.data.files.text_rows import Row, RowFile

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
zstandard = pytest.importorskip("zstandard")


def rows(path: Path, raw: bytes) -> list[Row]:
    path.write_bytes(raw)
    return list(RowFile(path))


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ('{"id": "a", "description": "We build."}', Row(1, "a", "We build.")),
        ('{"id": "a", "description": "We build.", "title": "Analyst"}', Row(1, "a", "We build.", "Analyst")),
        ('{"id": "a", "gid": "g", "description": "x"}', Row(1, "g", "x")),
        ('{"id": "a", "gid": null, "description": "x"}', Row(1, "a", "x")),
        ('{"id": 7, "description": "x", "more": {"a": [1]}}', Row(1, "7", "x")),
        ('{"description": "x", "title": null}', Row(1, None, "x")),
        ('{"description": "x", "title": ""}', Row(1, None, "x")),
        ('{"id": "a", "description": "half \\ud83d"}', Row(1, "a", "half \ufffd")),
        ('{"id": "a"}', Row(1, "a", error="there is no description")),
        ('{"id": "a", "description": ""}', Row(1, "a", error="there is no description")),
        ('{"id": "a", "description": null}', Row(1, "a", error="there is no description")),
        ('{"id": "a", "description": ["x"]}', Row(1, "a", error="the description is not text")),
        ('{"id": "a", "description": "x", "title": 3}', Row(1, "a", error="the title is not text")),
        ('{"id": ["a"], "description": "x"}', Row(1, None, "x")),
        ("{broken", Row(1, error="the line is not JSON")),
        ('{"id": "a', Row(1, error="the line is not JSON")),
        ("\ud800", Row(1, error="the line is not JSON")),
        ('{"a":' * 100_000, Row(1, error="the line is not JSON")),
        ("3", Row(1, error="the line is not a JSON object")),
        ('"words"', Row(1, error="the line is not a JSON object")),
        ('{"description": "' + "x" * MAX_LINE + '"}', Row(1, error="the line is longer than 5 MB")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_line(tmp_path: Path, line: str, row: Row) -> None:
    raw = line.encode("utf-8", "surrogatepass")
    good = b'{"id": "next", "description": "y"}\n'
    assert rows(tmp_path / "in.jsonl", raw + b"\n" + good) == [row, Row(2, "next", "y")]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    raw = b'\xef\xbb\xbf{"description": "x"}\r\n\n  \n{"description": "y"}'
    assert rows(tmp_path / "in.jsonl", raw) == [Row(1, None, "x"), Row(4, None, "y")]


def test_empty_file(tmp_path: Path) -> None:
    assert rows(tmp_path / "in.jsonl", b"") == []


LINES = b"".join(json.dumps({"id": str(i), "description": "x" * i}).encode() + b"\n" for i in range(1, 100))


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("in.jsonl", LINES),
        ("in.jsonl.gz", gzip.compress(LINES, mtime=0)),
        ("in.jsonl.gz", gzip.compress(LINES[:500], mtime=0) + gzip.compress(LINES[500:], mtime=0)),
        ("in.jsonl.zst", zstandard.compress(LINES)),
        ("in.jsonl.zst", zstandard.compress(LINES[:500]) + zstandard.compress(LINES[500:])),
    ],
)
def test_packings(tmp_path: Path, name: str, raw: bytes) -> None:
    found = rows(tmp_path / name, raw)
    assert [r.id for r in found] == [str(i) for i in range(1, 100)]
    assert [len(r.description) for r in found] == list(range(1, 100))


def test_share_grows_to_the_whole(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(LINES)
    file = RowFile(tmp_path / "in.jsonl")
    shares = [file.share for _ in file]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def table(path: Path, **columns: list) -> Path:
    parquet.write_table(pyarrow.table(columns), path)
    return path


def test_parquet(tmp_path: Path) -> None:
    path = table(tmp_path / "in.parquet", id=[1, 2, None], description=["x", None, "z"], title=["A", "B", None])
    assert list(RowFile(path)) == [
        Row(1, "1", "x", "A"),
        Row(2, "2", error="there is no description"),
        Row(3, None, "z"),
    ]


def test_csv(tmp_path: Path) -> None:
    raw = b"id;title;description\n1;A;x\n2;;\n3;B;y;z\n"
    assert rows(tmp_path / "in.csv", raw) == [
        Row(2, "1", "x", "A"),
        Row(3, "2", error="there is no description"),
        Row(4, error="it has more cells than the header names"),
    ]


@pytest.mark.parametrize(
    ("header", "note"),
    [
        ("id,title,description", None),
        ("Id,Title,Description", "takes title from 'Title', description from 'Description'"),
        ("id,job_title,description", "takes title from 'job_title'"),
        ("id,Job Title,Job Description", "takes title from 'Job Title', description from 'Job Description'"),
        ("gid,position,description", "takes title from 'position'"),
        ("job_id,positionTitle,jobDesc", "takes title from 'positionTitle', description from 'jobDesc'"),
        ("uuid,title,full_description", "takes description from 'full_description'"),
        ("external_id,vacancy_title,content", "takes title from 'vacancy_title', description from 'content'"),
        ("slug,title,text", "takes description from 'text'"),
        ("guid,designation,body", "takes title from 'designation', description from 'body'"),
        ("uniq_id,jobtitle,jobdescription", "takes title from 'jobtitle', description from 'jobdescription'"),
    ],
)
def test_columns_by_the_names_that_an_import_knows(tmp_path: Path, header: str, note: str | None) -> None:
    assert rows(tmp_path / "in.csv", f"{header}\n7,A,x\n".encode()) == [Row(2, "7", "x", "A")]
    assert RowFile(tmp_path / "in.csv").note == note


def test_names_in_nested_objects(tmp_path: Path) -> None:
    raw = b'{"jobs": [{"id": 7, "job": {"title": "A", "description": "x"}}]}'
    assert rows(tmp_path / "in.json", raw) == [Row(1, "7", "x", "A")]


def test_csv_without_descriptions(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column `description`"):
        rows(tmp_path / "in.csv", b"id,words\n1,x\n")


def test_parquet_without_descriptions(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column `description`"):
        list(RowFile(table(tmp_path / "in.parquet", id=[1])))


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("in.jsonl", b'[\n{"description": "x"}', "damaged or cut off behind record 1"),
        ("in.jsonl.gz", LINES, "damaged"),
        ("in.jsonl.gz", gzip.compress(LINES, mtime=0)[:-20], "damaged"),
        ("in.jsonl.zst", LINES, "damaged"),
        ("in.jsonl.zst", zstandard.compress(LINES)[:-20], "damaged"),
        ("in.jsonl.zst", zstandard.compress(LINES) + zstandard.compress(LINES)[:9], "damaged"),
        ("in.parquet", LINES, "damaged"),
        ("in.parquet", b"", "damaged"),
    ],
)
def test_damaged(tmp_path: Path, name: str, raw: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words) as error:
        rows(tmp_path / name, raw)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["none.jsonl", "none.parquet", "folder.jsonl", "folder.parquet"])
def test_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "folder.parquet").mkdir()
    with pytest.raises(DataError, match=name):
        list(RowFile(tmp_path / name))
