"""Keep rows that cannot be taken, as they were and with the reason, so that a person can mend them and try again."""

import json
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import orjson

from truerole.core.errors import DataError
from truerole.core.posting import ImportRow
from truerole.data.files.formats import ROW, WHY, stem_of, without_long_cells
from truerole.data.files.resumable_writer import atomic_file

# Characters of a cell that a person might mend; rows and bytes after which rows are counted but not kept: where all of
# a large file is wrong, all of it would be written again, and the file itself is what is mended.
_LONGEST, _ROWS, _BYTES = 200_000, 100_000, 100_000_000


class RejectsFile:
    """Write rejected rows to a file of JSON lines, which appears at the end; there is none if no row is rejected.

    The first ones are `kept`; the `others`, where there are very many, are counted alone.
    """

    def __init__(self, source: Path, path: Path | None = None) -> None:
        """Name the file after the source in the current folder, jobs.csv's jobs.rejected.jsonl, unless given a `path`.

        One that is there already may hold rows that somebody is mending: then the name has a number.
        """
        self.path = path or _free(stem_of(source))
        self.source, self.kept, self.others = source, 0, 0
        self._stack = ExitStack()
        self._stream: BinaryIO | None = None
        if not self.path.name.endswith((".jsonl", ".ndjson", ".json")):
            raise DataError(f"{self.path}: name it .jsonl, which is what rejected rows are written as")
        if source.exists() and self.path.exists() and source.samefile(self.path):
            raise DataError(f"{self.path}: is also the input; name another file for rejected rows")
        if not self.path.parent.is_dir():
            raise DataError(f"{self.path.parent}: no such folder")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add(self, offer: ImportRow) -> None:
        """Write the row of an offer, unless there are too many; raises DataError where that is impossible."""
        if self._stream is None:
            self._stream = self._stack.enter_context(atomic_file(self.path))
        if self.others or self.kept == _ROWS or self._stream.tell() > _BYTES:
            self.others += 1
            return
        fields, long = without_long_cells(offer.fields, _LONGEST)
        why = f"{offer.problem}; left out here, as it is long: {', '.join(long)[:200]}" if long else offer.problem
        self._stream.write(_line({**fields, ROW: offer.number, WHY: why}))
        self.kept += 1


def _free(stem: str) -> Path:
    names = (f"{stem}.rejected{f'-{n}' if n else ''}.jsonl" for n in count())
    return next(path for path in map(Path, names) if not path.exists())


def _line(fields: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(fields, default=_plain, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # lone surrogates, whole numbers of more than 64 bits, what is nested too deep
        shallow = {name: value for name, value in fields.items() if not isinstance(value, dict | list)}
        return json.dumps(shallow, default=_plain).encode() + b"\n"


def _plain(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
