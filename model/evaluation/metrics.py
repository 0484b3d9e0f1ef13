"""Metrics of predicted roles against labels: by role, by source, by confidence, and calibration error."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from truerole.core.reading import ROLES, Role

BINS = 10
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
# Fewer sources than these, drawn anew, say nothing about others.
_FEWEST_SOURCES = 5
_DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class LabelledPrediction:
    """Label of a posting beside the predicted probabilities, in the order of ROLES."""

    source: str
    role: Role
    second: Role | None
    sure: int
    probabilities: tuple[float, ...]
    confident: bool
    title: Role | None = None
    contradicted: bool = False

    @property
    def top_probability(self) -> float:
        """Probability of the likeliest role."""
        return max(self.probabilities)

    @property
    def predicted(self) -> Role:
        """Likeliest role."""
        return ROLES[self.probabilities.index(self.top_probability)]

    @property
    def correct(self) -> bool:
        """Whether the likeliest role is the label."""
        return self.predicted == self.role


Test = Callable[[LabelledPrediction], bool]


@dataclass(frozen=True, slots=True)
class AccuracyOfN:
    """Number of correct predictions among n postings."""

    right: int
    n: int

    @property
    def accuracy(self) -> float:
        """Share of correct predictions, 0 to 1."""
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class ClassScores:
    """Precision, recall, F1 and support n of a class."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True)
class Evaluation:
    """Metrics of a model; `sure` is keyed by the annotator's least sureness (1: all), `coverage` by the share kept.

    `macro_f1_interval` (95 %) is for other sources like these, None for a few sources; `title_alone` is how often the
    role that the title names, or else `other`, is right.
    """

    overall: AccuracyOfN
    macro_f1: float
    roles: dict[Role, ClassScores]
    sources: dict[str, AccuracyOfN]
    sure: dict[int, AccuracyOfN]
    confident: AccuracyOfN
    first_or_second: AccuracyOfN
    coverage: dict[float, AccuracyOfN]
    calibration_error: float
    calibration: tuple[tuple[float, float, int], ...]
    titles: ClassScores
    macro_f1_interval: tuple[float, float] | None
    title_alone: AccuracyOfN


# Counted by hand: scikit-learn's metrics give the same figures, but their import takes longer than an evaluation, and
# it has no expected calibration error.
def evaluate(predictions: Sequence[LabelledPrediction]) -> Evaluation:
    """Compute the metrics of predictions (n > 0)."""
    by_role = {role: _role_scores(predictions, role) for role in ROLES}
    present = [f.f1 for f in by_role.values() if f.n]
    by_source = defaultdict(list)
    for prediction in predictions:
        by_source[prediction.source].append(prediction)
    surest = sorted(predictions, key=lambda o: -o.top_probability)
    error, bins = _calibration(predictions)
    return Evaluation(
        overall=_accuracy(predictions),
        macro_f1=sum(present) / max(len(present), 1),
        roles=by_role,
        sources={source: _accuracy(found) for source, found in sorted(by_source.items())},
        sure={least: _accuracy([o for o in predictions if o.sure >= least]) for least in (1, 2, 3)},
        confident=_accuracy([o for o in predictions if o.confident]),
        first_or_second=AccuracyOfN(sum(o.predicted in (o.role, o.second) for o in predictions), len(predictions)),
        coverage={c: _accuracy(surest[: round(c * len(surest))]) for c in COVERAGES},
        calibration_error=error,
        calibration=bins,
        titles=_class_scores(
            predictions, lambda o: o.contradicted, lambda o: o.title is not None and o.title != o.role
        ),
        macro_f1_interval=_by_sources_drawn(list(by_source.values())),
        title_alone=AccuracyOfN(sum((o.title or "other") == o.role for o in predictions), len(predictions)),
    )


def _accuracy(predictions: Iterable[LabelledPrediction]) -> AccuracyOfN:
    right = [o.correct for o in predictions]
    return AccuracyOfN(sum(right), len(right))


def _role_scores(predictions: Sequence[LabelledPrediction], role: Role) -> ClassScores:
    return _class_scores(predictions, lambda o: o.predicted == role, lambda o: o.role == role)


def _class_scores(predictions: Sequence[LabelledPrediction], claimed: Test, true: Test) -> ClassScores:
    hits = sum(claimed(o) and true(o) for o in predictions)
    claims, real = sum(map(claimed, predictions)), sum(map(true, predictions))
    return ClassScores(
        hits / claims if claims else 0.0, hits / real if real else 0.0, 2 * hits / (claims + real or 1), real
    )


def _by_sources_drawn(sources: Sequence[Sequence[LabelledPrediction]]) -> tuple[float, float] | None:
    """Return the 95 % interval of the macro-F1 over sources drawn anew (cluster bootstrap, Efron & Tibshirani 1993)."""
    if len(sources) < _FEWEST_SOURCES:
        return None
    counts = np.zeros((len(sources), 3, len(ROLES)))  # by source: correct, claimed, labelled
    for count, found in zip(counts, sources, strict=True):
        for o in found:
            count[0, ROLES.index(o.role)] += o.correct
            count[1, ROLES.index(o.predicted)] += 1
            count[2, ROLES.index(o.role)] += 1
    chosen = np.random.default_rng(0).integers(len(sources), size=(_DRAWS, len(sources)))
    hits, claims, real = counts[chosen].sum(axis=1).transpose(1, 0, 2)
    f1 = 2 * hits / np.maximum(claims + real, 1) * (real > 0)
    low, high = np.quantile(f1.sum(axis=1) / (real > 0).sum(axis=1), (0.025, 0.975))
    return float(low), float(high)


def _calibration(predictions: Sequence[LabelledPrediction]) -> tuple[float, tuple[tuple[float, float, int], ...]]:
    """Return the expected calibration error (Naeini et al. 2015) and per bin: mean probability, accuracy, n."""
    bins: dict[int, list[LabelledPrediction]] = defaultdict(list)
    for prediction in predictions:
        bins[min(int(prediction.top_probability * BINS), BINS - 1)].append(prediction)
    rows = [
        (sum(o.top_probability for o in b) / len(b), _accuracy(b).accuracy, len(b)) for _, b in sorted(bins.items())
    ]
    return sum(abs(p - a) * n for p, a, n in rows) / max(len(predictions), 1), tuple(rows)
