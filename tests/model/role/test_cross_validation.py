"""Cross-validation: no source is seen and unseen, and labels beside what was predicted."""

from dataclasses import replace

import numpy as np
import pytest

from truerole.model.role.cross_validation import FOLDS, labelled_predictions, source_folds
from truerole.model.role.term_counts import Label, TermCounts
from truerole.model.role.train import TrainedModel


def label(i: int = 0, **fields: object) -> Label:
    return replace(Label(f"p{i}", f"s{i}", "other", None, 3), **fields)


def test_no_source_is_seen_and_unseen(small: TermCounts) -> None:
    labels = small.labels
    tested: list[int] = []
    for seen, unseen in source_folds(labels):
        assert not {labels[i].source for i in seen} & {labels[i].source for i in unseen}
        tested += unseen.tolist()
    assert sorted(tested) == list(range(len(labels)))


def test_folds_are_six(small: TermCounts) -> None:
    assert len(list(source_folds(small.labels))) == FOLDS == 6


@pytest.mark.parametrize(
    ("title", "probabilities", "contradicted"),
    [
        (None, [0.9, 0.1, 0, 0, 0], False),
        ("data_analyst", [0.9, 0.1, 0, 0, 0], False),
        ("data_engineer", [0.9, 0.1, 0, 0, 0], True),
        ("data_engineer", [0.45, 0.4, 0.15, 0, 0], False),  # it may well be right
    ],
)
def test_labels_stand_beside_predictions(
    trained: TrainedModel, title: str | None, probabilities: list[float], contradicted: bool
) -> None:
    model = replace(trained.model, confidence_threshold=0.5, title_thresholds=np.full(5, 0.3, np.float32))
    (found,) = labelled_predictions(
        np.array([probabilities]), [label(7, role="data_analyst", title=title, sure=2)], model
    )
    assert (found.source, found.role, found.second, found.sure) == ("s7", "data_analyst", None, 2)
    assert found.probabilities == tuple(probabilities)
    assert found.confident == (max(probabilities) >= 0.5)
    assert found.contradicted == contradicted
