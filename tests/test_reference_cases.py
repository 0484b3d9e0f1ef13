"""Small files that other programs left, with the right answers beside them, where the reference is there."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from truerole.core.posting import ImportRow
from truerole.core.text.html import parse_page
from truerole.data.files.posting_rows import PostingFile
from truerole.data.files.text_rows import RowFile
from truerole.data.labels.read_file import LabelFile
from truerole.scraper.extract.jsonld import find_job_postings, posting_from_item

CASES = Path(os.environ.get("TRUEROLE_REFERENCE", "../shared")) / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="there is no reference")


def expected(name: str) -> Any:
    return json.loads((CASES / f"{name}.expected.json").read_text())["expected"]


def least(row: ImportRow) -> float | None:
    return row.posting.salary.min if row.posting and row.posting.salary else None


@pytest.mark.parametrize(("name", "postings"), [("array.json", 1), ("wrap5.json", 5), ("pandas_default.json", 1)])
@pytest.mark.parametrize("rows", [PostingFile, RowFile])
def test_json(name: str, postings: int, rows: Callable[[Path], Any]) -> None:
    found = list(rows(CASES / name))
    assert len(found) == postings
    assert not any(getattr(row, "problem", None) or getattr(row, "error", None) for row in found)


def test_names_that_score_and_import_know() -> None:
    assert RowFile(CASES / "t2.csv").note == "takes title from 'job_title'"
    assert PostingFile(CASES / "jd.jsonl").columns.taken["description"] == "jd_markdown"


def test_pay() -> None:
    assert [least(row) for row in PostingFile(CASES / "pay.csv")] == expected("pay.csv")["salary_min"]
    for row in PostingFile(CASES / "glassdoor.csv"):
        salary = row.posting.salary
        assert (salary.min, salary.max, salary.period, salary.basis) == (37_000, 66_000, "year", "estimated")
    for row in PostingFile(CASES / "semicolon_eu.csv"):
        salary = row.posting.salary
        assert (row.posting.posted_on, salary.min, salary.max) == (date(2026, 8, 3), 55_000, 65_000.5)


def test_days_that_cannot_be_read_are_counted() -> None:
    rows = PostingFile(CASES / "dates.csv")
    assert sum(row.posting.posted_on is not None for row in rows) == 6
    assert rows.oddities == {"unread date": (6, "30+ days ago")}


def test_texts() -> None:
    assert [row.posting.description[:2] for row in PostingFile(CASES / "html.csv")] == ["Bu"] * 4
    (row,) = PostingFile(CASES / "mojibake.csv")
    assert all(sign in row.posting.description for sign in "’–")
    assert not any(row.posting for row in PostingFile(CASES / "nan.csv"))


@pytest.mark.parametrize(
    ("name", "taken"),
    [("l_doccano_labels.jsonl", 3), ("l_ls_full.json", 3), ("l_prodigy_label.jsonl", 1), ("l_de.jsonl", 5)],
)
def test_labels(name: str, taken: int) -> None:
    assert sum(row.given is not None for row in LabelFile(CASES / name, "me")) == taken


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bomb4.parquet", "bomb60.parquet"])
def test_bombs_are_rejected_row_by_row(name: str) -> None:
    for row in PostingFile(CASES / name):
        assert (row.posting, len(str(row.fields)) < 1_000) == (None, True)


@pytest.mark.parametrize("path", sorted(CASES.glob("j_*.html")), ids=lambda path: path.stem)
def test_pages(path: Path) -> None:
    (item,) = find_job_postings(parse_page(path.read_text("utf-8")))
    found = posting_from_item(item, "u")
    assert (found.title, found.company, found.country) == ("Data Engineer", "Acme", "de")
    assert (found.location or "").startswith(expected(path.name)["location"])
