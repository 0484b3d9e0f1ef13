import pytest

from truerole.core.reading import Need, Skill
from truerole.phrasing.postings.needs import demand_note, skill_label, skill_names, skill_rows


def skill(name: str, category: str, need: Need = "required", years: int | None = None, *others: str) -> Skill:
    return Skill(name.lower(), name, category, need, years, ((0, 1),), others)


SKILLS = [
    skill("Python", "languages", "required", 3, "r"),
    skill("SQL", "databases"),
    skill("R", "languages", "required", None, "python"),
    skill("Scala", "languages"),
    # Go would do with Scala, which is also asked for by itself.
    skill("Go", "languages", "preferred", None, "scala"),
]


@pytest.mark.parametrize(
    ("need", "rows", "names"),
    [
        (
            "required",
            [("databases", ["SQL"]), ("languages", ["Scala"]), ("one of", ["Python", "R"])],
            ["SQL", "Scala", "one of (Python · 3+ years, R)"],
        ),
        ("preferred", [("one of", ["Scala", "Go"])], ["one of (Scala, Go)"]),
        ("context", [], []),
    ],
)
def test_alternatives_stand_together_behind_the_others(
    need: Need, rows: list[tuple[str, list[str]]], names: list[str]
) -> None:
    assert [(name, [each.name for each in listed]) for name, listed in skill_rows(SKILLS, need)] == rows
    assert skill_names(SKILLS, need) == names


@pytest.mark.parametrize(
    ("need", "others", "said"),
    [
        ("required", [], ""),
        ("required", ["R"], " (or R)"),
        ("required", ["R", "Julia"], " (or R, Julia)"),
        ("preferred", [], " (nice to have)"),
        ("preferred", ["R"], " (or R; nice to have)"),
    ],
)
def test_what_is_said_behind_a_skill(need: Need, others: list[str], said: str) -> None:
    assert demand_note(need, others) == said


@pytest.mark.parametrize(
    ("years", "said"), [(None, "Python"), (1, "Python · 1+ year"), (5, "Python · 5+ years"), (0, "Python · 0+ years")]
)
def test_years_are_told_behind_a_name(years: int | None, said: str) -> None:
    assert skill_label("Python", years) == said
