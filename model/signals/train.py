"""Fit the weights of the signals to labelled postings.

Run `python -m truerole.model.signals.train POSTINGS.jsonl.gz LABELS.jsonl ... > data/signals.tsv`: postings with id,
title and description; labels with id, seniority, stage and dl. Only words, amounts and their weights are kept.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from truerole.model.signals.classifier import CLASSES, FeatureIndex, Ints, bias_of
from truerole.model.signals.cues import TITLE, find_cues, known_features
from truerole.model.signals.features import SIGNALS, Feature, Signal, SignalCue
from truerole.model.text.document import Document, prepare

# By source-wise cross-validation; weighting the classes gains nothing.
_INVERSE_PENALTY = 0.3
# Seniority is fitted to each posting twice, with its title and without, which count so much; what only the first have
# is drawn less to nothing.
_TITLED, _UNTITLED = 2 / 3, 1 / 3
_TITLE_SCALE = 2.0


def index_of(cues: Sequence[Sequence[SignalCue]]) -> FeatureIndex:
    """Build the feature index of all phrases and of the other cues found: a rare one counts with its group."""
    found = {cue.feature for cues_of_posting in cues for cue in cues_of_posting}
    return FeatureIndex(tuple(sorted(found | known_features(), key=astuple)))


def fit(
    index: FeatureIndex, features: Sequence[Ints], labels: Mapping[Signal, Sequence[str]]
) -> dict[Feature, list[float]]:
    """Fit a logistic regression for each signal: feature -> weights; `features[i]` belong to the i-th posting.

    Its seniority is fitted with and without the title, so that a text without one is read as well.
    """
    from scipy.sparse import csr_matrix, diags_array, vstack
    from sklearn.linear_model import LogisticRegression

    ends = np.cumsum([0, *map(len, features)])
    ones = np.ones(ends[-1], np.float64)
    matrix = csr_matrix((ones, np.concatenate(features), ends), shape=(len(features), len(index.features)))
    rows: dict[Feature, list[float]] = {}
    for signal in SIGNALS:
        own = [i for i, f in enumerate(index.features) if f.signal == signal]
        from_title = np.array([index.features[i].group == TITLE for i in own])
        scale = np.where(from_title, _TITLE_SCALE, 1.0)
        seen, counts, copies = matrix[:, own] @ diags_array(scale), np.ones(len(features)), 1
        if from_title.any():
            seen, copies = vstack((seen, seen @ diags_array(1.0 - from_title))), 2
            counts = np.repeat((_TITLED, _UNTITLED), len(features))
        fitted = LogisticRegression(C=_INVERSE_PENALTY, max_iter=1_000).fit(seen, [*labels[signal]] * copies, counts)
        order = [list(fitted.classes_).index(c) for c in CLASSES[signal]]
        rows[bias_of(signal)] = fitted.intercept_[order].tolist()
        rows.update(zip((index.features[i] for i in own), (fitted.coef_[order] * scale).T.tolist(), strict=True))
    return rows


def lines(rows: Mapping[Feature, Sequence[float]]) -> Iterator[str]:
    """Yield weights as lines of `data/signals.tsv`."""
    for feature, weights in rows.items():
        yield "\t".join((*astuple(feature), *(f"{w:.3f}" for w in weights)))


def labels_of(rows: Sequence[Mapping[str, Any]]) -> dict[Signal, list[str]]:
    """Return the labels of postings by signal, in the names of the classes."""
    return {
        "seniority": [r["seniority"] for r in rows],
        "stage": [r["stage"] for r in rows],
        "deep_learning": [str(r["dl"]) for r in rows],
    }


def main(postings: str, *labels: str) -> None:
    """Print the weights that the given postings and labels make."""
    with gzip.open(postings, "rt", encoding="utf-8") as file:
        texts = {p["id"]: p for p in map(json.loads, file)}
    rows = [json.loads(line) for path in labels for line in Path(path).read_text("utf-8").splitlines()]
    documents: list[Document] = [prepare(texts[r["id"]]["description"]) for r in rows]
    cues = [find_cues(d.tokens, texts[r["id"]]["title"]) for d, r in zip(documents, rows, strict=True)]
    index = index_of(cues)
    features = [index.find(d, c) for d, c in zip(documents, cues, strict=True)]
    sys.stdout.writelines(f"{line}\n" for line in lines(fit(index, features, labels_of(rows))))


if __name__ == "__main__":
    main(*sys.argv[1:])
