"""Find label errors by confident learning: labels with the least self-confidence of the model.

After Northcutt, Jiang and Chuang (2021). The probabilities must be of a model that has not learnt from the label in
question, else it repeats what it was told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from truerole.core.labels import LabelledText
from truerole.core.reading import ROLES, Role
from truerole.model.role.user_labels import user_label_id
from truerole.workflows.compare_models import read_labelled


@dataclass(frozen=True, slots=True)
class LabelError:
    """Suspicious label: the model's probability of the label (`confidence`), and a likelier role with a `share`."""

    label: LabelledText
    confidence: float
    role: Role
    share: float


def find_label_errors(version: str, labels: Sequence[LabelledText], workers: int | None = None) -> list[LabelError]:
    """Rank the labels that the model of a version disputes, the most doubtful first.

    What it was trained on is judged by the fit that had not seen it, the rest by the model itself. `workers` processes
    share the reading (default: one a core).
    """
    read = read_labelled(version, {user_label_id(label.text): label for label in labels}, workers)
    return rank_label_errors(labels, [read.get(user_label_id(label.text)) for label in labels])


def rank_label_errors(labels: Sequence[LabelledText], read: Sequence[Sequence[float] | None]) -> list[LabelError]:
    """Rank the labels that differ from the likeliest role by self-confidence; `read` has probabilities or None.

    One is not disputed where its second role was read.
    """
    found = []
    for label, shares in zip(labels, read, strict=True):
        if shares is None:
            continue
        likeliest = max(range(len(ROLES)), key=shares.__getitem__)
        if ROLES[likeliest] not in (label.role, label.second):
            found.append(LabelError(label, shares[ROLES.index(label.role)], ROLES[likeliest], shares[likeliest]))
    return sorted(found, key=lambda suspect: suspect.confidence)
