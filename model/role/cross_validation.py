"""Cross-validate the role model by source: folds of whole sources, and held-out scores beside the labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from truerole.core.reading import ROLES
from truerole.model.evaluation.metrics import LabelledPrediction
from truerole.model.role.classifier import RoleModel
from truerole.model.role.term_counts import Label

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

FOLDS = 6

# The source of a user's labels.
YOUR_LABELS = "your labels"


@dataclass(frozen=True)
class HeldOutScores:
    """Held-out scores (n × 5, uncalibrated) of n postings by id, from fits without the posting's source."""

    ids: tuple[str, ...]
    scores: npt.NDArray[np.float32]


def source_folds(labels: Sequence[Label]) -> Iterator[tuple[Rows, Rows]]:
    """Yield (seen, unseen) rows: whole sources are unseen, so that no site's style helps.

    The user's own labels change nothing about which of the others are seen together.
    """
    from sklearn.model_selection import GroupKFold

    sources = np.array([label.source for label in labels])
    fold = np.array([-1 if label.fold is None else label.fold for label in labels])
    shipped = np.flatnonzero(fold < 0)
    for number, (_, unseen) in enumerate(GroupKFold(FOLDS).split(np.zeros(len(shipped)), groups=sources[shipped])):
        fold[shipped[unseen]] = number
    for number in range(FOLDS):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def is_user_label(label: Label) -> bool:
    """Return whether a label is the user's own, not shipped."""
    return label.source == YOUR_LABELS


def labelled_predictions(probabilities: Floats, labels: Sequence[Label], model: RoleModel) -> list[LabelledPrediction]:
    """Pair labels with predicted probabilities (n × 5)."""
    found = []
    for label, p in zip(labels, probabilities.tolist(), strict=True):
        named = ROLES.index(label.title) if label.title else None
        contradicted = named is not None and p[named] < min(max(p), float(model.title_thresholds[named]))
        sure = max(p) >= model.confidence_threshold
        found.append(
            LabelledPrediction(
                label.source,
                label.role,
                label.second,
                label.sure,
                tuple(p),
                sure,
                label.title,
                contradicted,
            )
        )
    return found
