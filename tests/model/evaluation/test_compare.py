"""Two models on the same postings: what differs, whether beyond chance, and which postings are frozen."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from truerole.core.errors import ModelError
from truerole.core.reading import ROLES
from truerole.model.evaluation.compare import (
    ModelPredictions,
    compare_predictions,
    held_out_probabilities,
    in_benchmark_split,
)
from truerole.model.evaluation.metrics import evaluate
from truerole.model.role.cross_validation import HeldOutScores, labelled_predictions
from truerole.model.role.term_counts import Label, TermCounts, load_counts
from truerole.model.role.train import TrainedModel

N = 600
GOLD = [Label(f"p{i}", f"s{i % 7}", ROLES[i % 5], None, 3) for i in range(N)]


def read(trained: TrainedModel, wrong: float, roles: range | None = None, seed: int = 1) -> ModelPredictions:
    """Return a model that reads this share of the postings of some roles as the next role."""
    chance = np.random.default_rng(seed)
    said = np.array([i % 5 for i in range(N)])
    slips = (chance.random(N) < wrong) & np.isin(said, list(roles or range(5)))
    said[slips] = (said[slips] + 1) % 5
    return ModelPredictions(np.eye(5)[said] * 0.8 + 0.04, trained.model)


def test_the_frozen_part_is_half_and_is_always_the_same() -> None:
    frozen = [label.id for label in load_counts().labels if in_benchmark_split(label.id)]
    assert len(frozen) == 2_699
    assert sha256("\n".join(sorted(frozen)).encode()).hexdigest()[:16] == "87e99cc951c91d89"


def test_the_same_model_differs_in_nothing(trained: TrainedModel) -> None:
    part = compare_predictions(GOLD, read(trained, 0.2), read(trained, 0.2))
    assert (part.n, part.changes, part.regressions) == (N, (), [])
    assert (part.accuracy.low, part.accuracy.high) == (0, 0)
    assert part.champion_confusion == part.challenger_confusion


@pytest.mark.parametrize(
    ("before", "after", "better", "worse"),
    [(0.3, 0.05, True, False), (0.05, 0.3, False, True), (0.2, 0.21, False, False)],
)
def test_only_what_is_beyond_chance_is_better_or_worse(
    trained: TrainedModel, before: float, after: float, better: bool, worse: bool
) -> None:
    part = compare_predictions(GOLD, read(trained, before), read(trained, after, seed=2))
    assert (part.macro_f1.better, part.macro_f1.worse) == (better, worse)
    assert part.accuracy.low <= part.accuracy.challenger - part.accuracy.champion <= part.accuracy.high
    assert ("macro-F1" in part.regressions) == worse


def test_the_figures_are_those_of_the_evaluation(trained: TrainedModel) -> None:
    one, other = read(trained, 0.3), read(trained, 0.1, seed=3)
    part = compare_predictions(GOLD, one, other)
    evaluation = evaluate(labelled_predictions(other.probabilities, GOLD, trained.model))
    assert part.macro_f1.challenger == pytest.approx(evaluation.macro_f1)
    assert part.accuracy.challenger == pytest.approx(evaluation.overall.accuracy)
    assert {r: f.challenger for r, f in part.roles.items()} == pytest.approx({r: evaluation.roles[r].f1 for r in ROLES})
    assert sum(map(sum, part.challenger_confusion)) == N
    assert sum(part.challenger_confusion[i][i] for i in range(5)) == evaluation.overall.right


def test_a_role_alone_may_fall(trained: TrainedModel) -> None:
    part = compare_predictions(GOLD, read(trained, 0.0), read(trained, 0.3, range(3, 4)))
    assert "ml_engineer" in part.regressions
    assert "data_analyst" not in part.regressions
    assert {change.role for change in part.changes} == {"ml_engineer"}
    assert {(change.champion, change.challenger) for change in part.changes} == {("ml_engineer", "other")}


def test_a_role_that_nobody_has_is_left_out(trained: TrainedModel) -> None:
    labels = [replace(label, role="other") if label.role == "ml_engineer" else label for label in GOLD]
    part = compare_predictions(labels, read(trained, 0.1), read(trained, 0.2))
    assert "ml_engineer" not in part.roles
    assert 0 < part.macro_f1.champion < 1


def test_one_posting_can_be_compared(trained: TrainedModel) -> None:
    one = ModelPredictions(np.full((1, 5), 0.2), trained.model)
    assert compare_predictions(GOLD[:1], one, one).n == 1


def test_held_out_readings_are_found_by_id(small: TermCounts, trained: TrainedModel) -> None:
    assert trained.held_out
    labels = {label.id: label for label in small.labels}
    some = list(labels)[5:40:7]
    found = held_out_probabilities(trained.held_out, labels, some)
    rows = [trained.held_out.ids.index(id) for id in some]
    assert found.argmax(axis=1).tolist() == trained.held_out.scores[rows].argmax(axis=1).tolist()
    assert found.sum(axis=1) == pytest.approx(np.ones(len(some)))


def test_what_was_not_read_is_one_line(small: TermCounts, trained: TrainedModel) -> None:
    labels = {label.id: label for label in small.labels}
    with pytest.raises(ModelError, match="1 postings of the frozen part were not read by this model; train it again"):
        held_out_probabilities(trained.held_out or HeldOutScores((), np.zeros((0, 5), np.float32)), labels, ["nowhere"])
