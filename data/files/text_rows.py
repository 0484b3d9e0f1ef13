"""Read the texts of postings from a file of rows: id, title and description of each row, or the error of the row."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from truerole.core.errors import DataError
from truerole.core.text.decoding import replace_surrogates
from truerole.data.files.column_names import NEEDED as _NEEDED
from truerole.data.files.column_names import columns_of, flat
from truerole.data.files.formats import too_long_cell, without_long_cells
from truerole.data.files.posting_rows import column_names
from truerole.data.files.record_reader import RecordFile, Records

# A reference posting has both ids; then `gid` counts.
_IDS = ("gid", "id")


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
    """Iterable of the postings of a file, in order and in constant memory, with the `share` that is read.

    Title, description and id are taken from columns by the names that an import knows.
    """

    def __init__(self, source: Path | Records, more: tuple[str, ...] = (), head: Records | None = None) -> None:
        """Open a file or records lazily; `head` are those whose names tell the columns (default: the same)."""
        records: Records = RecordFile(source) if isinstance(source, Path) else source
        self._records = records
        self._head = head or self._records
        self.path = self._records.path
        self.more = more

    @property
    def share(self) -> float:
        """Return how much of the file is read."""
        return self._records.share

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows, an unreadable row with an error; raises DataError for a damaged file."""
        taken = self._columns()
        for record in self._records:
            long = without_long_cells(record.fields)[1]
            if record.error or long:
                yield Row(record.number, error=record.error or too_long_cell(long[0]))
            else:
                yield _row(record.number, record.fields, taken, self.more)

    @property
    def note(self) -> str | None:
        """Return the columns and lists that are taken, for a person, where the names leave a doubt."""
        taken = self._columns()
        other = [f"{field} from {taken[field]!r}" for field in _NEEDED if taken[field] != field]
        return "; ".join(filter(None, (self._records.note, f"takes {', '.join(other)}" if other else None))) or None

    def _columns(self) -> dict[str, str]:
        """Return the columns of title, description and id, and read no others of a file that is columnar."""
        columns = columns_of(column_names(self._head), needed=()).taken
        if "description" not in columns and self._records.form.kind != "json":
            raise DataError(f"{self.path}: has no column `description`")
        taken = {field: columns.get(field, field) for field in (*_NEEDED, "external_id")}
        self._records.columns = {name.partition(".")[0] for name in (*taken.values(), *_IDS, *self.more)}
        return taken


def _row(number: int, fields: Mapping[str, object], taken: Mapping[str, str], more: tuple[str, ...]) -> Row:
    row = _plain_row(number, fields, taken)
    return replace(row, more={name: fields.get(name) for name in more}) if more else row


def _plain_row(number: int, fields: Mapping[str, object], taken: Mapping[str, str]) -> Row:
    """Return the posting of a row; a `gid` precedes an `id`, as the reference postings have both."""
    fields = fields if fields.keys() >= set(taken.values()) else {**flat(fields), **fields}
    given = next((fields[k] for k in (*_IDS, taken["external_id"]) if fields.get(k) is not None), None)
    given, title, description = map(_text, (given, fields.get(taken["title"]), fields.get(taken["description"])))
    name = replace_surrogates(str(given)) if isinstance(given, str | int) else None
    if description is None or description == "":
        return Row(number, name, error="there is no description")
    for key, value in (("description", description), ("title", title)):
        if not isinstance(value, str | None):
            return Row(number, name, error=f"the {key} is not text")
    return Row(number, name, replace_surrogates(str(description)), replace_surrogates(str(title)) if title else None)


def _text(value: object) -> object:
    """Return a value, but bytes as the text that they are in UTF-8: programs write columns of Parquet so."""
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            return value.decode()
    return value
