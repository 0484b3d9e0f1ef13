"""Export labels to a file that `truerole label import` reads: CSV, JSON lines or Parquet, an annotation a row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import select

from truerole.core.errors import DataError
from truerole.data.files.formats import file_format, require_module
from truerole.data.files.resumable_writer import JsonLinesEncoder, atomic_file
from truerole.data.files.table_writer import Record, table_writer
from truerole.data.labels.labels import Annotation, annotations, effective_annotation, group_by_target
from truerole.data.labels.other_tools import Tool, records_for
from truerole.data.store.engine import batched
from truerole.data.store.schema import label_texts, postings
from truerole.data.store.store import Store

_OF = ("source", "board", "external_id", "title", "text")
_LABEL = ("role", "second", "sure", "labeller", "at", "why", "model", "read_role", "read_share")
# The column that has another name in files and tables than in code.
_ATTRIBUTES = {"labeller": "annotator"}
COLUMNS = (*_OF, *_LABEL, "counts")


def export_labels(store: Store, target: Path, texts: bool = False, tool: Tool | Literal["csv"] | None = None) -> int:
    """Write all annotations to a file and return their number; the column `counts` marks effective annotations.

    A posting is named by its source, board and id; its text is written only with `texts`, a text that is no posting
    of the store always. For a `tool` it is written as that tool reads it, without the labels that have no text.
    Raises DataError where the file cannot be written.
    """
    form = file_format(target)
    if form.kind == "ods":
        raise DataError(f"{target}: OpenDocument is only read; name it .xlsx, .csv, .jsonl or .parquet")
    if tool and form.kind != ("csv" if tool == "csv" else "json"):
        raise DataError(f"{target}: name it {'.csv' if tool == 'csv' else '.json or .jsonl'}, as {tool} is written so")
    if tool and tool != "csv":
        return _export_for(tool, target, form.packing, records_for(tool, _records(store, texts=True)))
    records = _records(store, texts)
    with atomic_file(target) as raw:
        if form.kind == "json":
            raw.write(JsonLinesEncoder(form.packing)([_plain(record) for record in records]))
        else:
            with table_writer(raw, form, COLUMNS, _arrow_type) as write:
                write(records)
    return len(records)


def _export_for(tool: Tool, target: Path, packing: str, records: list[dict[str, Any]]) -> int:
    """Write records as a tool reads them: Label Studio an array, the others JSON lines."""
    encode = JsonLinesEncoder(packing)
    with atomic_file(target) as raw:
        raw.write(encode(cast(Any, [records])) if tool == "label-studio" else encode(records))
    return len(records)


def _records(store: Store, texts: bool) -> list[Record]:
    found = annotations(store)
    counted = {effective_annotation(said).number for said in group_by_target(found).values()}
    of = _of_postings(store, _numbers(found, "posting"), texts) | _of_texts(store, _numbers(found, "text"))
    return [
        {
            **of[one.target],
            **{name: getattr(one, _ATTRIBUTES.get(name, name)) for name in _LABEL},
            "counts": one.number in counted,
        }
        for one in found
    ]


def _numbers(found: Sequence[Annotation], kind: str) -> list[int]:
    return [one.target[1] for one in found if one.target[0] == kind]


def _of_postings(store: Store, numbers: Sequence[int], texts: bool) -> dict[tuple[str, int], Record]:
    columns = [postings.c[name] for name in ("number", "source", "board", "external_id", "title")]
    text = [postings.c.description.label("text")] if texts else []
    return _rows(store, "posting", [*columns, *text], numbers)


def _of_texts(store: Store, numbers: Sequence[int]) -> dict[tuple[str, int], Record]:
    return _rows(store, "text", [label_texts.c[name] for name in ("number", "title", "text")], numbers)


def _rows(store: Store, kind: str, columns: Sequence[Any], numbers: Sequence[int]) -> dict[tuple[str, int], Record]:
    found: dict[tuple[str, int], Record] = {}
    with store.read_transaction() as connection:
        for chunk in batched(numbers):
            for row in connection.execute(select(*columns).where(columns[0].in_(chunk))).mappings():
                found[kind, row["number"]] = {name: row.get(name) for name in _OF}
    return found


def _plain(record: Record) -> dict[str, Any]:
    return {name: record[name] for name in COLUMNS}


def _arrow_type(name: str) -> Any:  # noqa: ANN401, as pyarrow has no types
    arrow = require_module("pyarrow")
    kinds = {"sure": arrow.int8(), "read_share": arrow.float64(), "counts": arrow.bool_(), "at": arrow.timestamp("s")}
    return kinds.get(name, arrow.string())
