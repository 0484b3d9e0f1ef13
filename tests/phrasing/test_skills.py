"""Labels and order of skills in a list to choose from."""

import re

import pytest

from truerole.core.taxonomy import load_taxonomy
from truerole.phrasing.skills import order_to_find, skill_label, skill_name


@pytest.mark.parametrize(
    ("skill", "label"),
    [
        ("sql", "SQL"),
        ("spark", "Apache Spark"),
        ("kubernetes", "Kubernetes (k8s)"),
        ("scikit-learn", "scikit-learn (sklearn)"),
        ("aws", "Amazon Web Services (AWS)"),
        ("power-bi", "Power BI (PowerBI, PBI)"),
        ("no such skill", "no such skill"),
    ],
)
def test_a_label_holds_the_name_and_short_aliases(skill: str, label: str) -> None:
    assert skill_label(skill) == label
    assert label.startswith(skill_name(skill))


def test_each_label_names_one_skill() -> None:
    skills = load_taxonomy().skills
    assert len({skill_label(skill) for skill in skills}) == len(skills)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("spark", "spark"),
        ("r", "r"),
        ("c", "c"),
        ("go", "go"),
        ("excel", "excel"),
        ("k8s", "kubernetes"),
        ("sklearn", "scikit-learn"),
        ("aws", "aws"),
        ("java", "java"),
        ("powerbi", "power-bi"),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_name_finds_its_skill_first_however_common_the_others(typed: str, first: str, backwards: bool) -> None:
    skills = sorted(load_taxonomy().skills, reverse=backwards)
    beginning = re.compile(typed if len(typed) < 3 else rf"\b{typed}")
    shown = [skill for skill in order_to_find(skills) if beginning.search(skill_label(skill).lower())]
    assert shown[0] == first


def test_the_order_keeps_all_and_the_commonest_first() -> None:
    assert order_to_find(["python", "tableau", "sql"]) == ["python", "tableau", "sql"]
    assert order_to_find(["sql", "spark-sql", "spark", "sql"]) == ["sql", "spark", "spark-sql"]
    assert order_to_find(["docker", "sql", "r"]) == ["r", "docker", "sql"]
    assert order_to_find(["node-js", "javascript"]) == ["node-js", "javascript"]
    assert sorted(order_to_find(load_taxonomy().skills)) == sorted(load_taxonomy().skills)
