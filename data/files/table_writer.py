"""Write tables of records as CSV, JSON lines, Parquet or a workbook, some columns in order, batch after batch."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from truerole.core.errors import DataError
from truerole.data.files.csv_writer import csv_bytes, csv_cell
from truerole.data.files.formats import FileFormat, compressed, require_module

Record = Mapping[str, Any]
# What a sheet holds at the most, and the characters that no cell may hold.
_MOST_ROWS, _LONGEST_CELL = 1_048_576, 32_767
_NO_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WriteRecords = Callable[[Sequence[Record]], object]


def table_writer(
    raw: BinaryIO, form: FileFormat, columns: Sequence[str], arrow_type: Callable[[str], Any]
) -> AbstractContextManager[WriteRecords]:
    """Open a table of a format in a file; records are written with the function that it yields.

    `arrow_type` gives the Arrow type of a column. Fields that are no columns are left out. Raises DataError for more
    rows than a workbook holds.
    """
    if form.kind == "parquet":
        return _parquet(raw, columns, arrow_type)
    if form.kind == "xlsx":
        return _workbook(raw, columns)
    return _csv(raw, form, columns) if form.kind == "csv" else _json_lines(raw, form, columns)


@contextmanager
def _json_lines(raw: BinaryIO, form: FileFormat, columns: Sequence[str]) -> Iterator[WriteRecords]:
    def line(record: Record) -> bytes:
        return orjson.dumps({name: record[name] for name in columns}, option=orjson.OPT_APPEND_NEWLINE)

    with compressed(raw, form) as stream:
        yield lambda records: stream.write(b"".join(map(line, records)))


@contextmanager
def _workbook(raw: BinaryIO, columns: Sequence[str]) -> Iterator[WriteRecords]:
    """Write a workbook of one sheet, whose rows wait in a temporary file; the cells are those of a CSV."""
    book = require_module("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet("Postings")
    sheet.append(list(columns))
    rows = count(2)

    def write(records: Sequence[Record]) -> None:
        for record in records:
            if next(rows) > _MOST_ROWS:
                raise DataError(f"a workbook holds {_MOST_ROWS:,} rows and no more; name the file .csv, or filter more")
            sheet.append([_workbook_cell(record[name]) for name in columns])

    try:
        yield write
        book.save(raw)
    except BaseException:
        sheet.close()
        Path(sheet._writer.out).unlink(missing_ok=True)
        raise


def _workbook_cell(value: object) -> object:
    """Return a value as a cell of a workbook: numbers and dates as they are, else a text without control characters."""
    if value is None or (isinstance(value, int | float | date) and not isinstance(value, bool)):
        return value
    return _NO_CELL.sub("", csv_cell(value))[:_LONGEST_CELL]


@contextmanager
def _csv(raw: BinaryIO, form: FileFormat, columns: Sequence[str]) -> Iterator[WriteRecords]:
    with compressed(raw, form) as stream:
        stream.write(csv_bytes([columns]))
        yield lambda records: stream.write(csv_bytes([record[name] for name in columns] for record in records))


@contextmanager
def _parquet(raw: BinaryIO, columns: Sequence[str], arrow_type: Callable[[str], Any]) -> Iterator[WriteRecords]:
    arrow, parquet = require_module("pyarrow"), require_module("pyarrow.parquet")
    schema = arrow.schema([(name, arrow_type(name)) for name in columns])
    with parquet.ParquetWriter(raw, schema, compression="zstd") as writer:
        yield lambda records: writer.write_table(arrow.Table.from_pylist(records, schema))
