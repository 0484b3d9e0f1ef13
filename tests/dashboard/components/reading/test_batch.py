"""A file of postings on the page *Read*: its table of readings, its bounds, and what is told of a bad one."""

import io
import json
import re

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_read import APP, told
from tests.model.text.test_text_kind import ANALYST as RYE
from tests.model.text.test_text_kind import ENGINEER


@pytest.fixture
def app(home: object) -> AppTest:
    return AppTest.from_string(APP, default_timeout=180)


def workbook() -> bytes:
    book, raw = openpyxl.Workbook(), io.BytesIO()
    for row in (["Job Title", "Job Description"], ["", RYE], ["Wizard", ENGINEER], ["Nobody", None]):
        book.active.append(row)
    book.save(raw)
    return raw.getvalue()


ROWS = [{"description": RYE}, {"title": "Wizard", "description": ENGINEER}, {"title": "Nobody", "description": ""}]
FILES = {
    "a.csv": ("title,description\n" + "".join(f'{r.get("title", "")},"{r["description"]}"\n' for r in ROWS)).encode(),
    "a.json": json.dumps(ROWS).encode(),
    "a.jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
    "a.xlsx": workbook(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_becomes_a_table_of_readings(app, name):
    app.run()
    app.file_uploader(key="postings file").set_value((name, FILES[name], "application/octet-stream")).run()
    assert not app.exception
    (table,) = app.dataframe
    assert list(table.value["row"]) == [1, 2, 3]
    assert all(re.fullmatch(r"(over )?\d+ %", cell) for cell in table.value["probability"][:2])
    assert table.value["probability"][2] == ""
    assert list(table.value["title"]) == ["Data Analyst", "Wizard", "Nobody"]
    assert list(table.value["role"]) == ["data analyst", "data engineer", ""]
    assert table.value["note"][2] == "there is no description"
    assert any(c.value == "2 postings read, 1 not." for c in app.caption)


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.csv", b"", "a\\.csv\\: is empty"),
        ("a.csv", b"name,company\nx,y\n", "rename the column that does"),
        ("a.json", b"[{", "damaged or cut off"),
        ("a.xlsx", b"no workbook", "is no Excel workbook"),
        ("a.parquet", b"no parquet", "damaged or not what its name says"),
        ("a.jsonl", b"\x00\xff\x00\xff", ""),
        (f"{'x' * 200}.{'y' * 200}.xlsx", b"", "is no Excel workbook"),
        ("a.gz", b"", "name it .jsonl or .csv"),
    ],
)
def test_a_bad_file_is_one_clear_line(app, name, raw, words):
    app.run()
    app.file_uploader(key="postings file").set_value((name, raw, "application/octet-stream")).run()
    assert not app.exception
    assert not app.dataframe or name == "a.jsonl"
    assert words.replace("\\", "") in told(app).replace("\\", "")
    assert "/tmp" not in told(app)


def test_a_file_is_read_to_its_bound(app, monkeypatch):
    monkeypatch.setattr("truerole.workflows.reading.read_file.MOST_ROWS", 2)
    app.run()
    app.file_uploader(key="postings file").set_value(("a.jsonl", FILES["a.jsonl"], "application/jsonl")).run()
    assert len(app.dataframe[0].value) == 2
    assert "Only the first 2 rows were read" in told(app).replace("\\", "")
