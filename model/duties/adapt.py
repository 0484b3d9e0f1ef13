"""Adapt the duty model to lines that a user has labelled.

The lines that the shipped model was fitted to do not ship, only its weights. So what is fitted is a correction of the
weights of the sentences' own terms, drawn to zero: the maximum a posteriori where the shipped weights are the mean of
the prior (Chelba & Acero 2004). Terms of no labelled line keep their weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from truerole.core.labels import TaughtLine
from truerole.core.reading import DUTIES
from truerole.model.duties.classifier import (
    DutyModel,
    Floats,
    Layout,
    first_scores,
    layout_of,
    own_values,
    predict_duties,
)
from truerole.model.duties.softmax_regression import fit_softmax
from truerole.model.role.vectorizer import Occurrences, Vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.clean import clean
from truerole.model.text.document import prepare
from truerole.model.text.hash_table import Ints

# How far a line may move the weights: at this, ten lines that contradict the shipped reading change 3 in 100 others.
REGULARISATION = 10.0
FOLDS = 5
_ITERATIONS = 200


@dataclass(frozen=True)
class AdaptedDuties:
    """Duty model adapted to labelled lines.

    Of `lines` lines found in their texts, the shipped model had read the duty of `before` as labelled; fits that had
    not seen their texts, of `unseen`. `left_out` lines are not in their texts.
    """

    model: DutyModel
    lines: int
    before: int
    unseen: int
    left_out: int


@dataclass(frozen=True)
class _TaughtText:
    """Text with labelled sentences: their numbers, and the duty of each."""

    fold: int
    found: Occurrences
    layout: Layout
    sentences: Ints
    duties: Ints


def sentence_words(sentence: str) -> str:
    """Return the words of a sentence as a labelled line is found again by: cleaned, with single blanks."""
    return " ".join(clean(sentence).split())


def adapt_duties(shipped: DutyModel, vocabulary: Vocabulary, taught: Sequence[TaughtLine]) -> AdaptedDuties:
    """Adapt a model to labelled lines; without lines that are in their texts it stays as it is."""
    by_text: dict[str, dict[str, int]] = {}
    for line in taught:
        by_text.setdefault(line.text, {})[sentence_words(line.line)] = DUTIES.index(line.duty)
    texts = [_find_lines(text, lines, vocabulary) for text, lines in by_text.items()]
    lines = sum(len(text.sentences) for text in texts)
    unseen = 0
    for fold in sorted({text.fold for text in texts}):
        fitted = _fit(shipped, [text for text in texts if text.fold != fold])
        unseen += sum(_right(fitted, text) for text in texts if text.fold == fold)
    before, asked = sum(_right(shipped, text) for text in texts), sum(map(len, by_text.values()))
    return AdaptedDuties(_fit(shipped, texts), lines, before, unseen, asked - lines)


def _find_lines(text: str, lines: dict[str, int], vocabulary: Vocabulary) -> _TaughtText:
    """Find labelled lines among the sentences of a text, each once."""
    document = prepare(text)
    words = [sentence_words(text[s.start : s.end]) for s in document.sentences]
    at = {said: number for number, said in reversed(list(enumerate(words))) if said in lines}
    return _TaughtText(
        int(sha256(text.encode("utf-8", "replace")).hexdigest(), 16) % FOLDS,
        vocabulary.find(document, extract_skills(document)),
        layout_of(document),
        np.array(list(at.values()), np.int64),
        np.array([lines[said] for said in at], np.int64),
    )


def _fit(shipped: DutyModel, texts: Sequence[_TaughtText]) -> DutyModel:
    """Fit the correction to all labelled lines of texts."""
    from scipy.sparse import csr_matrix, vstack

    taught = [text for text in texts if len(text.sentences)]
    if not taught:
        return shipped
    rows = []
    for text in taught:
        n, own = len(text.layout.kinds), slice(0, text.found.asked)
        places = text.found.sentences[own], text.found.terms[own]
        matrix = csr_matrix((own_values(shipped, text.found, n), places), (n, len(shipped.own)), np.float32)
        rows.append(matrix[text.sentences])
    terms = vstack(rows).tocsr()
    seen = np.unique(terms.indices)
    scores = np.concatenate([first_scores(shipped, t.found, t.layout)[t.sentences] for t in taught])
    targets = np.eye(len(DUTIES), dtype=np.float32)[np.concatenate([text.duties for text in taught])]
    ones = np.ones(len(targets), np.float32)
    correction, _ = fit_softmax(terms[:, seen], targets, ones, REGULARISATION, _ITERATIONS, offset=scores)
    weights = shipped.own.copy()
    weights[seen] += correction
    return replace(shipped, own=weights)


def _right(model: DutyModel, text: _TaughtText) -> int:
    """Count the labelled lines of a text whose duty a model reads as labelled."""
    read: Floats = predict_duties(model, text.found, text.layout).in_context
    return int((read[text.sentences].argmax(axis=1) == text.duties).sum())
