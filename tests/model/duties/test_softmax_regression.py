"""Regression on probabilities: it agrees with scikit-learn's where the targets are classes, and takes soft ones."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from truerole.model.duties.softmax_regression import fit_softmax

RNG = np.random.default_rng(3)
FEATURES = RNG.normal(size=(300, 4)).astype(np.float32)
CLASSES = (FEATURES @ RNG.normal(size=(4, 3)) + RNG.normal(size=(300, 3))).argmax(axis=1)
HARD = np.eye(3, dtype=np.float32)[CLASSES]
ONES = np.ones(300, np.float32)


def chances(weights: np.ndarray, intercept: np.ndarray) -> np.ndarray:
    powers = np.exp(FEATURES @ weights + intercept)
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("features", [FEATURES, csr_matrix(FEATURES)], ids=["dense", "sparse"])
def test_of_classes_it_is_logistic_regression(features) -> None:
    weights, intercept = fit_softmax(features, HARD, ONES, c=1.0, iterations=500)
    theirs = LogisticRegression(C=1.0, max_iter=1_000).fit(FEATURES, CLASSES)
    assert chances(weights, intercept) == pytest.approx(theirs.predict_proba(FEATURES), abs=0.01)


def test_soft_targets_are_met() -> None:
    soft = np.tile(np.array([0.7, 0.2, 0.1], np.float32), (300, 1))
    weights, intercept = fit_softmax(FEATURES, soft, ONES, c=1.0, iterations=500)
    assert chances(weights, intercept).mean(axis=0) == pytest.approx([0.7, 0.2, 0.1], abs=0.01)


def test_a_line_of_no_weight_changes_nothing() -> None:
    half = np.where(np.arange(300) < 150, 1, 0).astype(np.float32)
    wrong = HARD.copy()
    wrong[150:] = np.roll(HARD[150:], 1, axis=1)
    first = fit_softmax(FEATURES[:150], HARD[:150], ONES[:150], c=1.0, iterations=500)
    second = fit_softmax(FEATURES, wrong, half, c=1.0, iterations=500)
    assert chances(*second) == pytest.approx(chances(*first), abs=0.01)


def test_scores_that_are_right_already_are_hardly_corrected_and_no_intercept_is_fitted() -> None:
    scores = (20 * HARD).astype(np.float32)
    weights, intercept = fit_softmax(FEATURES, HARD, ONES, c=1.0, iterations=500, offset=scores)
    assert np.abs(weights).max() < 1e-3
    wrong = np.roll(scores, 1, axis=1)
    corrected, none = fit_softmax(FEATURES, HARD, ONES, c=1.0, iterations=500, offset=wrong)
    assert np.abs(corrected).max() > 1
    assert not intercept.any()
    assert not none.any()
