"""Files as people have them: ten of each format, as pandas, Excel, R, Power Query and scrapers leave them.

Each is taken whole, without an option: all postings, none rejected, texts to the letter.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.worksheet.table import Table

from truerole.data.files.posting_rows import PostingFile
from truerole.data.files.text_rows import RowFile

DAY = datetime(2026, 7, 3)
# The milliseconds since 1970 that pandas wrote for a day.
EPOCH = 1_783_036_800_000
TITLES = ["Data Analyst", "Ingénieur de données", 'Engineer "Platform"']
TEXTS = [
    "You count loaves; you draw charts of them,\nand tell the bakers.\n\nYou know SQL.",
    "You keep the ovens’ numbers — in Zürich, with Python; 5,5 days a week.",
    'We call it "the oven": it runs at 220 °C. You watch it, all of it, each day.',
]
ROWS: list[dict[str, Any]] = [
    {"job_id": n + 1, "job_title": title, "company": "Loaf & Söhne", "job_description": text, "date_posted": DAY}
    for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
]
PLAIN = [row | {"date_posted": "2026-07-03"} for row in ROWS]
FRAME = pd.DataFrame(ROWS)
NAMES = list(ROWS[0])


def delimited(
    sep: str = ",", quoting: int = csv.QUOTE_MINIMAL, end: str = "\r\n", names: list[str] | None = None
) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sep, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(names or NAMES)
    writer.writerows(row.values() for row in PLAIN)
    return out.getvalue()


def r_table(sep: str) -> str:
    """Return what R's write.csv and write.csv2 write: row names below a header of an empty name, all in quotes."""
    lines = [sep.join(f'"{name}"' for name in ["", *NAMES])]
    for n, row in enumerate(PLAIN, 1):
        cells = ['"' + str(value).replace('"', '""') + '"' if isinstance(value, str) else str(value)
                 for value in row.values()]  # fmt: skip
        lines.append(sep.join([f'"{n}"', *cells]))
    return "\n".join(lines) + "\n"


def tab_with_byte_order_mark() -> bytes:
    """Return what Excel calls Unicode text."""
    return delimited("\t").encode("utf-16")


CSV: dict[str, bytes | str] = {
    "pandas": FRAME.to_csv(),
    "pandas without an index": FRAME.to_csv(index=False),
    "pandas, an index of its own": FRAME.set_index("job_id").to_csv(),
    "R write.csv": r_table(","),
    "R write.csv2": r_table(";"),
    "Excel, CSV UTF-8": b"\xef\xbb\xbf" + delimited().encode(),
    "Excel, CSV of a German Windows": delimited(";").replace("’", "'").replace("—", "-").encode("cp1252"),
    "Excel, Unicode text": tab_with_byte_order_mark(),
    "Excel with a line that names the sign": "sep=;\r\n" + delimited(";"),
    "Power Query, all in quotes": delimited(quoting=csv.QUOTE_ALL),
    "a database's tab-separated dump": delimited("\t", end="\n"),
}
JSON: dict[str, str] = {
    **{
        f"pandas {orient}": FRAME.to_json(orient=orient, date_format="iso")
        for orient in ("records", "columns", "index", "split", "table")
    },
    "pandas, on many lines": FRAME.to_json(orient="records", indent=4, force_ascii=False, date_format="iso"),
    "Scrapy": "[\n" + ",\n".join(json.dumps(row) for row in PLAIN) + "\n]",
    "an answer of an interface": json.dumps({"total": 3, "page": 1, "jobs": PLAIN}),
    "R jsonlite": json.dumps(PLAIN, indent=2),
    "MongoDB's export": json.dumps([row | {"_id": {"$oid": f"{n:024x}"}} for n, row in enumerate(PLAIN)]),
    "Elasticsearch": json.dumps(
        {"hits": {"total": 3, "hits": [{"_id": str(n), "_source": row} for n, row in enumerate(PLAIN)]}}
    ),
}
LINES: dict[str, bytes | str] = {
    "pandas before version 3": "".join(json.dumps(row | {"date_posted": EPOCH}) + "\n" for row in PLAIN),
    "pandas with days": FRAME.to_json(orient="records", lines=True, date_format="iso"),
    "Scrapy": "".join(json.dumps(row) + "\n" for row in PLAIN),
    "without the last end of line": "\n".join(json.dumps(row) for row in PLAIN),
    "Windows ends of lines": "\r\n".join(json.dumps(row) for row in PLAIN),
    "signs as they are": "\n".join(json.dumps(row, ensure_ascii=False) for row in PLAIN),
    "with a byte-order mark": b"\xef\xbb\xbf" + "\n".join(json.dumps(row) for row in PLAIN).encode(),
    "blank lines between": "\n\n".join(json.dumps(row) for row in PLAIN),
    "BigQuery": "\n".join(json.dumps({k: str(v) for k, v in row.items()}) for row in PLAIN),
    "null for what is not there": "\n".join(json.dumps(row | {"salary": None, "remote": None}) for row in PLAIN),
    "MongoDB's export": "\n".join(json.dumps({"_id": {"$oid": f"{n:024x}"}} | row) for n, row in enumerate(PLAIN)),
}


def frame_book(path: Path, **options: Any) -> None:
    FRAME.to_excel(path, **options)


def book(path: Path, fill: Callable[[openpyxl.Workbook], None]) -> None:
    made = openpyxl.Workbook()
    fill(made)
    made.save(path)


def write_rows(sheet: Any) -> None:
    sheet.append(NAMES)
    for row in ROWS:
        sheet.append(list(row.values()))


def as_table(made: openpyxl.Workbook) -> None:
    write_rows(made.active)
    made.active.add_table(Table(displayName="Query1", ref="A1:E4"))


def behind_a_cover(made: openpyxl.Workbook) -> None:
    made.active.title = "Read me"
    made.active["A1"] = "Jobs of the bakery"
    write_rows(made.create_sheet("Data"))


def before_a_pivot(made: openpyxl.Workbook) -> None:
    write_rows(made.active)
    pivot = made.create_sheet("Pivot")
    for row in (["Row labels", "Count"], ["Loaf", 3], ["Grand total", 3]):
        pivot.append(row)


def with_empty_rows(made: openpyxl.Workbook) -> None:
    write_rows(made.active)
    made.active.insert_rows(3, 2)


def frozen_and_filtered(made: openpyxl.Workbook) -> None:
    write_rows(made.active)
    made.active.freeze_panes = "A2"
    made.active.auto_filter.ref = "A1:E4"


def with_formulas(made: openpyxl.Workbook) -> None:
    write_rows(made.active)
    made.active["F1"] = "length"
    made.active["F2"] = "=LEN(D2)"


def with_a_hidden_sheet(made: openpyxl.Workbook) -> None:
    write_rows(made.active)
    made.create_sheet("Lists").sheet_state = "hidden"


def with_an_empty_first_column(made: openpyxl.Workbook) -> None:
    write_rows(made.active)
    made.active.insert_cols(1)


BOOKS: dict[str, Callable[[Path], None]] = {
    "pandas": frame_book,
    "pandas without an index": lambda path: frame_book(path, index=False),
    "pandas, a named sheet": lambda path: frame_book(path, index=False, sheet_name="jobs"),
    "pandas, an index of its own": lambda path: FRAME.set_index("job_id").to_excel(path),
    "Power Query's table": lambda path: book(path, as_table),
    "behind a cover": lambda path: book(path, behind_a_cover),
    "before a pivot": lambda path: book(path, before_a_pivot),
    "empty rows": lambda path: book(path, with_empty_rows),
    "frozen and filtered": lambda path: book(path, frozen_and_filtered),
    "a column of formulas": lambda path: book(path, with_formulas),
    "a hidden sheet": lambda path: book(path, with_a_hidden_sheet),
    "an empty first column": lambda path: book(path, with_an_empty_first_column),
}


def table(**changed: Any) -> pa.Table:
    return pa.Table.from_pylist([row | changed for row in ROWS])


PARQUET: dict[str, Callable[[Path], None]] = {
    "pandas": FRAME.to_parquet,
    "pandas, an index of its own": FRAME.set_index("job_id").to_parquet,
    "pandas, some rows of more": pd.concat([FRAME, FRAME]).iloc[3:].to_parquet,
    "pandas categories": FRAME.astype({"company": "category"}).to_parquet,
    "pandas without compression": lambda path: FRAME.to_parquet(path, compression=None),
    "R arrow": lambda path: pq.write_table(table(), path, compression="snappy"),
    "Polars' large strings": lambda path: pq.write_table(
        table().cast(
            pa.schema(
                [
                    (n, pa.large_string() if t == pa.string() else t)
                    for n, t in zip(NAMES, table().schema.types, strict=True)
                ]
            )
        ),
        path,
    ),
    "Spark": lambda path: pq.write_table(table(), path, use_deprecated_int96_timestamps=True),
    "DuckDB": lambda path: pq.write_table(table(), path, compression="zstd", row_group_size=2),
    "lists of places": lambda path: pq.write_table(table(locations=["Leeds", "York"]), path),
    "bytes for texts": lambda path: pq.write_table(table(logo=b"\x89PNG"), path),
}
WRITTEN = [
    *((f"a{end}", kind, content) for end, files in ((".csv", CSV), (".json", JSON), (".jsonl", LINES))
      for kind, content in files.items()),
    *((f"a{end}", kind, content) for end, files in ((".xlsx", BOOKS), (".parquet", PARQUET))
      for kind, content in files.items()),
]  # fmt: skip


def plain(text: str) -> str:
    """Return a text as a file in an encoding of the eighties can hold it."""
    return text.replace("’", "'").replace("—", "-")


def test_there_are_ten_of_each() -> None:
    assert min(map(len, (CSV, JSON, LINES, BOOKS, PARQUET))) >= 10


@pytest.mark.parametrize(("name", "kind", "content"), WRITTEN, ids=[f"{n[1:]} {k}" for n, k, _ in WRITTEN])
def test_taken_whole(tmp_path: Path, name: str, kind: str, content: Any) -> None:
    path = tmp_path / name
    if callable(content):
        content(path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    rows = list(PostingFile(path))
    assert [row.problem for row in rows] == [None] * 3
    postings = [row.posting for row in rows if row.posting]
    assert [posting.title for posting in postings] == TITLES
    assert [plain(posting.description).split() for posting in postings] == [plain(text).split() for text in TEXTS]
    assert {posting.company for posting in postings} == {"Loaf & Söhne"}
    assert {posting.posted_on for posting in postings} == {DAY.date()}
    assert [bool(row.description) for row in RowFile(path)] == [True] * 3


@pytest.mark.parametrize("kind", CSV)
def test_packed(tmp_path: Path, kind: str) -> None:
    content = CSV[kind]
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(raw))
    assert len([row for row in PostingFile(tmp_path / "a.csv.gz") if row.posting]) == 3
