"""Cut the files of an input into parts that a process reads by itself: whole files, ranges of lines, row groups."""

import io
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, BinaryIO, cast

from truerole.core.errors import DataError
from truerole.core.text.decoding import text_stream
from truerole.core.text.visible import one_line
from truerole.data.files.formats import FileFormat, decompressed, file_format, require_module
from truerole.data.files.json_reader import JsonLayout, find_layout
from truerole.data.files.record_reader import damage_in_one_line
from truerole.data.parts.storage import StoredFile, is_pattern, storage_of

# Bytes of a part: JSON lines of some 5,000 postings, which take a process a quarter of a minute.
PART_BYTES = 16_000_000
# Files that are named of those that are left out.
_SHOWN = 5
_FORMS = ".parquet, or .jsonl, .ndjson or .json (also with .gz or .zst)"


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a file from `begin` to `end`: row groups of Parquet, else the lines that begin in a range of bytes.

    Without an `end` it goes to that of the file. `file_size` is the size of the whole file in bytes, `size` about that
    of the part; `key` tells the part from others, and from the same part of a file that has changed.
    """

    address: str
    file_size: int
    begin: int
    end: int | None
    size: int
    key: str

    @property
    def form(self) -> FileFormat:
        """Return the format of the file."""
        return form_of(self.address)

    @property
    def head(self) -> "Part":
        """Return the whole file, whose first rows tell the columns of all parts alike."""
        return replace(self, begin=0, end=None)

    def __str__(self) -> str:
        """Return the address, and the range where there are several, for a person."""
        if self.end is None:
            return self.address
        unit = "row groups" if self.form.kind == "parquet" else "bytes"
        return f"{self.address} ({unit} {self.begin:,} to {self.end:,})"


@dataclass(frozen=True, slots=True)
class InputFiles:
    """Files of an input that can be read in parts, and the addresses of the others."""

    readable: list[StoredFile]
    others: list[str]


def form_of(address: str) -> FileFormat:
    """Return the format of a file that can be read in parts; raises DataError for another."""
    form = file_format(address)
    if form.kind not in ("parquet", "json"):
        raise DataError(f"{address}: is {form.kind}; what is read in parts is Parquet or JSON: {_FORMS}")
    return form


def list_input(source: str) -> InputFiles:
    """Return the files of a file, a folder, a pattern or an address, by name.

    Raises DataError where none of them is Parquet or JSON.
    """
    storage = storage_of(source)
    files = storage.files(storage.absolute(source))
    readable = [file for file in files if _is_readable(file.address)]
    others = [file.address for file in files if not _is_readable(file.address)]
    if not readable:
        if not is_pattern(source) and [*map(_name, others)] == [_name(source.rstrip("/"))]:
            form_of(source)
        there = f"; what is there is left out: {_named(others)}" if others else ""
        inside = "" if is_pattern(source) else "; a pattern such as 'FOLDER/**/*.parquet' takes what is in its folders"
        raise DataError(f"{source}: there is no file {_FORMS}{there}{inside}")
    return InputFiles(readable, others)


def left_out_line(others: list[str]) -> str | None:
    """Return in a line which files are left out, None where none is."""
    return f"left out, as neither Parquet nor JSON by name: {_named(others)}" if others else None


def plan_parts(source: str, task: str, most: int = PART_BYTES) -> list[Part]:
    """Return the parts of a file, a folder, a pattern or an address; `cut_files` and `list_input` say which."""
    return cut_files(list_input(source).readable, task, most)


def cut_files(files: Iterable[StoredFile], task: str, most: int = PART_BYTES) -> list[Part]:
    """Return the parts of files, each of about `most` bytes, in order.

    `task` says what is done with them, and becomes part of their keys. Raises DataError for damaged Parquet.
    """
    return [part for file in files for part in _parts(file, f"{task} {most}", most)]


def _is_readable(address: str) -> bool:
    with suppress(DataError):
        form_of(address)
        return True
    return False


def _name(address: str) -> str:
    return address.rpartition("/")[2]


def _named(addresses: list[str]) -> str:
    more = f" and {len(addresses) - _SHOWN:,} more" if len(addresses) > _SHOWN else ""
    return one_line(", ".join(map(_name, addresses[:_SHOWN]))) + more


def _parts(file: StoredFile, task: str, most: int) -> Iterator[Part]:
    form = form_of(file.address)
    key = blake2b(f"{file.address}\n{file.size}\n{file.stamp}\n{task}".encode(), digest_size=8).hexdigest()
    ranges: Iterable[tuple[int, int | None, int]] = [(0, None, file.size)]
    # The footer of a small file is left to the process that reads the file.
    if file.size > most and form.kind == "parquet":
        ranges = _row_groups(file, most)
    elif file.size > most and not form.packing and _is_on_lines(file):
        ranges = ((at, at + most, min(most, file.size - at)) for at in range(0, file.size, most))
    for begin, end, size in ranges:
        yield Part(file.address, file.size, begin, end, size, f"{key}-{begin:012}")


def _is_on_lines(file: StoredFile) -> bool:
    """Return whether a JSON file can be cut between lines; a damage is told by the process that reads the file."""
    with suppress(DataError), damage_in_one_line(file.address):
        return layout_of(file.address).kind == "lines"
    return False


def layout_of(address: str) -> JsonLayout:
    """Return where the records of a JSON file are."""
    with closing(storage_of(address).open(address)) as raw, opened_text(raw, form_of(address)) as text:
        return find_layout(text)


@contextmanager
def opened_text(raw: BinaryIO, form: FileFormat) -> Iterator[io.TextIOWrapper]:
    """Open the unpacked text of a stream of bytes."""
    with decompressed(raw, form) as stream, text_stream(cast(io.BufferedReader, stream)) as text:
        yield text


def _row_groups(file: StoredFile, most: int) -> Iterator[tuple[int, int, int]]:
    """Yield ranges of row groups with the bytes that they take in the file."""
    parquet = require_module("pyarrow.parquet")
    with damage_in_one_line(file.address), storage_of(file.address).open(file.address) as stream:
        metadata = parquet.read_metadata(stream)
        sizes = [_packed(metadata.row_group(i)) for i in range(metadata.num_row_groups)]
    begin = size = 0
    for end, group in enumerate(sizes, 1):
        size += group
        if size >= most or end == len(sizes):
            yield begin, end, size
            begin, size = end, 0


def _packed(group: Any) -> int:  # noqa: ANN401, as pyarrow has no types
    return sum(group.column(i).total_compressed_size for i in range(group.num_columns))
