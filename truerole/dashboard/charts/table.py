"""Tables of the pages, whose own download no spreadsheet takes for formulas."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from truerole.data.files.csv_writer import escape_formula

_NUMBER = re.compile(r"[-+]\s?\d[\d.,\s]*%?")


def show_table(rows: Sequence[Mapping[str, object]], **options: Any) -> None:  # noqa: ANN401, as those of st.dataframe
    """Show rows as a table; Streamlit offers the cells as CSV, so the texts are escaped as in a CSV."""
    st.dataframe([{name: neutral(value) for name, value in row.items()} for row in rows], hide_index=True, **options)


def neutral(value: object) -> object:
    """Return a cell with an apostrophe before a text that a spreadsheet would run; signed numbers stay."""
    if isinstance(value, list):
        return [neutral(part) for part in value]
    return escape_formula(value) if isinstance(value, str) and not _NUMBER.fullmatch(value) else value
