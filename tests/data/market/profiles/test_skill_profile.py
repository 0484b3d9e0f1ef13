import numpy as np
import pytest

from tests.data.market.made_up import entry_of, index_of
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.aggregates import Filters, Selection, select_postings
from truerole.data.market.pay import PayTable
from truerole.data.market.profiles.skill_profile import (
    FEWEST_OF_ROLE,
    SkillProfile,
    find_skill,
    near_skills,
    related_skills,
    skill_pay,
)


def profile(role: str, *, skill: str = "spark") -> SkillProfile:
    entries = [
        entry_of(n, "data_engineer", ["spark"] if n % 4 == 0 else ["?spark"] if n % 4 == 1 else ["sql"])
        for n in range(40)
    ]
    entries += [entry_of(100 + n, "data_analyst", ["~spark"] if n == 0 else []) for n in range(FEWEST_OF_ROLE)]
    entries += [entry_of(200 + n, "ml_engineer", ["spark"]) for n in range(FEWEST_OF_ROLE - 1)]
    index, filters = index_of(entries), Filters({"role": (role,)} if role else {})
    return SkillProfile(load_taxonomy().skills[skill], Selection(index, filters, select_postings(index, filters)))


def test_how_often_and_how_needed() -> None:
    found = profile("data_engineer")
    assert (found.frequency.count, found.frequency.total) == (20, 40)
    assert [(share.name, share.count, share.total) for share in found.needs] == [
        ("required", 10, 20),
        ("preferred", 10, 20),
        ("context", 0, 20),
    ]
    assert [share.count for share in profile("data_analyst").needs] == [0, 0, 1]


@pytest.mark.parametrize("role", ["", "data_engineer"])
def test_roles_are_compared_whichever_is_chosen(role: str) -> None:
    shares = profile(role).by_role
    assert [(share.name, share.count, share.total) for share in shares] == [
        ("data_engineer", 20, 40),
        ("data_analyst", 1, FEWEST_OF_ROLE),
    ], "a role of one posting fewer says nothing"


def test_a_skill_that_nobody_names() -> None:
    found = profile("", skill="cobol" if "cobol" in load_taxonomy().skills else "fortran")
    assert not found.named
    assert found.frequency.share == 0


@pytest.mark.parametrize(("paid", "told"), [(20, True), (19, False)])
def test_pay_is_told_of_enough_postings(paid: int, told: bool) -> None:
    found = profile("data_engineer")
    numbers = np.array([*list(found.named)[:paid], *list(found.selection.postings - found.named)[:10]], np.int64)
    rich = np.where(np.isin(numbers, list(found.named)), 200_000.0, 50_000.0)
    order = np.argsort(numbers)
    nobody = np.zeros(len(numbers), np.int64)
    usd = np.full(len(numbers), int.from_bytes(b"USD", "big"))
    table = PayTable(numbers[order], rich[order], usd, nobody.astype(bool))
    pay = skill_pay(found, table)
    assert (pay is not None) == told
    if pay:
        assert (pay.currency, pay.named.count, pay.named.median, pay.everyone.count) == ("USD", 20, 200_000, 30)
        assert pay.difference is None or pay.difference.skill == "spark"


def test_related_skills() -> None:
    related = related_skills(load_taxonomy(), "spark")
    assert "big-data" in [skill.id for skill in related.parents]
    assert "pyspark" in [skill.id for skill in related.children]
    assert "hadoop" in [skill.id for skill in related.siblings]
    assert "spark" not in [skill.id for skill in related.siblings]


@pytest.mark.parametrize(
    ("words", "skill"),
    [("spark", "spark"), ("Apache Spark", "spark"), ("  apache   SPARK ", "spark"), ("nothing such", None), ("", None)],
)
def test_a_skill_is_found_by_id_and_names(words: str, skill: str | None) -> None:
    found = find_skill(load_taxonomy(), words)
    assert (found.id if found else None) == skill


@pytest.mark.parametrize(("words", "near"), [("pyton", "python"), ("sparkk", "spark"), ("kubernets", "kubernetes")])
def test_near_skills(words: str, near: str) -> None:
    assert near in [entry.id for entry in near_skills(load_taxonomy(), words)]


@pytest.mark.parametrize("words", ["", "   ", "x" * 100_000, "](javascript:alert(1))", "\u202e"])
def test_hostile_words_are_near_nothing_or_little(words: str) -> None:
    assert len(near_skills(load_taxonomy(), words)) <= 8
