"""Read the texts of postings from a file of rows: id, title and description of each row, or the error of the row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from truerole.core.errors import DataError
from truerole.core.text.decoding import replace_surrogates
from truerole.data.files.record_reader import RecordFile

_COLUMNS = ("gid", "id", "description", "title")


@dataclass(frozen=True, slots=True)
class Row:
    """Posting of a row, or the `error` of a row without a posting; `number` is the row number, from 1.

    `more` has the other fields that were asked for.
    """

    number: int
    id: str | None = None
    description: str = ""
    title: str | None = None
    error: str | None = None
    more: Mapping[str, object] = field(default_factory=dict)


class RowFile:
    """Iterable of the postings of a file, in order and in constant memory, with the `share` that is read."""

    def __init__(self, path: Path, more: tuple[str, ...] = ()) -> None:
        self.path = path
        self.more = more
        self._records = RecordFile(path, (*_COLUMNS, *more))

    @property
    def share(self) -> float:
        """Return how much of the file is read."""
        return self._records.share

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows, an unreadable row with an error; raises DataError for a damaged file."""
        if self._records.form.kind != "json" and "description" not in self._records.names():
            raise DataError(f"{self.path}: has no column `description`")
        for record in self._records:
            if record.error:
                yield Row(record.number, error=record.error)
            else:
                yield _row(record.number, record.fields, self.more)


def _row(number: int, fields: Mapping[str, object], more: tuple[str, ...]) -> Row:
    row = _plain_row(number, fields)
    return replace(row, more={name: fields.get(name) for name in more}) if more else row


def _plain_row(number: int, fields: Mapping[str, object]) -> Row:
    """Return the posting of a row; a `gid` precedes an `id`, as the reference postings have both."""
    given = next((fields[k] for k in ("gid", "id") if fields.get(k) is not None), None)
    name = replace_surrogates(str(given)) if isinstance(given, str | int) else None
    title, description = fields.get("title"), fields.get("description")
    if description is None or description == "":
        return Row(number, name, error="there is no description")
    for key, value in (("description", description), ("title", title)):
        if not isinstance(value, str | None):
            return Row(number, name, error=f"the {key} is not text")
    return Row(number, name, replace_surrogates(str(description)), replace_surrogates(str(title)) if title else None)
