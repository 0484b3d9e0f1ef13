"""Many readings at once on the page *Read*: of a file of postings, or of several postings in one text."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import orjson
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from truerole.core.errors import TrueRoleError
from truerole.core.progress import Progress
from truerole.dashboard.charts.table import show_table
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading.notes import tell
from truerole.dashboard.components.reading.visit import address_of
from truerole.data.files.csv_writer import csv_bytes
from truerole.data.files.formats import file_format
from truerole.model.text.text_kind import Span
from truerole.phrasing.reading import ROLE_NAMES, SENIORITY_NAMES, percent, plural
from truerole.workflows.reading.read_file import MOST_ROWS, FileReadings, RowReading, RowText, read_postings, read_rows

MOST_MEGABYTES = 20
_TYPES = ("csv", "tsv", "xlsx", "ods", "json", "jsonl", "ndjson", "parquet", "gz")
_HEADER = ("row", "title", "role", "probability", "title agrees", "level", "skills", "note")
_SUFFIXES = {"csv": ".csv", "json": ".jsonl", "parquet": ".parquet", "xlsx": ".xlsx", "ods": ".ods"}
# In pixels, together as wide as the table: the note, which comes last, is not cut.
_WIDTHS: dict[str, int] = {
    "row": 50, "title": 190, "role": 125, "probability": 90, "title agrees": 95, "level": 105, "skills": 175,
    "note": 180,
}  # fmt: skip
_AGREES = {True: "yes", False: "no", None: ""}


def show_file_readings() -> None:
    """Show the box for a file of postings, and the table of the readings."""
    with st.expander("Or a file of postings (CSV, Excel, JSON, Parquet)", key="file of postings"):
        file = st.file_uploader(
            f"Up to {MOST_ROWS:,} postings and {MOST_MEGABYTES} MB, with a column for the description",
            _TYPES,
            key="postings file",
            max_upload_size=MOST_MEGABYTES,
        )
        if file is None:
            st.caption("Columns may be called as job boards call them. Nothing of the file is kept.")
        elif read := _read_upload(file):
            show_readings(read, Path(file.name).stem)


def read_parts(draft: Draft, parts: Sequence[Span]) -> None:
    """Show the readings of several postings in a text, each with a button that opens the reading."""
    if not parts:
        return
    read = read_rows(RowText(number, draft.text[slice(*part)].strip()) for number, part in enumerate(parts, 1))
    show_readings(read, "readings")
    with st.container(horizontal=True):
        for one in read.rows:
            st.button(f"Open {one.row.number}", key=f"part-{one.row.number}", on_click=_open, args=(one.row.text,))


def _open(text: str) -> None:
    st.query_params.from_dict(address_of(Draft(text)))


def _read_upload(file: UploadedFile) -> FileReadings | None:
    """Return the readings of an uploaded file, which is read once, or say why there are none."""
    kept = st.session_state.get("file read")
    if kept and kept[0] == file.file_id:
        return kept[1]  # type: ignore[no-any-return]
    bar = st.progress(0.0, "Reading …")

    def show(progress: Progress, /) -> None:
        bar.progress(progress.share or 0.0, f"{plural(progress.done, 'posting')} read")

    path = Path(file.name)
    try:
        with tempfile.TemporaryDirectory() as folder:
            form = file_format(Path(file.name))
            path = Path(folder) / f"postings{_SUFFIXES[form.kind]}{form.packing}"
            path.write_bytes(file.getbuffer())
            read = read_postings(path, show)
    except TrueRoleError as error:
        tell(f"Sorry: {str(error).replace(str(path), file.name)}.")
        return None
    finally:
        bar.empty()
    st.session_state["file read"] = (file.file_id, read)
    return read


def show_readings(read: FileReadings, name: str) -> None:
    """Show a table of readings with the downloads."""
    if not read.rows:
        tell("The file has no rows.")
        return
    if read.note:
        tell(f"{read.note[0].upper()}{read.note[1:]}.")
    if read.ended:
        tell(f"{read.ended[0].upper()}{read.ended[1:]}; the command `truerole score` reads files of any size.")
    rows = [(number, *table_row(one)) for number, one in enumerate(read.rows, 1)]
    show_table(
        [dict(zip(_HEADER, row, strict=True)) | _probability(one) for row, one in zip(rows, read.rows, strict=True)],
        column_config={name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
    )
    left = sum(one.reading is None for one in read.rows)
    st.caption(f"{plural(len(rows) - left, 'posting')} read" + (f", {left:,} not" if left else "") + ".")
    with st.container(horizontal=True):
        st.download_button(
            "Table as CSV", csv_bytes([_HEADER, *rows]), f"{name}-readings.csv", "text/csv", on_click="ignore"
        )
        st.download_button(
            "Readings as JSON lines",
            b"".join(map(_json_line, read.rows)),
            f"{name}-readings.jsonl",
            "application/jsonl",
            on_click="ignore",
        )


def _probability(one: RowReading) -> dict[str, str]:
    """Return the cell of the probability in the words of a single reading; empty without a verdict."""
    role = one.reading.role if one.reading else None
    return {"probability": percent(one.reading.roles[role]) if one.reading and role else ""}


def table_row(one: RowReading) -> tuple[object, ...]:
    """Return the cells behind the number of a row: title, role, probability, agreement, level, skills, note."""
    reading, title = one.reading, one.row.title or ""
    if reading is None or reading.role is None:
        return title, "", None, "", "", "", one.problem or "not in English, or too short"
    return (
        reading.title.text if reading.title else title,
        ROLE_NAMES[reading.role],
        round(reading.roles[reading.role], 3),
        _AGREES[reading.title.agrees if reading.title else None],
        SENIORITY_NAMES[reading.signals.seniority],
        ", ".join(skill.name for skill in reading.skills),
        reading.doubt or ("title found in the text" if one.found else ""),
    )


def _json_line(one: RowReading) -> bytes:
    """Return a reading as `truerole score` writes it, or {"id", "error"}."""
    if one.reading is None:
        return orjson.dumps({"id": one.row.id, "error": one.problem}) + b"\n"
    return orjson.dumps(one.reading.to_dict()) + b"\n"
