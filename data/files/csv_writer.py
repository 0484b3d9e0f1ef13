"""Write CSV: values as cells that no spreadsheet takes for a formula (CSV injection), rows as bytes."""

import csv
import io
import re
from collections.abc import Iterable

# Full-width signs, too, which spreadsheets in some languages take for the plain ones.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")


def escape_formula(text: str) -> str:
    """Return a text as a cell: an apostrophe precedes a text that a spreadsheet would take for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unescape_formula(cell: str) -> str:
    """Return the text of a cell that `escape_formula` made."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def csv_cell(value: object) -> str:
    """Return a value as a cell: empty for None, `true` or `false`, a list joined by semicolons, an escaped text."""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return escape_formula(value) if isinstance(value, str) else "" if value is None else str(value)


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows of values as CSV in UTF-8, lines ended by CR and LF."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(map(csv_cell, row) for row in rows)
    return lines.getvalue().encode()
