"""Read the rows of CSV, JSON, Parquet or Excel files (plain, gzip or zstd) as records of fields.

Memory is constant, but for JSON that is laid out by columns and a workbook, which are bounded instead.
"""

import gzip
import zlib
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from truerole.core.errors import DataError, NotText
from truerole.core.text.decoding import text_stream
from truerole.data.files.csv_reader import CsvRows
from truerole.data.files.formats import MAX_LINE, Record, decompressed, file_format, require_module
from truerole.data.files.json_reader import JsonLayout, find_layout, json_rows
from truerole.data.files.xlsx_reader import XlsxRows

_BATCH = 256
_LOOKED_AT = 100
# Bytes that a column may unfold to where it was folded by more than this, and values that a row may have in it.
_MOST_UNFOLDED, _MOST_FOLDED, _MOST_VALUES = 200_000_000, 200, 10_000
# Bytes of a batch of Parquet that is turned into rows at once.
_LONG = 20_000_000


class RecordFile:
    """Iterable of the records of a file, in order and in constant memory, with the `share` that is read."""

    def __init__(self, path: Path, columns: Collection[str] | None = None) -> None:
        """Open a file lazily; of Parquet, which is columnar, only the named `columns` are read (default: all).

        Raises DataError for a pipe or a device, which cannot be read twice: first for its columns.
        """
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise DataError(f"{path}: is a pipe or a device, not a file; save what it gives to a file first")
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

    @property
    def note(self) -> str | None:
        """Return the list or the sheet that is taken of several, for a person; None where there was no choice."""
        if self.form.kind == "xlsx":
            with _one_line(self.path), closing(XlsxRows(self.path)) as sheet:
                return sheet.note
        return self.layout.note if self.form.kind == "json" else None

    def _lines(self) -> Iterator[Record]:
        size = max(self.path.stat().st_size, 1)
        with self._opened() as (raw, rows):
            for record in rows:
                self.share = min(raw.tell() / size, 1.0)
                yield record

    @contextmanager
    def _opened(self) -> Iterator[tuple[BinaryIO, Iterable[Record]]]:
        with self._text() as (raw, text):
            yield raw, CsvRows(text, self.path) if self.form.kind == "csv" else json_rows(text, self.path, self.layout)

    @contextmanager
    def _text(self) -> Iterator[tuple[BinaryIO, TextIO]]:
        with (
            self.path.open("rb") as raw,
            decompressed(raw, self.form) as stream,
            text_stream(cast(BufferedReader, stream)) as text,
        ):
            yield raw, text

    @cached_property
    def layout(self) -> JsonLayout:
        """Return where the records of a JSON file are."""
        with _one_line(self.path), self._text() as (_, text):
            return find_layout(text)

    def _xlsx(self) -> Iterator[Record]:
        with closing(XlsxRows(self.path)) as rows:
            for record in rows:
                self.share = rows.share
                yield record

    def _parquet(self) -> Iterator[Record]:
        parquet = require_module("pyarrow.parquet")
        metadata = parquet.read_metadata(self.path)
        at_once = _rows_at_once(metadata, self.path)
        with parquet.ParquetFile(self.path, read_dictionary=_texts(metadata)) as file:
            names, number = file.schema_arrow.names, 0
            columns = names if self.columns is None else [c for c in self.columns if c in names]
            for batch in file.iter_batches(batch_size=at_once, columns=columns):
                for record in _batch_rows(batch, number + 1):
                    self.share = record.number / file.metadata.num_rows
                    yield record
                number += batch.num_rows


def _rows_at_once(metadata: Any, path: Path) -> int:  # noqa: ANN401, as pyarrow has no types
    """Return how many rows can be decoded at once, by the sizes in the footer: nested texts cannot be held once.

    Raises DataError for columns that unfold to far more than they take, as no table of postings does.
    """
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    nested = False
    for group in groups:
        for column in map(group.column, range(group.num_columns)):
            swollen = column.total_uncompressed_size > _MOST_FOLDED * max(column.total_compressed_size, 1)
            if (swollen and column.total_uncompressed_size > _MOST_UNFOLDED) or (
                column.num_values > _MOST_VALUES * max(group.num_rows, 1)
            ):
                raise DataError(f"{path}: a few bytes of it unfold to {column.total_uncompressed_size / 1e6:,.0f} MB, "
                    f"or {column.num_values:,} values; it is no table of postings")  # fmt: skip
            nested |= swollen and "." in column.path_in_schema
    return 1 if nested else _BATCH


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
