"""Read the sheets of an OpenDocument spreadsheet (.ods), row by row, in constant memory (OASIS OpenDocument 1.3)."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CONTENT = "content.xml"
# Times that a row with cells may be repeated by one element, and blanks by one: a file of a kilobyte asks for millions.
_MOST_REPEATED = 1_000
Cell = str | float | bool | datetime | None


def sheet_names(raw: BinaryIO) -> list[str]:
    """Return the names of the sheets."""
    return [table.get(f"{_TABLE}name", "") for _, table in _elements(raw, "start") if table.tag == f"{_TABLE}table"]


def sheet_rows(raw: BinaryIO, sheet: int, most_columns: int) -> Iterator[list[Cell]]:
    """Yield the rows of a sheet by its place, with at most so many cells; an empty row for those that are empty."""
    place, tables = -1, list[Element]()
    for event, element in _elements(raw, "start", "end"):
        if element.tag == f"{_TABLE}table":
            place += event == "start"
            tables = [element]
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            if place == sheet:
                cells = _cells(element, most_columns)
                # What is repeated to the end of the sheet is empty.
                yield from [cells] * min(_number(element, "number-rows-repeated"), _MOST_REPEATED)
            for table in tables:
                table.clear()
        if place > sheet:
            return


def _elements(raw: BinaryIO, *events: str) -> Iterator[tuple[str, Element]]:
    with zipfile.ZipFile(raw) as parts, parts.open(_CONTENT) as stream:
        yield from iterparse(stream, events)


def _number(element: Element, name: str) -> int:
    return max(int(element.get(f"{_TABLE}{name}", 1)), 1)


def _cells(row: Element, most: int) -> list[Cell]:
    cells: list[Cell] = []
    for element in row:
        if element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell") and len(cells) < most:
            repeated = min(_number(element, "number-columns-repeated"), most - len(cells))
            cells += [_value(element)] * repeated
    return cells


def _value(cell: Element) -> Cell:
    """Return the value of a cell, a formula's as it was saved: a number, a day, whether it is true, or its text."""
    kind, value = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_OFFICE}value")
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")).replace(tzinfo=None)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind in ("float", "currency", "percentage") and value is not None:
        number = float(value)
        return int(number) if number.is_integer() else number
    lines = ["".join(_words(part)) for part in cell if part.tag in (f"{_TEXT}p", f"{_TEXT}h")]
    return "\n".join(lines) or None


def _words(part: Element) -> Iterator[str]:
    """Yield the text of a paragraph, with blanks, tabs and breaks, which are elements."""
    yield part.text or ""
    for inner in part:
        if inner.tag == f"{_TEXT}s":
            yield " " * min(int(inner.get(f"{_TEXT}c", 1)), _MOST_REPEATED)
        elif inner.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield "\t" if inner.tag == f"{_TEXT}tab" else "\n"
        else:
            yield from _words(inner)
        yield inner.tail or ""
