"""Retrain on the shipped data and the user's labels of roles and of lines, as a challenger of the champion."""

import logging
from dataclasses import dataclass
from math import ceil

from truerole.core.errors import DataError
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress, subrange
from truerole.core.settings import require_writable
from truerole.data.labels.labels import labelled_texts, labels_version
from truerole.data.labels.line_labels import taught_lines
from truerole.data.store.store import Store
from truerole.model.duties.adapt import AdaptedDuties, adapt_duties
from truerole.model.duties.weights import load_duties
from truerole.model.registry.artifacts import save_user_model
from truerole.model.registry.model_card import card_facts, write_user_card
from truerole.model.role.cross_validation import FOLDS
from truerole.model.role.term_counts import count_shipped_labels, load_counts
from truerole.model.role.train import TrainedModel, train
from truerole.model.role.user_labels import WEIGHTS, shipped_vocabulary, with_user_labels

logger = logging.getLogger(__name__)

# What a training is called beside the page Models.
TRAINING_JOB = "training"
# Share of a training that is done when the words of the labels are counted: the first of its steps, before the fits.
_COUNTED = 1 / (FOLDS + 2)


@dataclass(frozen=True)
class TrainingRun:
    """Training run: the version of the new challenger, the evaluation, the labels used, and notes for the user."""

    version: str
    trained: TrainedModel
    labels: int
    notes: list[str]
    lines: int = 0


@dataclass(frozen=True, slots=True)
class LabelWeight:
    """Weight of a user's labels in a training beside the shipped ones, which count for 1 each."""

    labels: int
    weight: float
    shipped: int

    @property
    def share(self) -> float:
        """Return the share of the user's labels in the weight of all labels, 0 to 1."""
        return self.weight / (self.weight + self.shipped)

    def labels_for(self, share: float) -> int:
        """Return how many sure labels are a share of the weight of all labels."""
        return ceil(share / (1 - share) * self.shipped / max(WEIGHTS.values()))


def label_weight(store: Store) -> LabelWeight:
    """Return the weight of the labels in the store in a training."""
    labels = labelled_texts(store)
    return LabelWeight(len(labels), sum(WEIGHTS[label.sure] for label in labels), count_shipped_labels())


def retrain(store: Store, on_progress: OnProgress = ignore_progress, workers: int | None = None) -> TrainingRun:
    """Fit a challenger to the labels in the store and register the model; takes a minute or two.

    Raises DataError where there are no labels to learn from.
    """
    require_writable()
    labels, lines, state = labelled_texts(store), taught_lines(store), labels_version(store)
    if not labels and not lines:
        raise DataError("there are no labels to learn from; give some with `truerole label` or on the page Label")
    on_progress = log_progress(logger, "training", on_progress)
    on_progress(Progress(share=0.0, step=f"counting the words of {len(labels):,} labelled postings"))
    duties = adapt_duties(load_duties(), shipped_vocabulary(), lines)
    training_set = with_user_labels(load_counts(), labels, workers, duties.model)
    notes = [*training_set.notes, *_line_notes(duties)]
    if not training_set.used and not duties.lines:
        raise DataError(f"none of the {len(labels) + len(lines):,} labels can be used: {notes[0]}")
    trained = train(training_set.counts, subrange(on_progress, _COUNTED, 1.0), workers)
    kept = save_user_model(
        trained,
        lambda name, folder: write_user_card(
            card_facts(name, training_set.counts, training_set.used, state, trained, duties=duties),
            trained.evaluation,
            [WEIGHTS[sure] for sure in sorted(WEIGHTS)],
            folder,
        ),
        duties.model,
    )
    counts = {"labels": len(labels), "used": len(training_set.used), "lines": duties.lines}
    logger.info("training ended: made %s of %d labels", kept, len(training_set.used), extra={"counts": counts})
    return TrainingRun(kept, trained, len(training_set.used), notes, duties.lines)


def _line_notes(duties: AdaptedDuties) -> list[str]:
    left_out = [f"{duties.left_out:,} labelled lines are not used: their texts lack them"] if duties.left_out else []
    if not duties.lines:
        return left_out
    read = f"{duties.before:,} before, {duties.unseen:,} by fits that had not seen their texts"
    return [*left_out, f"{duties.lines:,} labelled lines are learnt; read as labelled: {read}"]
