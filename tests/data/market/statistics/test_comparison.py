import numpy as np
import pytest
from pyroaring import BitMap

from tests.data.market.statistics.made_up_market import SKILL, MadeUpCell, make_market
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.dated import date_postings
from truerole.data.market.statistics.comparison import (
    ComparedSide,
    Incomparable,
    SkillComparison,
    SkillDifference,
    _look_up,
    _Strata,
    benjamini_hochberg,
    compare_skills,
    cooccurring,
    median_month,
    most_different,
    typical,
    undecided,
)


def compared(cells: list[MadeUpCell], seed: int | None = None) -> SkillComparison | Incomparable:
    index = make_market(cells, seed)
    return compare_skills(index, index.bitmap("role", "ml_engineer"), index.bitmap("role", "data_scientist"))


def cell(role: str, source: str, month: str, postings: int, share: float) -> MadeUpCell:
    return MadeUpCell(source, month, postings, share, role)


# One role is mostly of 2019, the other of 2025; in either year both name the skill equally often.
SAME_WORK = [
    cell("data_scientist", "a", "2019-04", 900, 0.6),
    cell("data_scientist", "a", "2025-04", 100, 0.2),
    cell("ml_engineer", "a", "2019-06", 100, 0.6),
    cell("ml_engineer", "a", "2025-09", 800, 0.2),
]


def test_what_is_only_a_change_of_time_is_no_difference() -> None:
    found = compared(SAME_WORK)
    assert isinstance(found, SkillComparison)
    (skill,) = found.skills
    assert skill.difference == pytest.approx(0, abs=1e-9)
    assert skill.ratio == pytest.approx(1)
    assert not skill.sure
    assert skill.low < 0 < skill.high
    assert (found.here, found.there) == (ComparedSide(900, 900, "2025-09"), ComparedSide(1000, 1000, "2019-04"))
    assert found.strata == 2


def test_a_difference_has_its_size_whatever_the_mixing() -> None:
    cells = [
        cell(role, source, "2024-05", postings, level + (0.2 if role == "ml_engineer" else 0))
        for role, source, postings, level in (
            ("ml_engineer", "a", 1000, 0.1),
            ("data_scientist", "a", 100, 0.1),
            ("ml_engineer", "b", 100, 0.5),
            ("data_scientist", "b", 1000, 0.5),
        )
    ]
    found = compared(cells)
    assert isinstance(found, SkillComparison)
    (skill,) = found.skills
    assert (skill.here, skill.there) == (pytest.approx(0.5), pytest.approx(0.3))
    assert skill.sure
    assert skill.low < 0.2 < skill.high
    assert [s.skill for s in typical(found)] == [SKILL]
    assert 1 < skill.ratio_low < skill.ratio < skill.ratio_high


def test_what_may_be_no_difference_is_undecided_the_most_frequent_first() -> None:
    side = ComparedSide(100, 100, None)
    differences = [
        SkillDifference(skill, here, here - (low + high) / 2, low, high, 1, 1, 1, False)
        for skill, here, low, high in (
            ("seldom", 0.1, -0.1, 0.2),
            ("frequent", 0.9, -0.2, 0.0),
            ("told", 0.99, 0.01, 0.2),
            ("less", 0.99, -0.2, -0.01),
        )
    ]
    found = SkillComparison(side, side, 1, BitMap(), tuple(differences))
    assert [each.skill for each in undecided(found, 8)] == ["frequent", "seldom"]
    assert [each.skill for each in undecided(found, 1)] == ["frequent"]


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [cell("ml_engineer", "a", "2025-01", 500, 0.5)],
        [cell("ml_engineer", "a", "2025-01", 500, 0.5), cell("data_scientist", "a", "2024-12", 500, 0.5)],
        [cell("ml_engineer", "a", "2025-01", 500, 0.5), cell("data_scientist", "b", "2025-01", 500, 0.5)],
        [cell("ml_engineer", "a", "2025-01", 500, 0.5), cell("data_scientist", "a", "2025-01", 29, 0.5)],
    ],
)
def test_sides_without_a_year_of_one_source_in_common_cannot_be_compared(cells: list[MadeUpCell]) -> None:
    found = compared(cells)
    assert isinstance(found, Incomparable)
    assert (found.here.used, found.there.used) == (0, 0)


def test_of_a_market_without_dates_nothing_can_be_compared() -> None:
    undated = BitmapIndex({"source": {"a": BitMap(range(100))}, "skill": {"sql": BitMap([1])}})
    for index in (BitmapIndex(), undated):
        found = compare_skills(index, index.bitmap("skill", "sql"), index.bitmap("source", "a"))
        assert isinstance(found, Incomparable)
        assert (found.here.used, found.here.median_month) == (0, None)


def test_postings_of_other_years_and_sources_do_not_count() -> None:
    cells = [*SAME_WORK, cell("ml_engineer", "b", "2025-01", 5000, 1.0), cell("ml_engineer", "a", "2018-01", 999, 1.0)]
    found, without = compared(cells), compared(SAME_WORK)
    assert isinstance(found, SkillComparison)
    assert isinstance(without, SkillComparison)
    assert found.skills == without.skills
    assert (found.here.used, found.here.total) == (900, 6899)


def test_a_skill_that_one_side_never_names_has_a_ratio() -> None:
    found = compared([cell("ml_engineer", "a", "2025-01", 200, 0.4), cell("data_scientist", "a", "2025-01", 200, 0.0)])
    assert isinstance(found, SkillComparison)
    (skill,) = found.skills
    assert skill.sure
    assert 5 < skill.ratio_low < skill.ratio < float("inf")
    assert skill.low > 0.3


def test_skills_that_hardly_anyone_names_are_not_compared() -> None:
    found = compared([cell("ml_engineer", "a", "2025-01", 200, 0.05), cell("data_scientist", "a", "2025-01", 200, 0.0)])
    assert isinstance(found, SkillComparison)
    assert found.skills == ()


def test_intervals_hold_and_chance_is_seldom_sure() -> None:
    """Check 300 markets of four strata: 95 % intervals of a real difference hold it, and no difference is none."""
    held = false = 0
    for seed in range(300):
        truth = 0.1 if seed % 2 else 0.0
        cells = [
            cell(role, source, month, postings, level + (truth if role == "ml_engineer" else 0))
            for source, month, level, sizes in (
                ("a", "2024-01", 0.02, (40, 300)),
                ("a", "2025-01", 0.3, (200, 50)),
                ("b", "2024-01", 0.5, (35, 35)),
                ("b", "2025-01", 0.1, (500, 90)),
            )
            for role, postings in zip(("ml_engineer", "data_scientist"), sizes, strict=True)
        ]
        found = compared(cells, seed)
        assert isinstance(found, SkillComparison)
        (skill,) = found.skills
        held += skill.low <= truth <= skill.high
        false += skill.sure and not truth
    assert held >= 0.92 * 300
    assert false <= 0.08 * 150


def test_what_stands_beside_a_skill_is_compared_within_strata() -> None:
    """Check that a skill of the same year only does not stand beside: each year names both, or neither."""
    month = {"2019-05": BitMap(range(100)), "2025-05": BitMap(range(100, 200))}
    skills = {"hadoop": BitMap(range(0, 80)), "pig": BitMap(range(0, 100, 1)) - BitMap(range(0, 100, 5))}
    skills["hive"] = BitMap(range(0, 40))
    source = {"a": BitMap(range(200))}
    index = BitmapIndex({"month": month, "source": source, "skill": {"spark": BitMap(range(0, 60)), **skills}})
    found = cooccurring(index, BitMap(range(200)), "spark")
    assert isinstance(found, SkillComparison)
    assert [s.skill for s in found.skills] == ["hadoop", "hive", "pig"]
    beside = {s.skill: s for s in found.skills}
    assert beside["hive"].sure
    assert beside["pig"].difference == pytest.approx(0)
    assert isinstance(cooccurring(index, BitMap(range(200)), "nothing"), Incomparable)


@pytest.mark.parametrize(
    ("p", "rejected"),
    [
        ([], []),
        ([0.04], [True]),
        ([0.06], [False]),
        ([0.04, 0.9], [False, False]),
        ([0.04, 0.03], [True, True]),
        ([0.9, 0.001, 0.012, 0.5, 0.011], [False, True, True, False, True]),
    ],
)
def test_which_are_sure_among_many(p: list[float], rejected: list[bool]) -> None:
    assert benjamini_hochberg(p) == rejected


def test_few_false_discoveries_among_many_skills_without_a_difference() -> None:
    draw = np.random.default_rng(0)
    assert sum(any(benjamini_hochberg(draw.uniform(size=200))) for _ in range(400)) <= 0.08 * 400


@pytest.mark.parametrize(
    ("postings", "month"),
    [([], None), ([1], "2024-01"), ([1, 2, 3], "2024-02"), ([1, 2], "2024-01"), ([3, 4, 5], "2025-06"), ([9], None)],
)
def test_median_months(postings: list[int], month: str | None) -> None:
    index = BitmapIndex({"month": {"2024-01": BitMap([1]), "2024-02": BitMap([2, 3]), "2025-06": BitMap([4, 5])}})
    assert median_month(index, BitMap(postings)) == month


def test_the_largest_differences_of_either_side() -> None:
    def skill(name: str, here: float, there: float, sure: bool = True) -> SkillDifference:
        return SkillDifference(name, here, there, 0.0, 0.0, 2.0, 1.5, 3.0, sure)

    skills = (skill("a", 0.4, 0.2), skill("b", 0.8, 0.1), skill("c", 0.1, 0.9), skill("d", 0.9, 0.1, sure=False))
    side = ComparedSide(100, 100, None)
    found = SkillComparison(side, side, 1, BitMap(), skills)
    assert [s.skill for s in most_different(found, 1)] == ["b", "c"]
    assert [s.skill for s in most_different(found, 5)] == ["b", "a", "c"]
    assert [s.skill for s in typical(found)] == ["a", "b", "c"]


def random_market() -> BitmapIndex:
    """Return a market of three sources over two years, some of whose postings are copies or undated."""
    draw, postings = np.random.default_rng(0), 12_000
    roles = ["data_engineer", "data_scientist", "ml_engineer"]
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)] + [None]
    facets = {"source": ["a", "b", "c"], "month": months, "role": roles, "country": ["de", "us"]}
    bits = {
        "all": {"yes": BitMap(range(postings))},
        "copy": {"yes": BitMap(np.flatnonzero(draw.random(postings) < 0.1))},
    }
    for facet, values in facets.items():
        chosen = draw.integers(len(values), size=postings)
        bits[facet] = {value: BitMap(np.flatnonzero(chosen == n)) for n, value in enumerate(values) if value}
    shares = {"sql": 0.7, "r": 0.2, "rare": 0.001}
    bits["skill"] = {skill: BitMap(np.flatnonzero(draw.random(postings) < share)) for skill, share in shares.items()}
    bits["required"] = {skill: found & bits["country"]["de"] for skill, found in bits["skill"].items()}
    return BitmapIndex(bits)


RANDOM_MARKET = random_market()
ORIGINALS = RANDOM_MARKET.all - RANDOM_MARKET.bitmap("copy", "yes")


def swapped(side: BitMap) -> BitMap:
    """Put a copy in the place of an original, so that there are as many postings at each place as before."""
    copies = of("role", "ml_engineer") & of("copy", "yes")
    places = RANDOM_MARKET.dated.place
    copy = next(n for n in copies & RANDOM_MARKET.dated.postings)
    original = next(n for n in side & RANDOM_MARKET.dated.postings if places[n] == places[copy])
    return side - BitMap([original]) | BitMap([copy])


def of(facet: str, *values: str) -> BitMap:
    return RANDOM_MARKET.any(facet, values)


# Of a skill's postings and the others, and of a country's, no place holds all.
SIDES = [
    pytest.param(ORIGINALS & of("role", "ml_engineer"), ORIGINALS & of("role", "data_scientist"), True, id="roles"),
    pytest.param(ORIGINALS & of("source", "a", "b"), ORIGINALS & of("source", "c"), True, id="nothing in common"),
    pytest.param(ORIGINALS & of("skill", "sql"), ORIGINALS - of("skill", "sql"), False, id="most against the rest"),
    pytest.param(ORIGINALS & of("skill", "r"), ORIGINALS - of("skill", "r"), False, id="few against the rest"),
    pytest.param(
        ORIGINALS & of("month", "2024-03", "2024-04") & of("role", "ml_engineer"),
        ORIGINALS & of("month", "2024-03", "2024-05") & of("role", "data_scientist"),
        True,
        id="months",
    ),
    pytest.param(
        ORIGINALS & of("country", "de") & of("role", "ml_engineer"),
        ORIGINALS & of("country", "de") & of("role", "data_scientist"),
        False,
        id="a country",
    ),
    pytest.param(
        of("role", "ml_engineer"), of("role", "data_scientist"), False, id="copies too",
    ),
    pytest.param(
        swapped(ORIGINALS & of("role", "ml_engineer")), ORIGINALS & of("role", "data_scientist"), False, id="a copy in"
    ),
]  # fmt: skip


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize(("here", "there", "counted"), SIDES)
def test_from_counts_of_the_whole_market_and_posting_by_posting_it_is_the_same(
    here: BitMap, there: BitMap, counted: bool, required: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = compare_skills(RANDOM_MARKET, here, there, required=required)
    asked = []
    count = BitmapIndex.mention_counts
    monkeypatch.setattr(BitmapIndex, "mention_counts", lambda index, facet: asked.append(facet) or count(index, facet))
    monkeypatch.setattr("truerole.data.market.statistics.comparison._MANY", 0)
    assert compare_skills(RANDOM_MARKET, here, there, required=required) == expected
    comparable = isinstance(expected, SkillComparison)
    assert asked == (["required" if required else "skill"] if counted and comparable else [])


@pytest.mark.slow
def test_many_strata_are_told_apart() -> None:
    sources = 40_000  # more than 16 bits hold for two sides
    bits = {"source": {f"{n:05}": BitMap([2 * n, 2 * n + 1]) for n in range(sources)}}
    bits["month"] = {"2025-01": BitMap(range(2 * sources))}
    dated = date_postings(bits)
    stratum = dated.source(np.arange(dated.room))
    sides = (BitMap(range(side, 2 * sources, 2)) for side in (0, 1))
    strata = _Strata(sources, *sides, np.zeros((2, sources)), stratum, np.zeros((2, dated.room), np.int64))
    skills, counts = _look_up(BitmapIndex(bits | {"skill": {"sql": BitMap([2 * sources - 1])}}), "skill", strata)
    assert (skills, counts.sum(), counts[1, 0, -1]) == (["sql"], 1, 1)


@pytest.mark.parametrize(
    ("most", "drawn"),
    [(10_000, False), (1_000, True), (600, True)],
)
def test_of_large_sides_postings_are_drawn(most: int, drawn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    here = ORIGINALS & of("role", "ml_engineer") & of("country", "de")
    there = ORIGINALS & of("role", "data_scientist") & of("country", "de")
    whole = compare_skills(RANDOM_MARKET, here, there)
    monkeypatch.setattr("truerole.data.market.statistics.comparison.DRAWN", most)
    found = compare_skills(RANDOM_MARKET, here, there)
    assert isinstance(whole, SkillComparison)
    assert isinstance(found, SkillComparison)
    assert (found.drawn, found.here, found.there) == (drawn, whole.here, whole.there)
    (sql,), (whole_sql,) = ([each for each in side.skills if each.skill == "sql"] for side in (found, whole))
    assert (sql == whole_sql) == (not drawn)
    assert sql.low < whole_sql.difference < sql.high


@pytest.mark.parametrize("seed", range(4))
def test_shares_of_drawn_postings_are_those_of_all(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the one side all are taken, of the other side a third: no share is of more postings than were looked at."""
    draw = np.random.default_rng(seed)
    numbers = np.array(list(ORIGINALS & RANDOM_MARKET.dated.postings))
    here = BitMap(numbers[draw.random(len(numbers)) < 0.1])
    there = ORIGINALS - here
    whole = compare_skills(RANDOM_MARKET, here, there)
    monkeypatch.setattr("truerole.data.market.statistics.comparison.DRAWN", 3_000)
    found = compare_skills(RANDOM_MARKET, here, there)
    assert isinstance(whole, SkillComparison)
    assert isinstance(found, SkillComparison)
    for of_drawn, of_all in zip(found.skills[-1:], whole.skills[-1:], strict=True):
        assert of_drawn.skill == of_all.skill == "sql"
        assert of_drawn.here == pytest.approx(of_all.here, abs=0.01)
        assert of_drawn.there == pytest.approx(of_all.there, abs=4 * np.sqrt(0.7 * 0.3 / 2_500))
        assert (of_drawn.high - of_drawn.low) / (of_all.high - of_all.low) == pytest.approx(1.12, abs=0.05)


def test_only_postings_of_strata_that_are_left_of_those_drawn_are_said_to_be_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells = [
        cell("ml_engineer", "a", "2024-05", 4000, 0.5),
        cell("data_scientist", "a", "2024-05", 40, 0.5),
        # Half of the 35 are drawn, too few to be compared.
        cell("ml_engineer", "b", "2025-05", 35, 0.5),
        cell("data_scientist", "b", "2025-05", 400, 0.5),
    ]
    whole = compared(cells)
    monkeypatch.setattr("truerole.data.market.statistics.comparison.DRAWN", 2_000)
    found = compared(cells)
    assert isinstance(whole, SkillComparison)
    assert isinstance(found, SkillComparison)
    assert (whole.strata, whole.here.used, whole.there.used) == (2, 4035, 440)
    assert (found.strata, found.drawn) == (1, True)
    assert (found.here, found.there) == (ComparedSide(4000, 4035, "2024-05"), ComparedSide(40, 440, "2024-05"))
    assert found.postings == make_market(cells, None).bitmap("source", "a")


def test_where_none_of_those_drawn_could_be_compared_all_are(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = (ORIGINALS & of("role", role) for role in ("ml_engineer", "data_scientist"))
    here, there = BitMap(list(here & of("source", "a"))[:400]), BitMap(list(there & of("source", "a"))[:400])
    monkeypatch.setattr("truerole.data.market.statistics.comparison.DRAWN", 30)
    found = compare_skills(RANDOM_MARKET, here, there)
    assert isinstance(found, SkillComparison)
    assert not found.drawn
