"""A classifier is fitted to a user's texts beside the shipped counts, as scikit-learn expects of a classifier."""

import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from tests.counts import few_postings_learnt
from tests.sklearn.checks import FOR_ALL, NUMBERS_GIVEN, TAKES_TEXTS, checked
from truerole.core.reading import ROLES
from truerole.data.labels.examples import load_examples
from truerole.sklearn import RoleClassifier

pytestmark = pytest.mark.slow

EXAMPLES = load_examples()[:24]
TEXTS = [example.description for example in EXAMPLES]
LABELS = [example.role for example in EXAMPLES]
NO_WORDS, GERMAN = "Build reports.", "Wir suchen einen Menschen, der für uns Berichte baut und Daten pflegt. " * 3
# What a team of another trade may call its postings, told apart by a word that no shipped label knows by heart.
GREENHOUSE = (
    "You water the tomatoes in our greenhouse, prune them and note their growth each morning for the growers. " * 2
)


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """Let a part of the shipped counts stand for all, so that a fit takes a second and not nine."""
    with few_postings_learnt(48):
        yield


@pytest.fixture(scope="module")
def fitted(few: None) -> RoleClassifier:
    return RoleClassifier().fit(TEXTS, LABELS)


def test_all_roles_are_classes(fitted: RoleClassifier) -> None:
    assert fitted.classes_.tolist() == list(ROLES) == sorted(ROLES)
    found = fitted.predict_proba(TEXTS)
    assert found.shape == (len(TEXTS), len(ROLES))
    assert np.allclose(found.sum(axis=1), 1)
    assert fitted.predict(TEXTS).tolist() == [ROLES[i] for i in found.argmax(axis=1)]
    assert fitted.predict_proba([]).shape == (0, len(ROLES))
    assert fitted.predict([]).tolist() == []


def test_it_has_learnt(fitted: RoleClassifier) -> None:
    assert fitted.score(TEXTS, LABELS) == 1.0
    before = fitted.predict_proba([GREENHOUSE])[0]
    after = RoleClassifier(label_weight=20.0).fit([GREENHOUSE], ["ml_engineer"]).predict_proba([GREENHOUSE])[0]
    assert after[3] > 3 * before[3]


def test_probabilities_are_those_of_its_readings(fitted: RoleClassifier) -> None:
    for text, shares in zip(TEXTS[:5], fitted.predict_proba(TEXTS[:5]), strict=True):
        reading = fitted.reader_.read(text)
        assert [reading.roles[role] for role in ROLES] == pytest.approx(shares.tolist(), abs=2e-4)
        assert reading.model == "fitted"


def test_it_is_the_fit_of_a_training(fitted: RoleClassifier) -> None:
    calibrated = RoleClassifier(calibrate=True).fit(TEXTS, LABELS)
    one, other = fitted.reader_.model.roles.weights, calibrated.reader_.model.roles.weights
    # The same but for the temperature.
    scale = np.linalg.norm(one) / np.linalg.norm(other)
    assert np.allclose(one, other * scale, atol=1e-3)
    assert scale != pytest.approx(1.0, abs=1e-6)
    assert calibrated.predict(TEXTS).tolist() == fitted.predict(TEXTS).tolist()


@pytest.mark.parametrize(
    "text", ["", NO_WORDS, GERMAN, "x" * 200_000, "\ud800 <b>SQL", "💡" * 40], ids=lambda text: ascii(text[:12])
)
def test_every_text_gets_a_role(fitted: RoleClassifier, text: str) -> None:
    (shares,) = fitted.predict_proba([text])
    assert shares.sum() == pytest.approx(1)
    assert fitted.predict([text])[0] in ROLES


# Weights


def test_weights_are_of_their_texts(fitted: RoleClassifier) -> None:
    """A text that teaches nothing, or counts for nothing, shifts no weight of the others."""
    texts, labels = [NO_WORDS, *TEXTS[:5], GREENHOUSE, *TEXTS[5:], GERMAN], ["other", *LABELS[:5], "other", *LABELS[5:]]
    weights = np.linspace(0.5, 3, len(texts))
    weights[6] = 0
    weighted = RoleClassifier().fit(texts, [*labels, "other"], sample_weight=pd.Series(weights))
    alone = RoleClassifier().fit(TEXTS, LABELS, sample_weight=list(np.delete(weights, [0, 6, len(texts) - 1])))
    assert np.array_equal(weighted.predict_proba(TEXTS), alone.predict_proba(TEXTS))
    assert not np.allclose(weighted.predict_proba(TEXTS), fitted.predict_proba(TEXTS), atol=1e-4)
    assert (weighted.left_out_, alone.left_out_, fitted.left_out_) == (2, 0, 0)


def test_equal_weights_are_the_weight_of_a_label(fitted: RoleClassifier) -> None:
    twos = RoleClassifier(label_weight=1.0).fit(TEXTS, LABELS, sample_weight=np.full(len(TEXTS), 2))
    assert np.array_equal(twos.predict_proba(TEXTS), fitted.predict_proba(TEXTS))


# What scikit-learn asks of each estimator


def test_it_is_kept_and_cloned(fitted: RoleClassifier) -> None:
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.predict_proba(TEXTS), fitted.predict_proba(TEXTS))
    assert clone(fitted).get_params() == {"label_weight": 2.0, "calibrate": False, "n_jobs": None}
    with pytest.raises(NotFittedError):
        clone(fitted).predict(TEXTS)


def test_predictions_change_nothing_and_know_no_order(fitted: RoleClassifier) -> None:
    before = dict(fitted.__dict__)
    found, order = fitted.predict_proba(TEXTS), np.random.default_rng(3).permutation(len(TEXTS))
    assert np.array_equal(fitted.predict_proba(np.array(TEXTS, object)[order]), found[order])
    assert np.array_equal(np.vstack([fitted.predict_proba(pd.Series([text])) for text in TEXTS[:5]]), found[:5])
    assert fitted.__dict__ == before


def test_a_second_fit_is_the_first(fitted: RoleClassifier) -> None:
    again = clone(fitted)
    assert again.fit(np.array(TEXTS), pd.Series(LABELS, dtype="category")) is again
    assert np.array_equal(again.predict_proba(TEXTS), fitted.predict_proba(TEXTS))


def test_it_stands_in_pipelines_and_cross_validations() -> None:
    assert cross_val_score(make_pipeline(RoleClassifier()), TEXTS, LABELS, cv=2).mean() > 0.5


def test_the_checks_of_scikit_learn() -> None:
    with pytest.warns(SkipTestWarning, match="requires input"):
        assert check_estimator(RoleClassifier())[0]["status"] == "passed"
    of_tables = dict.fromkeys(
        """
        check_all_zero_sample_weights_error check_classifier_data_not_an_array check_classifiers_classes
        check_classifiers_one_label check_classifiers_one_label_sample_weights check_classifiers_train
        check_sample_weight_equivalence_on_dense_data check_sample_weights_list check_sample_weights_not_an_array
        check_sample_weights_not_overwritten check_sample_weights_pandas_series check_sample_weights_shape
        """.split(),
        TAKES_TEXTS,
    )
    ended = checked(RoleClassifier(), NUMBERS_GIVEN | of_tables)
    assert ended["failed"] == set()
    assert ended["xfail"] == {*NUMBERS_GIVEN, *of_tables}
    assert ended["passed"] >= FOR_ALL | {"check_classifiers_regression_target", "check_decision_proba_consistency"}


@pytest.mark.parametrize("weight", [-1, 0, 0.0, np.nan, np.inf, "2", None, True, np.float32(-2), [2.0]])
def test_a_label_weight_is_a_number_above_0(weight: Any) -> None:
    with pytest.raises(ValueError, match=r"^label_weight is .*; give a number above 0"):
        RoleClassifier(label_weight=weight).fit(TEXTS, LABELS)


@pytest.mark.parametrize("weight", [np.float32(2), np.int64(2), 2])
def test_a_label_weight_is_a_number_of_any_kind(fitted: RoleClassifier, weight: Any) -> None:
    assert np.array_equal(
        RoleClassifier(label_weight=weight).fit(TEXTS, LABELS).predict_proba(TEXTS), fitted.predict_proba(TEXTS)
    )


@pytest.mark.parametrize(
    ("texts", "labels", "weights", "told"),
    [
        (TEXTS, None, None, "requires y"),
        (TEXTS[:2], ["data_analyst", "Data Analyst"], None, "'Data Analyst' is no role; the roles are data_analyst"),
        (TEXTS[:2], [0, 1], None, "'0', '1' is no role"),
        (TEXTS[:2], LABELS[:1], None, "inconsistent numbers of samples"),
        (TEXTS[:2], LABELS[:2], [1.0], "inconsistent numbers of samples"),
        (TEXTS[:2], LABELS[:2], [1.0, -1.0], "negative"),
        (TEXTS[:2], LABELS[:2], [1.0, np.nan], "no number"),
        (TEXTS[:2], LABELS[:2], [0.0, 0.0], "every sample weight is zero"),
        ([], [], None, "no text is given"),
        ([NO_WORDS, GERMAN], LABELS[:2], None, "none of the 2 texts can be learnt from"),
        ("one text", LABELS, None, "a sequence of texts is wanted"),
        ([1.0, 2.0], LABELS[:2], None, "text 0 is a float"),
    ],
)
def test_what_cannot_be_learnt_is_told(texts: Any, labels: Any, weights: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        RoleClassifier().fit(texts, labels, sample_weight=weights)
