"""Read the records of a part of a file where the file lies: a range of lines, row groups, or the whole."""

import io
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from itertools import chain, islice
from typing import Any, BinaryIO, cast

from truerole.core.errors import DataError
from truerole.data.files.formats import Record
from truerole.data.files.json_reader import JsonLayout, json_rows
from truerole.data.files.parquet_reader import parquet_names, parquet_rows
from truerole.data.files.record_reader import damage_in_one_line
from truerole.data.parts.plan import Part, layout_of, opened_text
from truerole.data.parts.storage import storage_of

# Lines that tell the columns.
_LOOKED_AT = 100
_CHUNK = 1 << 18


class PartRecords:
    """Iterable of the records of a part, in order and in constant memory, with the `share` that is read."""

    note = None

    def __init__(self, part: Part) -> None:
        self.path: str = str(part)
        self.form = part.form
        self.columns: Collection[str] | None = None
        self.share = 0.0
        self._part = part
        self._groups = None if part.end is None else range(part.begin, part.end)

    def __iter__(self) -> Generator[Record, None, None]:
        """Yield the records, an unreadable row with an error; raises DataError for a damaged or changed file."""
        with damage_in_one_line(self.path), self._opened() as raw:
            for record, share in self._parquet(raw) if self.form.kind == "parquet" else self._lines(raw):
                self.share = share
                yield record

    def names(self) -> list[str]:
        """Return the names of the columns; of JSON all that the first rows have."""
        if self.form.kind == "parquet":
            with damage_in_one_line(self.path), self._opened() as raw:
                return parquet_names(raw)
        with closing(iter(self)) as rows:
            return list(dict.fromkeys(chain.from_iterable(row.fields for row in islice(rows, _LOOKED_AT))))

    @cached_property
    def layout(self) -> JsonLayout:
        """Return where the records of a JSON file are; only lines are cut into parts."""
        return layout_of(self._part.address)

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        with closing(storage_of(self._part.address).open(self._part.address)) as raw:
            if raw.seek(0, io.SEEK_END) != self._part.file_size:
                raise DataError(f"{self._part.address}: has changed while it was read; run again once it is complete")
            raw.seek(0)
            yield raw

    def _parquet(self, raw: BinaryIO) -> Iterator[tuple[Record, float]]:
        return parquet_rows(raw, self.path, self.columns, self._groups)

    def _lines(self, raw: BinaryIO) -> Iterator[tuple[Record, float]]:
        part = self._part
        begin, end = _line_begin(raw, part.begin), part.file_size if part.end is None else _line_begin(raw, part.end)
        size = max(end - begin, 1)
        with opened_text(cast(BinaryIO, _Range(raw, begin, end)), self.form) as text:
            for record in json_rows(text, self.path, self.layout):
                yield record, min((raw.tell() - begin) / size, 1.0)


def _line_begin(raw: BinaryIO, at: int) -> int:
    """Return where the first line begins at a byte or behind."""
    if at == 0:
        return 0
    at = raw.seek(at - 1)
    while chunk := raw.read(_CHUNK):
        if (found := chunk.find(b"\n")) >= 0:
            return at + found + 1
        at += len(chunk)
    return at


class _Range(io.RawIOBase):
    """Stream of a range of the bytes of another."""

    def __init__(self, raw: BinaryIO, begin: int, end: int) -> None:
        self._raw, self._left = raw, max(end - begin, 0)
        raw.seek(begin)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401, as the buffers of Python have no type yet
        chunk = self._raw.read(min(len(buffer), self._left))
        buffer[: len(chunk)] = chunk
        self._left -= len(chunk)
        return len(chunk)
