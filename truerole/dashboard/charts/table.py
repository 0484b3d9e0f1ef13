"""Tables of the pages, whose own download no spreadsheet takes for formulas."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from truerole.data.files.csv_writer import escape_formula
from truerole.phrasing.escape import escape
from truerole.phrasing.reading import capitalize_first

_NUMBER = re.compile(r"[-+]\s?\d[\d.,\s]*%?")


def show_table(
    rows: Sequence[Mapping[str, object]],
    column_config: Mapping[str, Any] | None = None,
    **options: Any,  # noqa: ANN401, as those of st.dataframe
) -> None:
    """Show rows as a table, whole numbers with separators of thousands.

    Streamlit offers the cells as CSV, so the texts are escaped as in a CSV.
    """
    cells = [{name: neutral(value) for name, value in row.items()} for row in rows]
    st.dataframe(cells, hide_index=True, column_config={**_separated(rows), **(column_config or {})}, **options)


def show_small_table(rows: Sequence[Mapping[str, str]]) -> None:
    """Show a few rows of words as a table whose cells take several lines rather than leave the page.

    The first column names the rows. There is nothing to download.
    """
    st.html(small_table(rows))


def small_table(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows of words as an HTML table; where a phone stacks the cells, each names the column."""
    heads = [escape(capitalize_first(name)) for name in rows[0]]
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return f'<table class="tr-table"><thead><tr>{head}</tr></thead><tbody>{"".join(map(_line, rows))}</tbody></table>'


def _line(row: Mapping[str, str]) -> str:
    (_, first), *others = row.items()
    cells = (f'<td data-label="{escape(capitalize_first(name))}">{escape(value)}</td>' for name, value in others)
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(cells)}</tr>'


def _separated(rows: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """Return the settings of the columns of whole numbers."""
    names = dict.fromkeys(name for row in rows for name in row)
    counts = [name for name in names if all(type(row.get(name)) in (int, type(None)) for row in rows)]
    return {name: st.column_config.NumberColumn(format="localized") for name in counts}


def neutral(value: object) -> object:
    """Return a cell with an apostrophe before a text that a spreadsheet would run; signed numbers stay."""
    if isinstance(value, list):
        return [neutral(part) for part in value]
    return escape_formula(value) if isinstance(value, str) and not _NUMBER.fullmatch(value) else value
