"""Calibration: the temperature, and the thresholds of confidence and of titles."""

from dataclasses import replace

import numpy as np
import pytest

from truerole.core.reading import ROLES
from truerole.model.role.calibration import confidence_threshold, fit_temperature, title_thresholds
from truerole.model.role.term_counts import Label


def label(i: int = 0, **fields: object) -> Label:
    return replace(Label(f"p{i}", f"s{i}", "other", None, 3), **fields)


SURE = np.random.default_rng(1)
TRUE = SURE.dirichlet(np.full(5, 0.4), 4000)
DRAWN = [label(role=ROLES[SURE.choice(5, p=p)]) for p in TRUE]


@pytest.mark.parametrize("temperature", [0.5, 1, 3])
def test_temperature_undoes_too_much_or_too_little_certainty(temperature: float) -> None:
    assert fit_temperature(np.log(TRUE + 1e-9) * temperature, DRAWN) == pytest.approx(temperature, rel=0.1)


def test_confident_readings_are_as_right_as_wanted() -> None:
    start = confidence_threshold(TRUE, DRAWN)
    top = TRUE.max(axis=1)
    right = np.array([ROLES[i] == la.role for i, la in zip(TRUE.argmax(axis=1), DRAWN, strict=True)])
    assert 0.2 < start < 1
    assert right[top >= start].mean() == pytest.approx(0.9, abs=0.01)
    assert right[top >= start - 0.05].mean() < 0.9


@pytest.mark.parametrize(
    ("right", "start"), [([True, True], 0.3), ([False, False], 1.0), ([True, False], 0.9)], ids=str
)
def test_confidence_threshold_at_the_ends(right: list[bool], start: float) -> None:
    probabilities = np.array([[0.9, 0.1, 0, 0, 0], [0.3, 0.25, 0.2, 0.15, 0.1]])
    labels = [label(role=ROLES[0] if ok else ROLES[1]) for ok in right]
    assert confidence_threshold(probabilities, labels) == start


def test_titles_are_contradicted_where_they_are_likelier_wrong() -> None:
    titled = [replace(la, title=ROLES[i % 4]) for i, la in enumerate(DRAWN)]
    limits = title_thresholds(TRUE, titled)
    assert limits[4] == 0  # "other" is never a title
    assert all(0 < limit < 1 for limit in limits[:4])
    assert limits[:4] == pytest.approx(np.full(4, 0.55), abs=0.08)  # said so from 0.45 on that it is wrong


@pytest.mark.parametrize("title", [None, "data_analyst"])
def test_titles_of_which_none_is_wrong_are_never_contradicted(title: str | None) -> None:
    labels = [label(i, role="data_analyst", title=title) for i in range(9)]
    assert not title_thresholds(np.full((9, 5), 0.2), labels).any()
