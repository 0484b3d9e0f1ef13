"""Parse labels from the rows of CSV, JSON lines or Parquet: a role, and a text or the id of a posting."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from truerole.core.errors import DataError
from truerole.core.normalise import coerce
from truerole.core.posting import Identity
from truerole.core.text.html import description_lines
from truerole.data.files.column_names import flat
from truerole.data.files.formats import Record, too_long_cell, without_long_cells
from truerole.data.files.record_reader import RecordFile
from truerole.data.labels.labels import LONGEST_NAME, SURE, LabelFileRow, NewLabel, normalise_annotator
from truerole.data.labels.other_tools import plain_labels
from truerole.data.labels.role_names import parse_role

LONGEST_TEXT = 100_000
_LOOKED_AT = 100
# For each field the names that it goes by, the surest first.
_NAMES = {
    "role": "role label labels realrole rolelabel choice accept annotation annotations responses",
    "second": "second secondrole",
    "sure": "sure sureness",
    "labeller": "labeller labeler annotator labelledby labeledby",
    "title": "title jobtitle positiontitle",
    "text": "text description jobdescription fulltext datatext inputstext fieldstext",
    "posting": "posting postingnumber",
    "id": "externalid postingid gid jobid id",
    "source": "source src",
    "board": "board",
}


class LabelFile:
    """Iterable of the labels of a file, in order and in constant memory, with the `share` that is read.

    It may be one of TrueRole, or of Prodigy, doccano, Label Studio or Argilla.
    """

    def __init__(self, path: Path, annotator: str, chosen: Mapping[str, str] | None = None) -> None:
        """Map the columns; `annotator` is the default for rows that name no annotator.

        `chosen` says for some fields which column they are taken from. Raises DataError where no column is known to
        hold the role, or the text or the posting.
        """
        self._file = RecordFile(path)
        self.annotator = annotator
        with closing(self._records()) as first:
            seen = chain.from_iterable(record.fields for record in islice(first, _LOOKED_AT))
            names = list(dict.fromkeys((*self._file.names(), *seen)))
        self.columns = _columns(path, names, chosen)
        self.note = self._file.note

    @property
    def share(self) -> float:
        """Return how much of the file is read."""
        return self._file.share

    def __iter__(self) -> Iterator[LabelFileRow]:
        """Yield a label or a problem for each row; raises DataError for a damaged file."""
        for record in self._records():
            yield _row(record, self.columns, self.annotator)

    def _records(self) -> Generator[Record, None, None]:
        """Yield the records, of other tools too, in the fields of TrueRole; a record that is no label has an error."""
        with closing(iter(self._file)) as records:
            for record in records:
                short, long = without_long_cells(record.fields)
                if long:
                    yield replace(record, fields=short, error=too_long_cell(long[0]))
                    continue
                try:
                    labels = list(plain_labels(record.fields))
                except DataError as error:
                    yield replace(record, error=record.error or str(error))
                else:
                    yield from (replace(record, fields=flat(one)) for one in labels)


def _columns(path: Path, names: list[str], chosen: Mapping[str, str] | None) -> dict[str, str]:
    """Map fields to columns; raises DataError without a column for the role, or for the text or posting."""
    if not names:
        raise DataError(f"{path}: is empty, or no line of it can be read")
    free = {"".join(filter(str.isalnum, name)).lower(): name for name in reversed(names)}
    found = {f: next((free[alias] for alias in aliases.split() if alias in free), "") for f, aliases in _NAMES.items()}
    for field, name in (chosen or {}).items():
        kind, there = ("column", names) if field in _NAMES else ("field", list(_NAMES))
        if name not in there or kind == "field":
            raise DataError(f"--column {field}={name}: there is no such {kind}; there are {', '.join(there)[:300]}")
        found[field] = name
    columns = {field: name for field, name in found.items() if name}
    if "role" not in columns or not {"text", "posting", "id"} & columns.keys():
        lacking = "the `role`" if "role" not in columns else "the `text` or the id of the `posting`"
        raise DataError(
            f"{path}: no column is known to hold {lacking}; there are {', '.join(names)[:300]}: say "
            "which one it is, as --column role=NAME"
        )
    return columns


def _row(record: Record, columns: Mapping[str, str], annotator: str) -> LabelFileRow:
    if record.error:
        return LabelFileRow(record.number, record.fields, problem=record.error)
    cells = {field: record.fields.get(name) for field, name in columns.items()}
    try:
        posting, identity = _named(cells)
        text = None if posting else _text(cells, needed=identity is None)
        given = NewLabel(
            role=_role(cells, "role"),
            second=_role(cells, "second") if coerce.line(cells.get("second")) else None,
            sure=_sure(cells.get("sure")),
            annotator=normalise_annotator(coerce.line(cells.get("labeller"), LONGEST_NAME) or annotator),
            why="import",
            posting=posting,
            text=text,
            title=coerce.line(cells.get("title")) if text else None,
        )
    except DataError as error:
        return LabelFileRow(record.number, record.fields, problem=str(error))
    if given.second == given.role:
        return LabelFileRow(record.number, record.fields, problem="the second role is the first one")
    return LabelFileRow(record.number, record.fields, given, identity)


def _role(cells: Mapping[str, object], field: str) -> Any:  # noqa: ANN401, as this room knows nothing of roles
    named = coerce.line(cells.get(field)) or ""
    if role := parse_role(named):
        return role
    what = "there is no role" if not named else f"no role is called {named[:60]!r}"
    raise DataError(f"{what}; there are data_analyst, data_engineer, data_scientist, ml_engineer and other")


def _sure(value: object) -> int:
    named = coerce.text(value)
    if named is None:
        return max(SURE)
    if found := next((n for n in SURE if named.removesuffix(".0") == str(n)), None):
        return found
    raise DataError(f"`sure` is {named[:20]!r}; it runs from 1 to 3")


def _named(cells: Mapping[str, object]) -> tuple[int | None, Identity | None]:
    """Return the number or the identity of the posting that a row names; neither for a row with a text."""
    name = coerce.text(cells.get("posting")) or coerce.text(cells.get("id"))
    source = coerce.text(cells.get("source"))
    if name and source:
        return None, (source, coerce.text(cells.get("board")) or "", name)
    if name and not coerce.text(cells.get("text")):
        whole = name.removesuffix(".0")  # as whole numbers beside gaps become in many a program
        if whole.isascii() and whole.isdigit() and len(whole) < 10:
            return int(whole), None
        raise DataError("names a posting without its source; give its `source` too, or its text")
    return None, None


def _text(cells: Mapping[str, object], needed: bool) -> str | None:
    text = description_lines(coerce.text(cells.get("text")) or "")
    if not text.strip():
        if needed:
            raise DataError("there is no text, and no id of a posting")
        return None
    if len(text) > LONGEST_TEXT:
        raise DataError(f"the text has {len(text):,} characters; {LONGEST_TEXT:,} are the most")
    return text
