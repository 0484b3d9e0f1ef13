from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from tests.data.market.made_up import entry_of, index_of
from truerole.core.reading import Duty
from truerole.core.stored import SkillDemand, StoreEntry, list_demands
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.aggregates import Filters
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.market.duties import table_of
from truerole.data.market.similar_postings import similar_postings
from truerole.data.market.skill_match import Match, SkillMatcher, advise, missing_skills, posting_coverage
from truerole.data.market.wishes import KINDS, Person
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
KNOWS = Person(TAXONOMY.implied_by(["sql", "excel"]))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> BitmapIndex:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('fit') / 'a.db'}") as store:
        store.add(_entries(POSTINGS), "v1")
        return refresh(store)


def _entries(lines: str) -> list[StoreEntry]:
    words = [line.split() for line in lines.strip().splitlines()]
    return [entry_of(i, role, skills, stage) for i, (role, stage, *skills) in enumerate(words)]  # type: ignore[arg-type]


def fit(index: BitmapIndex) -> SkillMatcher:
    return SkillMatcher(index, index.all, TAXONOMY)


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
        (Person(TAXONOMY.implied_by(["sql"]), kinds={"interfaces": -1.0}), 1),
        (Person(TAXONOMY.implied_by(["sql"]), values={("role", "data_analyst"): -1.0}), 5),
    ],
)
def test_wishes_move_what_comes_first(index: BitmapIndex, person: Person, first: int) -> None:
    assert fit(index).rank_postings(person, 1)[0].posting == first


# In per cent by WORK_KINDS; the others say nothing of the work.
MIXES = table_of([
    (1, bytes((100, 0, 0, 0, 0, 0, 0))),
    (2, bytes((60, 0, 40, 0, 0, 0, 0))),
    (4, bytes((0, 90, 0, 0, 0, 10, 0))),
    (6, bytes((0, 0, 20, 80, 0, 0, 0))),
])  # fmt: skip


@pytest.mark.parametrize(
    ("duties", "order"),
    [
        ({"data_science": 1.0}, [2, 5, 3, 6, 4, 1]),
        ({"ml_engineering": 1.0}, [6, 5, 3, 4, 2, 1]),
        ({"data_engineering": 1.0, "business": -1.0}, [4, 6, 5, 3, 2, 1]),
        ({"analysis": -1.0}, [6, 4, 5, 3, 2, 1]),
    ],
)
def test_wishes_for_duties_order_postings(index: BitmapIndex, duties: dict[Duty, float], order: list[int]) -> None:
    ranked = fit(index).rank_postings(Person(duties=duties), 10, mixes=MIXES)
    assert [match.posting for match in ranked] == order
    assert all(0 <= match.score <= 1 for match in ranked)


def test_of_postings_that_fit_alike_the_newest_come_first_whatever_else_they_ask_for() -> None:
    asked = ["r"], ["r", "git"], ["git"], ["r", "git", "sql"], ["r"], ["git", "sql"], ["python", "git"]
    index = index_of([entry_of(n, "data_analyst", skills) for n, skills in enumerate(asked)])
    matcher = SkillMatcher(index, index.all, TAXONOMY)
    assert [match.posting for match in matcher.rank_postings(Person(), 3)] == [7, 6, 5]
    assert [match.posting for match in matcher.rank_postings(knows("python"), 4)] == [7, 6, 5, 4]


def test_kinds_of_work_are_categories_of_skills() -> None:
    assert {category for categories in KINDS.values() for category in categories} <= set(TAXONOMY.categories)


def test_scores_are_shares(index: BitmapIndex) -> None:
    everything = Person(
        frozenset(index.values("skill")),
        {"interfaces": 1.0, "engineering": -1.0, "deep learning": 1.0},
        {("stage", "startup"): 1.0, ("stage", "enterprise"): -1.0},
    )
    assert all(0 <= match.score <= 1 for match in fit(index).rank_postings(everything, 10))


def test_the_fit_to_the_postings_for_a_role(index: BitmapIndex) -> None:
    assert fit(index).within_reach(KNOWS) == BitMap([1, 2])
    analyst = SkillMatcher(index, index.bitmap("role", "data_analyst"), TAXONOMY).fit(KNOWS, "data_analyst")
    assert (analyst.role, analyst.reach.count, analyst.reach.total) == ("data_analyst", 2, 3)
    assert analyst.coverage == pytest.approx((1 + 4 / 7 + 2 / 8) / 3)
    assert analyst.interval[0] < analyst.coverage < analyst.interval[1] <= 1
    other = SkillMatcher(index, index.bitmap("role", "other"), TAXONOMY).fit(KNOWS, "other")
    assert (other.reach.count, other.reach.total, other.coverage) == (0, 1, 0)  # it asks for nothing


# times, role, what is asked for. Shiny implies R, PyTorch deep learning and Python, Tableau dashboards.
ADVICE = """
20 data_analyst r shiny sql excel git
40 data_analyst r sql excel tableau dashboards
40 data_analyst r power-bi
 5 data_analyst prolog
 9 data_engineer sql
40 ml_engineer pytorch ?docker
"""


@pytest.fixture(scope="module")
def market() -> BitmapIndex:
    """Return an index of the postings of ADVICE, in which each line stands as often as it says."""
    lines = [line.split() for line in ADVICE.strip().splitlines()]
    of = [(role, skills) for times, role, *skills in lines for _ in range(int(times))]
    return index_of([entry_of(i, role, skills) for i, (role, skills) in enumerate(of)])  # type: ignore[arg-type]


def knows(*skills: str) -> Person:
    return Person(TAXONOMY.implied_by(skills))


def of_role(index: BitmapIndex, role: str) -> SkillMatcher:
    return SkillMatcher(index, index.bitmap("role", role), TAXONOMY)


def test_a_skill_counts_by_its_own_mentions(market: BitmapIndex) -> None:
    steps = of_role(market, "data_analyst").next_skills(knows("sql"), 9)
    assert [(s.skill, s.named.count, s.named.total, s.gained) for s in steps] == [
        ("r", 100, 105, 40),
        ("power-bi", 40, 105, 40),
        ("excel", 60, 105, 0),
        ("tableau", 40, 105, 0),
    ]  # Shiny, Git and Prolog are named by fewer than 30; dashboards come with the practice of Tableau
    r = steps[0]
    assert r.closer == pytest.approx((20 / 5 + 40 / 5 + 40 / 2) / 105)
    assert r.coverage == pytest.approx((60 / 5 + 20 / 5 + 40 / 5 + 40 / 2) / 105)
    assert (r.reach.count, r.reach.total) == (40, 105)


def test_the_lead_of_the_first_is_told_from_chance(market: BitmapIndex) -> None:
    steps = of_role(market, "data_analyst").next_skills(knows("sql"), 9)
    assert [s.behind for s in steps] == [False, True, True, True]
    equal = index_of([entry_of(i, "data_analyst", ["tableau" if i % 2 else "excel", "sql"]) for i in range(81)])
    assert [(s.skill, s.behind) for s in of_role(equal, "data_analyst").next_skills(knows("sql"), 3)] == [
        ("excel", False),
        ("tableau", False),
    ]


def test_a_path_adds_up_and_advises_nothing_that_is_implied(market: BitmapIndex) -> None:
    found = of_role(market, "data_analyst")
    steps = found.learning_path(knows(), 9)
    assert [(s.skill, s.gained, s.reach.count) for s in steps] == [
        ("r", 40, 40),
        ("power-bi", 0, 40),
        ("excel", 0, 40),
        ("sql", 60, 100),
        ("tableau", 0, 100),
    ]
    assert [b.coverage - a.coverage for a, b in pairwise(steps)] == pytest.approx([s.closer for s in steps[1:]])
    learnt = Person(frozenset(step.skill for step in steps))
    assert steps[-1].coverage == pytest.approx(found.fit(learnt, "data_analyst").coverage)
    assert [s.skill for s in of_role(market, "ml_engineer").learning_path(knows(), 9)] == ["pytorch", "docker"]


def test_advice_is_for_the_role_that_the_skills_point_to_or_the_chosen_one(market: BitmapIndex) -> None:
    def chosen(*skills: str, role: str | None = None, roles: tuple[str, ...] = ()) -> tuple[str | None, bool]:
        found = advise(market, Filters({"role": roles}), knows(*skills), TAXONOMY, role=role)
        return found.role, found.chosen

    assert chosen("sql", "excel") == ("data_analyst", False)  # data engineers have nine postings, too few
    assert chosen("docker") == ("ml_engineer", False)
    assert chosen("docker", role="data_analyst") == ("data_analyst", True)
    assert chosen("docker", role="data_scientist") == ("data_scientist", True)
    assert chosen("docker", roles=("data_analyst", "data_engineer")) == ("data_analyst", False)
    assert chosen("docker", roles=("other",)) == (None, False)
    best = [fit.role for fit in advise(market, Filters(), knows("docker"), TAXONOMY).fits]
    assert best == ["ml_engineer", "data_analyst", "data_engineer", "data_scientist"]


def test_the_role_of_the_shortest_lists_is_not_chosen_for_these() -> None:
    short = [entry_of(n, "data_analyst", ["sql", "excel"]) for n in range(40)]
    long = [
        entry_of(n, "ml_engineer", ["sql", "pytorch", "docker", "kubernetes", "spark", "airflow"])
        for n in range(40, 80)
    ]
    found = advise(index_of([*short, *long]), Filters(), knows("sql", "pytorch"), TAXONOMY)
    assert [fit.role for fit in found.fits[:2]] == ["data_analyst", "ml_engineer"]  # by what is covered
    assert found.role == "ml_engineer"


def test_too_few_postings_name_too_little(market: BitmapIndex) -> None:
    found = advise(market, Filters(), knows("python"), TAXONOMY, role="data_engineer")
    assert (found.fit and found.fit.reach.total, found.next_skills, found.path) == (9, [], [])


def test_what_is_missing() -> None:
    asked = [
        SkillDemand("python", "preferred"),
        SkillDemand("spark", "required"),
        SkillDemand("sql", "required"),
        SkillDemand("r", "context"),
    ]
    assert [[a.skill for a in listed] for listed in missing_skills(KNOWS, asked)] == [["spark"], ["python"]]


# what is asked for ("r=python" is an alternative to "python=python"), what is known, what is missing, the share known
ALTERNATIVES = """
python=python r=python sql; sql; python|r; 1/2
python=python r=python sql; r; sql; 1/2
python=python r=python sql; python r sql; ; 1/1
?python=python ?r=python sql; sql; ?python|r; 2/3
?python=python ?r=python sql; r; sql; 1/3
python java=python sql; java; python sql; 0/1
python java=python sql; python; sql; 1/2
python java=python sql; python java sql; ; 1/1
python=python ?r=python; r; python; 0/1
python=python r=python ~sql; ; python|r; 0/1
"""


@pytest.mark.parametrize("line", ALTERNATIVES.strip().splitlines())
def test_a_list_of_alternatives_counts_once_and_is_known_by_any(line: str) -> None:
    asked, known, lacking, share = (part.strip() for part in line.split(";"))
    entry = entry_of(0, "data_analyst", asked.split())
    person = Person(frozenset(known.split()))
    missing = missing_skills(person, entry.reading.skills)
    assert [
        ("?" if m[0].need == "preferred" else "") + "|".join(d.skill for d in m) for m in missing
    ] == lacking.split()
    have, of = map(int, share.split("/"))
    assert posting_coverage(person, entry.reading.skills) == have / of
    assert [m.coverage for m in fit(index_of([entry])).rank_postings(person, 1)] == [have / of]


NAMES = ("python", "r", "sql", "spark", "tableau", "kafka")
asked_lists = st.lists(
    st.tuples(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), st.sampled_from(["", "?", "~"])),
    max_size=4,
)


@st.composite
def offers(draw: st.DrawFn) -> list[str]:
    """Return the skills of a posting, each once, in lists of which a few have no first, or one of another need."""
    asked: dict[str, str] = {}
    for names, need in draw(asked_lists):
        first = draw(st.sampled_from(["", f"={names[0]}"]))
        for name in names:
            asked.setdefault(name, f"{need}{name}{first}")
    return [*asked.values()]


@given(st.lists(offers(), min_size=1, max_size=8), st.sets(st.sampled_from(NAMES)), st.randoms(use_true_random=False))
def test_bitmaps_count_what_is_counted_posting_by_posting(
    postings: list[list[str]], known: set[str], chance: Random
) -> None:
    entries = [entry_of(n, "data_analyst", skills) for n, skills in enumerate(postings)]
    matcher, person = fit(index_of(entries)), Person(frozenset(known))
    asking = [n for n, entry in enumerate(entries, 1) if list_demands(entry.reading.skills)]

    def coverage(skills: Iterable[str]) -> dict[int, float]:
        return {n: posting_coverage(Person(frozenset(skills)), entries[n - 1].reading.skills) for n in asking}

    assert {m.posting: m.coverage for m in matcher.rank_postings(person, 9)} == coverage(known)
    assert set(matcher.within_reach(person)) == {n for n, share in coverage(known).items() if share >= 0.5}
    fitting, learnt = matcher.fit(person, "data_analyst"), chance.choice(NAMES)
    assert fitting.coverage == pytest.approx(sum(coverage(known).values()) / len(entries))
    assert matcher._mean_coverage(chance.sample(sorted(known), len(known))) == pytest.approx(fitting.coverage)
    gained = sum(coverage(known | {learnt}).values()) - sum(coverage(known).values())
    if learnt not in known:
        assert matcher._gain(learnt, frozenset(known)) == pytest.approx(gained)


def test_an_alternative_to_what_is_known_is_not_advised() -> None:
    asked = [["r=python", "python=python", "sql"]] * 40 + [["java", "sql"]] * 30
    index = index_of([entry_of(n, "data_analyst", skills) for n, skills in enumerate(asked)])
    matcher = SkillMatcher(index, index.all, TAXONOMY)

    def told(*known: str) -> list[tuple[str, float]]:
        return [(step.skill, round(70 * step.closer, 3)) for step in matcher.next_skills(Person(frozenset(known)), 9)]

    assert told("sql") == [("python", 20), ("r", 20), ("java", 15)]
    assert told("sql", "python") == told("sql", "python", "r") == [("java", 15)]
    path = matcher.learning_path(Person(), 9)
    assert [(step.skill, round(70 * step.closer, 3)) for step in path] == [("sql", 35), ("python", 20), ("java", 15)]
    assert path[-1].coverage == pytest.approx(1)
    assert [step.reach.count for step in path] == [70, 70, 70]


def test_nothing_to_match() -> None:
    empty = SkillMatcher(BitmapIndex(), BitMap(), TAXONOMY)
    assert (empty.rank_postings(KNOWS, 5), empty.next_skills(KNOWS, 3), empty.learning_path(KNOWS, 3)) == ([], [], [])
    assert empty.fit(KNOWS, "data_analyst").coverage == 0
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


@pytest.mark.parametrize(
    ("known", "coverage"),
    [((), 0), (("sql",), 2 / 5), (("dbt",), 1 / 5), (("sql", "spark", "dbt", "kafka"), 1), (("kafka", "python"), 0)],
)
def test_the_part_of_one_posting_that_is_known_counts_nice_skills_half(known, coverage):
    needs = {"sql": "required", "spark": "required", "dbt": "preferred", "kafka": "context"}
    asked = [SkillDemand(skill, need) for skill, need in needs.items()]
    assert posting_coverage(Person(frozenset(known)), asked) == coverage
    assert posting_coverage(Person(frozenset(known)), []) == 0
