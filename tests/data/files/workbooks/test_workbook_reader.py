"""Workbooks are read as their rows; odd, swollen and broken ones are one clear line."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from truerole.core.errors import DataError
from truerole.data.files.csv_writer import csv_cell
from truerole.data.files.formats import BEYOND, TOO_MANY, Record
from truerole.data.files.record_reader import RecordFile
from truerole.data.files.workbooks import workbook_reader

Cell = str | int | datetime | None


def write(path: Path, *sheets: list[list[Cell]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"sheet {number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rows(path: Path) -> list[Record]:
    return list(RecordFile(path))


def test_rows_are_records_with_their_numbers_and_types(tmp_path: Path) -> None:
    day = datetime(2026, 7, 3)
    path = write(tmp_path / "a.xlsx", [["id", "description", "date"], [7, " Build reports. ", day], [None, "x", None]])
    assert rows(path) == [
        Record(2, {"id": 7, "description": "Build reports.", "date": day}),
        Record(3, {"id": None, "description": "x", "date": None}),
    ]
    assert RecordFile(path).names() == ["id", "description", "date"]
    file = RecordFile(path)
    assert [file.share for _ in file][-1] == 1.0


def test_what_an_export_took_for_a_formula_comes_back(tmp_path: Path) -> None:
    told = ["=1+1", "- You build", "+Acme", "@Loaf", "'- quoted", "'quoted'", "plain"]
    path = write(tmp_path / "a.xlsx", [["description"], *([csv_cell(text)] for text in told)])
    assert [record.fields["description"] for record in rows(path)] == told


def test_the_first_sheet_with_rows_counts_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [], [[None], ["", "a"], [None, None], ["", 1]], [["b"], [2]])
    assert rows(path) == [Record(4, {"column 1": None, "a": 1})]


JOBS: list[list[Cell]] = [["title", "description"], ["Baker", "You bake."]]
PAY: list[list[Cell]] = [["title", "pay"], ["Baker", 9]]
NOTES: list[list[Cell]] = [["Description"], ["A list of jobs"]]


@pytest.mark.parametrize(
    ("sheets", "note"),
    [
        ([JOBS], None),
        ([JOBS, []], None),
        ([[], JOBS], None),
        ([JOBS, PAY], "takes the sheet 'sheet 0', not 'sheet 1'"),
        ([PAY, JOBS], "takes the sheet 'sheet 1', not 'sheet 0'"),
        ([NOTES, JOBS], "takes the sheet 'sheet 1', not 'sheet 0'"),
        ([PAY, NOTES, JOBS], "takes the sheet 'sheet 2', not 'sheet 0', 'sheet 1'"),
        ([JOBS, JOBS], "takes the sheet 'sheet 0', not 'sheet 1'"),
        ([[["a"], [1]], [], JOBS], "takes the sheet 'sheet 2', not 'sheet 0'"),
        (
            [JOBS, *[PAY] * 7],
            "takes the sheet 'sheet 0', not 'sheet 1', 'sheet 2', 'sheet 3', 'sheet 4', 'sheet 5' and 2 more",
        ),
    ],
)
def test_the_sheet_with_texts_is_taken_and_told(
    tmp_path: Path, sheets: list[list[list[Cell]]], note: str | None
) -> None:
    file = RecordFile(write(tmp_path / "a.xlsx", *sheets))
    assert [record.fields["description"] for record in file] == ["You bake."]
    assert file.note == note


HEADING: list[list[Cell]] = [["My saved jobs"], []]
NO_TITLE: list[list[Cell]] = [["name it", "description"], ["Baker", "You bake."]]


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        ([*HEADING, *JOBS], [Record(4, {"title": "Baker", "description": "You bake."})]),
        ([*HEADING * 9, *JOBS], [Record(20, {"title": "Baker", "description": "You bake."})]),
        ([*NO_TITLE, ["Cook", "You cook."]], [Record(n, {"name it": a, "description": b}) for n, a, b in (
            (2, "Baker", "You bake."), (3, "Cook", "You cook."),
        )]),
    ],
)  # fmt: skip
def test_rows_may_stand_above_the_names(tmp_path: Path, sheet: list[list[Cell]], found: list[Record]) -> None:
    assert rows(write(tmp_path / "a.xlsx", sheet)) == found


def test_a_table_too_far_below_is_not_looked_for(tmp_path: Path) -> None:
    assert RecordFile(write(tmp_path / "a.xlsx", [*HEADING * 10, *JOBS])).names() == ["My saved jobs"]


def test_names_are_distinct_and_cells_beyond_them_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["a", "a", "b\nc", None], [1, 2, 3, 4]])
    fields = {"a": 1, "a (2)": 2, "b c": 3, BEYOND: [4]}
    assert rows(path) == [Record(2, fields, TOO_MANY)]


def test_a_formula_is_the_value_that_was_saved_with_it_or_nothing(tmp_path: Path) -> None:
    assert rows(write(tmp_path / "a.xlsx", [["a", "b"], ["=1+1", "x"]])) == [Record(2, {"a": None, "b": "x"})]


def test_a_sheet_ends_after_a_thousand_empty_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["A5000"] = "a", 1, 2
    book.save(path)
    assert rows(path) == [Record(2, {"a": 1})]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is no Excel workbook"),
        (b"a,b\n1,2\n", "is no Excel workbook"),
        (b"PK\x03\x04" + b"\0" * 40, "is no Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_one_line(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(raw)
    for use in (list, RecordFile.names):
        with pytest.raises(DataError, match=words) as error:
            use(RecordFile(path))
        assert str(error.value).startswith(f"{path}: ")
        assert "\n" not in str(error.value)


def test_a_zip_without_a_workbook_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("readme.txt", "no workbook")
    with pytest.raises(DataError, match="damaged, or no Excel workbook"):
        rows(path)


def test_an_empty_workbook_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.xlsx: is empty$"):
        rows(write(tmp_path / "a.xlsx", [], [[None, " "]]))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    monkeypatch.setattr(workbook_reader, "MOST_UNPACKED", 2_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(DataError, match="unpacks to 3 MB, 2 MB at the most"):
        rows(path)


def test_entities_of_a_hostile_workbook_are_not_expanded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["a"], ["b"]])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    hostile = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(hostile, "w") as new:
        for part in old.infolist():
            raw = old.read(part).decode()
            if part.filename.endswith(("sheet1.xml", "sharedStrings.xml")):
                raw = bomb + raw.replace("<t>b</t>", "<t>&b;</t>").removeprefix('<?xml version="1.0"?>')
            new.writestr(part.filename, raw)
    with pytest.raises(DataError) as error:
        rows(hostile)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("told", ['ref="A1"', 'ref="A1:A2"', 'ref="A1:ZZ9"'])
def test_the_size_that_a_sheet_tells_is_not_believed(tmp_path: Path, told: str) -> None:
    whole = write(tmp_path / "whole.xlsx", [["id", "description"], *([n, "Build reports."] for n in range(10))])
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(tmp_path / "told.xlsx", "w") as changed:
        for name in parts.namelist():
            content = parts.read(name)
            changed.writestr(name, content.replace(b'ref="A1:B11"', told.encode()))
            assert name != "xl/worksheets/sheet1.xml" or b'ref="A1:B11"' in content
    assert rows(tmp_path / "told.xlsx") == rows(whole)
    assert len(rows(whole)) == 10
