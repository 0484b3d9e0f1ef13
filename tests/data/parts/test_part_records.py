"""The parts of a file hold its records, each once, wherever the cuts fall."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truerole.core.errors import DataError
from truerole.data.files.formats import require_module
from truerole.data.files.record_reader import RecordFile
from truerole.data.files.text_rows import RowFile
from truerole.data.parts.part_records import PartRecords
from truerole.data.parts.plan import plan_parts

LINES = st.lists(st.one_of(st.text("aé\U0001f600 ", max_size=12), st.just("")), max_size=12)


@given(lines=LINES, most=st.integers(1, 60), end=st.sampled_from(["", "\n", "\r\n"]))
def test_each_line_is_in_one_part(lines: list[str], most: int, end: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        rows = [json.dumps({"description": line}, ensure_ascii=False) if line else "" for line in lines]
        path.write_bytes(((end or "\n").join(rows) + end).encode())
        found = [record.fields for part in plan_parts(str(path), "", most) for record in PartRecords(part)]
        assert found == [record.fields for record in RecordFile(path)]


@pytest.mark.parametrize("most", [1, 300, 1 << 20])
def test_each_row_group_is_in_one_part(tmp_path: Path, most: int) -> None:
    table = require_module("pyarrow").table({"id": list(range(50)), "description": [f"text {n}" for n in range(50)]})
    require_module("pyarrow.parquet").write_table(table, tmp_path / "a.parquet", row_group_size=7)
    found = [record.fields for part in plan_parts(str(tmp_path), "", most) for record in PartRecords(part)]
    assert found == table.to_pylist()


def test_columns_are_those_of_the_beginning_of_the_file_in_all_parts(tmp_path: Path) -> None:
    rows = [{"job_description": "first"}] * 100 + [{"job_description": "second", "description": "other"}] * 100
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    parts = plan_parts(str(tmp_path), "", 1_000)
    found = [row.description for part in parts for row in RowFile(PartRecords(part), head=PartRecords(part.head))]
    assert (len(parts) > 3, found) == (True, ["first"] * 100 + ["second"] * 100)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.parquet"])
def test_a_damaged_file_is_an_error_of_a_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08\x00nonsense")
    with pytest.raises(DataError, match=name) as refused:
        list(PartRecords(plan_parts(str(tmp_path), "")[0]))
    assert "\n" not in str(refused.value)


def test_a_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"description": "one"}')
    part = plan_parts(str(tmp_path), "")[0]
    (tmp_path / "a.jsonl").write_text('{"description": "another"}')
    with pytest.raises(DataError, match="has changed"):
        list(PartRecords(part))


@pytest.mark.parametrize("content", ['[{"description": "a"}]', '{\n "description": "a"\n}'])
def test_json_that_is_not_on_lines_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(DataError, match="no JSON object on its first lines"):
        list(RowFile(PartRecords(plan_parts(str(tmp_path), "")[0])))
