"""Store annotators' labels of lines: the duty of a sentence of a text, written once, only superseded or undone.

A label names its posting or its text as labels of roles do, and the line by its own words: sentences have no numbers
that would outlast a change of how texts are cut. Of several labels for one line the latest counts that is not undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from truerole.core.clock import now
from truerole.core.errors import DataError
from truerole.core.labels import TaughtLine, text_digest
from truerole.core.reading import DUTIES, Duty
from truerole.core.settings import require_writable
from truerole.core.text.decoding import replace_surrogates
from truerole.data.labels.labels import Target, normalise_annotator, text_numbers
from truerole.data.store.schema import label_texts, line_labels, postings
from truerole.data.store.store import Store

LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLineLabel:
    """Label of a line to be written: of a posting of the store by number, or of `text`.

    `line` is the words of the sentence, at most 1,000 characters; `read_duty` what the model version `model` had said.
    """

    line: str
    duty: Duty
    annotator: str
    posting: int | None = None
    text: str | None = None
    title: str | None = None
    model: str | None = None
    read_duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class LineLabel:
    """Label of a line in the store, with its text; `identity` names a posting: source, board and id."""

    number: int
    target: Target
    line: str
    duty: Duty
    annotator: str
    at: datetime
    model: str | None
    read_duty: Duty | None
    title: str | None
    text: str
    identity: tuple[str, str, str] | None

    @property
    def taught(self) -> TaughtLine:
        """Line as the training takes it."""
        return TaughtLine(self.text, self.line, self.duty)


def line_key(line: str) -> str:
    """Return the words of a line, white space normalised, by which it is found again."""
    return " ".join(replace_surrogates(line).replace("\0", " ").split())


def add_line_labels(store: Store, given: Sequence[NewLineLabel]) -> list[int]:
    """Insert labels of lines in a single transaction and return their numbers; raises DataError for an invalid one."""
    require_writable()
    for label in given:
        _check(label)
    with store.write_transaction() as connection:
        texts = text_numbers(connection, [(label.text or "", label.title) for label in given if label.posting is None])
        rows = [_row(label, texts) for label in given]
        numbers = line_labels.c.number
        return [connection.execute(insert(line_labels).values(row).returning(numbers)).scalar_one() for row in rows]


def undo_line_label(store: Store, annotator: str, number: int | None = None) -> LineLabel | None:
    """Mark an annotator's newest label of a line, or their label of a number, as undone and return it; None if none."""
    require_writable()
    rows = _labels().where(line_labels.c.labeller == normalise_annotator(annotator))
    rows = rows if number is None else rows.where(line_labels.c.number == number)
    with store.write_transaction() as connection:
        row = connection.execute(rows.order_by(line_labels.c.number.desc()).limit(1)).one_or_none()
        if row is None:
            return None
        connection.execute(update(line_labels).where(line_labels.c.number == row.number).values(undone_at=now()))
    return _label_of(row)


def annotated_lines(store: Store) -> list[LineLabel]:
    """Return the newest label of each annotator for each line, oldest first; texts that are gone are left out."""
    with store.read_transaction() as connection:
        found = [_label_of(row) for row in connection.execute(_labels().order_by(line_labels.c.number))]
    latest = {(label.target, label.line, label.annotator): label for label in found if label.text.strip()}
    return sorted(latest.values(), key=lambda label: label.number)


def taught_lines(store: Store) -> list[TaughtLine]:
    """Return each labelled line of each text with the duty that was given last, in the order of the labels."""
    latest = {(label.target, label.line): label for label in annotated_lines(store)}
    return [label.taught for label in sorted(latest.values(), key=lambda label: label.number)]


def _labels() -> Select[Any]:
    """Select the labels that are not undone, with their texts."""
    of = line_labels.outerjoin(postings, postings.c.number == line_labels.c.posting).outerjoin(
        label_texts, label_texts.c.number == line_labels.c.text
    )
    return (
        select(
            line_labels,
            func.coalesce(postings.c.title, label_texts.c.title).label("title"),
            func.coalesce(postings.c.description, label_texts.c.text, "").label("whole"),
            *(postings.c[name] for name in ("source", "board", "external_id")),
        )
        .select_from(of)
        .where(line_labels.c.undone_at.is_(None))
    )


def _label_of(row: Row[Any]) -> LineLabel:
    return LineLabel(
        number=row.number,
        target=("posting", row.posting) if row.text is None else ("text", row.text),
        annotator=row.labeller,
        at=row.labelled_at,
        text=row.whole,
        identity=None if row.source is None else (row.source, row.board, row.external_id),
        **{name: row._mapping[name] for name in ("line", "duty", "model", "read_duty", "title")},
    )


def _check(label: NewLineLabel) -> None:
    if label.duty not in DUTIES or label.read_duty not in (None, *DUTIES):
        raise DataError(f"no duty is called {str(label.duty)[:60]!r}; there are {', '.join(DUTIES)}")
    if not line_key(label.line) or len(line_key(label.line)) > LONGEST_LINE:
        raise DataError(f"a line has 1 to {LONGEST_LINE:,} characters, not {len(line_key(label.line)):,}")
    if (label.posting is None) == (not (label.text or "").strip()):
        raise DataError("a label of a line is of a posting or of a text that is not empty")


def _row(label: NewLineLabel, texts: dict[str, int]) -> dict[str, Any]:
    return {name: getattr(label, name) for name in ("posting", "duty", "model", "read_duty")} | {
        "text": None if label.posting is not None else texts[text_digest(label.text or "")],
        "line": line_key(label.line),
        "labeller": normalise_annotator(label.annotator),
        "labelled_at": now(),
    }
