"""Score a part of a file of postings where the file lies, into a Parquet file where that belongs."""

from dataclasses import asdict, dataclass
from functools import partial

from truerole.core.concurrency.parallel import chunks
from truerole.core.errors import DataError
from truerole.data.files.resumable_writer import Record
from truerole.data.files.text_rows import Row, RowFile
from truerole.data.parts.part_file import PartCounts, read_counts, write_part
from truerole.data.parts.part_records import PartRecords
from truerole.data.parts.plan import Part
from truerole.model.reader import Reader, reader_of
from truerole.workflows.batch_score import BATCH, arrow_schema, count_errors, record
from truerole.workflows.scale.identity import ReaderIdentity, require_identity


@dataclass(frozen=True, slots=True)
class ScoreTask:
    """Part to be scored, the address of the readings, and the versions that must read."""

    part: Part
    target: str
    identity: ReaderIdentity


def score_part(task: ScoreTask) -> PartCounts:
    """Read the postings of a part into the target, unless that is there, and return the counts.

    Raises ModelError where this process reads with other versions, DataError for a damaged file.
    """
    if done := read_counts(task.target):
        return done
    require_identity(task.identity)
    rows = RowFile(PartRecords(task.part), head=PartRecords(task.part.head))
    read = map(partial(_read, reader_of(task.identity.model)), chunks(rows, BATCH))
    about = {**asdict(task.identity), "source": str(task.part)}
    try:
        return write_part(task.target, arrow_schema(), read, {f"truerole.{name}": about[name] for name in about})
    except OSError as error:
        # Where two do the same part, the second may find that the first one has done it.
        if done := read_counts(task.target):
            return done
        raise DataError(f"{task.target}: {error.strerror or error}") from None


def _read(reader: Reader, rows: list[Row]) -> tuple[list[Record], PartCounts]:
    records = [record(reader, row) for row in rows]
    return records, PartCounts(len(rows), *count_errors(rows, records))
