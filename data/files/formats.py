"""Detect the format and compression of a file of rows by the file name, and decompress or compress streams."""

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from truerole.core.errors import DataError

# In bytes of a JSON line, in characters of a CSV's row.
MAX_LINE = 5_000_000
# Characters of a cell: five times the longest posting, as HTML may be.
MAX_CELL = 500_000
# Fields that TrueRole adds: a row as it stands there, where it cannot be told apart; its cells beyond the header; and,
# where it is rejected, its number and why.
LINE, BEYOND, ROW, WHY = "_line", "_beyond", "_row", "_why"
TOO_MANY = "it has more cells than the header names"
# Blank bytes in a row that a file may have, and how much of it is looked at together.
_MOST_BLANKS, _TOGETHER = 16_000_000, 1 << 16
_BLANKS = b" \t\r\n\v\f\0"
_KINDS: dict[str, Literal["csv", "json"]] = {
    ".jsonl": "json", ".ndjson": "json", ".json": "json", ".csv": "csv", ".tsv": "csv"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileFormat:
    """Format (csv, json, parquet, xlsx or ods) and compression suffix of a file of rows."""

    kind: Literal["csv", "json", "parquet", "xlsx", "ods"]
    packing: Literal["", ".gz", ".zst"] = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Hold the fields of a row, or in `error` why they cannot be told apart.

    `number` is its line in JSON lines, else its row, from 1: in a CSV that is the header.
    """

    number: int
    fields: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None


def file_format(path: Path | str) -> FileFormat:
    """Return the format of a file by the suffixes of the name; raises DataError for other suffixes."""
    name = str(path).lower()
    if name.endswith(".parquet"):
        return FileFormat("parquet")
    if name.endswith((".xlsx", ".ods")):
        return FileFormat("ods" if name.endswith(".ods") else "xlsx")
    packing = next((p for p in (".gz", ".zst") if name.endswith(p)), "")
    for suffix, kind in _KINDS.items():
        if name.removesuffix(packing).endswith(suffix):
            return FileFormat(kind, cast(Any, packing))
    raise DataError(
        f"{path}: name it .jsonl or .csv (also with .gz or .zst), .parquet or .xlsx, so that its form is known"
    )


def without_long_cells(fields: Mapping[str, object], most: int = MAX_CELL) -> tuple[dict[str, object], list[str]]:
    """Return the fields without cells of over `most` characters or bytes, and the names of the cells left out."""
    long = [name for name, value in fields.items() if isinstance(value, str | bytes) and len(value) > most]
    return {name: value for name, value in fields.items() if name not in long}, long


def too_long_cell(name: str) -> str:
    """Return in words why a row with such a cell is not taken."""
    return f"the {name} is longer than {MAX_CELL:,} characters; give one posting a row"


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files, and of folders the files of rows in them, by name; raises DataError for a folder without any.

    Hidden files and those of rejected rows are left out.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(filter(_is_input, path.iterdir())) if path.is_dir() else [path]
        if not inside:
            raise DataError(f"{path}: holds no file named .jsonl, .csv (also with .gz or .zst), .parquet or .xlsx")
        found |= dict.fromkeys(inside)
    return list(found)


def _is_input(path: Path) -> bool:
    with suppress(DataError):
        file_format(path)
        return path.is_file() and not path.name.startswith((".", "~$")) and ".rejected" not in path.name
    return False


def stem_of(path: Path) -> str:
    """Return a file name without the suffixes of format and compression."""
    form = file_format(path)
    return Path(path.name.removesuffix(path.suffix) if form.packing else path.name).stem


def require_module(module: str, extra: str = "zst") -> Any:  # noqa: ANN401, as no stub says what an optional module holds
    """Import an optional module; raises DataError with the command that installs the extra."""
    import importlib

    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        package = module.partition(".")[0]
        raise DataError(f"{package} is not installed; it comes with: pip install 'truerole[{extra}]'") from None


@contextmanager
def decompressed(raw: BinaryIO, form: FileFormat) -> Iterator[BinaryIO]:
    """Open the decompressed stream of a file, which raises EOFError for a file that is blank for millions of bytes."""
    with _unpacked(raw, form) as stream, io.BufferedReader(_NotBlank(stream), _TOGETHER) as buffered:
        yield cast(BinaryIO, buffered)


@contextmanager
def _unpacked(raw: BinaryIO, form: FileFormat) -> Iterator[Any]:
    if form.packing == ".gz":
        with gzip.GzipFile(fileobj=raw) as stream:
            yield stream
    else:
        yield _Zst(raw) if form.packing == ".zst" else raw


@contextmanager
def compressed(raw: BinaryIO, form: FileFormat) -> Iterator[BinaryIO]:
    """Open a stream that compresses into a file."""
    if form.packing == ".gz":
        with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
            yield cast(BinaryIO, stream)
    elif form.packing == ".zst":
        with require_module("zstandard").ZstdCompressor().stream_writer(raw, closefd=False) as stream:
            yield stream
    else:
        yield raw


class _NotBlank(io.RawIOBase):
    """Stream that gives up where nothing but blanks comes: of 2 GB of them, a reader of rows would take minutes."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401, as streams of bytes have no type in common
        # What can be unpacked before a damage is given; `readinto` of gzip gives all that is asked for, or nothing.
        self._fill, self._blanks = getattr(stream, "readinto1", stream.readinto), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401, as the buffers of Python have no type yet
        size: int = self._fill(buffer)
        self._blanks = 0 if bytes(buffer[:size]).strip(_BLANKS) else self._blanks + size
        if self._blanks > _MOST_BLANKS:
            raise EOFError(f"over {_MOST_BLANKS / 1e6:g} MB in a row are blank; take them out")
        return size


class _Zst(io.RawIOBase):
    """Decompressor of zstd frames that raises for a truncated last frame, as the reader of zstandard does not."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._begin = require_module("zstandard").ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._packed = b""
        self._plain = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401, as the buffers of Python have no type yet
        while not self._plain and (self._packed or self._more()):
            self._frame = self._frame or self._begin()
            # A view, as the rest of what a thousand bytes hold would be copied at each small read.
            self._plain = memoryview(self._frame.decompress(self._packed))
            self._packed = self._frame.unused_data
            self._frame = None if self._frame.eof else self._frame
        size = min(len(buffer), len(self._plain))
        buffer[:size], self._plain = self._plain[:size], self._plain[size:]
        return size

    def _more(self) -> bool:
        # A thousand bytes may become many millions.
        self._packed = self._raw.read(1024)
        if not self._packed and self._frame:
            raise EOFError("it ends too early")
        return bool(self._packed)
