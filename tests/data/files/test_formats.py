"""The name of a file tells how it is written, and what is packed is unpacked."""

from functools import partial
from pathlib import Path
from time import process_time

import pytest

from truerole.core.errors import DataError
from truerole.data.files.formats import FileFormat, compressed, decompressed, file_format


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.jsonl", FileFormat("json")),
        ("a.NDJSON", FileFormat("json")),
        ("a.json.gz", FileFormat("json", ".gz")),
        ("a.jsonl.zst", FileFormat("json", ".zst")),
        ("a.csv", FileFormat("csv")),
        ("a.TSV", FileFormat("csv")),
        ("a.csv.gz", FileFormat("csv", ".gz")),
        ("a.csv.zst", FileFormat("csv", ".zst")),
        ("a.b.parquet", FileFormat("parquet")),
        ("a.XLSX", FileFormat("xlsx")),
    ],
)
def test_form_of(name: str, form: FileFormat) -> None:
    assert file_format(Path(name)) == form


@pytest.mark.parametrize("name", ["a", "a.txt", "a.xls", "a.xlsx.gz", "a.gz", "a.parquet.gz", ".", "jsonl", "csv"])
def test_unknown_form(name: str) -> None:
    with pytest.raises(DataError, match=r"name it \.jsonl or \.csv"):
        file_format(Path(name))


def test_what_is_packed_tightly_is_unpacked_in_time(tmp_path: Path) -> None:
    """Check a thousand bytes that hold a hundred million, read as a reader of lines does; seconds of processor time."""
    path, form = tmp_path / "a.csv.zst", file_format(Path("a.csv.zst"))
    with path.open("wb") as raw, compressed(raw, form) as stream:
        for _ in range(100):
            stream.write(b"1" * 1_000_000)
    begun = process_time()
    with path.open("rb") as raw, decompressed(raw, form) as stream:
        assert sum(len(part) for part in iter(partial(stream.read, 4_096), b"")) == 100_000_000
    assert process_time() - begun < 5


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.zst"])
def test_what_is_packed_is_unpacked(tmp_path: Path, name: str) -> None:
    path, form = tmp_path / name, file_format(Path(name))
    with path.open("wb") as raw, compressed(raw, form) as stream:
        stream.write(b"1\n" * 1000)
        stream.write(b"2\n")
    with path.open("rb") as raw, decompressed(raw, form) as stream:
        assert stream.read() == b"1\n" * 1000 + b"2\n"
    assert (path.stat().st_size < 200) == bool(form.packing)
