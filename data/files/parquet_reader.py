"""Read the rows of Parquet as records of fields, in constant memory, also where texts are long."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from truerole.core.errors import DataError
from truerole.data.files.formats import MAX_LINE, Record, require_module

_BATCH = 256
# Bytes that a column may unfold to where it was folded by more than this, and values that a row may have in it.
_MOST_UNFOLDED, _MOST_FOLDED, _MOST_VALUES = 200_000_000, 200, 10_000
# Bytes of a batch of Parquet that is turned into rows at once.
_LONG = 20_000_000
# A path, or a file that is open for reading.
ParquetSource = Path | BinaryIO


def parquet_names(source: ParquetSource) -> list[str]:
    """Return the names of the columns."""
    return [str(name) for name in require_module("pyarrow.parquet").read_schema(source).names]


def parquet_rows(
    source: ParquetSource, path: Path | str, wanted: Collection[str] | None = None, groups: range | None = None
) -> Iterator[tuple[Record, float]]:
    """Yield the records of the wanted columns (default: all), each with the share that is read.

    `groups` are the row groups to read (default: all); records are numbered from 1 at the first of them. `path` names
    the file in errors. Raises DataError for columns that unfold to far more than they take.
    """
    parquet = require_module("pyarrow.parquet")
    with parquet.ParquetFile(source) as file:
        metadata = file.metadata
    at_once = _rows_at_once(metadata, path)
    with parquet.ParquetFile(source, read_dictionary=_texts(metadata)) as file:
        names, number = file.schema_arrow.names, 0
        columns = names if wanted is None else [c for c in wanted if c in names]
        chosen = list(range(metadata.num_row_groups) if groups is None else groups)
        rows = sum(metadata.row_group(i).num_rows for i in chosen)
        for batch in file.iter_batches(batch_size=at_once, row_groups=chosen, columns=columns):
            yield from ((record, record.number / rows) for record in _batch_rows(batch, number + 1))
            number += batch.num_rows


def _rows_at_once(metadata: Any, path: Path | str) -> int:  # noqa: ANN401, as pyarrow has no types
    """Return how many rows can be decoded at once, by the sizes in the footer: nested texts cannot be held once.

    Raises DataError for columns that unfold to far more than they take, as no table of postings does.
    """
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    nested = False
    for group in groups:
        for column in map(group.column, range(group.num_columns)):
            swollen = column.total_uncompressed_size > _MOST_FOLDED * max(column.total_compressed_size, 1)
            if (swollen and column.total_uncompressed_size > _MOST_UNFOLDED) or (
                column.num_values > _MOST_VALUES * max(group.num_rows, 1)
            ):
                raise DataError(f"{path}: a few bytes of it unfold to {column.total_uncompressed_size / 1e6:,.0f} MB, "
                    f"or {column.num_values:,} values; it is no table of postings")  # fmt: skip
            nested |= swollen and "." in column.path_in_schema
    return 1 if nested else _BATCH


def _texts(metadata: Any) -> list[str]:  # noqa: ANN401, as pyarrow has no types
    """Return the columns of texts that are not nested; a text that many rows share is then held once."""
    columns = (metadata.schema.column(i) for i in range(metadata.num_columns))
    return [
        c.path for c in columns if c.physical_type == "BYTE_ARRAY" and c.max_repetition_level == 0 and "." not in c.path
    ]


def _batch_rows(batch: Any, first: int) -> Iterator[Record]:  # noqa: ANN401, as pyarrow has no types
    """Yield the rows of a batch, singly where they are long together.

    Where a value is none of Python's (a day in the year 50,000), or a row is longer than MAX_LINE, all but that row.
    """
    size = _size(batch)
    if batch.num_rows == 1 and size > MAX_LINE:
        yield Record(first, error=f"the row is longer than {MAX_LINE / 1e6:g} MB")
        return
    if batch.num_rows > 1 and size > _LONG:
        for i in range(batch.num_rows):
            yield from _batch_rows(batch.slice(i, 1), first + i)
        return
    try:
        rows = batch.to_pylist()
    except (ValueError, OverflowError):
        if batch.num_rows == 1:
            yield Record(first, error="a value in it cannot be read")
            return
        for i in range(batch.num_rows):
            yield from _batch_rows(batch.slice(i, 1), first + i)
    else:
        yield from (Record(number, fields) for number, fields in enumerate(rows, first))


def _size(batch: Any) -> int:  # noqa: ANN401, as pyarrow has no types
    """Return how many bytes the texts of a batch have; a text that many rows share counts in each row."""
    arrow, compute = require_module("pyarrow"), require_module("pyarrow.compute")
    size = 0
    for column in batch.columns:
        indices = column.indices if arrow.types.is_dictionary(column.type) else None
        values = column if indices is None else column.dictionary
        if arrow.types.is_string(values.type) or arrow.types.is_binary(values.type):
            lengths = compute.binary_length(values)
            size += compute.sum(lengths if indices is None else lengths.take(indices)).as_py() or 0
    return size
