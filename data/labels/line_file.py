"""Import and export labels of lines as JSON lines: `line` and `duty`, with a `text` or the id of a posting."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from truerole.core.errors import DataError
from truerole.core.normalise import coerce
from truerole.core.posting import Identity
from truerole.core.reading import Duty
from truerole.data.files.formats import file_format
from truerole.data.files.record_reader import RecordFile
from truerole.data.files.resumable_writer import JsonLinesEncoder, atomic_file
from truerole.data.labels.labels import LONGEST_NAME
from truerole.data.labels.line_labels import NewLineLabel, add_line_labels, annotated_lines
from truerole.data.labels.read_file import LONGEST_TEXT
from truerole.data.store.store import Store


def import_lines(store: Store, path: Path, annotator: str) -> Iterator[str | None]:
    """Add the labels of a file, row by row; yield None for a label that was added, else what is wrong with the row.

    `annotator` is the default for rows without a `labeller`.
    """
    with closing(iter(RecordFile(path))) as records:
        for record in records:
            try:
                if record.error:
                    raise DataError(record.error)
                add_line_labels(store, [_label(store, record.fields, annotator)])
            except DataError as error:
                yield f"{path}: row {record.number}: {error}"
            else:
                yield None


def export_lines(store: Store, target: Path) -> int:
    """Write the labels of lines of all annotators as JSON lines, with the texts, and return their number."""
    form = file_format(target)
    if form.kind != "json":
        raise DataError(f"{target}: labels of lines are written as JSON lines; name it .jsonl")
    names = ("line", "duty", "annotator", "model", "read_duty", "title", "text")
    records = []
    for label in annotated_lines(store):
        of = dict(zip(("source", "board", "external_id"), label.identity or (None, None, None), strict=True))
        fields = {"labeller" if name == "annotator" else name: getattr(label, name) for name in names}
        records.append({**of, **fields, "at": label.at.isoformat()})
    with atomic_file(target) as raw:
        raw.write(JsonLinesEncoder(form.packing)(records))
    return len(records)


def _label(store: Store, fields: Mapping[str, Any], annotator: str) -> NewLineLabel:
    posting, text = _posting(store, fields), coerce.text(fields.get("text"))
    if posting is None and len(text or "") > LONGEST_TEXT:
        raise DataError(f"the text has {len(text or ''):,} characters; {LONGEST_TEXT:,} are the most")
    return NewLineLabel(
        line=coerce.text(fields.get("line")) or "",
        # As it stands: "none" is a duty, which a reader of cells takes for an empty one.
        duty=cast(Duty, str(fields.get("duty") or "").strip()),
        annotator=coerce.line(fields.get("labeller"), LONGEST_NAME) or annotator,
        posting=posting,
        text=None if posting else text,
        title=None if posting else coerce.line(fields.get("title")),
    )


def _posting(store: Store, fields: Mapping[str, Any]) -> int | None:
    """Return the number of the posting that a row names by source and id; None where it has a text alone."""
    source, name = coerce.text(fields.get("source")), coerce.text(fields.get("external_id"))
    if not source or not name:
        return None
    identity: Identity = (source, coerce.text(fields.get("board")) or "", name)
    number = store.known_numbers([identity]).get(identity)
    if number is None and not coerce.text(fields.get("text")):
        raise DataError("the store has no such posting, and the row has no text")
    return number
