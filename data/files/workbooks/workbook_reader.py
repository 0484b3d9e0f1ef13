"""Read the sheet of a workbook (.xlsx, .ods) that holds texts, row by row, bounded in unpacked size and columns.

Of several sheets the first with columns of titles and descriptions is taken, else the first with rows.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from truerole.core.errors import DataError
from truerole.data.files.column_names import NEEDED, columns_of
from truerole.data.files.csv_writer import unescape_formula
from truerole.data.files.formats import BEYOND, TOO_MANY, Record, require_module
from truerole.data.files.workbooks.ods_reader import sheet_names, sheet_rows

# Bytes that the parts of a workbook may unpack to, and the columns that a row may have.
MOST_UNPACKED = 200_000_000
_MOST_COLUMNS = 500
# Rows without a cell after which a sheet is taken to have ended: some programs save a million of them.
_MOST_EMPTY = 1_000
# Sheets of an OpenDocument spreadsheet that are looked at, as each is read from the beginning of the file.
_MOST_SHEETS = 20
# Rows that may stand above the names of the columns, such as the heading of a list.
_MOST_ABOVE = 9
_SHOWN = 5


class XlsxRows:
    """Reader of the records of a sheet; `header` has the distinct column names, `note` the choice of the sheet."""

    def __init__(self, path: Path) -> None:
        """Read the header row; raises DataError for a file that is no workbook, is empty or swollen."""
        self.path = path
        self.share = 0.0
        self.note: str | None = None
        self._raw = path.open("rb")
        try:
            _refuse_bombs(self._raw, path)
            with _in_one_line(path):
                self.header = self._open()
        except DataError:
            self.close()
            raise

    def __iter__(self) -> Iterator[Record]:
        """Yield the records below the header; a formula is the value that was saved with it."""
        with _in_one_line(self.path):
            for number, cells in self._rows:
                self.share = min(number / self._last, 1.0)
                yield _record(number, self.header, cells)

    def close(self) -> None:
        """Close the file."""
        self._raw.close()

    def _open(self) -> list[str]:
        """Open the sheet with texts, and return the header."""
        opened = _ods_sheets(self._raw) if _is_ods(self.path) else _xlsx_sheets(self._raw)
        sheets = [sheet for sheet in opened if sheet]
        if not sheets:
            raise DataError(f"{self.path}: is empty")
        taken = max(sheets, key=lambda one: len(set(NEEDED) & columns_of(one.header, needed=()).taken.keys()))
        if others := [repr(one.title) for one in sheets if one is not taken]:
            more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
            self.note = f"takes the sheet {taken.title!r}, not {', '.join(others[:_SHOWN])}{more}"
        self._rows, self._last = taken.rows, taken.last
        return taken.header


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Sheet with the header, the rows below, and the number of the last row as the workbook has it."""

    title: str
    header: list[str]
    rows: Iterator[tuple[int, list[object]]]
    last: int


def _xlsx_sheets(raw: BinaryIO) -> Iterator[_Sheet | None]:
    book = require_module("openpyxl").load_workbook(raw, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        last = sheet.max_row or 1
        sheet.reset_dimensions()  # some programs write the size of a sheet wrongly
        yield _opened(str(sheet.title), sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), last)


def _ods_sheets(raw: BinaryIO) -> Iterator[_Sheet | None]:
    for place, name in enumerate(sheet_names(raw)[:_MOST_SHEETS]):
        yield _opened(name, sheet_rows(raw, place, _MOST_COLUMNS), sum(1 for _ in sheet_rows(raw, place, 1)))


def _opened(title: str, given: Iterable[Iterable[object]], last: int) -> _Sheet | None:
    """Open a sheet below the header; None for a sheet without rows."""
    rows = _filled(given)
    begun = list(islice(rows, _MOST_ABOVE + 1))
    if not begun:
        return None
    place = _header_place([_names(cells) for _, cells in begun])
    return _Sheet(title, _names(begun[place][1]), chain(begun[place + 1 :], rows), max(last, 1))


def _header_place(begun: Sequence[list[str]]) -> int:
    """Return the place of the first row that names a title and a description; 0 where none does."""
    named = (columns_of(names, needed=()).taken for names in begun)
    return next((place for place, taken in enumerate(named) if taken.keys() >= set(NEEDED)), 0)


@contextmanager
def _in_one_line(path: Path) -> Iterator[None]:
    """Turn whatever openpyxl or the parser of XML raises for a damaged workbook into a DataError of a single line."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        line = (str(error).strip().splitlines() or [type(error).__name__])[0][:120].rstrip(".")
        raise DataError(f"{path}: is damaged, or no {_kind(path)} ({line})") from None


def _record(number: int, header: Sequence[str], cells: Sequence[object]) -> Record:
    # An export has an apostrophe before what a spreadsheet would take for a formula, as in a CSV.
    whole = (unescape_formula(cell) if isinstance(cell, str) else cell for cell in cells)
    fields: dict[str, object] = dict(zip(header, whole, strict=False))
    beyond = [cell for cell in cells[len(header) :] if cell is not None]
    return Record(number, fields | {BEYOND: beyond}, TOO_MANY) if beyond else Record(number, fields)


def _kind(path: Path) -> str:
    return "OpenDocument spreadsheet (.ods)" if _is_ods(path) else "Excel workbook (.xlsx)"


def _is_ods(path: Path) -> bool:
    return path.suffix.lower() == ".ods"


def _refuse_bombs(raw: BinaryIO, path: Path) -> None:
    try:
        with zipfile.ZipFile(raw) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        raise DataError(f"{path}: is no {_kind(path)}; save it as one, or as CSV") from None
    if size > MOST_UNPACKED:
        raise DataError(
            f"{path}: unpacks to {size / 1e6:,.0f} MB, {MOST_UNPACKED / 1e6:,.0f} MB at the most; save it as CSV"
        )


def _filled(rows: Iterable[Iterable[object]]) -> Iterator[tuple[int, list[object]]]:
    """Yield the number and the cells of each row that has one, until a thousand rows in turn have none."""
    empty = 0
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() or None if isinstance(cell, str) else cell for cell in row]
        empty = 0 if any(cell is not None for cell in cells) else empty + 1
        if empty == _MOST_EMPTY:
            return
        if not empty:
            yield number, cells


def _names(cells: list[object]) -> list[str]:
    """Return distinct names of columns; those without a heading at the end are no columns."""
    while cells and cells[-1] is None:
        cells = cells[:-1]
    names: dict[str, None] = {}
    for column, cell in enumerate(islice(cells, _MOST_COLUMNS), 1):
        name = f"column {column}" if cell is None else " ".join(str(cell).split())
        names[name if name not in names else f"{name} ({column})"] = None
    return list(names)
