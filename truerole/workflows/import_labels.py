"""Import labels of a file into the store: of stored postings and of texts, each with the model's prediction.

Steps: rows are matched with postings of the store and with earlier labels; the model reads texts that are no postings
(see `batch_importer.py`); the new labels are added.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from truerole.core.concurrency.parallel import chunks
from truerole.core.errors import DataError
from truerole.core.labels import text_digest
from truerole.core.posting import Identity, ImportRow
from truerole.core.progress import OnProgress, ignore_progress, log_progress
from truerole.core.reading import ROLES, Role
from truerole.core.settings import require_writable
from truerole.core.stored import StoredReading
from truerole.data.labels.labels import LabelFileRow, NewLabel, add_labels, annotations, text_digests
from truerole.data.labels.queue import questions_of
from truerole.data.store.store import Store
from truerole.model.reader import default_reader
from truerole.workflows.batch_importer import BatchImporter, Reject
from truerole.workflows.read_texts import TEXTS_PER_TASK, ReadOutcome, Text

logger = logging.getLogger(__name__)

# Posting number or text digest, and the annotator.
Key = tuple[int | str, str]
RolesSaid = tuple[Role, Role | None, int]


@dataclass(frozen=True, slots=True)
class LabelImportSummary:
    """Counts of new labels, known labels and rejected rows, with the reason of the first rejection."""

    new: int
    known: int
    rejected: int
    first_error: str | None

    def __str__(self) -> str:
        """Return the counts on a single line for a person."""
        first = f" (first: {self.first_error})" if self.first_error else ""
        return f"{self.new:,} new, {self.known:,} known, {self.rejected:,} rejected{first}"


def import_labels(
    store: Store,
    rows: Iterable[LabelFileRow],
    reject: Reject,
    workers: int | None = None,
    on_progress: OnProgress = ignore_progress,
) -> LabelImportSummary:
    """Import the labels of a file and return the counts; `reject` is called for each row that is no label.

    An annotator's label that the store has already is known; another one of theirs for the same text supersedes it.
    `workers` processes share the reading (default: one a core). Raises DataError where the file is damaged; what was
    added before stays.
    """
    require_writable()
    importer = _LabelImporter(store, reject, default_reader().model.version)
    importer.run(rows, workers, log_progress(logger, "import of labels", on_progress))
    if importer.damage:
        raise DataError(f"{importer.damage}; what comes before is taken ({importer.new:,} new labels)")
    summary = LabelImportSummary(importer.new, importer.known, importer.rejected, importer.first_error)
    logger.info("import of labels ended: %s", summary, extra={"counts": importer.counts})
    return summary


def with_prediction(label: NewLabel, reading: StoredReading, version: str) -> NewLabel:
    """Return a label with the role, and the probability, that a model version predicts for the text."""
    role = reading.role
    share = reading.roles[ROLES.index(role)] if role else None
    return replace(label, model=version, read_role=role, read_share=share)


class _LabelImporter(BatchImporter[LabelFileRow, list[NewLabel]]):
    """Importer of labels; `_in_file` has the labels of the file so far, `_in_store` the earlier labels of the store."""

    def __init__(self, store: Store, reject: Reject, version: str) -> None:
        super().__init__(store, reject, version)
        self._in_file: dict[Key, tuple[int, Role]] = {}
        self._in_store: dict[Key, RolesSaid] = {}
        digests = text_digests(store)
        for annotation in annotations(store):
            kind, number = annotation.target
            key = number if kind == "posting" else digests[number]
            self._in_store[key, annotation.annotator] = (annotation.role, annotation.second, annotation.sure)

    def batches(self, rows: Iterable[LabelFileRow]) -> Iterator[list[NewLabel]]:
        for chunk in chunks(rows, TEXTS_PER_TASK):
            self.rows += len(chunk)
            yield [label for row, label in self._matched(chunk) if self._is_new(row, label)]

    def _matched(self, rows: Sequence[LabelFileRow]) -> Iterator[tuple[LabelFileRow, NewLabel]]:
        """Yield the labels of rows; labels of postings with the numbers and predictions in the store."""
        known = self.store.known_numbers(row.identity for row in rows if row.identity)
        numbers = [n for row in rows if (n := _number(row, known)) is not None]
        found = {question.number: question for question in questions_of(self.store, numbers)}
        for row in rows:
            number = _number(row, known)
            question = found.get(number) if number is not None else None
            if row.given is None:
                self._reject_row(row, row.problem or "it is no label")
            elif question:
                read = {name: getattr(question, name) for name in ("model", "read_role", "read_share")}
                yield row, replace(row.given, posting=question.number, text=None, **read)
            elif not row.given.text:
                self._reject_row(row, "the store has no such posting, or not its text")
            else:
                yield row, row.given

    def _is_new(self, row: LabelFileRow, label: NewLabel) -> bool:
        key: Key = label.posting or text_digest(label.text or ""), label.annotator
        if key in self._in_file:
            number, role = self._in_file[key]
            self._reject_row(row, f"row {number} has a label of the same text by the same labeller already: {role}")
            return False
        self._in_file[key] = row.number, label.role
        if self._in_store.get(key) == (label.role, label.second, label.sure):
            self.known += 1
            return False
        return True

    def _reject_row(self, row: LabelFileRow, why: str) -> None:
        self.reject(ImportRow(row.number, row.fields, problem=why))

    def texts(self, batch: list[NewLabel]) -> list[Text]:
        return [(label.text, label.title) for label in batch if label.text]

    def write(self, batch: list[NewLabel], outcomes: list[ReadOutcome]) -> None:
        """Add a batch of labels; a text that the model cannot read is labelled without a prediction."""
        read = iter(outcomes)
        labels = [self._with_prediction(label, next(read)) if label.text else label for label in batch]
        self.new += len(add_labels(self.store, labels)) if labels else 0

    def _with_prediction(self, label: NewLabel, outcome: ReadOutcome) -> NewLabel:
        return label if isinstance(outcome, str) else with_prediction(label, outcome[0], self.version)


def _number(row: LabelFileRow, known: dict[Identity, int]) -> int | None:
    if row.identity:
        return known.get(row.identity)
    return row.given.posting if row.given else None
