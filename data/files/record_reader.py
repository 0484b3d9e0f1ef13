"""Read the rows of CSV, JSON, Parquet or Excel files (plain, gzip or zstd) as records of fields.

Memory is constant, but for a JSON array and a workbook, which are bounded instead.
"""

import gzip
import json
import zlib
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from truerole.core.errors import DataError, NotText
from truerole.core.text.decoding import text_stream
from truerole.data.files.csv_reader import CsvRows
from truerole.data.files.formats import (
    BEYOND,
    LINE,
    MAX_LINE,
    TOO_MANY,
    Record,
    decompressed,
    file_format,
    require_module,
)
from truerole.data.files.xlsx_reader import XlsxRows

_BATCH = 256
_LOOKED_AT = 100
# Bytes of a batch of Parquet that is turned into rows at once.
_LONG = 20_000_000
# Bytes of a JSON array, which is read at once.
_LONGEST_ARRAY = 100_000_000


class RecordFile:
    """Iterable of the records of a file, in order and in constant memory, with the `share` that is read."""

    def __init__(self, path: Path, columns: Collection[str] | None = None) -> None:
        """Open a file lazily; of Parquet, which is columnar, only the named `columns` are read (default: all)."""
        self.path = path
        self.columns = columns
        self.form = file_format(path)
        self.share = 0.0

    def __iter__(self) -> Generator[Record, None, None]:
        """Yield the records, an unreadable row with an error; raises DataError for a damaged file."""
        with _one_line(self.path):
            yield from {"parquet": self._parquet, "xlsx": self._xlsx}.get(self.form.kind, self._lines)()

    def names(self) -> list[str]:
        """Return the names of the columns; of JSON lines all that the first rows have."""
        with _one_line(self.path):
            if self.form.kind == "parquet":
                return [str(name) for name in require_module("pyarrow.parquet").read_schema(self.path).names]
            if self.form.kind == "xlsx":
                with closing(XlsxRows(self.path)) as sheet:
                    return sheet.header
            with self._opened() as (_, rows):
                if isinstance(rows, CsvRows):
                    return rows.header
                return list(dict.fromkeys(chain.from_iterable(row.fields for row in islice(rows, _LOOKED_AT))))

    def _lines(self) -> Iterator[Record]:
        size = max(self.path.stat().st_size, 1)
        with self._opened() as (raw, rows):
            for record in rows:
                self.share = min(raw.tell() / size, 1.0)
                yield record

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, Iterable[Record]]]:
        with self.path.open("rb") as raw, decompressed(raw, self.form) as stream:
            if self.form.kind == "csv":
                with text_stream(cast(BufferedReader, stream)) as text:
                    yield raw, CsvRows(text, self.path)
            else:
                yield raw, _json_rows(stream, self.path)

    def _xlsx(self) -> Iterator[Record]:
        with closing(XlsxRows(self.path)) as rows:
            for record in rows:
                self.share = rows.share
                yield record

    def _parquet(self) -> Iterator[Record]:
        parquet = require_module("pyarrow.parquet")
        with parquet.ParquetFile(self.path, read_dictionary=_texts(parquet.read_metadata(self.path))) as file:
            names, number = file.schema_arrow.names, 0
            columns = names if self.columns is None else [c for c in self.columns if c in names]
            for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
                for record in _batch_rows(batch, number + 1):
                    self.share = record.number / file.metadata.num_rows
                    yield record
                number += batch.num_rows


def _texts(metadata: Any) -> list[str]:  # noqa: ANN401, as pyarrow has no types
    """Return the columns of texts that are not nested; a text that many rows share is then held once."""
    columns = (metadata.schema.column(i) for i in range(metadata.num_columns))
    return [
        c.path for c in columns if c.physical_type == "BYTE_ARRAY" and c.max_repetition_level == 0 and "." not in c.path
    ]


@contextmanager
def _one_line(path: Path) -> Iterator[None]:
    """Turn the errors of decompressors and pyarrow for a damaged file into a DataError of a single line."""
    try:
        yield
    except DataError:
        raise
    except NotText:
        raise DataError(f"{path}: is binary data; save it as CSV, JSON lines, Parquet or Excel") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: is damaged ({error})") from None
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or _first_line(error)}") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("pyarrow", "zstandard"):
            raise
        raise DataError(f"{path}: is damaged or not what its name says ({_first_line(error)})") from None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def _json_rows(stream: BinaryIO, path: Path) -> Iterator[Record]:
    head = stream.readline(MAX_LINE + 1).removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:1] == b"[":
        yield from _array_rows(head + stream.read(max(0, _LONGEST_ARRAY + 1 - len(head))), path)
        return
    for number, line in enumerate(_json_lines(head, stream), 1):
        if line is None:
            yield Record(number, error=f"the line is longer than {MAX_LINE / 1e6:g} MB")
        elif line.strip():
            yield _record_of_line(number, line)


def _array_rows(content: bytes, path: Path) -> Iterator[Record]:
    """Yield the elements of a JSON array; raises DataError for a broken one and for one of over 100 MB."""
    if len(content) > _LONGEST_ARRAY:
        raise DataError(
            f"{path}: is a JSON array of over {_LONGEST_ARRAY / 1e6:g} MB; give one object a line, as jq -c '.[]' does"
        )
    try:
        found = _loads(content)
    except (ValueError, RecursionError):
        raise DataError(f"{path}: is a JSON array that is damaged or cut off") from None
    for number, fields in enumerate(found if isinstance(found, list) else [], 1):
        if isinstance(fields, dict):
            yield Record(number, fields, TOO_MANY if fields.get(BEYOND) else None)
        else:
            yield Record(number, error="it is not a JSON object")


def _json_lines(head: bytes, stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines from the first, `head`, on; None for a line over MAX_LINE bytes."""
    for line in chain([head], iter(lambda: stream.readline(MAX_LINE + 1), b"")):
        too_long, rest = len(line) > MAX_LINE, line
        while too_long and rest and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE + 1)
        yield None if too_long else line


def _record_of_line(number: int, line: bytes) -> Record:
    try:
        fields = _loads(line)
    except (ValueError, RecursionError):
        return Record(number, {LINE: line.decode("utf-8", "replace").rstrip("\n")}, "the line is not JSON")
    if not isinstance(fields, dict):
        return Record(number, {LINE: line.decode("utf-8", "replace").rstrip("\n")}, "the line is not a JSON object")
    return Record(number, fields, TOO_MANY if fields.get(BEYOND) else None)


def _loads(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)  # which takes lone surrogates and NaN, as other writers leave them


def _batch_rows(batch: Any, first: int) -> Iterator[Record]:  # noqa: ANN401, as pyarrow has no types
    """Yield the rows of a batch, one at a time where they are long together.

    Where a value is none of Python's (a day in the year 50,000), or a row is longer than MAX_LINE, all but that row.
    """
    size = _size(batch)
    if batch.num_rows == 1 and size > MAX_LINE:
        yield Record(first, error=f"the row is longer than {MAX_LINE / 1e6:g} MB")
        return
    if batch.num_rows > 1 and size > _LONG:
        for i in range(batch.num_rows):
            yield from _batch_rows(batch.slice(i, 1), first + i)
        return
    try:
        rows = batch.to_pylist()
    except (ValueError, OverflowError):
        if batch.num_rows == 1:
            yield Record(first, error="a value in it cannot be read")
            return
        for i in range(batch.num_rows):
            yield from _batch_rows(batch.slice(i, 1), first + i)
    else:
        yield from (Record(number, fields) for number, fields in enumerate(rows, first))


def _size(batch: Any) -> int:  # noqa: ANN401, as pyarrow has no types
    """Return how many bytes the texts of a batch have, those that are held once counted in each row."""
    arrow, compute = require_module("pyarrow"), require_module("pyarrow.compute")
    size = 0
    for column in batch.columns:
        indices = column.indices if arrow.types.is_dictionary(column.type) else None
        values = column if indices is None else column.dictionary
        if arrow.types.is_string(values.type) or arrow.types.is_binary(values.type):
            lengths = compute.binary_length(values)
            size += compute.sum(lengths if indices is None else lengths.take(indices)).as_py() or 0
    return size
