"""The shipped model is what `truerole train` makes: one fold is fitted, the figures come from the scores of all.

How the scores of the folds are put together is for `test_train.py`, on a small market: all the fits take minutes.
"""

import re
from collections.abc import Callable

import numpy as np
import pytest

from tests.conftest import Ran
from truerole.model.reader import default_reader
from truerole.model.registry.artifacts import SHIPPED, load_held_out, registered_model
from truerole.model.registry.model_card import CARD
from truerole.model.role import train
from truerole.model.role.cross_validation import HeldOutScores, source_folds
from truerole.model.role.term_counts import load_counts

pytestmark = pytest.mark.slow

FIGURES = {
    "accuracy": r"\| all \| ([\d.]+) \|",
    "accuracy where sure": r"\| sure = 3 \| ([\d.]+) \|",
    "macro-F1": r"Macro-F1 ([\d.]+) ",
}


def figures(text: str) -> dict[str, float]:
    return {name: float(re.search(pattern, text)[1]) for name, pattern in FIGURES.items()}


@pytest.fixture
def held_out() -> HeldOutScores:
    return load_held_out(registered_model(SHIPPED).version)


def test_a_fold_is_scored_as_it_is_shipped(held_out: HeldOutScores) -> None:
    counts = load_counts()
    assert held_out.ids == tuple(label.id for label in counts.labels)
    weighted = train.weigh_by_section(counts)
    seen, unseen = next(source_folds(counts.labels))
    fitted = train.fit(counts, weighted, {counts.labels[i].group for i in seen})
    scores, shipped = train.raw_scores(fitted, weighted[unseen]), held_out.scores[unseen]
    # Other processors round otherwise, and a fit then ends a little elsewhere.
    assert np.abs(scores - shipped).mean() < 0.01
    assert (scores.argmax(axis=1) == shipped.argmax(axis=1)).mean() > 0.995


def test_train_gives_the_figures_of_the_card(
    truerole: Callable[..., Ran], held_out: HeldOutScores, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    fitted = default_reader().model.roles, held_out.scores.astype(float)
    monkeypatch.setattr(train, "_fits", lambda *_: fitted)
    before = {path: path.read_bytes() for path in SHIPPED.iterdir()}
    done = truerole("train")
    card = (SHIPPED / CARD).read_text("utf-8")
    assert figures(done.out) == pytest.approx(figures(card), abs=0.002)
    # The scores are kept with half of their digits: a figure may differ in its last one.
    assert re.fullmatch(r"truerole: the figures (are those of|differ from those of) the model card\n", done.err)
    assert {path: path.read_bytes() for path in SHIPPED.iterdir()} == before
