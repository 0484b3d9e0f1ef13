"""The fit: what it learns from, what it is measured on, and that the two never meet."""

from dataclasses import replace

import numpy as np
import pytest

from truerole.core.progress import Progress
from truerole.core.reading import ROLES
from truerole.model.role.cross_validation import FOLDS, source_folds
from truerole.model.role.term_counts import PROFILE, Label, TermCounts, pack_counts
from truerole.model.role.train import (
    FIRST_SHARE,
    SHARPNESS,
    TrainedModel,
    _examples,
    fit,
    raw_scores,
    train,
    vector_lengths,
    weigh_by_section,
)

SOURCES = 12


def label(i: int = 0, **fields: object) -> Label:
    return replace(Label(f"p{i}", f"s{i}", "other", None, 3), **fields)


@pytest.mark.parametrize("sure", [1, 2, 3])
def test_a_second_role_has_its_share(sure: int) -> None:
    labels = [label(0, role="data_analyst"), label(1, role="data_analyst", second="ml_engineer", sure=sure)]
    found = {(row, ROLES[target]): part for row, target, part in _examples(labels)}
    assert set(found) == {(0, "data_analyst"), (1, "data_analyst"), (1, "ml_engineer")}
    # Parts within a role keep their ratio; the whole of each role weighs the same.
    assert found[1, "data_analyst"] / found[0, "data_analyst"] == pytest.approx(FIRST_SHARE[sure])
    assert found[0, "data_analyst"] + found[1, "data_analyst"] == pytest.approx(found[1, "ml_engineer"])


def test_the_less_sure_the_more_even() -> None:
    assert 0.5 < FIRST_SHARE[1] < FIRST_SHARE[2] < FIRST_SHARE[3] < 1


def marked() -> TermCounts:
    """Return postings of sources of one role each: half of them hold only a mark of their source.

    What the mark means cannot be known from other sources.
    """
    labels, rows = [], []
    for i in range(20 * SOURCES):
        source, role = i % SOURCES, i % SOURCES % len(ROLES)
        word = {(0, SOURCES + role): 1}
        labels.append(label(i, source=f"s{source}", role=ROLES[role]))
        rows.append({(0, source): 1} if i < 10 * SOURCES else word)
    terms = [*(f"mark{s}" for s in range(SOURCES)), *(f"work{r}" for r in range(len(ROLES)))]
    return pack_counts(labels, terms, rows)


def test_nothing_is_learnt_from_a_source_that_is_held_out() -> None:
    counts = marked()
    seen = {f"s{i}" for i in range(1, SOURCES)}
    held_out, known = (fit(counts, weigh_by_section(counts), sources).weights[0] for sources in (seen, seen | {"s0"}))
    assert np.abs(held_out).max() < 1e-6
    assert known.argmax() == 0
    assert known[0] > 1


def test_what_is_measured_is_unseen() -> None:
    counts = marked()
    evaluation = train(counts).evaluation
    assert evaluation.overall.n == len(counts.labels) == 20 * SOURCES
    assert sum(share.n for share in evaluation.sources.values()) == 20 * SOURCES
    # The half with a word that other sources know is read right, the half with a mark by chance.
    assert 0.5 <= evaluation.overall.accuracy < 0.75
    fitted = fit(counts, weigh_by_section(counts), {f"s{i}" for i in range(SOURCES)})
    shown = raw_scores(fitted, weigh_by_section(counts)).argmax(axis=1) == [
        ROLES.index(la.role) for la in counts.labels
    ]
    assert shown.mean() == 1  # which is what it would seem to be on postings that it has seen


def test_a_small_market_is_learnt(small: TermCounts, trained: TrainedModel) -> None:
    evaluation = trained.evaluation
    assert evaluation.overall.n == 360
    assert evaluation.sure[3].accuracy > 0.9
    assert evaluation.calibration_error < 0.1
    assert evaluation.titles.n > 0
    assert trained.model.vocabulary.terms == small.terms
    assert trained.model.weights.shape == (len(small.terms), len(ROLES))


def test_the_same_counts_give_the_same_model_and_each_step_is_told(small: TermCounts, trained: TrainedModel) -> None:
    told: list[Progress] = []
    again = train(small, told.append)
    assert np.array_equal(again.model.weights, trained.model.weights)
    assert np.array_equal(again.model.title_thresholds, trained.model.title_thresholds)
    assert again.model.confidence_threshold == trained.model.confidence_threshold
    assert again.evaluation == trained.evaluation
    assert [(p.done, p.share) for p in told] == [(i, i / (FOLDS + 1)) for i in range(FOLDS + 2)]


def test_the_model_is_cooled_by_the_temperature(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = marked()
    monkeypatch.setattr("truerole.model.role.train.fit_temperature", lambda *_: 4.0)
    hot, cool = fit(counts, weigh_by_section(counts), {f"s{i}" for i in range(SOURCES)}), train(counts).model
    assert cool.weights == pytest.approx(hot.weights / 4)
    assert cool.intercept == pytest.approx(hot.intercept / 4)


def test_where_a_word_stands_is_what_it_counts() -> None:
    counts = pack_counts([label()], ["a", "b"], [{(0, 0): 2, (1, 0): 1, (3, 1): 10}])
    weighed = weigh_by_section(counts).toarray()
    assert weighed[:, :2] == pytest.approx(np.array([[2 * 3 + 1 * 1.5, 10 * 0.3]]))
    assert weighed.shape == (1, 2 + PROFILE) and not weighed[:, 2:].any()


def test_the_length_of_a_term_vector_grows_with_what_is_said() -> None:
    counts = pack_counts([label()] * 3, ["a", "b"], [{(0, 0): 1}, {(0, 0): 1, (0, 1): 1}, {}])
    weighted, idf = weigh_by_section(counts), np.array([2.0, 1.0], np.float32)
    assert vector_lengths(weighted, idf) == pytest.approx([2 * np.log(4), np.hypot(2, 1) * np.log(4), 1])


def test_scores_grow_with_the_length_of_the_term_vector(small: TermCounts) -> None:
    fitted, weighted = fit(small, weigh_by_section(small), {la.group for la in small.labels}), weigh_by_section(small)
    alike = raw_scores(replace(fitted, sharpness=0.0), weighted)
    assert fitted.sharpness == SHARPNESS
    assert raw_scores(fitted, weighted) == pytest.approx(
        alike * vector_lengths(weighted, fitted.idf)[:, None] ** SHARPNESS
    )


def test_a_posting_is_scored_by_the_fit_that_has_not_seen_its_source(small: TermCounts, trained: TrainedModel) -> None:
    weighted, labels = weigh_by_section(small), small.labels
    assert trained.held_out
    assert trained.held_out.ids == tuple(label.id for label in labels)
    for seen, unseen in source_folds(labels):
        alone = raw_scores(fit(small, weighted, {labels[i].group for i in seen}), weighted[unseen])
        assert trained.held_out.scores[unseen] == pytest.approx(alone, abs=1e-5)
