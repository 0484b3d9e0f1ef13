"""Score a file of postings into a file of readings, by all cores; an interrupted run is resumed by the next."""

import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from truerole.core.concurrency.parallel import chunks, map_in_order
from truerole.core.errors import DataError
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress
from truerole.core.reading import ROLES
from truerole.core.version import version
from truerole.data.files.formats import require_module
from truerole.data.files.resumable_writer import Encode, EncodedBatch, Record, open_resumable
from truerole.data.files.text_rows import Row, RowFile
from truerole.model.reader import Reader, default_reader, try_read

logger = logging.getLogger(__name__)

BATCH = 64


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """Counts of rows and errors of the file, and of rows `resumed` from an earlier run; seconds of this run.

    `note` says what is taken for what, where that is not plain from the names, and which files are left out.
    """

    rows: int
    errors: int
    first_error: str | None
    resumed: int
    restarted: bool
    seconds: float
    note: str | None = None

    def __str__(self) -> str:
        """Return the counts on a single line for a person."""
        errors = f", {_count(self.errors, 'error')}" + (f" (first: {self.first_error})" if self.first_error else "")
        rate = (self.rows - self.resumed) / max(self.seconds, 1e-9)
        before = f"; {self.resumed:,} of them in an earlier run" if self.resumed else ""
        again = "; from the start, as the input or the model had changed" if self.restarted else ""
        return f"read {_count(self.rows, 'posting')}{errors} in {self.seconds:,.1f} s, {rate:,.0f}/s{before}{again}"


def score_file(
    source: Path, target: Path, workers: int | None = None, on_progress: OnProgress = ignore_progress
) -> ScoreSummary:
    """Read the postings of `source` into `target`, in order, and return the counts.

    `workers` processes share the work (default: one a core). `on_progress` is told the progress after each
    batch. Raises DataError where a file as a whole cannot be read or written; a row that cannot be read
    becomes a record with `error`.
    """
    begun, rows = perf_counter(), RowFile(source)
    _refuse_same(source, target)
    task = _task(source)
    out = open_resumable(target, arrow_schema, task)
    resumed, on_progress = out.resumed, log_progress(logger, "scoring", on_progress)
    tasks = chunks(islice(rows, resumed, None), BATCH)
    with closing(out), closing(map_in_order(partial(_read, encode=out.encode), tasks, workers)) as batches:
        for batch in batches:
            out.append(batch)
            on_progress(Progress(out.progress.rows, out.progress.errors, rows.share))
        if _task(source) != task:
            raise DataError(f"{source}: was changed while it was read; the same command reads it again")
        out.finish()
    done = out.progress
    seconds = perf_counter() - begun
    summary = ScoreSummary(done.rows, done.errors, done.first_error, resumed, out.restarted, seconds, rows.note)
    counts = {"rows": done.rows, "errors": done.errors, "resumed": resumed}
    logger.info("scoring ended: %s", summary, extra={"counts": counts})
    return summary


def record(reader: Reader, row: Row) -> Record:
    """Return the reading of a row in the form of the JSON contract, or the id and the error."""
    reading = row.error or try_read(reader, row.description, row.title, row.id)
    return {"id": row.id, "error": reading} if isinstance(reading, str) else reading.to_dict()


def count_errors(rows: Sequence[Row], records: Sequence[Record]) -> tuple[int, str | None]:
    """Return the number of errors among the records of rows, and the first with the row's id or number."""
    wrong = [(row, r["error"]) for row, r in zip(rows, records, strict=True) if "error" in r]
    return len(wrong), f"{wrong[0][0].id or f'row {wrong[0][0].number}'}: {wrong[0][1]}" if wrong else None


def arrow_schema() -> Any:  # noqa: ANN401, as pyarrow has no types
    """Return the JSON contract as an Arrow schema."""
    pa = require_module("pyarrow")
    text, whole, real, flag = pa.string(), pa.int32(), pa.float64(), pa.bool_()
    skill = {"id": text, "name": text, "category": text, "need": text, "years": whole}
    return pa.schema({
        "id": text,
        "role": text,
        "roles": pa.struct(dict.fromkeys(ROLES, real)),
        "confident": flag,
        "other_kind": text,
        "title": pa.struct({"text": text, "role": text, "agrees": flag}),
        "evidence": pa.list_(pa.struct({"start": whole, "end": whole, "role": text, "weight": real})),
        "skills": pa.list_(pa.struct({**skill, "mentions": pa.list_(pa.list_(whole)), "alternatives": pa.list_(text)})),
        "duties": pa.list_(pa.struct({"start": whole, "end": whole, "kind": text, "second": text})),
        "deep_learning": whole,
        "stage": text,
        "seniority": text,
        "sections": pa.list_(pa.struct({"kind": text, "start": whole, "end": whole})),
        "language": text,
        "model": text,
        "error": text,
    })  # fmt: skip


def _refuse_same(source: Path, target: Path) -> None:
    if source.exists() and target.exists() and source.samefile(target):
        raise DataError(f"{target}: is also the input; name another file for the readings")


def _read(rows: list[Row], encode: Encode) -> EncodedBatch:
    reader = default_reader()
    records = [record(reader, row) for row in rows]
    return EncodedBatch(encode(records), len(rows), *count_errors(rows, records))


def _task(source: Path) -> dict[str, Any]:
    """Return a fingerprint of the input, the program and the model, by which an earlier run is resumed."""
    try:
        status = source.stat()
        with source.open("rb") as stream:
            head = blake2b(stream.read(65536), digest_size=16).hexdigest()
    except OSError as error:
        raise DataError(f"{source}: {error.strerror}") from None
    return {
        "size": status.st_size,
        "changed": status.st_mtime_ns,
        "head": head,
        "program": version(),
        "model": default_reader().model.version,
    }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
