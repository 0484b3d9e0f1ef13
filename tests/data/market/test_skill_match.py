from itertools import pairwise

import pytest
from pyroaring import BitMap

from truerole.core.posting import Posting
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.market.similar_postings import similar_postings
from truerole.data.market.skill_match import Match, SkillMatcher, missing_skills
from truerole.data.market.wishes import KINDS, Person, with_implied
from truerole.data.store.store import open_store

TAXONOMY = load_taxonomy()
# role, stage, what is asked for: "?" before what is only nice to have, "~" before what is only mentioned
POSTINGS = """
data_analyst startup sql excel
data_analyst unknown sql excel tableau ?python
data_analyst enterprise sql power-bi tableau dbt
data_engineer startup sql airflow kafka python
data_engineer unknown kafka ?sql
ml_engineer startup pytorch kubernetes python ~sql
other unknown
"""
KNOWS = Person(with_implied(["sql", "excel"], TAXONOMY))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> BitmapIndex:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('fit') / 'a.db'}") as store:
        store.add([_entry(i, line) for i, line in enumerate(POSTINGS.strip().splitlines())], "v1")
        return refresh(store)


def _entry(i: int, line: str) -> StoreEntry:
    role, stage, *skills = line.split()
    needs = {"?": "preferred", "~": "context"}
    asked = tuple(SkillDemand(s.lstrip("?~"), needs.get(s[0], "required")) for s in skills)
    return StoreEntry(
        Posting("s", str(i), "t", ""), StoredReading(role, (0.2,) * 5, True, None, None, 0, stage, "mid", asked)
    )


def fit(index: BitmapIndex) -> SkillMatcher:
    return SkillMatcher(index, index.all, TAXONOMY)


def test_who_knows_a_part_knows_of_the_whole() -> None:
    assert {"pytorch", "deep-learning", "machine-learning"} <= with_implied(["pytorch"], TAXONOMY)
    assert with_implied(["no such skill"], TAXONOMY) == frozenset()


def test_postings_by_what_is_covered(index: BitmapIndex) -> None:
    found = {match.posting: round(match.coverage, 3) for match in fit(index).rank_postings(KNOWS, 10)}
    assert found == {1: 1.0, 2: 0.571, 5: 0.333, 3: 0.25, 4: 0.25, 6: 0.0}
    scores = [match.score for match in fit(index).rank_postings(KNOWS, 10)]
    assert scores == sorted(scores, reverse=True)
    assert fit(index).rank_postings(KNOWS, 2, start=1) == fit(index).rank_postings(KNOWS, 3)[1:]


@pytest.mark.parametrize(
    ("person", "first"),
    [
        (Person(values={("stage", "enterprise"): 1.0}), 3),
        (Person(values={("role", "ml_engineer"): 1.0}), 6),
        (Person(kinds={"engineering": 1.0}), 4),
        (Person(kinds={"interfaces": 1.0}), 3),
        (Person(with_implied(["sql"], TAXONOMY), kinds={"interfaces": -1.0}), 1),
        (Person(with_implied(["sql"], TAXONOMY), values={("role", "data_analyst"): -1.0}), 5),
    ],
)
def test_wishes_move_what_comes_first(index: BitmapIndex, person: Person, first: int) -> None:
    assert fit(index).rank_postings(person, 1)[0].posting == first


def test_kinds_of_work_are_categories_of_skills() -> None:
    assert {category for categories in KINDS.values() for category in categories} <= set(TAXONOMY.categories)


def test_scores_are_shares(index: BitmapIndex) -> None:
    everything = Person(
        frozenset(index.values("skill")),
        {"interfaces": 1.0, "engineering": -1.0, "deep learning": 1.0},
        {("stage", "startup"): 1.0, ("stage", "enterprise"): -1.0},
    )
    assert all(0 <= match.score <= 1 for match in fit(index).rank_postings(everything, 10))


def test_reach_by_role(index: BitmapIndex) -> None:
    assert fit(index).within_reach(KNOWS) == BitMap([1, 2])
    assert {s.name: (s.count, s.total) for s in fit(index).reach_by_role(KNOWS)} == {
        "data_analyst": (2, 3),
        "data_engineer": (0, 2),
        "ml_engineer": (0, 1),
    }


def test_the_next_skill_is_the_one_that_brings_most_within_reach(index: BitmapIndex) -> None:
    steps = {step.skill: (step.gained, step.reach.count) for step in fit(index).next_skills(KNOWS, 9)}
    assert steps["tableau"] == (1, 3)  # the third posting, of which half is then known
    assert steps["kafka"] == (2, 4)
    assert next(iter(steps)) == "kafka"


def test_a_path_of_skills_never_goes_back(index: BitmapIndex) -> None:
    steps = fit(index).learning_path(KNOWS, 5)
    assert steps[0].skill == "kafka"
    assert all(a.reach.count < b.reach.count for a, b in pairwise(steps))
    assert len(steps) == len({step.skill for step in steps})


def test_a_path_begins_with_the_next_skill(index: BitmapIndex) -> None:
    for skills in (["sql", "excel"], ["python"], ["kafka", "tableau"]):
        person = Person(with_implied(skills, TAXONOMY))
        first = fit(index).next_skills(person, 1)
        assert fit(index).learning_path(person, 1) == first
        assert fit(index).learning_path(person, 3, first) == fit(index).learning_path(person, 3)


def test_what_is_missing() -> None:
    asked = [
        SkillDemand("python", "preferred"),
        SkillDemand("spark", "required"),
        SkillDemand("sql", "required"),
        SkillDemand("r", "context"),
    ]
    assert [a.skill for a in missing_skills(KNOWS, asked)] == ["spark", "python"]


def test_nothing_to_match() -> None:
    empty = SkillMatcher(BitmapIndex(), BitMap(), TAXONOMY)
    assert (empty.rank_postings(KNOWS, 5), empty.reach_by_role(KNOWS), empty.next_skills(KNOWS, 3)) == ([], [], [])
    assert similar_postings(BitmapIndex(), BitMap(), ["sql"], {}, 5) == []


def test_the_nearest_share_rare_skills(index: BitmapIndex) -> None:
    found = similar_postings(index, index.all, ["kafka", "airflow", "sql"], {"role": "data_engineer"}, 3)
    assert [match.posting for match in found[:2]] == [4, 5]
    assert similar_postings(index, BitMap([1, 6]), ["pytorch"], {}, 1)[0].posting == 6
    assert similar_postings(index, index.all, [], {"role": "ml_engineer"}, 1) == [Match(6, pytest.approx(0.3), 0.0)]
    same = similar_postings(index, index.all, ["sql", "excel"], {"role": "data_analyst", "seniority": "mid"}, 1)[0]
    assert (same.posting, same.coverage) == (1, pytest.approx(1.0))
    rare = similar_postings(index, index.all, ["kafka", "airflow", "sql", "python", "spark"], {}, 9)
    assert all(0 <= match.coverage <= 1 for match in rare)
    assert next(m.coverage for m in rare if m.posting == 4) > next(m.coverage for m in rare if m.posting == 5)
