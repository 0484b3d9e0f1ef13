"""Compare two models on the same postings: metrics with paired bootstrap intervals, and changed roles.

The benchmark split is half of the labelled shipped postings, chosen by a hash of the ids and so for ever. Each posting
is read by fits without its source; no user's label is ever in it. The bootstrap is our own: it counts the postings of
2,000 resamples in one matrix product, where scikit-learn's metrics would be called for each.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from truerole.core.errors import ModelError
from truerole.core.reading import ROLES, Role
from truerole.model.evaluation.metrics import Evaluation, evaluate
from truerole.model.role.calibration import fit_temperature
from truerole.model.role.classifier import RoleModel, softmax
from truerole.model.role.cross_validation import HeldOutScores, labelled_predictions
from truerole.model.role.term_counts import Label
from truerole.model.role.train import Floats
from truerole.model.text.hash_table import Ints

RESAMPLES = 2_000
# Of the resampled differences, 95 in 100 lie in the interval.
_TAILS = (2.5, 97.5)
_SEED = 20_261_123

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """Metric of champion and challenger, with the 95 % confidence interval of the difference."""

    champion: float
    challenger: float
    low: float
    high: float

    @property
    def better(self) -> bool:
        """Return whether the challenger is better beyond chance."""
        return self.low > 0

    @property
    def worse(self) -> bool:
        """Return whether the challenger is worse beyond chance."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class ChangedRole:
    """Posting, by id, with the true role and the differing roles that champion and challenger predict."""

    id: str
    source: str
    role: Role
    champion: Role
    challenger: Role


@dataclass(frozen=True)
class Comparison:
    """Metrics of champion and challenger on the same n postings; confusion matrices are (true role, predicted role)."""

    n: int
    champion: Evaluation
    challenger: Evaluation
    accuracy: Difference
    macro_f1: Difference
    roles: dict[Role, Difference]
    champion_confusion: tuple[tuple[int, ...], ...]
    challenger_confusion: tuple[tuple[int, ...], ...]
    changes: tuple[ChangedRole, ...]

    @property
    def regressions(self) -> list[str]:
        """Metrics that the challenger worsens beyond chance: "macro-F1", or the role of an F1."""
        found = ["macro-F1"] if self.macro_f1.worse else []
        return found + [role for role, f1 in self.roles.items() if f1.worse]


@dataclass(frozen=True)
class ModelPredictions:
    """Predicted probabilities of n postings (n × 5) and their model."""

    probabilities: Floats
    model: RoleModel


def in_benchmark_split(id: str) -> bool:
    """Return whether a shipped posting belongs to the benchmark split."""
    return sha256(id.encode()).digest()[0] % 2 == 0


def held_out_probabilities(found: HeldOutScores, labels: Mapping[str, Label], ids: Sequence[str]) -> Floats:
    """Return calibrated held-out probabilities (n × 5) of the postings with the given ids.

    The temperature is fitted to the postings outside of the benchmark split. Raises ModelError where an id is lacking.
    """
    row = {id: i for i, id in enumerate(found.ids)}
    if lacking := [id for id in ids if id not in row]:
        raise ModelError(f"{len(lacking):,} postings of the frozen part were not read by this model; train it again")
    others = [i for i, id in enumerate(found.ids) if id in labels and not in_benchmark_split(id)]
    scores = found.scores.astype(np.float64)
    temperature = fit_temperature(scores[others], [labels[found.ids[i]] for i in others])
    return softmax(scores[[row[id] for id in ids]] / temperature)


def compare_predictions(
    labels: Sequence[Label], champion: ModelPredictions, challenger: ModelPredictions
) -> Comparison:
    """Compare the predictions of two models for labelled postings (n > 0)."""
    gold = np.array([ROLES.index(label.role) for label in labels])
    predicted = [model.probabilities.argmax(axis=1) for model in (champion, challenger)]
    cells, counts = np.unique([gold, *predicted], axis=1, return_counts=True)
    before, after = (_metrics(cells[0], roles) for roles in cells[1:])
    drawn = _resamples(counts)
    spread = after(drawn) - before(drawn)
    spans = np.percentile(spread, _TAILS, axis=0)
    ends = zip(before(counts[None])[0].tolist(), after(counts[None])[0].tolist(), *spans.tolist(), strict=True)
    accuracy, macro_f1, *roles = (Difference(*figures) for figures in ends)
    return Comparison(
        n=len(labels),
        champion=evaluate(labelled_predictions(champion.probabilities, labels, champion.model)),
        challenger=evaluate(labelled_predictions(challenger.probabilities, labels, challenger.model)),
        accuracy=accuracy,
        macro_f1=macro_f1,
        roles={role: f1 for role, f1, n in zip(ROLES, roles, np.bincount(gold, minlength=5), strict=True) if n},
        champion_confusion=_confusion(gold, predicted[0]),
        challenger_confusion=_confusion(gold, predicted[1]),
        changes=tuple(_changes(labels, *predicted)),
    )


def _metrics(gold: Ints, predicted: Ints) -> Callable[[Ints], Figures]:
    """Return a function from counts (draws × cells) to accuracy, macro-F1 and each role's F1 (draws × 7).

    Of each cell, `gold` and `predicted` are the roles (cells,).
    """
    so, claimed = np.eye(len(ROLES))[gold], np.eye(len(ROLES))[predicted]
    parts = np.hstack([so * claimed, so, claimed])
    present = np.unique(gold)

    def metrics(counts: Ints) -> Figures:
        hits, real, claims = np.split(counts @ parts, 3, axis=1)
        f1 = 2 * hits / np.maximum(real + claims, 1)
        accuracy = hits.sum(axis=1) / counts.sum(axis=1)
        return np.column_stack([accuracy, f1[:, present].mean(axis=1), f1])

    return metrics


def _resamples(counts: Ints) -> Ints:
    """Return bootstrap resamples (draws × cells): how many postings of each cell are drawn (Efron 1979).

    Postings of a cell have the same true role and the same predictions: which of these is drawn makes no difference.
    Both models are measured on each draw, so that what is hard about a posting is hard for both. They are drawn by
    posting, not by source: 22 sources of very different size would say more of which were drawn than of the models.
    """
    n = counts.sum()
    return np.random.default_rng(_SEED).multinomial(n, counts / n, size=RESAMPLES)


def _confusion(gold: Ints, predicted: Ints) -> tuple[tuple[int, ...], ...]:
    table = np.zeros((len(ROLES), len(ROLES)), np.int64)
    np.add.at(table, (gold, predicted), 1)
    return tuple(map(tuple, table.tolist()))


def _changes(labels: Sequence[Label], before: Ints, after: Ints) -> Iterator[ChangedRole]:
    for i in np.flatnonzero(before != after).tolist():
        yield ChangedRole(labels[i].id, labels[i].source, labels[i].role, ROLES[before[i]], ROLES[after[i]])
