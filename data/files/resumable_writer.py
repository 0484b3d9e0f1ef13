"""Write the output of a long run resumably: interrupted at any moment, the next run continues.

The rows go to OUT.partial, packed batch by batch; beside it OUT.journal says how many rows, in how many bytes, are
safely on disk. A new run truncates OUT.partial to that and goes on; the last step replaces OUT at once. OUT.lock keeps
a second run away meanwhile.
"""

import gzip
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

import orjson
from filelock import FileLock, Timeout

from truerole.core.errors import DataError
from truerole.core.schemas.validation import Invalid, validate_json
from truerole.data.files.formats import FileFormat, file_format, require_module

Record = dict[str, Any]
Encode = Callable[[Sequence[Record]], bytes]

_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class WriteProgress:
    """Rows and errors written so far, the first error, and the size in bytes."""

    rows: int = 0
    errors: int = 0
    first_error: str | None = None
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Journal:
    """Content of OUT.journal: the task of the rows, and the progress that is safe on disk."""

    task: dict[str, Any]
    progress: WriteProgress


@dataclass(frozen=True, slots=True)
class EncodedBatch:
    """Encoded rows with their number and the number of errors among them."""

    encoded: bytes
    rows: int
    errors: int = 0
    first_error: str | None = None


@dataclass(frozen=True, slots=True)
class JsonLinesEncoder:
    """Encode records as JSON lines, each batch packed by itself, as the packings allow."""

    packing: str = ""

    def __call__(self, records: Sequence[Record]) -> bytes:
        """Return the records as bytes to be appended to a file."""
        plain = b"".join(orjson.dumps(r, option=orjson.OPT_APPEND_NEWLINE) for r in records)
        if self.packing == ".gz":
            return gzip.compress(plain, 6, mtime=0)
        return bytes(require_module("zstandard").compress(plain)) if self.packing == ".zst" else plain


@dataclass(frozen=True, slots=True)
class ArrowEncoder:
    """Encode records as messages of an Arrow stream, of which Parquet is made at the end."""

    schema: Callable[[], Any]

    def __call__(self, records: Sequence[Record]) -> bytes:
        """Return the records as bytes to be appended to a file."""
        arrow = require_module("pyarrow")
        return bytes(arrow.RecordBatch.from_pylist(records, schema=self.schema()).serialize())

    def head(self) -> bytes:
        """Return the bytes that such a file begins with."""
        return bytes(self.schema().serialize())


def encoder_for(form: FileFormat, schema: Callable[[], Any]) -> JsonLinesEncoder | ArrowEncoder:
    """Return the encoder of records for a file format."""
    return ArrowEncoder(schema) if form.kind == "parquet" else JsonLinesEncoder(form.packing)


class ResumableWriter:
    """Writer of encoded rows to a file that appears complete at the end; a later run resumes an interrupted run."""

    def __init__(self, path: Path, encode: JsonLinesEncoder | ArrowEncoder, task: dict[str, Any]) -> None:
        """Open `path`; `task` identifies the input and the program: only rows of an equal task are kept."""
        self.path = path
        self.encode = encode
        self.task = task
        self.partial = path.with_name(path.name + ".partial")
        self.journal = path.with_name(path.name + ".journal")
        _refuse_folder(path)
        with _no_traceback(path):
            self._lock = self._locked()
            try:
                begun = self.partial.exists()
                self.stream = self._opened()
                self.restarted, self.progress = self._before() if begun else (False, WriteProgress())
                self.resumed = self.progress.rows
                self._begin()
            except OSError:
                self._unlock()
                raise
        self.saved = monotonic()

    def append(self, batch: EncodedBatch) -> None:
        """Append a batch, which is safe on disk within about a second of work."""
        with _no_traceback(self.path):
            self.stream.write(batch.encoded)
            done = self.progress
            self.progress = WriteProgress(
                done.rows + batch.rows,
                done.errors + batch.errors,
                done.first_error or batch.first_error,
                done.bytes + len(batch.encoded),
            )
            if monotonic() - self.saved > _SECONDS:
                self.save()

    def save(self) -> None:
        """Flush the appended rows to disk, then replace the journal."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self._replace(self.journal, orjson.dumps(_Journal(self.task, self.progress)))
        self.saved = monotonic()

    def finish(self) -> None:
        """Replace the output by the appended rows atomically, and remove the journal."""
        with _no_traceback(self.path):
            self.save()
            self.stream.close()
            if isinstance(self.encode, ArrowEncoder):
                to_parquet(self.partial, self.path)
            else:
                self.partial.replace(self.path)
            self.journal.unlink()
            self.partial.unlink(missing_ok=True)
            self._unlock()

    def close(self) -> None:
        """Keep the appended rows for the next run; a full disk takes nothing from rows that are safe already."""
        try:
            if not self.stream.closed:
                self._keep()
        finally:
            self._unlock()

    def _keep(self) -> None:
        with suppress(OSError):
            self.save()
        with suppress(OSError):
            self.stream.close()
        if not self.progress.rows:
            self.journal.unlink(missing_ok=True)
            self.partial.unlink(missing_ok=True)

    def _before(self) -> tuple[bool, WriteProgress]:
        """Return whether rows of another task are dropped, and the progress of an earlier run of the same task."""
        try:
            journal = validate_json(_Journal, self.journal.read_bytes())
            complete = self.partial.stat().st_size >= journal.progress.bytes
        except FileNotFoundError:
            return False, WriteProgress()
        except Invalid:
            return True, WriteProgress()
        same = complete and journal.task == self.task
        return not same, journal.progress if same else WriteProgress()

    def _locked(self) -> FileLock | None:
        """Return the acquired lock of the output; None on a file system without locks, DataError if another has it."""
        lock = FileLock(self.path.with_name(self.path.name + ".lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise DataError(f"{self.path}: another run is writing it; let that one end, or name another file") from None
        except NotImplementedError:
            return None
        return lock

    def _unlock(self) -> None:
        """Release the lock and remove the lock file: still locked where the system allows that, else afterwards."""
        if self._lock is None:
            return
        file = Path(self._lock.lock_file)
        with suppress(PermissionError):
            file.unlink(missing_ok=True)
        self._lock.release()
        with suppress(OSError):
            file.unlink(missing_ok=True)
        self._lock = None

    def _opened(self) -> BinaryIO:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(self.partial, flags, 0o666), "r+b")

    def _begin(self) -> None:
        self.stream.truncate(self.progress.bytes)
        self.stream.seek(self.progress.bytes)
        if isinstance(self.encode, ArrowEncoder) and not self.progress.bytes:
            self.progress = replace(self.progress, bytes=self.stream.write(self.encode.head()))

    def _replace(self, path: Path, content: bytes) -> None:
        with _replacing(path) as stream:
            stream.write(content)


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for atomic writing: the content replaces `path` at the end, a failure leaves `path` unchanged.

    Raises DataError where it cannot be written.
    """
    _refuse_folder(path)
    try:
        with _replacing(path) as stream:
            yield stream
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}; what was there is unchanged") from None


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise DataError(f"{path}: is a folder; name a file")
    if not path.parent.is_dir():
        raise DataError(f"{path.parent}: no such folder")


def to_parquet(source: Path, target: Path) -> None:
    """Convert an Arrow stream, which may be cut off, into a Parquet file by groups of rows."""
    arrow, parquet = require_module("pyarrow"), require_module("pyarrow.parquet")
    fresh = target.with_name(target.name + ".new")
    with (
        arrow.OSFile(str(source)) as raw,
        arrow.ipc.open_stream(raw) as stream,
        parquet.ParquetWriter(fresh, stream.schema, compression="zstd") as writer,
    ):
        for group in _groups(stream):
            writer.write_table(arrow.Table.from_batches(group, stream.schema))
    with fresh.open("rb") as done:
        os.fsync(done.fileno())
    fresh.replace(target)


def _groups(batches: Iterator[Any], rows: int = 20_000) -> Iterator[list[Any]]:
    group: list[Any] = []
    for batch in batches:
        group.append(batch)
        if sum(b.num_rows for b in group) >= rows:
            yield group
            group = []
    if group:
        yield group


@contextmanager
def _no_traceback(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"{path}: {reason}; rows that are done are kept, the same command goes on") from None


def open_resumable(path: Path, schema: Callable[[], Any], task: dict[str, Any]) -> ResumableWriter:
    """Open a resumable output; the file name tells the format. Raises DataError for tables, which cannot nest."""
    form = file_format(path)
    if form.kind not in ("json", "parquet"):
        table = "CSV" if form.kind == "csv" else "a table"
        raise DataError(
            f"{path}: what is nested does not fit into {table}; name it .jsonl (also with .gz, .zst) or .parquet"
        )
    return ResumableWriter(path, encoder_for(form, schema), task)
