"""Score frames of postings in turn, as Spark's `mapInPandas` hands them to a worker."""

from collections.abc import Collection, Generator, Iterable, Iterator
from typing import Any

import orjson

from truerole.core.concurrency.parallel import chunks
from truerole.data.files.formats import FileFormat, require_module
from truerole.data.files.formats import Record as Fields
from truerole.data.files.resumable_writer import Record
from truerole.data.files.text_rows import RowFile
from truerole.model.reader import reader_of
from truerole.workflows.batch_score import BATCH, record
from truerole.workflows.scale.identity import ReaderIdentity, reader_identity, require_identity

# The columns that come back, as Spark writes a schema; `reading` is the JSON contract.
READINGS = "id string, role string, confident boolean, skills array<string>, model string, error string, reading string"


def score_frames(frames: Iterable[Any], identity: ReaderIdentity | None = None) -> Iterator[Any]:
    """Yield for each pandas frame of postings a frame of `READINGS`, row by row in the same order.

    The columns are found by their names, as in a file. Raises ModelError where this process reads with other versions
    than `identity` says, DataError for a frame without descriptions.
    """
    pandas = require_module("pandas")
    if identity:
        require_identity(identity)
    reader = reader_of((identity or reader_identity()).model)
    columns = [column.split()[0] for column in READINGS.split(", ")]
    for frame in frames:
        rows = RowFile(_FrameRecords(frame))
        read = [_fields(record(reader, row)) for batch in chunks(rows, BATCH) for row in batch]
        yield pandas.DataFrame(read, columns=columns, dtype=object)


class _FrameRecords:
    """Iterable of the rows of a pandas frame, of which a missing value is None."""

    path, note, form = "the frame", None, FileFormat("parquet")

    def __init__(self, frame: Any) -> None:  # noqa: ANN401
        self.columns: Collection[str] | None = None
        self.share = 0.0
        self._frame = frame

    def __iter__(self) -> Generator[Fields, None, None]:
        table = require_module("pyarrow").Table.from_pandas(self._frame, preserve_index=False)
        yield from (Fields(number, fields) for number, fields in enumerate(table.to_pylist(), 1))

    def names(self) -> list[str]:
        return [str(name) for name in self._frame.columns]


def _fields(reading: Record) -> Record:
    """Return a reading as the columns of `READINGS`."""
    error = reading.get("error")
    named = {name: reading.get(name) for name in ("id", "role", "confident", "model")}
    skills = [skill["id"] for skill in reading.get("skills", ())]
    return {**named, "skills": skills, "error": error, "reading": None if error else orjson.dumps(reading).decode()}
