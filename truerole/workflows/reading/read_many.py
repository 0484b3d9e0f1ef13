"""Read many texts at once: a list of them, or a column of a data frame."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from math import isnan
from typing import Any

from truerole.core.concurrency.parallel import chunks, map_in_order
from truerole.core.errors import DataError
from truerole.core.reading import Reading
from truerole.model.reader import default_reader, reader_of, try_read
from truerole.workflows.batch_score import arrow_schema
from truerole.workflows.read_texts import TEXTS_PER_TASK, Text

# Fewer texts than these are read sooner than other processes start.
_FEW = 1_000
# Columns of ids, as `truerole score` knows them, and what pandas has in the place of a missing value.
_IDS = ("gid", "id")
_MISSING = ("NAType", "NaTType")


def read_many(
    texts: Iterable[str], titles: Iterable[str | None] | None = None, workers: int | None = None
) -> list[Reading | str]:
    """Read texts by `workers` processes (default: a core each), in order.

    In the place of a text that cannot be read stands the reason, in a line. A missing title (None, NaN) is none, a
    missing text an empty one. Raises DataError where there are not as many titles as texts, or no processes.
    """
    if isinstance(texts, str):
        raise DataError("these texts are one text; give a list of texts, or `truerole.read` the one")
    if workers is not None and workers < 1:
        raise DataError(f"there are no {workers} processes; give 1 or more, or None for a core each")
    given = ["" if _is_missing(text) else text for text in texts]
    named = [None] * len(given) if titles is None else [None if _is_missing(title) else title for title in titles]
    if len(named) != len(given):
        raise DataError(f"there are {len(named):,} titles for {len(given):,} texts; give a title, or None, for each")
    task = partial(_read, default_reader().model.version)
    parts = chunks(list(zip(given, named, strict=True)), TEXTS_PER_TASK)
    with closing(map_in_order(task, parts, 1 if len(given) < _FEW else workers)) as read:
        return [outcome for outcomes in read for outcome in outcomes]


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value)) or type(value).__name__ in _MISSING


def _id(value: object) -> str | None:
    """Return an id as text; pandas has whole numbers as floating point where one is missing."""
    if _is_missing(value):
        return None
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _read(version: str, texts: Sequence[Text]) -> list[Reading | str]:
    return [try_read(reader_of(version), text, title) for text, title in texts]


def read_frame(frame: Any, text: str = "description", title: str | None = None, workers: int | None = None) -> Any:  # noqa: ANN401
    """Read a column of a data frame: pandas, Polars, Arrow, or any that speaks the Arrow PyCapsule interface.

    Returns a frame of the same kind (a table for Arrow's batches), with a row for each row in the same order (and the
    index of pandas): the columns are those of `truerole score`, `id` that of the frame where it has one, `error` says
    why a row could not be read. Without `title` a column of that name is taken where there is one; no other column is
    looked at. Raises DataError where there is no such column or no such frame.
    """
    import pyarrow as pa

    columns = _columns(frame)
    texts = _texts(columns, text)
    wanted = title or ("title" if "title" in columns else None)
    titles = _texts(columns, wanted) if wanted else None
    ids = next((columns[name] for name in _IDS if name in columns), None)
    read = [
        {"error": outcome} if isinstance(outcome, str) else outcome.to_dict()
        for outcome in read_many(texts, titles, workers)
    ]
    if ids is not None:
        read = [row | {"id": _id(given)} for row, given in zip(read, ids(), strict=True)]
    found = pa.Table.from_pylist(read, arrow_schema())
    if isinstance(frame, pa.Table | pa.RecordBatch):
        return found
    return found.to_pandas().set_index(frame.index) if hasattr(frame, "index") else type(frame)(found)


def _columns(frame: Any) -> dict[str, Callable[[], list[Any]]]:  # noqa: ANN401
    """Return how to get the values of each column of a frame, by name: of others may be what Arrow has no type for."""
    import pyarrow as pa

    if isinstance(frame, pa.RecordBatch):
        frame = pa.table([*frame.columns], names=frame.schema.names)
    if not hasattr(frame, "__arrow_c_stream__"):
        raise DataError(f"a {type(frame).__name__} is no data frame; give one of pandas, Polars or Arrow")
    if hasattr(frame, "dtypes") and hasattr(frame, "columns"):  # pandas and Polars
        return {name: partial(_values, frame, name) for name in frame.columns}
    try:
        table = pa.table(frame)
    except pa.ArrowException:
        raise DataError(f"a {type(frame).__name__} is no data frame; give one, or its texts to `read_many`") from None
    return {name: table.column(name).to_pylist for name in table.column_names}


def _values(frame: Any, name: str) -> list[Any]:  # noqa: ANN401
    column = frame[name]
    if not hasattr(column, "to_list"):
        raise DataError(f"there are several columns {name!r}; give a frame with one")
    values: list[Any] = column.to_list()
    return values


def _texts(columns: Mapping[str, Callable[[], list[Any]]], name: str) -> list[Any]:
    """Return the values of a column of texts; one that is no text is told in its row, unless none is a text."""
    if name not in columns:
        raise DataError(f"there is no column {name!r}; there are {', '.join(map(str, columns)) or 'none'}")
    values = columns[name]()
    present = [value for value in values if not _is_missing(value)]
    if present and not any(isinstance(value, str) for value in present):
        raise DataError(f"the column {name!r} holds no text but {type(present[0]).__name__}")
    return values
