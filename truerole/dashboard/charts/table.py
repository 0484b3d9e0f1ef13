"""Tables of the pages, whose own download no spreadsheet takes for formulas."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from truerole.data.files.csv_writer import escape_formula

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
