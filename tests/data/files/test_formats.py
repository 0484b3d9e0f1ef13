"""The name of a file tells how it is written, and what is packed is unpacked."""

from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.data.files.formats import Form, form_of, packed, unpacked


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.jsonl", Form("json")),
        ("a.NDJSON", Form("json")),
        ("a.json.gz", Form("json", ".gz")),
        ("a.jsonl.zst", Form("json", ".zst")),
        ("a.csv", Form("csv")),
        ("a.TSV", Form("csv")),
        ("a.csv.gz", Form("csv", ".gz")),
        ("a.csv.zst", Form("csv", ".zst")),
        ("a.b.parquet", Form("parquet")),
    ],
)
def test_form_of(name: str, form: Form) -> None:
    assert form_of(Path(name)) == form


@pytest.mark.parametrize("name", ["a", "a.txt", "a.xlsx", "a.gz", "a.parquet.gz", ".", "jsonl", "csv"])
def test_unknown_form(name: str) -> None:
    with pytest.raises(DataError, match=r"name it \.jsonl or \.csv"):
        form_of(Path(name))


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.zst"])
def test_what_is_packed_is_unpacked(tmp_path: Path, name: str) -> None:
    path, form = tmp_path / name, form_of(Path(name))
    with path.open("wb") as raw, packed(raw, form) as stream:
        stream.write(b"1\n" * 1000)
        stream.write(b"2\n")
    with path.open("rb") as raw, unpacked(raw, form) as stream:
        assert stream.read() == b"1\n" * 1000 + b"2\n"
    assert (path.stat().st_size < 200) == bool(form.packing)
