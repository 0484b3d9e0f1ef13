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

from truerole.core.reading import DUTIES, SECTION_KINDS, DutySpan
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
    def around(self) -> Floats:
        """Rows of `near` for a sentence before, after and for a heading above (w + 1 × 24)."""
        return np.ascontiguousarray(self.near[:, 1:].reshape(len(self.near), -1))


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
    lengths = np.bincount(document.sentence_of, minlength=len(kinds))
    numbers = np.where(headings, np.arange(len(kinds)), -1)
    above = np.maximum.accumulate(np.append(-1, numbers))[:-1]
    return Layout(kinds, headings, lengths, above)


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
    sentences, n, words = found.sentences, len(layout.kinds), found.words
    own = model.own.take(found.terms[: found.asked], axis=0)
    scores = _sums(own_values(model, found, n), own, sentences, found.runs_before(found.asked), n)
    at, rows, idf = sentences[:words], model.word_rows.take(found.terms[:words]), model.idf.take(found.terms[:words])
    length = np.sqrt(np.bincount(at, idf * idf, n)).clip(1)
    values = idf / length.take(at)
    starts, opening = first_words(found)
    around = np.zeros((n, 3, N), np.float32)
    if words:
        weighed = model.around.take(rows, axis=0) * values.astype(np.float32)[:, None]
        around[starts] = np.add.reduceat(weighed, found.runs_before(words), axis=0).reshape(-1, 3, N)
    scores[1:] += PREVIOUS * around[:-1, 0]
    scores[:-1] += NEXT * around[1:, 1]
    below = layout.above >= 0
    scores[below] += HEADING_ABOVE * around[layout.above[below], 2]
    scores[starts] += FIRST * model.near[model.word_rows.take(opening), 0]
    scores += LENGTH * model.lengths.take(length_number(layout.lengths), axis=0)
    scores += IS_HEADING * layout.headings[:, None] * model.is_heading
    return np.asarray(scores + model.intercept, np.float32)


def own_values(model: DutyModel, found: Occurrences, n: int) -> Floats:
    """Return what the terms of each of `n` sentences weigh in it, length 1 together (the first `asked` occurrences)."""
    idf, sentences = model.idf.take(found.terms[: found.asked]), found.sentences[: found.asked]
    return np.asarray(idf / np.sqrt(np.bincount(sentences, idf * idf, n)).clip(1).take(sentences))


def first_words(found: Occurrences) -> tuple[Ints, Ints]:
    """Return the sentences that have a known word, and the number of the first known word in each."""
    starts = found.runs_before(found.words)
    return found.sentences.take(starts), found.terms.take(starts)


def length_number(lengths: Ints) -> Ints:
    """Return the number of the length, of `LENGTHS`, for lengths in tokens."""
    return np.minimum(lengths // WORDS_A_LENGTH, LENGTHS - 1)


def context_features(first: Floats, kinds: Ints) -> Floats:
    """Return the features of the second step (sentences × 48) from the probabilities of the first (sentences × 8)."""
    work = 1 - first[:, NONE]
    duties = kinds == _RESPONSIBILITIES
    whole = (first * work[:, None]).sum(axis=0) / (work.sum() + 0.5)
    charge = (first * (work * duties)[:, None]).sum(axis=0) / ((work * duties).sum() + 0.5)
    n = len(first)
    padded = np.full((n + 2 * _AROUND, N), 1 / N, np.float32)
    padded[_AROUND : _AROUND + n] = first
    around = sum(padded[_AROUND + k : _AROUND + k + n] for k in range(-_AROUND, _AROUND + 1) if k) / (2 * _AROUND)
    before, after = padded[_AROUND - 1 : _AROUND - 1 + n], padded[_AROUND + 1 : _AROUND + 1 + n]
    features = np.empty((n, VIEWS * N), np.float32)
    for i, view in enumerate((np.log(first + 1e-4), before, after, around, np.log(whole + 0.01), charge)):
        features[:, i * N : (i + 1) * N] = view
    return features


def duty_spans(probabilities: Floats, document: Document) -> tuple[DutySpan, ...]:
    """Return the duty of each sentence, in order, with a second duty where two are clearly there."""
    if not len(probabilities):
        return ()
    ranked = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    second = probabilities[np.arange(len(ranked)), ranked[:, 1]]
    return tuple(
        [
            _span((s.start, s.end, DUTIES[a], DUTIES[b] if p >= SECOND and NONE not in (a, b) else None))
            for s, (a, b), p in zip(document.sentences, ranked.tolist(), second.tolist(), strict=True)
        ]
    )


def _sums(values: npt.NDArray[np.floating], rows: Floats, sentences: Ints, runs: Ints, n: int) -> Floats:
    """Sum `rows` (occurrences × columns), each times a value, by sentence (n × columns).

    `runs` are the indices at which another sentence begins: occurrences come in a few runs of the text's order.
    """
    total = np.zeros((n, rows.shape[1]), np.float32)
    if len(runs):
        weighed = rows * values[:, None].astype(np.float32)
        np.add.at(total, sentences.take(runs), np.add.reduceat(weighed, runs, axis=0))
    return total


def softmax_rows(scores: Floats) -> Floats:
    """Return the softmax of each row, in single precision."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
