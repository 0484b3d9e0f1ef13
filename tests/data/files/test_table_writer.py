"""One table in each format: the columns in their order, batch after batch."""

from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from truerole.data.files.formats import file_format
from truerole.data.files.record_reader import RecordFile
from truerole.data.files.table_writer import table_writer

BATCHES = [
    [{"title": "Analyst", "left out": 1, "id": "1"}, {"title": None, "id": "2"}],
    [],
    [{"title": "=1", "id": "3"}],
]


def written(path: Path, *batches: list[dict[str, object]]) -> Path:
    with (
        path.open("wb") as raw,
        table_writer(raw, file_format(path), ("id", "title"), lambda _: pyarrow.string()) as write,
    ):
        for batch in batches:
            write(batch)
    return path


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.zst", "a.parquet"])
def test_a_table_of_batches(tmp_path: Path, name: str) -> None:
    found = [record.fields for record in RecordFile(written(tmp_path / name, *BATCHES))]
    assert [list(fields) for fields in found] == [["id", "title"]] * 3
    assert [fields["id"] for fields in found] == ["1", "2", "3"]
    assert found[1]["title"] in ("", None)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_table_without_records_has_its_columns(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name)
    columns = parquet.read_schema(path).names if name == "a.parquet" else path.read_text().strip().split(",")
    assert columns == ["id", "title"]
