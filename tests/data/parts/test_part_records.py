"""The parts of a file hold its records, each once, wherever the cuts fall."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truerole.core.errors import DataError
from truerole.data.files.formats import MAX_LINE, require_module
from truerole.data.files.record_reader import RecordFile
from truerole.data.files.text_rows import Row, RowFile
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


JOBS = [{"id": f"p{n}", "description": f"Text {n} é"} for n in range(40)]


@pytest.mark.parametrize("most", [200, 1 << 20])
@pytest.mark.parametrize(
    "content",
    [
        json.dumps(JOBS),
        json.dumps(JOBS, indent=1),
        json.dumps({"jobs": JOBS}, indent=1),
        json.dumps({name: [job[name] for job in JOBS] for name in JOBS[0]}),
        "\n".join(json.dumps({"jobs": JOBS[n : n + 4]}) for n in range(0, 40, 4)),
        "\n".join(["no JSON"] * 150 + [json.dumps(job) for job in JOBS]),
        "7\n" * 150,
    ],
    ids=["array", "array over lines", "wrapped", "columns", "pages on lines", "broken first lines", "no objects"],
)
def test_parts_hold_the_rows_that_the_file_has(tmp_path: Path, content: str, most: int) -> None:
    (tmp_path / "a.json").write_text(content)
    parts = plan_parts(str(tmp_path), "", most)
    found = [row for part in parts for row in RowFile(PartRecords(part), head=PartRecords(part.head))]
    expected = list(RowFile(tmp_path / "a.json"))
    assert [(row.id, row.description, row.error) for row in found] == [
        (row.id, row.description, row.error) for row in expected
    ]


@pytest.mark.parametrize("at", [0, 2])
def test_an_endless_line_is_one_error_in_however_many_parts(tmp_path: Path, at: int) -> None:
    lines = [json.dumps({"Job Description": f"Text {n}"}) for n in range(5)]
    lines.insert(at, json.dumps({"Job Description": "x" * 2 * MAX_LINE}))
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    parts = plan_parts(str(tmp_path), "", 1_000_000)
    rows = [row for part in parts for row in RowFile(PartRecords(part), head=PartRecords(part.head))]
    assert [row.description for row in rows if not row.error] == [f"Text {n}" for n in range(5)]
    assert [row.error for row in rows if row.error] == ["the line is longer than 5 MB"]


def test_columns_of_bytes_are_texts(tmp_path: Path) -> None:
    arrow = require_module("pyarrow")
    values = [[b"a", "é".encode(), b"\xff"], [b"Analyst", b"Chef", b"Cook"], [b"You count.", "Café".encode(), b"\xff"]]
    columns = [arrow.array(column, arrow.binary()) for column in values]
    require_module("pyarrow.parquet").write_table(
        arrow.table(columns, ["id", "title", "description"]), tmp_path / "a.parquet"
    )
    (part,) = plan_parts(str(tmp_path), "")
    expected = [
        Row(1, "a", "You count.", "Analyst"),
        Row(2, "é", "Café", "Chef"),
        Row(3, None, error="the description is not text"),
    ]
    assert list(RowFile(PartRecords(part))) == list(RowFile(tmp_path / "a.parquet")) == expected
