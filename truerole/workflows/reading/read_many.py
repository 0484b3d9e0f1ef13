"""Read many texts at once: a list of them, or a column of a data frame."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import Any

from truerole.core.errors import DataError
from truerole.core.parallel import chunks, map_in_order
from truerole.core.reading import Reading
from truerole.model.reader import default_reader, reader_of, try_read
from truerole.workflows.batch_score import arrow_schema
from truerole.workflows.read_texts import TEXTS_PER_TASK, Text

# Fewer texts than these are read sooner than other processes start.
_FEW = 1_000


def read_many(
    texts: Sequence[str], titles: Sequence[str | None] | None = None, workers: int | None = None
) -> list[Reading | str]:
    """Read texts by `workers` processes (default: a core each), in order.

    In the place of a text that cannot be read stands the reason, in a line. Raises DataError where there are not as
    many titles as texts.
    """
    named: Sequence[str | None] = [None] * len(texts) if titles is None else titles
    if len(named) != len(texts):
        raise DataError(f"there are {len(named):,} titles for {len(texts):,} texts; give a title, or None, for each")
    task = partial(_read, default_reader().model.version)
    parts = chunks(list(zip(texts, named, strict=True)), TEXTS_PER_TASK)
    with closing(map_in_order(task, parts, 1 if len(texts) < _FEW else workers)) as read:
        return [outcome for outcomes in read for outcome in outcomes]


def _read(version: str, texts: Sequence[Text]) -> list[Reading | str]:
    return [try_read(reader_of(version), text, title) for text, title in texts]


def read_frame(frame: Any, text: str = "description", title: str | None = None, workers: int | None = None) -> Any:  # noqa: ANN401
    """Read a column of a data frame: pandas, Polars, Arrow, or any that speaks the Arrow PyCapsule interface.

    Returns a frame of the same kind, with a row for each row in the same order (and the index of pandas): the columns
    are those of `truerole score`, `error` says why a row could not be read. Without `title` a column of that name is
    taken where there is one. Raises DataError where there is no such column or no such frame.
    """
    import pyarrow as pa

    if not hasattr(frame, "__arrow_c_stream__"):
        raise DataError(f"a {type(frame).__name__} is no data frame; give one of pandas, Polars or Arrow")
    table = pa.table(frame)
    texts = _column(table, text)
    wanted = title or ("title" if "title" in table.column_names else None)
    titles = _column(table, wanted) if wanted else [None] * len(texts)
    read = [
        {"error": outcome} if isinstance(outcome, str) else outcome.to_dict()
        for outcome in read_many([value or "" for value in texts], titles, workers)
    ]
    found = pa.Table.from_pylist(read, arrow_schema())
    if isinstance(frame, pa.Table):
        return found
    return found.to_pandas().set_index(frame.index) if hasattr(frame, "index") else type(frame)(found)


def _column(table: Any, name: str) -> list[str | None]:  # noqa: ANN401
    import pyarrow as pa

    if name not in table.column_names:
        raise DataError(f"there is no column {name!r}; there are {', '.join(table.column_names) or 'none'}")
    try:
        values: list[str | None] = table.column(name).cast(pa.large_string()).to_pylist()
    except pa.ArrowException:
        raise DataError(f"the column {name!r} holds no text but {table.schema.field(name).type}") from None
    return values
