"""Texts become a sparse matrix of skills, as scikit-learn expects of a vectorizer."""

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from tests.sklearn.checks import FOR_ALL, NUMBERS_GIVEN, TAKES_TEXTS, checked
from truerole.core.taxonomy import load_taxonomy
from truerole.sklearn import SkillVectorizer

TEXTS = [
    "Requirements\nPython and SQL. You write Python each day.\nNice to have\nAirflow.",
    "You greet our guests at the door and lead them to their tables.",
    "",
    "Requirements\nAirflow.",
]


def cells(found: Any, names: Any) -> list[dict[str, int]]:
    """Return the values of each row by the name of the column."""
    return [{names[j]: int(row[0, j]) for j in row.indices} for row in found]


def read(**options: Any) -> list[dict[str, int]]:
    made = SkillVectorizer(**options).fit(TEXTS)
    return cells(made.transform(TEXTS), made.get_feature_names_out())


@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        ({}, {"python": 2, "sql": 1, "airflow": 1}, {"airflow": 1}),
        ({"binary": True}, {"python": 1, "sql": 1, "airflow": 1}, {"airflow": 1}),
        (
            {"by_need": True},
            {"python:required": 2, "sql:required": 1, "airflow:preferred": 1},
            {"airflow:required": 1},
        ),
    ],
)
def test_cells_are_mentions(options: dict[str, bool], first: dict[str, int], last: dict[str, int]) -> None:
    assert read(**options) == [first, {}, {}, last]


def test_columns_are_the_taxonomy() -> None:
    made, skills = SkillVectorizer().fit(TEXTS), load_taxonomy().skills
    assert made.get_feature_names_out().tolist() == list(skills)
    assert made.transform(TEXTS).shape == (len(TEXTS), len(skills))
    assert made.set_params(by_need=True).transform([]).shape == (0, 3 * len(skills))


def test_a_skill_that_came_later_has_no_column() -> None:
    made = SkillVectorizer().fit(TEXTS)
    made.skills_ = made.skills_[made.skills_ != "python"]
    assert cells(made.transform(TEXTS[:1]), made.get_feature_names_out()) == [{"sql": 1, "airflow": 1}]


@pytest.mark.slow
def test_processes_read_as_one_does() -> None:
    texts = TEXTS * 70
    one, two = (SkillVectorizer(n_jobs=n).fit_transform(texts) for n in (1, 2))
    assert (one != two).nnz == 0
    assert one.sum() == 5 * 70


def test_it_is_kept_and_cloned() -> None:
    made = SkillVectorizer(binary=True).fit(TEXTS)
    again = pickle.loads(pickle.dumps(made))
    assert (made.transform(TEXTS) != again.transform(TEXTS)).nnz == 0
    assert clone(made).get_params() == {"binary": True, "by_need": False, "n_jobs": None}
    with pytest.raises(NotFittedError):
        clone(made).transform(TEXTS)
    with pytest.raises(NotFittedError):
        clone(made).get_feature_names_out()


def test_it_stands_in_pipelines() -> None:
    labels = [1, 0, 0, 1]
    alone = make_pipeline(SkillVectorizer(), LogisticRegression()).fit(TEXTS, labels)
    assert alone.predict(TEXTS).tolist() == labels
    frame = pd.DataFrame({"text": TEXTS, "pay": [3.0, 1.0, 1.0, 3.0]})
    columns = make_column_transformer((SkillVectorizer(), "text"), ("passthrough", ["pay"]))
    assert columns.fit_transform(frame).shape == (4, len(load_taxonomy().skills) + 1)
    assert {"skillvectorizer__python", "passthrough__pay"} <= {*columns.get_feature_names_out()}


def test_a_long_text_is_read_in_part() -> None:
    made = SkillVectorizer().fit([])
    (found,) = cells(made.transform(["We use Python. " + "And so on. " * 10_000 + "SQL."]), made.skills_)
    assert found == {"python": 1}


def test_the_checks_of_scikit_learn() -> None:
    with pytest.warns(SkipTestWarning, match="requires input"):
        assert check_estimator(SkillVectorizer())[0]["status"] == "passed"
    of_tables = dict.fromkeys(("check_transformer_general", "check_transformer_preserve_dtypes"), TAKES_TEXTS)
    ended = checked(SkillVectorizer(), NUMBERS_GIVEN | of_tables)
    assert ended["failed"] == set()
    assert ended["xfail"] == {*NUMBERS_GIVEN, *of_tables}
    assert ended["passed"] >= FOR_ALL | {"check_transformers_unfitted"}


@pytest.mark.parametrize("given", ["one text", [1.5], np.zeros((2, 2))])
def test_what_is_no_text_is_told(given: Any) -> None:
    with pytest.raises(ValueError, match="text"):
        SkillVectorizer().fit(given)
    with pytest.raises(ValueError, match="text"):
        SkillVectorizer().fit(TEXTS).transform(given)
