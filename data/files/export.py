"""Export the postings of the store with their readings to a file, a row each: CSV, JSON lines, Parquet or a workbook.

They are read by ranges of their numbers, each in a transaction of its own, so that memory stays flat and no transaction
lasts as long as the writing.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Connection, Date, and_, case, func, select, type_coerce

from truerole.core.errors import DataError
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress
from truerole.core.reading import ROLES
from truerole.data.files.formats import FileFormat, file_format, require_module
from truerole.data.files.resumable_writer import atomic_file
from truerole.data.files.table_writer import Record, table_writer
from truerole.data.store.engine import batched
from truerole.data.store.schema import postings, readers, readings, skill_names, skills
from truerole.data.store.store import Store

logger = logging.getLogger(__name__)

_RANGE = 2_000
_NEEDS = {"required": "skills_required", "preferred": "skills_preferred", "context": "skills_context"}
_POSTING = (
    "source", "board", "external_id", "url", "title", "company", "location", "country", "workplace", "posted_on",
    "month", "salary_min", "salary_max", "currency", "period", "salary_basis", "employment_type", "language", "sample",
)  # fmt: skip
_READING = ("role", *ROLES, "confident", "title_role", "agrees", "deep_learning", "stage", "seniority")
_SEEN = ("first_seen", "last_seen", "closed_on")
_TIMES = "times_posted"
_COLUMNS = (*_POSTING, *_READING, *_NEEDS.values(), "model", *_SEEN, _TIMES)


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Filter of an export: with `numbers`, these postings alone, in this order; `texts` adds the descriptions."""

    texts: bool = False
    numbers: Sequence[int] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column names of the file, in order."""
        return (*_COLUMNS, "description") if self.texts else _COLUMNS


def export_postings(
    store: Store, target: Path, wanted: ExportFilter | None = None, on_progress: OnProgress = ignore_progress
) -> int:
    """Export postings (default: all, without descriptions) to a file and return their number.

    The file is replaced atomically: a failed export leaves the earlier file. Raises DataError for a name of another
    form, and where the file cannot be written.
    """
    form = _form(target)
    on_progress = log_progress(logger, "export of postings", on_progress)
    with atomic_file(target) as raw:
        rows = write_postings(store, raw, form, wanted or ExportFilter(), on_progress)
    logger.info("export of postings ended: %d written", rows, extra={"counts": {"postings": rows}})
    return rows


def _form(target: Path) -> FileFormat:
    name = target.name.lower()
    if name.removesuffix(".gz").removesuffix(".zst").endswith((".csv", ".jsonl")) or name.endswith(
        (".parquet", ".xlsx")
    ):
        return file_format(target)
    raise DataError(
        f"{target}: name it .csv or .jsonl (also with .gz or .zst), .parquet or .xlsx, so that its form is known"
    )


def write_postings(
    store: Store, raw: BinaryIO, form: FileFormat, wanted: ExportFilter, on_progress: OnProgress = ignore_progress
) -> int:
    """Write postings to an open file in a form, in constant memory, and return their number."""
    rows = 0
    with table_writer(raw, form, wanted.columns, _arrow_type) as write:
        for records, share in _groups(store, wanted):
            write(records)
            rows += len(records)
            on_progress(Progress(rows, share=share))
    return rows


def _groups(store: Store, wanted: ExportFilter) -> Iterator[tuple[list[Record], float]]:
    """Yield the records of range after range of postings, and the share that is done."""
    return _all_groups(store, wanted) if wanted.numbers is None else _given_groups(store, wanted, wanted.numbers)


def _given_groups(store: Store, wanted: ExportFilter, numbers: Sequence[int]) -> Iterator[tuple[list[Record], float]]:
    for start in range(0, len(numbers), _RANGE):
        some = numbers[start : start + _RANGE]
        with store.read_transaction() as connection:
            found = {
                row["number"]: row
                for part in batched(some)
                for row in _records(connection, wanted, postings.c.number.in_(part))
            }
        yield [found[number] for number in some if number in found], min(1.0, (start + _RANGE) / len(numbers))


def _all_groups(store: Store, wanted: ExportFilter) -> Iterator[tuple[list[Record], float]]:
    after = 0
    while True:
        with store.read_transaction() as connection:
            found = _records(connection, wanted, postings.c.number > after)
            last = connection.scalar(select(func.max(postings.c.number))) or 0
        if not found:
            return
        after = found[-1]["number"]
        yield found, after / last


def _records(connection: Connection, wanted: ExportFilter, which: ColumnElement[bool]) -> list[Record]:
    current = connection.execute(select(readers.c.number, readers.c.version).where(readers.c.current)).one_or_none()
    number, version = current or (None, None)
    own = [postings.c[name] for name in ("number", *_POSTING, *(["description"] if wanted.texts else []))]
    read = [readings.c[name] for name in ("reader", *_READING)]
    joined = postings.outerjoin(readings, and_(readings.c.posting == postings.c.number, readings.c.reader == number))
    found = select(*own, *read, *_seen(), _times_posted()).select_from(joined).where(which)
    rows = connection.execute(found.order_by(postings.c.number).limit(_RANGE)).all()
    asked = _skills(connection, [row.number for row in rows], number)
    return [
        {**row._mapping, **asked[row.number], "board": row.board or None, "model": version if row.reader else None}
        for row in rows
    ]


def _seen() -> list[ColumnElement[Any]]:
    """Return the days (UTC) on which a gathering first and last saw a posting, and on which the posting was closed."""
    first = case((postings.c.last_seen.is_not(None), postings.c.added_at))
    days = (type_coerce(func.date(column), Date) for column in (first, postings.c.last_seen))
    return [day.label(name) for day, name in zip((*days, postings.c.closed_on), _SEEN, strict=True)]


def _times_posted() -> ColumnElement[int]:
    """Return how often the job of a posting was posted, copies by other companies aside."""
    again = postings.alias()
    first = func.coalesce(postings.c.alike, postings.c.number)
    others = select(func.count()).where(again.c.alike == first, again.c.alike_as.is_(None)).scalar_subquery()
    return case((postings.c.alike_as.is_(None), others + 1), else_=1).label(_TIMES)


def _skills(connection: Connection, numbers: Sequence[int], reader: int | None) -> dict[int, dict[str, list[str]]]:
    asked: dict[int, dict[str, list[str]]] = {number: {name: [] for name in _NEEDS.values()} for number in numbers}
    named = skills.join(skill_names, skill_names.c.number == skills.c.skill)
    found = select(skills.c.posting, skills.c.need, skill_names.c.skill).select_from(named)
    for chunk in batched(numbers):
        rows = found.where(skills.c.posting.in_(chunk), skills.c.reader == reader).order_by(skill_names.c.skill)
        for row in connection.execute(rows):
            asked[row.posting][_NEEDS[row.need]].append(row.skill)
    return asked


def _arrow_type(name: str) -> Any:  # noqa: ANN401, as pyarrow has no types
    arrow = require_module("pyarrow")
    if name in _NEEDS.values():
        return arrow.list_(arrow.string())
    if name in _SEEN:
        return arrow.date32()
    if name == _TIMES:
        return arrow.int32()
    column = {**postings.c, **readings.c}.get(name)
    kinds = {bool: arrow.bool_(), float: arrow.float64(), int: arrow.int16(), date: arrow.date32(), str: arrow.string()}
    return kinds[column.type.python_type if column is not None else str]
