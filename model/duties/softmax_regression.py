"""Multinomial logistic regression on targets that are probabilities, unlike scikit-learn's."""

from typing import TYPE_CHECKING

import numpy as np

from truerole.model.duties.classifier import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def fit_softmax(
    features: "csr_matrix | Floats",
    targets: Floats,
    weights: Floats,
    c: float,
    iterations: int,
    *,
    offset: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Fit weights (columns × classes) and intercepts (classes) by L-BFGS, with an L2 penalty of 1 / `c`.

    `targets` (rows × classes) are probabilities, `weights` (rows) what each row counts for.
    `offset` (rows × classes) are scores that the weights correct; then all intercepts stay 0, as they would move
    every row alike.
    """
    from scipy.optimize import minimize

    classes, columns = targets.shape[1], features.shape[1]
    turned = features.T.tocsr() if hasattr(features, "tocsr") else features.T
    part = weights[:, None]
    given, free = (0.0, 1.0) if offset is None else (offset, 0.0)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        coefficients = flat[:-classes].reshape(columns, classes).astype(np.float32)
        scores = features @ coefficients + flat[-classes:].astype(np.float32) + given
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        total = powers.sum(axis=1, keepdims=True)
        penalty = float((coefficients.astype(np.float64) ** 2).sum()) / (2 * c)
        value = -float((part * targets * (scores - np.log(total))).sum(dtype=np.float64)) + penalty
        error = part * (powers / total - targets)
        slope = turned @ error + coefficients / c
        return value, np.append(slope.ravel(), free * error.sum(axis=0)).astype(np.float64)

    start = np.zeros((columns + 1) * classes)
    options = {"maxiter": iterations, "maxcor": 6, "ftol": 1e-9, "gtol": 1e-3}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x.astype(np.float32)
    return found[:-classes].reshape(columns, classes), found[-classes:]
