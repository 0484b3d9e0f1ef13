"""Levels that titles and the first words of a text name."""

import pytest

from truerole.model.signals.levels import levels_of, levels_of_title, seniority_of_title

TITLES = [
    ("", set()),
    ("data analyst", set()),
    ("analyst ii", {"second"}),
    ("engineer 3", {"third"}),
    ("scientist i", {"first"}),
    ("staff engineer", {"staff", "lead"}),
    ("staff nurse", {"nurse"}),
    ("principal scientist", {"principal", "lead"}),
    ("analytics manager", {"manager", "head"}),
    ("product manager", {"manager of things", "head"}),
    ("vice president", {"head"}),
    ("working student", {"intern"}),
    ("early career researcher", {"junior"}),
    ("early days", set()),
    ("co op", {"intern"}),
]


@pytest.mark.parametrize(("title", "levels"), TITLES, ids=[t[0] or "none" for t in TITLES])
def test_levels_of_a_title(title: str, levels: set[str]) -> None:
    assert levels_of_title(title.split()) == levels


def test_a_level_stands_where_its_word_does() -> None:
    assert list(levels_of("we seek a lead engineer , i think".split())) == [("lead", 3)]


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        (None, None),
        ("Data Engineer", None),
        ("Data Engineer II", None),
        ("Product Manager", None),
        ("Staff Nurse", None),
        ("Junior/Senior Data Engineer", None),
        ("Working Student (Data)", "intern"),
        ("JR. Analyst", "junior"),
        ("Mid-level Analyst", "mid"),
        ("Sr Analyst, Risk", "senior"),
        ("Senior Lead Engineer", "lead"),
        ("Principal Scientist", "lead"),
        ("Analytics Manager", "lead"),
    ],
)
def test_seniority_that_a_title_surely_names(title: str | None, seniority: str | None) -> None:
    assert seniority_of_title(title) == seniority
