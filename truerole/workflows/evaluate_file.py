"""Evaluate the current model version on a file of labelled postings."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from truerole.core.errors import DataError, TrueRoleError
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress
from truerole.core.reading import ROLES
from truerole.core.text.decoding import replace_surrogates
from truerole.data.files.text_rows import Row, RowFile
from truerole.model.evaluation.metrics import Evaluation, LabelledPrediction, evaluate
from truerole.model.reader import Reader, default_reader
from truerole.model.role.term_counts import load_counts

logger = logging.getLogger(__name__)

_LABELS = ("role", "second", "sure", "src", "source", "id")


@dataclass(frozen=True)
class FileEvaluation:
    """Hold the figures, how many rows could not be used (and why the first), and how many the model was fitted to.

    `note` says what is taken for what, where that is not plain from the names.
    """

    evaluation: Evaluation
    errors: int
    first_error: str | None
    known: int
    note: str | None = None


def evaluate_file(path: Path, on_progress: OnProgress = ignore_progress) -> FileEvaluation:
    """Return how well the current model reads `path`: rows with description and role (second, sure, src or source).

    Raises DataError where no row of it can be used.
    """
    reader, rows = default_reader(), RowFile(path, _LABELS)
    fitted = {label.id for label in load_counts().labels}
    outcomes: list[LabelledPrediction] = []
    errors: list[str] = []
    known, on_progress = 0, log_progress(logger, "evaluation", on_progress)
    for row in rows:
        try:
            outcomes.append(_outcome(reader, row))
            known += str(row.more["id"]) in fitted
        except TrueRoleError as error:
            errors.append(f"row {row.number}: {error}")
        on_progress(Progress(row.number, len(errors), rows.share))
    if not outcomes:
        raise DataError(f"{path}: no row can be used ({errors[0] if errors else 'it is empty'})")
    counts = {"used": len(outcomes), "errors": len(errors), "known": known}
    logger.info("evaluation ended: %d rows used, %d not", len(outcomes), len(errors), extra={"counts": counts})
    return FileEvaluation(evaluate(outcomes), len(errors), errors[0] if errors else None, known, rows.note)


def caveats(measured: FileEvaluation) -> Iterator[str]:
    """Yield caveats of the figures: which columns they are of, postings known from training, rows that were no use."""
    if measured.note:
        yield measured.note
    if measured.known:
        yield (
            f"{measured.known:,} of these postings are among those that the model was fitted to, so the figures "
            "flatter it; the model card has those on unseen sources"
        )
    if measured.errors:
        yield f"{measured.errors:,} rows could not be used (first: {measured.first_error})"


def _outcome(reader: Reader, row: Row) -> LabelledPrediction:
    if row.error:
        raise DataError(row.error)
    role, second, sure = row.more["role"], row.more["second"], row.more["sure"]
    if role not in ROLES or second not in (*ROLES, None):
        raise DataError(f"role and second must be of {', '.join(ROLES)}; second may be null")
    reading = reader.read(row.description, row.title, row.id)
    if reading.role is None:
        raise DataError(f"the text has no verdict to compare ({reading.doubt})")
    return LabelledPrediction(
        source=replace_surrogates(str(row.more["src"] or row.more["source"] or "unknown")),
        role=role,
        second=second,
        sure=next((n for n in (1, 2, 3) if sure in (n, str(n))), 3),
        probabilities=tuple(reading.roles[r] for r in ROLES),
        confident=reading.confident,
        title=reading.title.role if reading.title else None,
        contradicted=reading.title is not None and reading.title.agrees is False,
    )
