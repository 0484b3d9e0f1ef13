"""Read a file of postings at once, within bounds that keep a page waiting for a minute at the most."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import monotonic

from truerole.core.errors import TrueRoleError
from truerole.core.normalise import coerce
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.core.reading import Reading
from truerole.core.text.decoding import replace_surrogates
from truerole.data.files.column_names import Columns, columns_of, flat
from truerole.data.files.formats import Record
from truerole.data.files.posting_rows import column_names, description_of
from truerole.data.files.record_reader import RecordFile
from truerole.workflows.reading.pasted import read_pasted

MOST_ROWS = 2_000
MOST_SECONDS = 60.0
_TELL_EVERY = 10


@dataclass(frozen=True, slots=True)
class RowText:
    """Text and title of a row, under its number, or the `problem` with the row; an id if the row has one."""

    number: int
    text: str = ""
    title: str | None = None
    id: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class RowReading:
    """Reading of a row, or the `problem` with the row; `found` says that the title was found in the text.

    Of the rows of a file the texts are not kept.
    """

    row: RowText
    reading: Reading | None = None
    found: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class FileReadings:
    """Readings of the rows of a file, in order; `ended` says why not all rows were read.

    `note` says which list or sheet of several the rows are of.
    """

    rows: tuple[RowReading, ...]
    ended: str | None = None
    note: str | None = None


def read_postings(path: Path, on_progress: OnProgress = ignore_progress) -> FileReadings:
    """Read the rows of a file whose columns name a description; raises DataError for a file that is none of postings.

    At most 2,000 rows and a minute: `truerole score` reads files of any size.
    """
    file = RecordFile(path)
    columns = columns_of(column_names(file), needed=("description",), page=True)
    rows = (_row_text(record, columns) for record in file)
    read = read_rows(islice(rows, MOST_ROWS), on_progress, lambda: file.share, keep_texts=False)
    more = read.ended is None and next(rows, None) is not None
    return replace(read, ended=f"only the first {MOST_ROWS:,} rows were read" if more else read.ended, note=file.note)


def read_rows(
    rows: Iterable[RowText],
    on_progress: OnProgress = ignore_progress,
    share: Callable[[], float | None] = lambda: None,
    keep_texts: bool = True,
) -> FileReadings:
    """Read texts for at most a minute; without a title, the one that stands in the text."""
    begun, read = monotonic(), list[RowReading]()
    for row in rows:
        outcome = _read(row)
        read.append(outcome if keep_texts else replace(outcome, row=replace(row, text="")))
        if len(read) % _TELL_EVERY == 0:
            on_progress(Progress(len(read), sum(one.reading is None for one in read), share()))
        if monotonic() - begun > MOST_SECONDS:
            return FileReadings(tuple(read), f"after {MOST_SECONDS:g} seconds it ended, at row {row.number:,}")
    return FileReadings(tuple(read))


def _read(row: RowText) -> RowReading:
    if row.problem:
        return RowReading(row, problem=row.problem)
    try:
        outcome = read_pasted(row.text, row.title, row.id)
    except TrueRoleError as error:
        return RowReading(row, problem=str(error))
    return RowReading(row, outcome.reading, outcome.found is not None)


def _row_text(record: Record, columns: Columns) -> RowText:
    if record.error:
        return RowText(record.number, problem=record.error)
    fields = flat(record.fields)
    cells = {field: fields.get(name) for field, name in columns.taken.items()}
    text = replace_surrogates(description_of(cells))
    return RowText(
        record.number,
        text,
        coerce.line(cells.get("title")),
        coerce.line(cells.get("external_id")),
        problem=None if text.strip() else "there is no description",
    )
