"""Files become parts: whole, by ranges of bytes, by row groups; their keys change with what they hold."""

import gzip
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.data.files.formats import require_module
from truerole.data.parts.plan import left_out_line, list_input, plan_parts


def ranges(source: Path, most: int) -> list[tuple[int, int | None]]:
    return [(part.begin, part.end) for part in plan_parts(str(source), "task", most)]


def test_lines_are_cut_by_bytes_and_packed_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("x" * 25)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(bytes(10_000)))
    assert ranges(tmp_path / "a.jsonl", 10) == [(0, 10), (10, 20), (20, 30)]
    assert ranges(tmp_path / "a.jsonl", 25) == [(0, None)]
    assert ranges(tmp_path / "b.jsonl.gz", 10) == [(0, None)]
    assert ranges(tmp_path, 25) == [(0, None), (0, None)]


def test_parquet_is_cut_by_row_groups(tmp_path: Path) -> None:
    table = require_module("pyarrow").table({"description": [f"text {n}" for n in range(70)]})
    require_module("pyarrow.parquet").write_table(table, tmp_path / "a.parquet", row_group_size=10)
    assert ranges(tmp_path, 1 << 20) == [(0, None)]
    assert ranges(tmp_path, 1) == [(n, n + 1) for n in range(7)]
    assert ranges(tmp_path, 200)[0][0] == 0
    assert sum((end or 0) - begin for begin, end in ranges(tmp_path, 200)) == 7


def test_keys_tell_parts_files_states_and_tasks_apart(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("x" * 25)
    before = [part.key for part in plan_parts(str(tmp_path), "task", 10)]
    assert len(set(before)) == 6
    assert before == [part.key for part in plan_parts(str(tmp_path / "*.jsonl"), "task", 10)]
    assert not set(before) & {part.key for part in plan_parts(str(tmp_path), "other", 10)}
    assert not set(before) & {part.key for part in plan_parts(str(tmp_path), "task", 11)}
    (tmp_path / "a.jsonl").write_text("y" * 26)
    after = [part.key for part in plan_parts(str(tmp_path), "task", 10)]
    assert [key in before for key in after] == [False] * 3 + [True] * 3


@pytest.mark.parametrize("within", ["", "*", "**/*"])
def test_files_of_other_names_are_left_out(tmp_path: Path, within: str) -> None:
    for name in ("a.jsonl", "b.JSON.gz", "c.parquet", "_d.txt", ".e", "f.txt", "g.csv.gz", "h"):
        (tmp_path / name).write_text("")
    found = list_input(str(tmp_path / within))
    assert [Path(file.address).name for file in found.readable] == ["a.jsonl", "b.JSON.gz", "c.parquet"]
    assert [Path(other).name for other in found.others] == ["f.txt", "g.csv.gz", "h"]
    assert len(plan_parts(str(tmp_path / within), "task")) == 3


@pytest.mark.parametrize(
    ("others", "line"),
    [
        ([], None),
        (["/in/a\n.txt"], "left out, as neither Parquet nor JSON by name: a .txt"),
        (
            [f"s3://b/{n}.csv" for n in range(1_007)],
            "left out, as neither Parquet nor JSON by name: 0.csv, 1.csv, 2.csv, 3.csv, 4.csv and 1,002 more",
        ),
    ],
)
def test_what_is_left_out_is_named_in_a_line(others: list[str], line: str | None) -> None:
    assert left_out_line(others) == line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.jsonl", "No such file"),
        ("none*.jsonl", "there is no file"),
        ("empty", "takes what is in its folders"),
        ("strays", "strays: there is no file .parquet, or .jsonl.*; what is there is left out: a.csv, readme.txt"),
        ("strays/*", "there is no file .parquet.*; what is there is left out: a.csv, readme.txt$"),
        ("a.csv", "is csv"),
        ("a.txt", "name it .jsonl"),
        ("nonsense://x/a.jsonl", "nonsense"),
        ("file:///nonsense/a.jsonl", "/nonsense/a.jsonl"),
    ],
)
def test_refused_in_a_line(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "strays").mkdir()
    for stray in ("readme.txt", "a.csv"):
        (tmp_path / "strays" / stray).write_text("description\n")
    (tmp_path / "a.csv").write_text("description\n")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(DataError, match=words) as refused:
        plan_parts(name if "://" in name else str(tmp_path / name), "task")
    assert "\n" not in str(refused.value)
