"""Labels from a file: the box for it, the progress of taking them, and which rows were not taken and why."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from truerole.core.errors import TrueRoleError
from truerole.core.posting import ImportRow
from truerole.core.progress import Progress
from truerole.core.text.visible import one_line
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.table import show_table
from truerole.data.files.csv_writer import csv_bytes
from truerole.data.labels.read_file import LabelFile
from truerole.data.store.store import Store
from truerole.phrasing.labels import ROLES_IN_FILES
from truerole.phrasing.reading import plural
from truerole.workflows.import_labels import LabelImportSummary, import_labels

_TYPES = ("csv", "tsv", "json", "jsonl", "ndjson", "xlsx", "ods", "parquet", "gz")
_MEGABYTES = 20
_KEPT = "labels taken"
_MOST_SHOWN, _LONGEST = 1_000, 200


@dataclass(frozen=True, slots=True)
class LabelUpload:
    """Upload of labels that has been taken: the name of the file, the counts, and the rows that were not taken."""

    name: str
    summary: LabelImportSummary
    rejected: list[ImportRow]


def show_upload(store: Store, annotator: str) -> None:
    """Show the box for a file of labels; `annotator` gave the labels that name nobody."""
    st.markdown(
        "A file with the column `role`, and with the `text` of the posting, or with its `external_id` and `source` as "
        f"`truerole export` writes them. {ROLES_IN_FILES} A column `labeller` says who gave the label, else it is "
        "yours; `sure` runs from 1 (a coin toss) to 3, `second` is a second role."
    )
    with st.form("label upload", border=False, clear_on_submit=True):
        file = st.file_uploader(
            f"CSV, JSON lines, Excel or Parquet, up to {_MEGABYTES} MB", _TYPES, key="labels file",
            max_upload_size=_MEGABYTES,
        )  # fmt: skip
        sent = st.form_submit_button("Take these labels", type="primary", icon=":material/upload:")
    if sent and file is None:
        frame.show_message("Choose a file first.")
    elif sent and file:
        st.session_state[_KEPT] = _take(store, file, annotator)
    if taken := st.session_state.get(_KEPT):
        _report(taken)


def _take(store: Store, file: UploadedFile, annotator: str) -> LabelUpload | None:
    """Take the labels of a file, showing the progress; None where the file is no table of labels."""
    bar, rejected = st.progress(0.0, "Looking at the columns …"), list[ImportRow]()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"labels{''.join(Path(file.name).suffixes[-2:])}"
            path.write_bytes(file.getbuffer())
            table = LabelFile(path, annotator)

            def show(progress: Progress, /) -> None:
                taken = f"Matching the rows with postings and reading new texts: {plural(progress.done, 'row')}"
                bar.progress(min(table.share, 1.0), f"{taken}, {progress.failed:,} of them not taken")

            summary = import_labels(store, table, rejected.append, 1, show)
    except TrueRoleError as error:
        frame.show_message(f"Sorry: {str(error).replace(str(path), one_line(file.name)[:_LONGEST])}.")
        return None
    finally:
        bar.empty()
    return LabelUpload(one_line(file.name)[:_LONGEST], summary, rejected)


def _report(taken: LabelUpload) -> None:
    """Show the counts of an upload, and each row that was not taken with the reason."""
    found = taken.summary
    known = f"; {found.known:,} were known already" if found.known else ""
    frame.show_message(f"{taken.name}: {plural(found.new, 'label')} taken{known}; {plural(found.rejected, 'row')} not.")
    if not taken.rejected:
        return
    rows = [{"row": row.number, "why not": row.problem or ""} for row in taken.rejected]
    show_table(rows[:_MOST_SHOWN], width="stretch")
    st.download_button(
        "Download the rows that were not taken",
        csv_bytes(
            [["row", "why not", "content"], *([r.number, r.problem or "", str(dict(r.fields))] for r in taken.rejected)]
        ),
        file_name="labels-not-taken.csv",
        mime="text/csv",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )
