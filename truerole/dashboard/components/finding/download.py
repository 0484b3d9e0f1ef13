"""Downloads of the postings that a search has found: CSV, JSON lines, Parquet and a workbook."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import streamlit as st

from truerole.data.files.export import ExportFilter, write_postings
from truerole.data.files.formats import file_format
from truerole.data.store.store import Store

# So many rows a file made for a page holds; `truerole export` writes any number.
MOST_ROWS = 5_000
_FORMS = {
    "csv": ("CSV", "text/csv"),
    "jsonl": ("JSON lines", "application/x-ndjson"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def show_downloads(store: Store, numbers: Callable[[int, int], list[int]], total: int) -> None:
    """Show a button for each form of file; `numbers` lists the found postings by place and count."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Download what is found:", width="content")
        for suffix, (name, mime) in _FORMS.items():
            st.download_button(
                name,
                partial(_found_file, store, numbers, suffix),
                file_name=f"postings.{suffix}",
                mime=mime,
                key=f"download {suffix}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
            )
    if total > MOST_ROWS:
        st.caption(
            f"A file holds the first {MOST_ROWS:,} of them. For all that words find, use "
            "`truerole export FILE --search WORDS` in a terminal."
        )


def _found_file(store: Store, numbers: Callable[[int, int], list[int]], suffix: str) -> bytes:
    """Return a file of the first found postings, with their readings and texts, in their order."""
    made, wanted = BytesIO(), ExportFilter(texts=True, numbers=numbers(0, MOST_ROWS))
    write_postings(store, made, file_format(Path(f"postings.{suffix}")), wanted)
    return made.getvalue()
