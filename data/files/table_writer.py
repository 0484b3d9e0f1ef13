"""Write tables of records as CSV or Parquet, some columns in order, batch after batch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, BinaryIO

from truerole.data.files.csv_writer import csv_bytes
from truerole.data.files.formats import FileFormat, compressed, require_module

Record = Mapping[str, Any]
WriteRecords = Callable[[Sequence[Record]], object]


def table_writer(
    raw: BinaryIO, form: FileFormat, columns: Sequence[str], arrow_type: Callable[[str], Any]
) -> AbstractContextManager[WriteRecords]:
    """Open a table of a format, CSV or Parquet, in a file; records are written with the function that it yields.

    `arrow_type` gives the Arrow type of a column. Fields that are no columns are left out.
    """
    return _parquet(raw, columns, arrow_type) if form.kind == "parquet" else _csv(raw, form, columns)


@contextmanager
def _csv(raw: BinaryIO, form: FileFormat, columns: Sequence[str]) -> Iterator[WriteRecords]:
    with compressed(raw, form) as stream:
        stream.write(csv_bytes([columns]))
        yield lambda records: stream.write(csv_bytes([record[name] for name in columns] for record in records))


@contextmanager
def _parquet(raw: BinaryIO, columns: Sequence[str], arrow_type: Callable[[str], Any]) -> Iterator[WriteRecords]:
    arrow, parquet = require_module("pyarrow"), require_module("pyarrow.parquet")
    schema = arrow.schema([(name, arrow_type(name)) for name in columns])
    with parquet.ParquetWriter(raw, schema, compression="zstd") as writer:
        yield lambda records: writer.write_table(arrow.Table.from_pylist(records, schema))
