"""Wishes for duties: names of kinds, and weights."""

import pytest

from truerole.core.reading import Duty
from truerole.phrasing.duties.wishes import duty_weights, find_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("data_science", "data_science"),
        ("Modelling", "data_science"),
        (" statistics  and modelling", "data_science"),
        ("ML and AI", "ml_engineering"),
        ("ml engineering", "ml_engineering"),
        ("PIPELINES", "data_engineering"),
        ("general", None),
        ("none", None),
        ("", None),
    ],
)
def test_kinds_by_name(name: str, kind: Duty | None) -> None:
    assert find_kind(name) == kind


@pytest.mark.parametrize(
    ("more", "less", "weights"),
    [
        ([], [], {}),
        (["data_science"], ["analysis"], {"analysis": -1.0, "data_science": 1.0}),
        (["business", "software"], ["business"], {"software": 1.0}),
    ],
)
def test_more_and_less(more: list[Duty], less: list[Duty], weights: dict[Duty, float]) -> None:
    assert duty_weights(more, less) == weights
