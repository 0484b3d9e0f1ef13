"""Parts of the shipped counts, for tests of training: a fit to a part takes a part of the time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from truerole.model.role import train
from truerole.model.role.cross_validation import HeldOutScores
from truerole.model.role.term_counts import TermCounts, load_counts

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression


def some_rows(counts: TermCounts, rows: np.ndarray) -> TermCounts:
    """Return the counts of some rows alone."""
    entries = np.concatenate([np.arange(counts.starts[r], counts.starts[r + 1]) for r in rows])
    starts = np.concatenate(([0], np.cumsum(np.diff(counts.starts)[rows])))
    labels = tuple(counts.labels[r] for r in rows)
    numbers = counts.sections[entries], counts.columns[entries], counts.counts[entries]
    return TermCounts(labels, counts.terms, starts, *numbers, counts.profiles[rows])


@contextmanager
def few_terms_fitted() -> Iterator[None]:
    """Fit to the terms that occur: the weights of the others are 0 anyway, and most others are absent from a part."""
    whole = train._regression

    def regression(matrix: "csr_matrix", examples: "Sequence[train.Example]") -> "LogisticRegression":
        occurring = np.unique(matrix.indices)
        fitted = whole(matrix[:, occurring], examples)
        weights = np.zeros((len(fitted.coef_), matrix.shape[1]))
        weights[:, occurring] = fitted.coef_
        fitted.coef_ = weights
        return fitted

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(train, "_regression", regression)
        yield


@contextmanager
def few_postings_learnt(every: int) -> Iterator[None]:
    """Let one of so many shipped postings stand for all in `RoleClassifier`: a fit takes a second and not nine."""
    from truerole.sklearn import role_classifier

    counts, held_out = load_counts(), role_classifier.load_held_out
    part = some_rows(counts, np.arange(0, len(counts.labels), every))
    known = {label.id for label in part.labels}

    def of_part(version: str) -> HeldOutScores:
        found = held_out(version)
        rows = [i for i, id in enumerate(found.ids) if id in known]
        return HeldOutScores(tuple(found.ids[i] for i in rows), found.scores[rows])

    with pytest.MonkeyPatch.context() as patched, few_terms_fitted():
        patched.setattr(role_classifier, "load_counts", lambda: part)
        patched.setattr(role_classifier, "load_held_out", of_part)
        yield
