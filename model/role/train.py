"""Train the role model on labelled postings, and evaluate on held-out sources."""

from collections.abc import Container, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from truerole.core.concurrency.parallel import map_in_order
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.core.reading import ROLES
from truerole.model.evaluation.metrics import Evaluation, evaluate
from truerole.model.role.calibration import confidence_threshold, fit_temperature, title_thresholds
from truerole.model.role.classifier import PROFILE_SCALE, RoleModel, softmax
from truerole.model.role.cross_validation import FOLDS, HeldOutScores, is_user_label, labelled_predictions, source_folds
from truerole.model.role.term_counts import Group, Label, TermCounts
from truerole.model.role.vectorizer import TERM_SECTIONS, Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float64]
# Row, role number, weight.
Example = tuple[int, int, float]

# What a word counts by where it stands: what the person will do first, the company's praise of itself hardly.
SECTION_WEIGHTS = {
    "responsibilities": 3.0,
    "requirements": 1.5,
    "preferred": 0.7,
    "about": 0.3,
    "benefits": 0.05,
    "legal": 0.02,
    "other": 1.0,
    "posting": 1.0,
    "name": 0.3,
    "list": 0.1,
}
# The share of a mixed posting that its first role has, by how sure the reader was.
FIRST_SHARE = {3: 0.85, 2: 0.7, 1: 0.55}
REGULARISATION = 10.0
# Of excerpts of 15 to 240 words of 780 postings, read by fits that had not seen their sources: at 0 the confident
# readings of 60 words were right in 0.56, at 0.6 in 0.75; whole postings are calibrated as well (model card).
SHARPNESS = 0.6
# Fewer postings than these are fitted sooner than other processes start.
_FEW = 2_000
_SECTION_WEIGHTS = np.array([SECTION_WEIGHTS[section] for section in TERM_SECTIONS], np.float32)


@dataclass(frozen=True)
class TrainedModel:
    """Trained model with the evaluation by cross-validation on held-out sources."""

    model: RoleModel
    evaluation: Evaluation
    held_out: HeldOutScores | None = None


def train(counts: TermCounts, on_progress: OnProgress = ignore_progress, workers: int | None = None) -> TrainedModel:
    """Fit a role model to all of `counts`, calibrated by source-wise cross-validation; a minute or two.

    `on_progress` is told each step and the share that is done. `workers` processes share the fits
    (default: one a core).
    """
    weighted, labels = weigh_by_section(counts), counts.labels
    model, scores = _fits(counts, weighted, on_progress, workers)
    model, probabilities = calibrated(model, scores, labels)
    on_progress(_step("done", FOLDS + 1))
    held_out = HeldOutScores(tuple(label.id for label in labels), scores.astype(np.float32))
    return TrainedModel(model, evaluate(labelled_predictions(probabilities, labels, model)), held_out)


def calibrated(model: RoleModel, scores: Floats, labels: Sequence[Label]) -> tuple[RoleModel, Floats]:
    """Return a model calibrated by held-out scores (n × 5) of labelled postings, and their probabilities (n × 5)."""
    temperature = fit_temperature(scores, labels)
    probabilities = softmax(scores / temperature)
    model = replace(
        model,
        weights=(model.weights / temperature).astype(np.float32),
        duty_weights=(model.duty_weights / temperature).astype(np.float32),
        intercept=(model.intercept / temperature).astype(np.float32),
        confidence_threshold=confidence_threshold(probabilities, labels),
        title_thresholds=title_thresholds(probabilities, labels),
    )
    return model, probabilities


def _fits(
    counts: TermCounts, weighted: "csr_matrix", on_progress: OnProgress, workers: int | None
) -> tuple[RoleModel, Floats]:
    """Return the model fitted to all postings, and held-out scores (n × 5) by source.

    The fit to all takes longest, so it comes first: then the processes end together.
    """
    labels = counts.labels
    parts = list(source_folds(labels))
    tasks = [frozenset(label.group for label in labels)]
    tasks += [frozenset(labels[i].group for i in seen) for seen, _ in parts]
    scores = np.zeros((len(labels), len(ROLES)))
    none, nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
    # A process needs the matrix alone.
    bare = TermCounts(counts.labels, counts.terms, none, none, none, nothing, counts.profiles[:0])
    on_progress(_step("fitting to all postings", 0))
    with closing(map_in_order(partial(fit, bare, weighted), tasks, 1 if len(labels) < _FEW else workers)) as fitted:
        model = next(fitted)
        for step, ((_, unseen), held_out) in enumerate(zip(parts, fitted, strict=True), 1):
            on_progress(_step(f"checking on unseen sources, fold {step} of {FOLDS}", step))
            scores[unseen] = raw_scores(held_out, weighted[unseen])
    return model, scores


def _step(name: str, done: int) -> Progress:
    return Progress(done, share=done / (FOLDS + 1), step=name)


def weigh_by_section(counts: TermCounts) -> "csr_matrix":
    """Sum the term counts over sections, by the weight of each section, beside the duty profiles (n × terms + 28)."""
    from scipy.sparse import csr_matrix, hstack

    weights = _SECTION_WEIGHTS[counts.sections]
    shape = len(counts.labels), len(counts.terms)
    matrix = csr_matrix((counts.counts * weights, counts.columns, counts.starts), shape=shape)
    matrix.sum_duplicates()
    return hstack([matrix, csr_matrix(counts.profiles)], format="csr", dtype=np.float32)


def fit(counts: TermCounts, weighted: "csr_matrix", groups: Container[Group]) -> RoleModel:
    """Fit a logistic regression to the postings of `groups` (`Label.group`)."""
    read = np.array([i for i, label in enumerate(counts.labels) if label.group in groups])
    matrix = weighted[read]
    seen = (matrix[:, : len(counts.terms)] > 0).sum(axis=0).A1
    idf = (np.log((1 + len(read)) / (1 + seen)) + 1).astype(np.float32)
    classifier = _regression(tf_idf(matrix, idf), _examples([counts.labels[row] for row in read]))
    return RoleModel(
        vocabulary=Vocabulary(counts.terms),
        weights=np.ascontiguousarray(classifier.coef_[:, : len(idf)].T, np.float32),
        duty_weights=np.ascontiguousarray(classifier.coef_[:, len(idf) :].T, np.float32),
        idf=idf,
        section_weights=_SECTION_WEIGHTS,
        intercept=classifier.intercept_.astype(np.float32),
        confidence_threshold=1.0,
        title_thresholds=np.zeros(len(ROLES), np.float32),
        sharpness=SHARPNESS,
    )


def _regression(matrix: "csr_matrix", examples: Sequence[Example]) -> "LogisticRegression":
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    rows, targets, parts = (list(column) for column in zip(*examples, strict=True))
    classifier = LogisticRegression(C=REGULARISATION, max_iter=1_000, tol=1e-4)
    # Sums in another order round otherwise: with one thread the figures are the same on any number of cores.
    with threadpool_limits(1):
        return classifier.fit(matrix[rows], targets, sample_weight=np.array(parts, np.float32))


def _examples(labels: Sequence[Label]) -> list[Example]:
    """Return weighted examples (row, role, weight); a posting with a second role gives two, each in part."""
    found: list[Example] = []
    for row, label in enumerate(labels):
        first = FIRST_SHARE[label.sure] if label.second else 1.0
        found.append((row, ROLES.index(label.role), first))
        if label.second:
            found.append((row, ROLES.index(label.second), 1 - first))
    # As if there were as many postings of each role: what was read is no fair sample of the market. The user's own
    # labels are not balanced: a thousand of one role must not make the shipped ones of that role count for less.
    shipped = [example for example in found if not is_user_label(labels[example[0]])]
    mass = np.bincount([t for _, t, _ in shipped], [p for _, _, p in shipped], len(ROLES))
    return [(row, target, part * labels[row].weight * mass.mean() / mass[target]) for row, target, part in found]


def tf_idf(weighted: "csr_matrix", idf: npt.NDArray[np.float32]) -> "csr_matrix":
    """Return TF-IDF with logarithmic counts, rows of Euclidean length 1, beside the duty profiles (n × terms + 28)."""
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    terms = normalize(_weigh_terms(weighted, idf), copy=False)
    return hstack([terms, weighted[:, len(idf) :] * PROFILE_SCALE], format="csr")


def _weigh_terms(weighted: "csr_matrix", idf: npt.NDArray[np.float32]) -> "csr_matrix":
    matrix = weighted[:, : len(idf)]
    matrix.data = np.log1p(matrix.data) * idf[matrix.indices]
    return matrix


def vector_lengths(weighted: "csr_matrix", idf: npt.NDArray[np.float32]) -> Floats:
    """Return the Euclidean lengths of the term vectors (n) before they are made 1; 1 where there is no known term."""
    from sklearn.utils.extmath import row_norms

    lengths = row_norms(_weigh_terms(weighted, idf))
    return np.asarray(np.where(lengths > 0, lengths, 1.0), np.float64)


def raw_scores(model: RoleModel, weighted: "csr_matrix") -> Floats:
    """Return the scores (n × 5) before calibration."""
    weights = np.concatenate((model.weights, model.duty_weights))
    grown = vector_lengths(weighted, model.idf)[:, None] ** model.sharpness
    return np.asarray((tf_idf(weighted, model.idf) @ weights + model.intercept) * grown, np.float64)
