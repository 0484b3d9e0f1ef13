"""Rows are read as their fields: the same of every form, each broken row by itself."""

import gzip
import json
import resource
from datetime import date, datetime
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.data.files.formats import BEYOND, LINE, TOO_MANY, Record
from truerole.data.files.record_reader import RecordFile

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
zstandard = pytest.importorskip("zstandard")

ROWS = [{"id": str(i), "description": "x" * i} for i in range(1, 400)]
CSV = "".join(["id,description\n", *(f"{row['id']},{row['description']}\n" for row in ROWS)]).encode()
JSON = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)


def write(path: Path) -> Path:
    if path.suffix == ".parquet":
        parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)
        return path
    raw = CSV if ".csv" in path.name else JSON
    packings = {".gz": gzip.compress, ".zst": zstandard.compress}
    path.write_bytes(packings.get(path.suffix, bytes)(raw))
    return path


FORMS = ["a.csv", "a.csv.gz", "a.csv.zst", "a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_holds_the_same(tmp_path: Path, name: str) -> None:
    file = RecordFile(write(tmp_path / name))
    shares = []
    found = [(record.number, dict(record.fields)) for record in file if shares.append(file.share) is None]
    first = 2 if ".csv" in name else 1
    assert found == list(enumerate(ROWS, first))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert [dict(r.fields) for r in file] == ROWS, "it can be read again"


@pytest.mark.parametrize("name", FORMS)
def test_names(tmp_path: Path, name: str) -> None:
    assert RecordFile(write(tmp_path / name)).names() == ["id", "description"]


def test_names_of_json_lines_are_those_of_the_first_rows(tmp_path: Path) -> None:
    lines = ['{"a": 1}', "{broken", '{"b": 1, "a": 2}', *['{"a": 1}'] * 200, '{"late": 1}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    assert RecordFile(tmp_path / "a.jsonl").names() == ["a", LINE, "b"]


@pytest.mark.parametrize(
    ("line", "record"),
    [
        ('{"a": [1, {"b": null}]}', Record(1, {"a": [1, {"b": None}]})),
        ('{"a": "\\ud83d"}', Record(1, {"a": "\ud83d"})),
        ("{broken", Record(1, {LINE: "{broken"}, "the line is not JSON")),
        ("[1]", Record(1, error="it is not a JSON object")),
        ('[{"a": 1}, {"a": 2}]', Record(1, {"a": 1})),
        ("3", Record(1, {LINE: "3"}, "the line is not a JSON object")),
        ('{"a": 1, "_beyond": ["2"]}', Record(1, {"a": 1, BEYOND: ["2"]}, TOO_MANY)),
    ],
)
def test_line(tmp_path: Path, line: str, record: Record) -> None:
    (tmp_path / "a.jsonl").write_text(line + "\n")
    assert next(iter(RecordFile(tmp_path / "a.jsonl"))) == record


def test_a_json_array_holds_the_same_however_it_is_broken_into_lines(tmp_path: Path) -> None:
    for indent in (None, 2):
        (tmp_path / "a.json").write_text("\ufeff " + json.dumps(ROWS, indent=indent), "utf-8")
        assert [dict(record.fields) for record in RecordFile(tmp_path / "a.json")] == ROWS
        assert RecordFile(tmp_path / "a.json").names() == ["id", "description"]


@pytest.mark.parametrize("text", ["[", '[{"a": 1}, ', "[{]", "[1] 2"])
def test_a_broken_json_array_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(
        DataError, match=r"a\.json: is JSON that is damaged or cut off (from its beginning|behind record 1)$"
    ):
        list(RecordFile(tmp_path / "a.json"))


def test_parquet_keeps_its_types_and_gives_the_columns_that_are_asked_for(tmp_path: Path) -> None:
    values = {"day": date(2026, 7, 3), "at": datetime(2026, 7, 3, 9), "whole": 3, "nested": {"name": "x"}}
    parquet.write_table(pyarrow.Table.from_pylist([values]), tmp_path / "a.parquet")
    assert list(RecordFile(tmp_path / "a.parquet")) == [Record(1, values)]
    assert list(RecordFile(tmp_path / "a.parquet", ("whole", "none"))) == [Record(1, {"whole": 3})]


def test_a_value_that_python_has_not_costs_its_row_alone(tmp_path: Path) -> None:
    days = pyarrow.array([1, 2**60, 3], pyarrow.int64()).cast(pyarrow.timestamp("us"))
    texts = pyarrow.array([b"a", b"b", b"\xff"]).view(pyarrow.string())
    parquet.write_table(pyarrow.table({"at": days, "text": texts}), tmp_path / "a.parquet")
    found = list(RecordFile(tmp_path / "a.parquet"))
    assert [record.error for record in found] == [None, *["a value in it cannot be read"] * 2]
    assert (found[0].fields["text"], [record.number for record in found]) == ("a", [1, 2, 3])


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("cut", ["nothing", "half", "other"])
def test_damaged(tmp_path: Path, name: str, cut: str) -> None:
    path = write(tmp_path / name)
    raw = path.read_bytes()
    path.write_bytes({"nothing": b"", "half": raw[: len(raw) // 2], "other": bytes(range(256)) * 9}[cut])
    found = error = None
    try:
        found = list(RecordFile(path))
        assert RecordFile(path).names() == [LINE] if cut == "other" else found == [] or "id" in found[0].fields
    except DataError as raised:
        error = str(raised)
    if error:
        assert error.startswith(f"{path}: ")
        assert "\n" not in error
    elif cut == "half":
        assert name in ("a.csv", "a.jsonl"), "what was cut off is told of what is packed"
        assert 150 < len(found) < 300
    else:
        assert "jsonl" in name
        assert all(record.error for record in found)


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04\x14" + bytes(99),
        b"PAR1" + bytes(99),
        b"\x1f\x8b\x08" + bytes(99),
        bytes(range(256)) * 40,
        b"\x89PNG\r\n",
    ],
    ids=["xlsx", "parquet", "gzip", "bytes", "picture"],
)
def test_binary_data_is_no_csv(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(raw)
    for use in (list, RecordFile.names):
        with pytest.raises(DataError, match=r"a\.csv: is binary data; save it as CSV, JSON lines, Parquet or Excel$"):
            use(RecordFile(tmp_path / "a.csv"))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
@pytest.mark.parametrize("there", ["nothing", "folder"])
def test_no_file(tmp_path: Path, name: str, there: str) -> None:
    if there == "folder":
        (tmp_path / name).mkdir()
    for use in (list, RecordFile.names):
        with pytest.raises(DataError, match=name):
            use(RecordFile(tmp_path / name))


@pytest.mark.slow
def test_a_column_that_unfolds_beyond_all_bounds_is_refused_by_the_footer(tmp_path: Path) -> None:
    texts = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0], pyarrow.int32()), ["x" * 250_000_000])
    table, quickly = pyarrow.table({"description": texts}), {"use_dictionary": False, "write_statistics": False}
    parquet.write_table(table, tmp_path / "text.parquet", compression="zstd", **quickly)
    lists = pyarrow.ListArray.from_arrays([0, 1_000_000], pyarrow.array([1] * 1_000_000))
    parquet.write_table(pyarrow.table({"description": ["x"], "a": lists}), tmp_path / "list.parquet")
    for name, unfolded in ("text", "250 MB"), ("list", "1,000,000 values"):
        with pytest.raises(DataError, match=rf"{name}\.parquet: a few bytes of it unfold to .*{unfolded}"):
            list(RecordFile(tmp_path / f"{name}.parquet"))


def test_nested_texts_that_unfold_are_read_row_by_row(tmp_path: Path) -> None:
    texts = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 300, pyarrow.int32()), ["x" * 4_000_000])
    table = pyarrow.table({"job": pyarrow.StructArray.from_arrays([texts], ["description"])})
    parquet.write_table(table, tmp_path / "a.parquet", compression="zstd")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(len(record.fields["job"]["description"]) for record in RecordFile(tmp_path / "a.parquet")) == 12 * 10**8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


@pytest.mark.slow
@pytest.mark.parametrize(("length", "error"), [(4_000_000, None), (6_000_000, "the row is longer than 5 MB")])
def test_a_small_parquet_that_unfolds_to_gigabytes_is_read_row_by_row(
    tmp_path: Path, length: int, error: str | None
) -> None:
    texts = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 2_000, pyarrow.int32()), ["x" * length])
    parquet.write_table(pyarrow.table({"description": texts}), tmp_path / "a.parquet", compression="zstd")
    assert (tmp_path / "a.parquet").stat().st_size < 20_000
    read, before = 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for record in RecordFile(tmp_path / "a.parquet"):
        assert record.error == error
        assert error or len(str(record.fields["description"])) == length
        read += 1
    assert read == 2_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 3_000_000, "kB: all rows at once would be 8 GB"
