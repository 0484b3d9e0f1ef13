"""Classify the real role of a posting by a linear model, with the sentences that show the role.

The model is linear in the terms (TF-IDF of Salton & Buckley 1988, logistic regression on soft labels) and in the duty
profile, so every verdict is the sum of what its sentences say, and nothing else.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from threading import local

import numpy as np
import numpy.typing as npt

from truerole.core.reading import ROLES, Evidence, Role, SectionKind
from truerole.model.role.vectorizer import Occurrences, Vocabulary
from truerole.model.text.document import Document
from truerole.model.text.hash_table import Ints

Floats = npt.NDArray[np.float32]

# How much the duty profile weighs beside the terms, in the penalty of the fit.
PROFILE_SCALE = 1.5
# A sentence that moves no role by this much is merged with its neighbours into one span.
_STRONG = 0.3


class _Scratch(local):
    """Array of zeros for each thread, with an entry per term."""

    by_term = np.zeros(0)


_scratch = _Scratch()


@dataclass(frozen=True)
class RoleModel:
    """Fitted arrays: `weights` (terms × 5 roles), `idf` (terms), `section_weights` (8 sections), `intercept` (5 roles).

    `duty_weights` (28 × 5) are of the duty profile, times PROFILE_SCALE.

    A reading is confident at the probability `confidence_threshold` or above; a title that names role i is contradicted
    below the probability `title_thresholds[i]` of that role.

    The term vector has the length 1, whether two lines or a page stand behind it: so the scores grow with the length
    that it had before, to the power of `sharpness`.
    """

    vocabulary: Vocabulary
    weights: Floats
    duty_weights: Floats
    idf: Floats
    section_weights: Floats
    intercept: Floats
    confidence_threshold: float
    title_thresholds: Floats
    sharpness: float = 0.0


@dataclass(frozen=True)
class RolePrediction:
    """Probabilities (5), contributions of sentences to the scores (sentences × 5), and the number of known words."""

    probabilities: npt.NDArray[np.float64]
    contributions: npt.NDArray[np.float64]
    words: int

    @cached_property
    def role(self) -> Role:
        """Likeliest role."""
        return ROLES[int(self.probabilities.argmax())]

    @property
    def roles(self) -> dict[Role, float]:
        """Probabilities by role, rounded, with a sum of 1."""
        shares = [round(p, 4) for p in self.probabilities.tolist()]
        shares[ROLES.index(self.role)] += 1 - sum(shares)
        return {role: round(p, 4) for role, p in zip(ROLES, shares, strict=True)}


def predict_role(model: RoleModel, found: Occurrences, profile: Floats) -> RolePrediction:
    """Predict the role from a document's known terms and what each sentence adds to the duty profile (sentences × 28).

    The prediction has the contribution of each sentence.
    """
    sentences = len(profile)
    share = model.section_weights.take(found.sections).astype(np.float64)
    # An occurrence carries its part of what its term, with all its occurrences, adds to the whole.
    total = np.maximum(_totals(found.terms, share, len(model.idf)), 1e-9)
    value = np.log1p(total) * model.idf.take(found.terms)
    part = share / total * value
    length = math.sqrt(part @ value) or 1.0
    added = np.multiply(model.weights.take(found.terms, axis=0).T, part, order="C")
    moved = np.array([np.bincount(found.sentences, column, sentences) for column in added]).T / length
    worked = PROFILE_SCALE * (profile @ model.duty_weights)
    sums = moved + worked + _spread(model.intercept, np.bincount(found.sentences, share, sentences).astype(float))
    sums -= np.add.reduce(sums, axis=1, keepdims=True) / len(ROLES)
    sums *= length**model.sharpness
    return RolePrediction(softmax(sums.sum(axis=0) if sentences else model.intercept), sums, found.words)


def _totals(terms: Ints, share: npt.NDArray[np.float64], known: int) -> npt.NDArray[np.float64]:
    """Sum the shares of all occurrences of a term, for each occurrence; `known` is the number of terms."""
    # To make a count of all terms anew for each posting takes three times as long: it sweeps the processor's cache.
    scratch = _scratch.by_term if len(_scratch.by_term) >= known else np.zeros(known)
    _scratch.by_term = scratch
    np.add.at(scratch, terms, share)
    totals: npt.NDArray[np.float64] = scratch.take(terms)
    scratch[terms] = 0.0
    return totals


def evidence_of(verdict: RolePrediction, document: Document) -> tuple[Evidence, ...]:
    """Return spans with signed weights, which add up to each role's log-odds against the average role."""
    sentences = document.sentences
    if not sentences:
        return ()
    runs = _runs(np.abs(verdict.contributions).max(axis=1) >= _STRONG, document)
    sums = np.add.reduceat(verdict.contributions, [first for first, _ in runs]).round(4).tolist()
    return tuple(
        [
            Evidence(sentences[first].start, sentences[last].end, tuple(weights))
            for (first, last), weights in zip(runs, sums, strict=True)
        ]
    )


def _runs(strong: npt.NDArray[np.bool_], document: Document) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    joined: SectionKind | None = None  # the kind of a run that a sentence may join
    for i, (alone, sentence) in enumerate(zip(strong.tolist(), document.sentences, strict=True)):
        if not alone and sentence.kind == joined:
            runs[-1] = runs[-1][0], i
        else:
            runs.append((i, i))
        joined = None if alone else sentence.kind
    return runs


def _spread(base: Floats, shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    # What stands before a word is read is shared out by the weight of the sentences, so that evidence is complete.
    total = shares.sum()
    parts = shares / total if total else np.full(len(shares), 1 / max(len(shares), 1))
    return np.asarray(parts[:, None] * base)


def softmax(scores: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the softmax along the last axis: of a posting's scores (5), or of n postings' (n × 5).

    Not `scipy.special.softmax`, whose import takes longer than to read a posting.
    """
    powers = np.exp(np.asarray(scores, np.float64) - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
