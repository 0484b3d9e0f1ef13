"""Read postings from files of many: JSON lines or Parquet, plain, gzip or zstd, one row at a time."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import orjson

from data.decoding import scrub
from data.errors import DataError

MAX_LINE = 5_000_000
_JSON = (".jsonl", ".ndjson", ".json")
_COLUMNS = ("gid", "id", "description", "title")
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Form:
    """Say how a file of rows is written, as its name tells."""

    kind: Literal["json", "parquet"]
    packing: Literal["", ".gz", ".zst"] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one posting to be read, or in `error` why there is none; `number` is its line, from 1.

    `more` has the other fields that were asked for.
    """

    number: int
    id: str | None = None
    description: str = ""
    title: str | None = None
    error: str | None = None
    more: Mapping[str, object] = field(default_factory=dict)


def form_of(path: Path) -> Form:
    """Return the form of a file by its suffixes, or raise DataError where they name none."""
    name = path.name.lower()
    if name.endswith(".parquet"):
        return Form("parquet")
    packing = next((p for p in (".gz", ".zst") if name.endswith(p)), "")
    if name.removesuffix(packing).endswith(_JSON):
        return Form("json", cast(Any, packing))
    raise DataError(f"{path}: name it .jsonl, .jsonl.gz, .jsonl.zst or .parquet, so that its form is known")


class RowFile:
    """Read the rows of a file in order, in little memory, and say how far it got."""

    def __init__(self, path: Path, more: tuple[str, ...] = ()) -> None:
        self.path = path
        self.more = more
        self.form = form_of(path)
        self.share = 0.0

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows; one that cannot be read comes with its error. Raises DataError where the file is damaged."""
        with _one_line(self.path):
            yield from self._parquet() if self.form.kind == "parquet" else self._json()

    def _json(self) -> Iterator[Row]:
        size = max(self.path.stat().st_size, 1)
        with self.path.open("rb") as raw, unpacked(raw, self.form) as stream:
            for number, line in enumerate(_lines(stream, self.path), 1):
                self.share = min(raw.tell() / size, 1.0)
                if line is None or line.strip():
                    yield _row_of_line(number, line, self.more)

    def _parquet(self) -> Iterator[Row]:
        parquet = need("pyarrow.parquet")
        with parquet.ParquetFile(self.path) as file:
            columns = [c for c in (*_COLUMNS, *self.more) if c in file.schema_arrow.names]
            if "description" not in columns:
                raise DataError(f"{self.path}: has no column `description`")
            batches = file.iter_batches(batch_size=_BATCH, columns=columns)
            for number, fields in enumerate(chain.from_iterable(b.to_pylist() for b in batches), 1):
                self.share = number / file.metadata.num_rows
                yield _row(number, fields, self.more)


def need(module: str) -> Any:  # noqa: ANN401, as no stub says what an optional module holds
    """Return an optional module, or raise DataError that says how to install it."""
    import importlib

    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        package = module.partition(".")[0]
        raise DataError(f"{package} is not installed; it comes with: pip install 'truerole[zst]'") from None


@contextmanager
def unpacked(raw: BinaryIO, form: Form) -> Iterator[BinaryIO]:
    """Open a stream of what a packed file holds."""
    if form.packing == ".gz":
        with gzip.GzipFile(fileobj=raw) as stream:
            yield cast(BinaryIO, stream)
    elif form.packing == ".zst":
        reader = need("zstandard").ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        with io.BufferedReader(reader) as buffered:
            yield cast(BinaryIO, buffered)
    else:
        yield raw


@contextmanager
def _one_line(path: Path) -> Iterator[None]:
    """Turn what the unpackers raise for a damaged file into one line."""
    try:
        yield
    except DataError:
        raise
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


def _lines(stream: BinaryIO, path: Path) -> Iterator[bytes | None]:
    """Yield the lines, None for one over MAX_LINE bytes; refuse a JSON array."""
    head = stream.readline(MAX_LINE + 1).removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:1] == b"[":
        raise DataError(f"{path}: is one JSON array; give one object a line, as `jq -c '.[]'` writes them")
    for line in chain([head], iter(lambda: stream.readline(MAX_LINE + 1), b"")):
        too_long, rest = len(line) > MAX_LINE, line
        while too_long and rest and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE + 1)
        yield None if too_long else line


def _row_of_line(number: int, line: bytes | None, more: tuple[str, ...]) -> Row:
    if line is None:
        return Row(number, error=f"the line is longer than {MAX_LINE / 1e6:g} MB")
    try:
        fields = _loads(line)
    except (ValueError, RecursionError):
        return Row(number, error="the line is not JSON")
    if not isinstance(fields, dict):
        return Row(number, error="the line is not a JSON object")
    return _row(number, fields, more)


def _loads(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)  # which takes lone surrogates and NaN, as other writers leave them


def _row(number: int, fields: Mapping[str, object], more: tuple[str, ...]) -> Row:
    row = _plain_row(number, fields)
    return replace(row, more={name: fields.get(name) for name in more}) if more else row


def _plain_row(number: int, fields: Mapping[str, object]) -> Row:
    """Return a row; `gid`, where there is one, is the id, as the reference postings have both."""
    given = next((fields[k] for k in ("gid", "id") if fields.get(k) is not None), None)
    name = scrub(str(given)) if isinstance(given, str | int) else None
    title, description = fields.get("title"), fields.get("description")
    if description is None or description == "":
        return Row(number, name, error="there is no description")
    for key, value in (("description", description), ("title", title)):
        if not isinstance(value, str | None):
            return Row(number, name, error=f"the {key} is not text")
    return Row(number, name, scrub(str(description)), scrub(str(title)) if title else None)
