"""Calibrate a fitted role model: temperature scaling (Guo et al. 2017), thresholds of confidence and of titles."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from truerole.core.reading import ROLES
from truerole.model.role.classifier import softmax
from truerole.model.role.term_counts import Label

Floats = npt.NDArray[np.float64]

# From which probability on that a title is wrong it is said to be.
TITLE_DOUBT = 0.43


# Readings count as confident from the probability on at which, over unseen sources, nine in ten are right.
WANTED_ACCURACY = 0.9


def fit_temperature(scores: Floats, labels: Sequence[Label]) -> float:
    """Fit the temperature: the divisor of scores (n × 5) with the least log loss (Guo et al. 2017)."""
    from scipy.optimize import minimize_scalar

    gold = _gold(labels)

    def loss(log_temperature: float) -> float:
        shares = softmax(scores / np.exp(log_temperature))
        return float(-np.log(shares[np.arange(len(gold)), gold] + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 6), method="bounded").x))


def confidence_threshold(probabilities: Floats, labels: Sequence[Label]) -> float:
    """Return the lowest threshold of probability above which `WANTED_ACCURACY` of the predictions are correct, or 1."""
    top = probabilities.max(axis=1)
    order = np.argsort(-top, kind="stable")
    right = (probabilities.argmax(axis=1) == _gold(labels))[order]
    accuracy = np.cumsum(right) / np.arange(1, len(right) + 1)
    reached = np.flatnonzero(accuracy >= WANTED_ACCURACY)
    return round(float(top[order[reached[-1]]]), 3) if len(reached) else 1.0


def title_thresholds(probabilities: Floats, labels: Sequence[Label]) -> npt.NDArray[np.float32]:
    """Fit a threshold for each role (5): a title is contradicted where the named role is less probable.

    Titles of some roles are wrong more often than others, so each has its own.
    """
    from scipy.special import expit, logit
    from sklearn.linear_model import LogisticRegression

    limits = np.zeros(len(ROLES), np.float32)
    rows = [i for i, label in enumerate(labels) if label.title]
    named = np.array([ROLES.index(labels[i].title or "other") for i in rows], np.int64)
    wrong = np.array([labels[i].role != labels[i].title for i in rows])
    if len(set(wrong)) < 2:
        return limits
    against = -logit(np.clip(probabilities[rows, named], 1e-6, 1 - 1e-6))
    features = np.column_stack([against, np.eye(len(ROLES))[named]])
    fitted = LogisticRegression(max_iter=1_000).fit(features, wrong)
    slope, priors = fitted.coef_[0, 0], fitted.coef_[0, 1:] + fitted.intercept_[0]
    used = np.unique(named)
    limits[used] = expit(-(logit(TITLE_DOUBT) - priors[used]) / slope)
    return limits


def _gold(labels: Sequence[Label]) -> npt.NDArray[np.int64]:
    return np.array([ROLES.index(label.role) for label in labels])
