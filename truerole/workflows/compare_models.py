"""Compare two model versions on the benchmark split and the user's labels, and preview changed predictions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from truerole.core.labels import LabelledText
from truerole.core.reading import Role
from truerole.data.store.model_diff import sample_texts, stored_roles
from truerole.data.store.store import Store
from truerole.model.evaluation.compare import (
    Comparison,
    ModelPredictions,
    compare_predictions,
    held_out_probabilities,
    in_benchmark_split,
)
from truerole.model.reader import reader_of
from truerole.model.registry.artifacts import load_held_out
from truerole.model.role.cross_validation import YOUR_LABELS
from truerole.model.role.term_counts import Label, load_counts
from truerole.model.role.title import classify_title
from truerole.model.role.user_labels import user_label_id
from truerole.workflows.read_texts import read_texts_parallel

# So many postings of a store are read to tell how many another model would read differently.
MOST_READ = 2_000


@dataclass(frozen=True)
class ModelComparison:
    """Comparison of a challenger with the champion on the benchmark split, and on the user's labels, if any."""

    champion: str
    challenger: str
    benchmark: Comparison
    user_labels: Comparison | None


@dataclass(frozen=True, slots=True)
class ChangedPrediction:
    """Posting of the store for which champion and challenger predict different roles."""

    number: int
    title: str
    was: Role | None
    now: Role | None


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """Changed predictions of a challenger among the `total` postings drawn at random from the store."""

    total: int
    changed: tuple[ChangedPrediction, ...]


def compare_models(
    champion: str, challenger: str, labels: Sequence[LabelledText], workers: int | None = None
) -> ModelComparison:
    """Compare two model versions on postings that were held out of the fits that read them.

    A label that a model was not trained on is read by the model itself. Raises ModelError where one cannot be loaded.
    """
    shipped = {label.id: label for label in load_counts().labels}
    benchmark = [label for label in shipped.values() if in_benchmark_split(label.id)]
    sides = [_on_benchmark(version, shipped, benchmark) for version in (champion, challenger)]
    return ModelComparison(
        champion,
        challenger,
        compare_predictions(benchmark, *sides),
        _on_labels(champion, challenger, labels, workers),
    )


def _on_benchmark(version: str, shipped: dict[str, Label], benchmark: Sequence[Label]) -> ModelPredictions:
    read = held_out_probabilities(load_held_out(version), shipped, [label.id for label in benchmark])
    return ModelPredictions(read, reader_of(version).model.roles)


def _on_labels(
    champion: str, challenger: str, labels: Sequence[LabelledText], workers: int | None
) -> Comparison | None:
    known = {user_label_id(label.text): label for label in labels}
    sides = [read_labelled(version, known, workers) for version in (champion, challenger)]
    ids = [id for id in known if all(id in read for read in sides)]
    if not ids:
        return None
    gold = [_label(id, known[id]) for id in ids]
    reads = [
        ModelPredictions(np.array([read[id] for id in ids]), reader_of(version).model.roles)
        for version, read in zip((champion, challenger), sides, strict=True)
    ]
    return compare_predictions(gold, *reads)


def read_labelled(version: str, known: dict[str, LabelledText], workers: int | None) -> dict[str, Sequence[float]]:
    """Return the probabilities of labelled texts by id: held-out for training texts, else freshly read."""
    kept = load_held_out(version)
    trained = [id for id in kept.ids if id in known]
    shipped = {label.id: label for label in load_counts().labels}
    found: dict[str, Sequence[float]] = dict(
        zip(trained, held_out_probabilities(kept, shipped, trained).tolist(), strict=True)
    )
    rest = [id for id in known if id not in found]
    texts = [(known[id].text, known[id].title) for id in rest]
    for id, outcome in zip(rest, read_texts_parallel(version, texts, workers), strict=True):
        if isinstance(outcome, tuple) and outcome[0].role is not None:
            found[id] = outcome[0].roles
    return found


def _label(id: str, given: LabelledText) -> Label:
    return Label(id, YOUR_LABELS, given.role, given.second, given.sure, title=classify_title(given.title or ""))


def preview_changes(store: Store, champion: str, challenger: str, workers: int | None = None) -> ChangePreview:
    """Return the changed predictions of a challenger over 2,000 postings drawn at random from the store.

    Only postings whose text the store has, and which the champion has read, can tell.
    """
    texts = sample_texts(store, MOST_READ)
    before = stored_roles(store, champion, [text.number for text in texts])
    texts = [text for text in texts if text.number in before]
    read = read_texts_parallel(challenger, [(text.text, text.title) for text in texts], workers)
    changed = [
        ChangedPrediction(text.number, text.title, before[text.number], outcome[0].role)
        for text, outcome in zip(texts, read, strict=True)
        if isinstance(outcome, tuple) and outcome[0].role != before[text.number]
    ]
    return ChangePreview(len(texts), tuple(changed))
