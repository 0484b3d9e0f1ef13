"""Read CSV as people and programs write it: any encoding, separator and line end, ragged rows, quotes that never close.

The apostrophe that `csv_writer.py` puts before a cell which a spreadsheet would take for a formula is removed again.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import TextIO

from truerole.core.errors import DataError
from truerole.data.files.csv_writer import unescape_formula
from truerole.data.files.formats import BEYOND, LINE, MAX_LINE, TOO_MANY, Record

_SEPARATORS = ",;\t|"
# A first line by which Excel is told the separator, and shows no row.
_NAMED = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
# Lines of one row at most: in a longer one a quote is not closed. To find that out takes time: so often at most.
_MOST_LINES = 10_000
_MOST_OPEN = 100
# Rows without a word in a row: more than a sheet of Excel has.
_MOST_EMPTY = 2_000_000


class CsvRows:
    """Reader of the records of a CSV stream; `header` has the distinct column names."""

    def __init__(self, stream: TextIO, path: Path) -> None:
        """Read the header row; raises DataError for an empty file."""
        self.path = path
        self._lines = _Lines(stream)
        # Never reached, as `_Lines` ends a row before.
        csv.field_size_limit(2 * MAX_LINE)
        self._separator = self._lines.named_separator() or _separator(self._lines.ahead())
        self._strictly = csv.reader(self._lines, delimiter=self._separator, strict=True)
        self._rows = self._filled()
        self.header = self._header()
        self._whole = True

    def __iter__(self) -> Iterator[Record]:
        """Yield the records below the header.

        Raises DataError after 100 rows with quotes that never close, and after two million empty rows.
        """
        for number, cells in self._rows:
            yield self._broken(number) if cells is None else self._record(number, cells)

    def _filled(self) -> Iterator[tuple[int, list[str] | None]]:
        """Yield the rows that are not empty; raises DataError after too many empty rows."""
        empty = 0
        for number, cells in self._split():
            if cells is None or any(map(str.strip, cells)):
                empty = 0
                yield number, cells
                continue
            empty += 1
            if empty > _MOST_EMPTY:
                raise DataError(f"{self.path}: the {empty:,} rows up to row {number:,} are empty; take them out")

    def _split(self) -> Iterator[tuple[int, list[str] | None]]:
        """Yield the number and the cells of each row; None instead of cells for a row with an unclosed quote."""
        for number in count(1):
            self._lines.begin()
            try:
                yield number, self._cells()
            except StopIteration:
                return
            except _EndlessError:
                yield number, None

    def _cells(self) -> list[str]:
        """Return the cells of the next row, leniently for a row of a single line: quotes in quotes may be wrong there.

        In a row of many lines, a wrong quote is one that was not closed, and that a quote of a later row has closed.
        """
        try:
            return next(self._strictly)
        except csv.Error:
            return next(csv.reader(self._lines.only(), delimiter=self._separator))

    def _header(self) -> list[str]:
        for _, cells in self._rows:
            if cells is None:
                too_long = len(self._lines.retreat()) > MAX_LINE
                why = f"is longer than {MAX_LINE / 1e6:g} MB" if too_long else "has a quote that is not closed"
                raise DataError(f"{self.path}: its first line {why}")
            return _names(cells)
        raise DataError(f"{self.path}: is empty")

    def _broken(self, number: int) -> Record:
        if self._lines.endless > _MOST_OPEN:
            raise DataError(f"{self.path}: row {number}: a quote is not closed, as in {_MOST_OPEN} rows before it")
        self._whole = False
        line = self._lines.retreat()
        if len(line) > MAX_LINE:
            return Record(number, error=f"the line is longer than {MAX_LINE / 1e6:g} MB")
        return Record(number, {LINE: line}, "a quote in it is not closed")

    def _record(self, number: int, cells: list[str]) -> Record:
        fields: dict[str, object] = {
            name: unescape_formula(cell) or None for name, cell in zip(self.header, cells, strict=False)
        }
        beyond, piece = cells[len(self.header) :], not self._whole and len(cells) < len(self.header)
        self._whole = not piece
        if any(map(str.strip, beyond)):
            return Record(number, fields | {BEYOND: beyond}, TOO_MANY)
        return Record(number, fields, "it is a piece of a row in which a quote is not closed" if piece else None)


def _names(cells: list[str]) -> list[str]:
    names: dict[str, None] = {}
    for column, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {column}"
        names[name if name not in names else f"{name} ({column})"] = None
    return list(names)


def _separator(head: str) -> str:
    """Return the separator (comma, semicolon, tab or bar) that the first line has most of, outside quotes."""
    first = _QUOTED.sub("", head).strip("\n").partition("\n")[0]
    return max(_SEPARATORS, key=first.count)


class _EndlessError(Exception):
    """Signal a row whose quote is not closed within the limits of lines and characters."""


class _Lines:
    """Iterator of the lines of a stream, which can rewind to the second line of a row that does not end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._size = self.endless = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._line()
        if not line and not self._taken:
            raise StopIteration
        self._taken.append(line)
        self._size += len(line)
        if not line or self._size > MAX_LINE or len(self._taken) > _MOST_LINES:
            self.endless += 1
            raise _EndlessError
        return line

    def ahead(self) -> str:
        """Return the next 20 lines without consuming them."""
        self._waiting.extend(islice(iter(self._line, ""), 20 - len(self._waiting)))
        return "".join(self._waiting)

    def named_separator(self) -> str | None:
        """Return the separator that a line before the header names, and consume that line; None for another line."""
        self.ahead()
        if self._waiting and (named := _NAMED.fullmatch(self._waiting[0])):
            self._waiting.popleft()
            return named[1]
        return None

    def begin(self) -> None:
        """Mark the next line as the first line of a row."""
        self._taken.clear()
        self._size = 0

    def only(self) -> Iterator[str]:
        """Yield the line of a single-line row again; raises _EndlessError for a row of more lines."""
        if len(self._taken) == 1:
            yield self._taken[0]
        raise _EndlessError

    def retreat(self) -> str:
        """Return the first line of a row that does not end, and rewind to the second line."""
        first, *others = self._taken
        self._waiting.extendleft(reversed([line for line in others if line]))
        return first

    def _line(self) -> str:
        """Read a line; of a line longer than MAX_LINE, the first MAX_LINE + 1 characters, and skip the rest."""
        line = rest = self._stream.readline(MAX_LINE + 1)
        while len(line) > MAX_LINE and rest and not rest.endswith("\n"):
            rest = self._stream.readline(MAX_LINE)
        return line
