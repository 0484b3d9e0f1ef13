"""A part appears whole with its counts in the footer, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.data.files.formats import require_module
from truerole.data.parts.part_file import PartCounts, read_counts, write_part


def test_rows_counts_and_metadata_come_back(tmp_path: Path) -> None:
    arrow, parquet = require_module("pyarrow"), require_module("pyarrow.parquet")
    path = str(tmp_path / "out" / "a.parquet")
    batches = [([{"id": "a"}, {"id": "b"}], PartCounts(2, 0)), ([{"id": "c"}], PartCounts(1, 1, "c: no text"))]
    assert write_part(path, arrow.schema({"id": arrow.string()}), batches, {"made.by": "me"}) == read_counts(path)
    assert read_counts(path) == PartCounts(3, 1, "c: no text")
    assert parquet.read_table(path).column("id").to_pylist() == ["a", "b", "c"]
    assert parquet.read_schema(path).metadata[b"made.by"] == b"me"


def test_without_rows_there_is_an_empty_table(tmp_path: Path) -> None:
    arrow, path = require_module("pyarrow"), str(tmp_path / "a.parquet")
    write_part(path, arrow.schema({"id": arrow.string()}), [], {})
    assert read_counts(path) == PartCounts(0, 0)
    assert require_module("pyarrow.parquet").read_table(path).num_rows == 0


def test_half_a_part_is_none(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[list[dict[str, str]], PartCounts]]:
        yield [{"id": "a"}], PartCounts(1, 0)
        raise ZeroDivisionError

    arrow, path = require_module("pyarrow"), str(tmp_path / "a.parquet")
    with pytest.raises(ZeroDivisionError):
        write_part(path, arrow.schema({"id": arrow.string()}), broken(), {})
    assert (read_counts(path), list(tmp_path.iterdir())) == (None, [])


def test_files_of_others(tmp_path: Path) -> None:
    arrow, parquet = require_module("pyarrow"), require_module("pyarrow.parquet")
    parquet.write_table(arrow.table({"id": ["a"]}), tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_text("nonsense")
    assert read_counts(str(tmp_path / "a.parquet")) is None
    with pytest.raises(DataError, match=r"b\.parquet"):
        read_counts(str(tmp_path / "b.parquet"))
