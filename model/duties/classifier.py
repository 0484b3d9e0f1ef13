"""Classify the duty of each sentence: the kind of work that this person does (see the page on duties).

Two linear steps. The first weighs the terms of a sentence, its first word, the words of its neighbours and of the
heading above, and its length (multinomial logistic regression). Its section it does not see, which is a guess itself,
wrong where a text has lost its lines. The second weighs what the first says of the sentence, of its neighbours and of
the whole posting (stacking, Wolpert 1992): "Python and SQL" is of the work around it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from truerole.core.reading import DUTIES, SECTION_KINDS, Duty, DutySpan
from truerole.model.named_tuples import maker_of
from truerole.model.role.vectorizer import Occurrences
from truerole.model.text.document import Document
from truerole.model.text.hash_table import Ints

Floats = npt.NDArray[np.float32]

N = len(DUTIES)
NONE = DUTIES.index("none")
# How far a group of features can speak beside the sentence's own terms, which have length 1 together.
FIRST, PREVIOUS, NEXT, HEADING_ABOVE, LENGTH, IS_HEADING = 0.3, 0.3, 0.2, 0.3, 0.3, 0.3
# Lengths are told apart by this many words, up to the last.
LENGTHS, WORDS_A_LENGTH = 13, 4
# What the second step sees of each duty: the sentence, the one before, the one after, those around, the whole posting,
# and the responsibilities.
VIEWS = 6
_AROUND = 3
_OTHERS = [k for k in range(-_AROUND, _AROUND + 1) if k]
_span = maker_of(DutySpan)
_RESPONSIBILITIES = SECTION_KINDS.index("responsibilities")
# A second duty is named from this probability on: on sources left out it is then one of the two that were read in 64 %
# (at 0.25 in 53 %).
SECOND = 0.4


@dataclass(frozen=True)
class DutyModel:
    """Fitted arrays, for v terms, of which w are words.

    `idf` (v), `own` (v × 8); `word_rows` (v) gives the row of each word in `near` (w + 1 × 4 × 8: as first word, in the
    sentence before, after, in the heading above), w for terms that are no words; `lengths` (13 × 8),
    `is_heading` (8), `intercept` (8); `context` (6 · 8 × 8), `context_intercept` (8) of the second step.
    """

    idf: Floats
    own: Floats
    word_rows: npt.NDArray[np.int32]
    near: Floats
    lengths: Floats
    is_heading: Floats
    intercept: Floats
    context: Floats
    context_intercept: Floats

    @cached_property
    def weighed(self) -> Floats:
        """Rows of `own`, each times the IDF of the term (v × 8)."""
        return self.own * self.idf[:, None]

    @cached_property
    def around(self) -> Floats:
        """Weights of a word for the sentence after, the sentence before and sentences below a heading (w + 1 × 24)."""
        idf = np.zeros(len(self.near), np.float32)
        idf[self.word_rows] = self.idf
        spoken = self.near[:, 1:] * np.array([PREVIOUS, NEXT, HEADING_ABOVE], np.float32)[:, None]
        return np.ascontiguousarray(spoken.reshape(len(self.near), -1) * idf[:, None])

    @cached_property
    def opening(self) -> Floats:
        """Weights of a word for the sentence that begins with the word (w + 1 × 8)."""
        return self.near[:, 0] * np.float32(FIRST)

    @cached_property
    def form(self) -> Floats:
        """Weights of the length of a sentence and of the length of a heading, with the intercept (26 × 8)."""
        plain = LENGTH * self.lengths + self.intercept
        return np.concatenate((plain, plain + IS_HEADING * self.is_heading)).astype(np.float32)


@dataclass(frozen=True)
class Layout:
    """Layout of a document: arrays with an entry per sentence.

    `kinds` (of SECTION_KINDS), `headings`, `lengths` in tokens, and `above`: the heading above each, -1 for none.
    """

    kinds: Ints
    headings: npt.NDArray[np.bool_]
    lengths: Ints
    above: Ints


def layout_of(document: Document) -> Layout:
    """Return the layout of a document's sentences."""
    kinds, headings = document.kinds, document.headings
    above = np.full(len(kinds), -1, np.int64)
    above[1:] = np.maximum.accumulate(np.where(headings, np.arange(len(kinds)), -1)[:-1])
    return Layout(kinds, headings, document.lengths, above)


class DutyPrediction(NamedTuple):
    """Probabilities of the duties (sentences × 8): by a sentence and its neighbours, and in the whole posting."""

    alone: Floats
    in_context: Floats


def predict_duties(model: DutyModel, found: Occurrences, layout: Layout) -> DutyPrediction:
    """Predict the duty of each sentence from the known terms of a document."""
    if not len(layout.kinds):
        return DutyPrediction(np.zeros((0, N), np.float32), np.zeros((0, N), np.float32))
    alone = softmax_rows(first_scores(model, found, layout))
    features = context_features(alone, layout.kinds)
    return DutyPrediction(alone, softmax_rows(features @ model.context + model.context_intercept))


def first_scores(model: DutyModel, found: Occurrences, layout: Layout) -> Floats:
    """Return the scores of the first step, before the softmax (sentences × 8)."""
    n, words = len(layout.kinds), found.words
    terms, sentences = found.terms[: found.asked], found.sentences[: found.asked]
    scores = model.form.take(length_number(layout.lengths) + LENGTHS * layout.headings, axis=0)
    if not len(terms):
        return scores
    squares = np.square(model.idf.take(terms))
    own = np.zeros((n, N), np.float32)
    runs = found.runs_before(found.asked)
    np.add.at(own, sentences.take(runs), np.add.reduceat(model.weighed.take(terms, axis=0), runs, axis=0))
    scores += own / _lengths(squares, sentences, n)
    if not words:
        return scores
    rows, starts = model.word_rows.take(terms[:words]), found.runs_before(words)
    at = sentences.take(starts)
    # One row more than sentences, of zeros, for those without a heading above.
    around = np.zeros((n + 1, 3 * N), np.float32)
    around[at] = np.add.reduceat(model.around.take(rows, axis=0), starts, axis=0)
    around[:-1] /= _lengths(squares[:words], sentences[:words], n)
    scores[1:] += around[: n - 1, :N]
    scores[:-1] += around[1:n, N : 2 * N]
    scores += around.take(layout.above, axis=0)[:, 2 * N :]
    scores[at] += model.opening.take(rows.take(starts), axis=0)
    return scores


def _lengths(squares: Floats, sentences: Ints, n: int) -> Floats:
    """Return the vector length of each of `n` sentences, 1 at the least (n × 1), from the squares of all terms."""
    length = np.maximum(np.sqrt(np.bincount(sentences, squares, n)), 1)
    return np.asarray(length[:, None], np.float32)


def own_values(model: DutyModel, found: Occurrences, n: int) -> Floats:
    """Return what the terms of each of `n` sentences weigh in it, length 1 together (the first `asked` occurrences)."""
    idf, sentences = model.idf.take(found.terms[: found.asked]), found.sentences[: found.asked]
    return np.asarray(idf / _lengths(idf * idf, sentences, n)[:, 0].take(sentences))


def first_words(found: Occurrences) -> tuple[Ints, Ints]:
    """Return the sentences that have a known word, and the number of the first known word in each."""
    starts = found.runs_before(found.words)
    return found.sentences.take(starts), found.terms.take(starts)


def length_number(lengths: Ints) -> Ints:
    """Return the number of the length, of `LENGTHS`, for lengths in tokens."""
    return np.minimum(lengths // WORDS_A_LENGTH, LENGTHS - 1)


def context_features(first: Floats, kinds: Ints) -> Floats:
    """Return the features of the second step (sentences × 48) from the probabilities of the first (sentences × 8)."""
    n = len(first)
    work = np.empty((2, n), np.float32)
    np.subtract(1, first[:, NONE], out=work[0])
    np.multiply(work[0], kinds == _RESPONSIBILITIES, out=work[1])
    whole, charge = work @ first / (work.sum(axis=1, keepdims=True) + 0.5)
    padded = np.full((n + 2 * _AROUND, N), 1 / N, np.float32)
    padded[_AROUND : _AROUND + n] = first
    features = np.empty((n, VIEWS, N), np.float32)
    features[:, 0] = np.log(first + 1e-4)
    features[:, 1], features[:, 2] = padded[_AROUND - 1 : -_AROUND - 1], padded[_AROUND + 1 : n + _AROUND + 1]
    features[:, 3] = sum(padded[_AROUND + k : _AROUND + k + n] for k in _OTHERS) / len(_OTHERS)
    features[:, 4], features[:, 5] = np.log(whole + 0.01), charge
    return features.reshape(n, -1)


def duty_spans(probabilities: Floats, document: Document) -> tuple[DutySpan, ...]:
    """Return the duty of each sentence, in order, with a second duty where two are clearly there."""
    if not len(probabilities):
        return ()
    likeliest = probabilities.argmax(axis=1).tolist()
    seconds = _seconds(probabilities, likeliest)
    return tuple(
        [
            _span((s.start, s.end, DUTIES[a], seconds.get(i)))
            for i, (s, a) in enumerate(zip(document.sentences, likeliest, strict=True))
        ]
    )


def _seconds(probabilities: Floats, likeliest: list[int]) -> dict[int, Duty]:
    """Return the second duty of each sentence that clearly has two."""
    likely = probabilities >= SECOND
    likely[:, NONE] = False
    found: dict[int, Duty] = {}
    for i in (likely.sum(axis=1) > 1).nonzero()[0].tolist():
        found[i] = next(DUTIES[b] for b in likely[i].nonzero()[0].tolist() if b != likeliest[i])
    return found


def softmax_rows(scores: Floats) -> Floats:
    """Return the softmax of each row, in single precision."""
    powers = np.exp(scores - np.maximum.reduce(scores, axis=1, keepdims=True))
    powers /= np.add.reduce(powers, axis=1, keepdims=True)
    return powers
