"""Measure readings of roles against what careful readers said: by role, source and confidence, and the calibration."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from truerole.core.reading import ROLES, Role

BINS = 10
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True, slots=True)
class LabelledPrediction:
    """Hold what a posting is, and the probabilities (in the order of ROLES) that were read."""

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
        """Return the likeliest role's probability."""
        return max(self.probabilities)

    @property
    def predicted(self) -> Role:
        """Return the role that was read."""
        return ROLES[self.probabilities.index(self.top_probability)]

    @property
    def correct(self) -> bool:
        """Return whether the role was read right."""
        return self.predicted == self.role


Test = Callable[[LabelledPrediction], bool]


@dataclass(frozen=True, slots=True)
class AccuracyOfN:
    """Hold how many of `n` postings were read right."""

    right: int
    n: int

    @property
    def accuracy(self) -> float:
        """Return the share of 1."""
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class ClassScores:
    """Hold precision, recall and F1 of finding one thing, with n postings of which it is true."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True)
class Evaluation:
    """Hold the figures; `sure` is keyed by the least sureness (1: all), `coverage` by the share of surest readings."""

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


def evaluate(outcomes: Sequence[LabelledPrediction]) -> Evaluation:
    """Return the figures of `outcomes`, at least one."""
    by_role = {role: _role_figures(outcomes, role) for role in ROLES}
    present = [f.f1 for f in by_role.values() if f.n]
    by_source = defaultdict(list)
    for outcome in outcomes:
        by_source[outcome.source].append(outcome)
    surest = sorted(outcomes, key=lambda o: -o.top_probability)
    error, bins = _calibration(outcomes)
    return Evaluation(
        overall=_share(outcomes),
        macro_f1=sum(present) / max(len(present), 1),
        roles=by_role,
        sources={source: _share(found) for source, found in sorted(by_source.items())},
        sure={least: _share([o for o in outcomes if o.sure >= least]) for least in (1, 2, 3)},
        confident=_share([o for o in outcomes if o.confident]),
        first_or_second=AccuracyOfN(sum(o.predicted in (o.role, o.second) for o in outcomes), len(outcomes)),
        coverage={c: _share(surest[: round(c * len(surest))]) for c in COVERAGES},
        calibration_error=error,
        calibration=bins,
        titles=_figures(outcomes, lambda o: o.contradicted, lambda o: o.title is not None and o.title != o.role),
    )


def _share(outcomes: Iterable[LabelledPrediction]) -> AccuracyOfN:
    right = [o.correct for o in outcomes]
    return AccuracyOfN(sum(right), len(right))


def _role_figures(outcomes: Sequence[LabelledPrediction], role: Role) -> ClassScores:
    return _figures(outcomes, lambda o: o.predicted == role, lambda o: o.role == role)


def _figures(outcomes: Sequence[LabelledPrediction], said: Test, so: Test) -> ClassScores:
    hits = sum(said(o) and so(o) for o in outcomes)
    claims, real = sum(map(said, outcomes)), sum(map(so, outcomes))
    return ClassScores(
        hits / claims if claims else 0.0, hits / real if real else 0.0, 2 * hits / (claims + real or 1), real
    )


def _calibration(outcomes: Sequence[LabelledPrediction]) -> tuple[float, tuple[tuple[float, float, int], ...]]:
    """Return the expected calibration error (Naeini et al. 2015) and per bin: mean probability, accuracy, n."""
    bins: dict[int, list[LabelledPrediction]] = defaultdict(list)
    for outcome in outcomes:
        bins[min(int(outcome.top_probability * BINS), BINS - 1)].append(outcome)
    rows = [(sum(o.top_probability for o in b) / len(b), _share(b).accuracy, len(b)) for _, b in sorted(bins.items())]
    return sum(abs(p - a) * n for p, a, n in rows) / max(len(outcomes), 1), tuple(rows)
