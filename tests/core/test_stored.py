"""Lists of alternatives between a reading and the store: "Python or R" is one demand."""

import pytest

from truerole.core.reading import Need, Skill
from truerole.core.stored import SkillDemand, list_demands, skill_demands

NEEDS: dict[str, Need] = {"?": "preferred", "~": "context"}


def skill(written: str) -> Skill:
    """Return a skill: "r|python,java" has two alternatives; "?" stands before what is only nice to have."""
    name, _, others = written.lstrip("?~").partition("|")
    need = NEEDS.get(written[0], "required")
    return Skill(name, name, "languages", need, None, (), tuple(others.split(",")) if others else ())


@pytest.mark.parametrize(
    ("read", "first_of", "asked"),
    [
        ("", {}, ""),
        ("sql ?r ~dbt", {}, "sql ?r"),
        ("python|r r|python sql", {"python": "python", "r": "python"}, "python|r sql"),
        ("sql r|python python|r", {"r": "r", "python": "r"}, "sql r|python"),
        ("?python|r,java ?r|python,java ?java|python,r", dict.fromkeys(("python", "r", "java"), "python"),
         "?python|r,java"),
        # Java would do only where Python is not asked for by itself.
        ("python java|python", {"java": "python"}, "python"),
        ("java|python python", {"java": "python"}, "python"),
        ("python ?java|python", {"java": "python"}, "python"),
        # Two lists share Python, which keeps the first alone: they are one.
        ("python|r r|python java|python", dict.fromkeys(("python", "r", "java"), "python"), "python|r,java"),
        ("a|b b|a c|d d|c,b", {"a": "a", "b": "a", "c": "a", "d": "a"}, "a|b,c,d"),
        # One that is only nice to have, beside one that is required.
        ("?r|python python|java java|python", dict.fromkeys(("r", "python", "java"), "python"), "python|java"),
        ("python|gone", {"python": "python"}, "python"),
    ],
)  # fmt: skip
def test_a_list_of_alternatives_is_one_demand(read: str, first_of: dict[str, str], asked: str) -> None:
    skills = skill_demands([skill(each) for each in read.split()])
    assert {each.skill: each.one_of for each in skills if each.one_of} == first_of
    assert " ".join(map(written, list_demands(skills))) == asked


def written(listed: tuple[SkillDemand, ...]) -> str:
    first, *others = (each.skill for each in listed)
    need = "?" if listed[0].need == "preferred" else ""
    return f"{need}{first}|{','.join(others)}" if others else need + first


def test_years_and_needs_stay() -> None:
    read = [skill("python|r")._replace(years=3), skill("?r|python"), skill("~sql")]
    assert skill_demands(read) == (
        SkillDemand("python", "required", 3, "python"),
        SkillDemand("r", "preferred", None, "python"),
        SkillDemand("sql", "context"),
    )
