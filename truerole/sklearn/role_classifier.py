"""Classifier of scikit-learn: the role of a posting's text, fitted to labels beside the shipped labels."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import effective_n_jobs
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d

from truerole.core.labels import LabelledText
from truerole.core.reading import ROLES, Role
from truerole.model.duties.weights import load_duties
from truerole.model.reader import MAX_CHARACTERS, Reader
from truerole.model.registry.artifacts import SHIPPED, Model, load_held_out, registered_model
from truerole.model.role.classifier import RoleModel
from truerole.model.role.term_counts import TermCounts, load_counts
from truerole.model.role.train import calibrated, fit, train, weigh_by_section
from truerole.model.role.user_labels import TrainingSet, with_user_labels
from truerole.sklearn.texts import checked_texts

# The version that readings of a fitted classifier name.
VERSION = "fitted"
_SURE = 3


class RoleClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Classifier of roles, fitted to texts and labels on top of the shipped counts, as `truerole train` does.

    Labels are the ids of the five roles, all of which are classes, whichever were given. A label counts for
    `label_weight` shipped ones, times its sample weight. Probabilities are calibrated by the temperature of the shipped
    model; with `calibrate` by a cross-validation over the sources, which takes seven fits for one. `n_jobs` processes
    share the work of `fit` (None: this one; -1: a core each).

    `reader_` reads texts with the fitted model, evidence and all; `left_out_` says how many texts taught nothing, being
    too short or not English.
    """

    def __init__(self, *, label_weight: float = 2.0, calibrate: bool = False, n_jobs: int | None = None) -> None:
        self.label_weight = label_weight
        self.calibrate = calibrate
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "RoleClassifier":  # noqa: ANN401, N803
        """Fit to texts and the ids of their roles, each of them with a weight.

        Raises ValueError for a `label_weight` that is no number above 0, for other labels, negative weights, and where
        no text can be learnt from.
        """
        _check_label_weight(self.label_weight)
        texts = checked_texts(X)
        labels = _checked_labels(y)
        weights = _checked_weights(sample_weight, len(labels)) * self.label_weight
        check_consistent_length(texts, labels, weights)
        workers = effective_n_jobs(self.n_jobs)
        given = with_user_labels(load_counts(), _labelled(texts, labels, weights), workers)
        counts = _weighed(given, weights)
        roles = train(counts, workers=workers).model if self.calibrate else _fit_once(counts)
        self.classes_ = np.array(ROLES)
        self.left_out_ = given.left_out
        self.reader_ = Reader(Model(VERSION, roles, load_duties()))
        return self

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:  # noqa: ANN401, N803
        """Return the probabilities of the roles (texts × 5), in the order of `classes_`.

        A text of another language, or of few words, gets probabilities too: `reader_.read` says what speaks against.
        Raises ValueError for what is no sequence of texts, NotFittedError before `fit`.
        """
        check_is_fitted(self)
        found = [self.reader_.role_probabilities(text) for text in checked_texts(X)]
        return np.array(found).reshape(-1, len(ROLES))

    def predict(self, X: Any) -> Any:  # noqa: ANN401, N803
        """Return the likeliest role of each text; raises as `predict_proba` does."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likeliest]

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401, as scikit-learn has no types
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        tags.no_validation = True
        return tags


def _checked_labels(given: Any) -> list[Role]:  # noqa: ANN401, as columns are of many libraries
    if given is None:
        raise ValueError("requires y to be passed, but the target y is None; give the role of each text")
    labels = [str(label) for label in column_or_1d(given)]
    if unknown := sorted({*labels} - {*ROLES}):
        raise ValueError(f"{', '.join(map(repr, unknown[:5]))} is no role; the roles are {', '.join(ROLES)}")
    return labels  # type: ignore[return-value]


def _check_label_weight(given: object) -> None:
    if isinstance(given, bool) or not isinstance(given, Real) or not 0 < float(given) < math.inf:
        raise ValueError(
            f"label_weight is {given!r}; give a number above 0, for how many shipped labels a label counts"
        )


def _checked_weights(given: Any, count: int) -> npt.NDArray[np.float64]:  # noqa: ANN401
    weights = np.ones(count) if given is None else np.asarray(column_or_1d(given), np.float64)
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ValueError("a sample weight is negative or no number; give 0 to leave a text out")
    if not count:
        raise ValueError("no text is given, so that there is nothing to learn from")
    if not weights.any():
        raise ValueError("every sample weight is zero, so that there is nothing to learn from")
    return weights


def _labelled(texts: Sequence[str], labels: Sequence[Role], weights: npt.NDArray[np.float64]) -> list[LabelledText]:
    """Return the labelled texts that count, each under the number of a row."""
    now = datetime.now(UTC)
    return [
        LabelledText(None, text[:MAX_CHARACTERS], role, None, _SURE, "", now, "import", "", number=number)
        for number, (text, role) in enumerate(zip(texts, labels, strict=True))
        if weights[number] > 0
    ]


def _weighed(given: TrainingSet, weights: npt.NDArray[np.float64]) -> TermCounts:
    """Return the counts with the weights of the user's labels, which come last."""
    if not given.used:
        raise ValueError(f"none of the {given.left_out:,} texts can be learnt from: too short, or not English")
    shipped = given.counts.labels[: -len(given.used)]
    own = zip(given.counts.labels[len(shipped) :], given.used, strict=True)
    weighed = (replace(label, weight=float(weights[text.number])) for label, text in own)
    return replace(given.counts, labels=(*shipped, *weighed))


def _fit_once(counts: TermCounts) -> RoleModel:
    """Return a model fitted to all counts, calibrated by the held-out scores of the shipped model."""
    model = fit(counts, weigh_by_section(counts), {label.group for label in counts.labels})
    held_out = load_held_out(registered_model(SHIPPED).version)
    shipped = {label.id: label for label in counts.labels}
    return calibrated(model, held_out.scores.astype(np.float64), [shipped[id] for id in held_out.ids])[0]
