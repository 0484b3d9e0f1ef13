"""Write a part of an output as a Parquet file that appears whole, and read the counts in the footer."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson

from truerole.core.schemas.validation import Invalid, validate_json
from truerole.data.files.formats import require_module
from truerole.data.files.record_reader import damage_in_one_line
from truerole.data.parts.storage import storage_of

_ROWS = 10_000
_COUNTS = b"truerole.counts"


@dataclass(frozen=True, slots=True)
class PartCounts:
    """Rows of a part, errors among them, and the first error."""

    rows: int
    errors: int
    first_error: str | None = None

    def __add__(self, other: "PartCounts") -> "PartCounts":
        """Return the counts of both."""
        return PartCounts(self.rows + other.rows, self.errors + other.errors, self.first_error or other.first_error)


def write_part(
    address: str,
    schema: Any,  # noqa: ANN401, as pyarrow has no types
    batches: Iterable[tuple[Sequence[Mapping[str, Any]], PartCounts]],
    about: Mapping[str, str],
) -> PartCounts:
    """Write batches of records to a file that appears when complete, and return the counts of all.

    `about` and the counts go into the metadata of the Parquet file.
    """
    arrow, parquet = require_module("pyarrow"), require_module("pyarrow.parquet")
    group: list[Any] = []
    done = PartCounts(0, 0)
    with (
        storage_of(address).replacing(address) as raw,
        parquet.ParquetWriter(raw, schema.with_metadata(about), compression="zstd") as writer,
    ):
        for records, counts in batches:
            group.append(arrow.RecordBatch.from_pylist(records, schema=schema))
            done += counts
            if sum(batch.num_rows for batch in group) >= _ROWS:
                writer.write_table(arrow.Table.from_batches(group, schema))
                group.clear()
        writer.write_table(arrow.Table.from_batches(group, schema))
        writer.add_key_value_metadata({_COUNTS: orjson.dumps(done)})
    return done


def read_counts(address: str) -> PartCounts | None:
    """Return the counts that a part's footer states, None where there is no part; raises DataError for damage."""
    try:
        raw = storage_of(address).open(address)
    except FileNotFoundError:
        return None
    with closing(raw), damage_in_one_line(address):
        found = require_module("pyarrow.parquet").read_metadata(raw).metadata or {}
    try:
        return validate_json(PartCounts, found.get(_COUNTS, b""))
    except Invalid:
        return None
