import json
from pathlib import Path

import pytest

from tests.model.text.test_text_kind import ANALYST, ENGINEER
from truerole.core.errors import DataError
from truerole.core.progress import Progress
from truerole.workflows.reading import read_file
from truerole.workflows.reading.read_file import RowText, read_postings, read_rows


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def test_each_row_is_a_reading_or_a_problem(tmp_path: Path) -> None:
    rows = [
        {"jobId": 7, "jobTitle": "Wizard", "jobDescription": ENGINEER},
        {"jobDescription": ANALYST},
        {"jobTitle": "Nobody"},
        "no object",
        {"jobDescription": "x" * 100_001},
    ]
    read = read_postings(write(tmp_path / "a.jsonl", *rows))
    assert read.ended is None
    assert [one.row.number for one in read.rows] == [1, 2, 3, 4, 5]
    assert [one.reading.title.text if one.reading and one.reading.title else None for one in read.rows] == [
        "Wizard", "Data Analyst", None, None, None,
    ]  # fmt: skip
    assert [one.found for one in read.rows] == [False, True, False, False, False]
    assert read.rows[0].reading and read.rows[0].reading.id == "7"
    assert [one.problem for one in read.rows[2:4]] == ["there is no description", "the line is not a JSON object"]
    assert "100,000 at the most" in (read.rows[4].problem or "")


def test_without_a_column_for_the_description_it_is_no_file_of_postings(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column is known to hold the description"):
        read_postings(write(tmp_path / "a.jsonl", {"name": "x"}))


@pytest.mark.parametrize("name", ["x", "text_of_job", "--column", "jdx"])
def test_what_a_page_says_of_columns_names_no_option(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="rename the column that does, to 'description'") as raised:
        read_postings(write(tmp_path / "a.jsonl", {name: "x"}))
    assert "--column description" not in str(raised.value)


def test_the_rows_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_file, "MOST_ROWS", 3)
    path = write(tmp_path / "a.jsonl", *[{"description": ENGINEER}] * 3)
    assert read_postings(path).ended is None
    more = read_postings(write(tmp_path / "b.jsonl", *[{"description": ENGINEER}] * 4))
    assert (len(more.rows), more.ended) == (3, "only the first 3 rows were read")


def test_the_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_file, "MOST_SECONDS", 0.0)
    read = read_rows(RowText(n, ENGINEER) for n in range(1, 9))
    assert (len(read.rows), read.ended) == (1, "after 0 seconds it ended, at row 1")


def test_progress_is_told_every_ten_rows(tmp_path: Path) -> None:
    told: list[Progress] = []
    read_postings(write(tmp_path / "a.jsonl", *[{"description": ENGINEER}] * 25), told.append)
    assert [progress.done for progress in told] == [10, 20]
    assert all(progress.share for progress in told)


def test_the_list_that_is_taken_is_told(tmp_path: Path) -> None:
    rows = [{"title": "Wizard", "description": ENGINEER}] * 2
    (tmp_path / "a.json").write_text(json.dumps({"jobs": rows, "old": rows[:1], "next": None}, indent=1), "utf-8")
    read = read_postings(tmp_path / "a.json")
    assert (len(read.rows), read.note) == (2, "takes the 2 records of 'jobs', not the 1 of 'old'")
