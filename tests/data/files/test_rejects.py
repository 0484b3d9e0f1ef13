"""Rejected rows are kept as they were, so that they can be mended."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.posting import ImportRow
from truerole.data.files import rejects
from truerole.data.files.record_reader import RecordFile
from truerole.data.files.rejects import RejectsFile


def offer(fields: dict[str, object], number: int = 7) -> ImportRow:
    return ImportRow(number, fields, problem="there is no title")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    (tmp_path / "jobs.2026.csv.gz").write_text("input")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "jobs.2026.csv.gz"


def test_rows_are_kept_with_their_number_and_why(source: Path) -> None:
    with RejectsFile(source) as rejected:
        rejected.add(offer({"Job Title": "", "text": "é 🙂"}))
        rejected.add(offer({"_row": 3, "_why": "old", "a": None}, 9))
        assert not Path("jobs.2026.rejected.jsonl").exists(), "it appears when it is whole"
    lines = Path("jobs.2026.rejected.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"Job Title": "", "text": "é 🙂", "_row": 7, "_why": "there is no title"},
        {"_row": 9, "_why": "there is no title", "a": None},
    ]
    assert list(Path().iterdir()) == [Path("jobs.2026.rejected.jsonl")]


def test_nothing_rejected_makes_no_file(source: Path) -> None:
    with RejectsFile(source):
        pass
    assert list(Path().iterdir()) == []


def test_a_failed_run_leaves_the_file_of_an_earlier_one(source: Path) -> None:
    Path("jobs.2026.rejected.jsonl").write_text("old")
    with pytest.raises(KeyboardInterrupt), RejectsFile(source, Path("jobs.2026.rejected.jsonl")) as rejected:
        rejected.add(offer({}))
        raise KeyboardInterrupt
    assert Path("jobs.2026.rejected.jsonl").read_text() == "old"
    assert len(list(Path().iterdir())) == 1


DEEP: dict[str, object] = {"a": 1}
for _ in range(900):
    DEEP = {"a": DEEP}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (float("nan"), None),
        (datetime(2026, 7, 3, 9), "2026-07-03T09:00:00"),
        (b"caf\xc3\xa9", "café"),
        (Decimal("1.50"), "1.50"),
        (10**30, 10**30),
        ("\ud83d", "\ud83d"),
        ([("a", 1)], [["a", 1]]),
        ({"b": {1, 2}}, {"b": "{1, 2}"}),
        (object, "<class 'object'>"),
        (DEEP, ...),
    ],
    ids=lambda value: str(value)[:20],
)
def test_any_value_is_kept_as_json_can(source: Path, value: object, kept: object) -> None:
    with RejectsFile(source) as rejected:
        rejected.add(offer({"name": "x", "value": value}))
    (record,) = RecordFile(Path("jobs.2026.rejected.jsonl"))
    assert (record.error, record.fields["name"], record.fields.get("value", ...)) == (None, "x", kept)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../jobs.2026.jsonl", "is also the input"),
        ("none/a.jsonl", "none: no such folder"),
        ("a.csv", r"a\.csv: name it \.jsonl"),
    ],
)
def test_no_place_for_it(source: Path, path: str, words: str) -> None:
    source = source.rename(source.with_name("jobs.2026.jsonl"))
    with pytest.raises(DataError, match=words):
        RejectsFile(source, Path(path))
    assert source.read_text() == "input"


def test_rows_that_somebody_is_mending_are_not_overwritten(source: Path) -> None:
    Path("jobs.2026.rejected.jsonl").write_text("mended")
    for expected in ("jobs.2026.rejected-1.jsonl", "jobs.2026.rejected-2.jsonl"):
        with RejectsFile(source) as rejected:
            rejected.add(offer({"a": "b"}))
        assert rejected.path == Path(expected)
    assert Path("jobs.2026.rejected.jsonl").read_text() == "mended"


def test_long_cells_are_left_out_and_told(source: Path) -> None:
    with RejectsFile(source) as rejected:
        rejected.add(offer({"title": "Baker", "text": "x" * 200_000, "html": "x" * 200_001, "raw": b"x" * 9_000_000}))
    (record,) = RecordFile(Path("jobs.2026.rejected.jsonl"))
    why = "there is no title; left out here, as it is long: html, raw"
    assert record.fields == {"title": "Baker", "text": "x" * 200_000, "_row": 7, "_why": why}


@pytest.mark.parametrize(
    ("bound", "most", "kept"),
    [("_BYTES", 1_000, 3), ("_BYTES", 1, 1), ("_ROWS", 7, 7), ("_ROWS", 98, 98), ("_ROWS", 99, 99)],
)
def test_the_file_is_bounded(source: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int, kept: int) -> None:
    monkeypatch.setattr(rejects, bound, most)
    with RejectsFile(source) as rejected:
        for number in range(99):
            rejected.add(offer({"text": "x" * (300 if number < 50 else 1)}, number))
    lines = Path("jobs.2026.rejected.jsonl").read_text().splitlines()
    assert (rejected.kept, rejected.others) == (kept, 99 - kept)
    assert [json.loads(line)["_row"] for line in lines] == list(range(kept)), "they are the first, without a gap"
