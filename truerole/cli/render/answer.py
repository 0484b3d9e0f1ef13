"""Answer of a command as a table for people, as JSON or as CSV."""

import sys
from collections.abc import Sequence
from typing import IO, Annotated

import typer

from truerole.core.errors import DataError
from truerole.core.text.visible import one_line
from truerole.phrasing.answers.answer import Answer, Row

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")]


def show_answer(answer: Answer, *, as_json: bool = False, as_csv: bool = False, file: IO[str] | None = None) -> None:
    """Print an answer in the form that is asked for; raises DataError where both are."""
    if as_json and as_csv:
        raise DataError("--json and --csv exclude each other; leave one of them out")
    out = file or sys.stdout
    if as_json:
        import orjson

        shown = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY
        print(orjson.dumps(answer.to_dict(), option=shown).decode(), file=out)
    elif as_csv:
        from truerole.data.files.csv_writer import csv_bytes

        print(csv_bytes(_cells(answer.rows)).decode().replace("\r\n", "\n"), end="", file=out)
    else:
        _show_table(answer, out)


def _cells(rows: Sequence[Row]) -> list[list[str | float | None]]:
    heads: list[list[str | float | None]] = [list(rows[0])] if rows else []
    return heads + [[float(f"{v:.6g}") if isinstance(v, float) else v for v in row.values()] for row in rows]


def _show_table(answer: Answer, out: IO[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for line in answer.lines:
        console.print(one_line(line))
    if not answer.rows:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for head, shown in answer.columns.items():
        numbers = all(shown(row)[:1] in "+-0123456789" for row in answer.rows)
        table.add_column(Text(one_line(head)), justify="right" if numbers else "left", overflow="fold")
    for row in answer.rows:
        table.add_row(*(Text(one_line(shown(row))) for shown in answer.columns.values()))
    console.print()
    console.print(table)
