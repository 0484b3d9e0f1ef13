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
from typing import BinaryIO, Protocol, TextIO, cast

from truerole.core.errors import DataError, NotText
from truerole.core.text.decoding import text_stream
from truerole.data.files.csv_reader import CsvRows
from truerole.data.files.formats import FileFormat, Record, decompressed, file_format
from truerole.data.files.json_reader import JsonLayout, find_layout, json_rows
from truerole.data.files.parquet_reader import parquet_names, parquet_rows
from truerole.data.files.workbooks.workbook_reader import XlsxRows

_LOOKED_AT = 100


class Records(Protocol):
    """Iterable of the records of a file or of a part of a file, an unreadable row with an error."""

    form: FileFormat
    columns: Collection[str] | None
    share: float

    @property
    def path(self) -> Path | str:
        """Return the name of the file for errors."""

    def __iter__(self) -> Generator[Record, None, None]:
        """Yield the records; raises DataError for a damaged file."""

    def names(self) -> list[str]:
        """Return the names of the columns of the file."""

    @property
    def note(self) -> str | None:
        """Return a remark for a person on the list or the sheet that is taken of several."""


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
        with damage_in_one_line(self.path):
            yield from {"parquet": self._parquet, "xlsx": self._workbook, "ods": self._workbook}.get(
                self.form.kind, self._lines
            )()

    def names(self) -> list[str]:
        """Return the names of the columns; of JSON lines all that the first rows have."""
        with damage_in_one_line(self.path):
            if self.form.kind == "parquet":
                return parquet_names(self.path)
            if self.form.kind in ("xlsx", "ods"):
                with closing(XlsxRows(self.path)) as sheet:
                    return sheet.header
            with self._opened() as (_, rows):
                if isinstance(rows, CsvRows):
                    return rows.header
                return list(dict.fromkeys(chain.from_iterable(row.fields for row in islice(rows, _LOOKED_AT))))

    @property
    def note(self) -> str | None:
        """Return the list or the sheet that is taken of several, for a person; None where there was no choice."""
        if self.form.kind in ("xlsx", "ods"):
            with damage_in_one_line(self.path), closing(XlsxRows(self.path)) as sheet:
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
        with damage_in_one_line(self.path), self._text() as (_, text):
            return find_layout(text)

    def _workbook(self) -> Iterator[Record]:
        with closing(XlsxRows(self.path)) as rows:
            for record in rows:
                self.share = rows.share
                yield record

    def _parquet(self) -> Iterator[Record]:
        for record, share in parquet_rows(self.path, self.path, self.columns):
            self.share = share
            yield record


@contextmanager
def damage_in_one_line(path: Path | str) -> Iterator[None]:
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
