"""Comparisons of postings of which an employer has many: what its template says is not taken for so many opinions."""

import numpy as np
import pytest
from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics import design_effect
from truerole.data.market.statistics.comparison import (
    UNDECIDED_SHOWN,
    SkillComparison,
    compare_skills,
    undecided,
)
from truerole.data.market.statistics.design_effect import Employers, cluster_employers

EMPLOYERS, JOBS, SKILLS = 60, 8, 40
# Of either side so many postings.
SIDE = EMPLOYERS * JOBS


def market(share_here: float, share_there: float = 0.3, seed: int = 5) -> tuple[BitmapIndex, Employers]:
    """Return an index of two sides whose employers name a skill in all of their jobs or in none, and the employers."""
    draw = np.random.default_rng(seed)
    skills = dict[str, BitMap]()
    for skill in range(SKILLS):
        names = np.concatenate([draw.random(EMPLOYERS) < share for share in (share_here, share_there)])
        skills[f"skill {skill}"] = BitMap(np.flatnonzero(np.repeat(names, JOBS)).tolist())
    sides = {"here": BitMap(range(SIDE)), "there": BitMap(range(SIDE, 2 * SIDE))}
    everyone = {"a": BitMap(range(2 * SIDE))}
    bits = {"skill": skills, "role": sides, "source": everyone, "month": {"2026-05": everyone["a"]}}
    return BitmapIndex(bits), np.repeat(np.arange(2 * EMPLOYERS, dtype=np.int32), JOBS)


def compared(index: BitmapIndex, employers: Employers | None) -> SkillComparison:
    found = compare_skills(index, index.bitmap("role", "here"), index.bitmap("role", "there"), employers=employers)
    assert isinstance(found, SkillComparison)
    return found


def sure(found: SkillComparison) -> int:
    return sum(each.sure for each in found.skills)


def test_templates_of_a_few_employers_make_no_difference_sure() -> None:
    falsely = [[sure(compared(index, of)) for of in (None, employers)] for index, employers in map(nulls, range(20))]
    independent, clustered = np.array(falsely).sum(axis=0)
    assert independent > 20 * SKILLS / 3
    assert clustered <= 0.01 * 20 * SKILLS


def nulls(seed: int) -> tuple[BitmapIndex, Employers]:
    return market(0.3, seed=seed)


def test_a_difference_between_employers_stays_sure() -> None:
    index, employers = market(0.8)
    found = compared(index, employers)
    assert sure(found) >= 0.9 * SKILLS
    plain = compared(index, None)
    for one, other in zip(found.skills, plain.skills, strict=True):
        assert (one.here, one.there, one.ratio) == (other.here, other.there, other.ratio)
        # Jobs of an employer that say the same count as one.
        assert (one.high - one.low) / (other.high - other.low) == pytest.approx(JOBS**0.5, rel=0.15)
        assert one.ratio_low < other.ratio_low < one.ratio < other.ratio_high < one.ratio_high


def test_what_is_said_to_be_undecided_has_an_interval_that_knows_employers() -> None:
    """Without employers half of these intervals had the width of postings that are all independent."""
    for seed in range(4):
        index, employers = market(0.3, seed=seed)
        found, plain = compared(index, employers), {each.skill: each for each in compared(index, None).skills}
        shown = undecided(found, UNDECIDED_SHOWN)
        assert len(shown) == UNDECIDED_SHOWN
        for each in shown:
            independent = plain[each.skill]
            wider = (each.high - each.low) / (independent.high - independent.low)
            assert wider == pytest.approx(JOBS**0.5, rel=0.15)


@pytest.mark.parametrize("most", [60, 61, 119])
def test_of_very_many_employers_a_part_stands_for_all(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    index, employers = market(0.8)
    whole = compared(index, employers)
    monkeypatch.setattr(design_effect, "MOST", most)
    part = compared(index, employers)
    assert part != whole
    widths = [[each.high - each.low for each in found.skills] for found in (part, whole)]
    assert np.mean(widths[0]) == pytest.approx(np.mean(widths[1]), rel=0.03)
    monkeypatch.setattr(design_effect, "LARGE", JOBS - 1)
    assert compared(index, employers) == whole


@pytest.mark.parametrize(
    "employers",
    [
        np.arange(2 * SIDE, dtype=np.int32),
        np.full(2 * SIDE, -1, np.int32),
        np.zeros(0, np.int32),
    ],
    ids=["each its own", "unknown", "none"],
)
def test_where_no_employer_has_two_postings_all_count_as_independent(employers: Employers) -> None:
    index, _ = market(0.5)
    assert compared(index, employers) == compared(index, None)


def test_one_employer_that_has_most_of_a_side_makes_no_difference_sure() -> None:
    sizes, falsely = np.array([280, 30, 30, 30, 30]), np.zeros(2)
    employers = np.repeat(np.arange(10, dtype=np.int32), np.tile(sizes, 2))
    sides = {"here": BitMap(range(400)), "there": BitMap(range(400, 800))}
    months = {"source": {"a": BitMap(range(800))}, "month": {"2026-05": BitMap(range(800))}}
    for seed in range(10):
        draw = np.random.default_rng(seed)
        shares = np.where(draw.random((SKILLS, 10)) < 0.3, 0.9, 0.05)[:, employers]
        skills = {str(n): BitMap(np.flatnonzero(draw.random(800) < share).tolist()) for n, share in enumerate(shares)}
        index = BitmapIndex({"skill": skills, "role": sides, **months})
        falsely += [sure(compared(index, of)) for of in (None, employers)]
    assert falsely[0] > 10 * SKILLS / 2
    assert falsely[1] <= 0.02 * 10 * SKILLS


def test_the_excess_is_that_of_the_sums_of_residuals_of_employers() -> None:
    draw = np.random.default_rng(3)
    numbers, employers = np.arange(5, 45, dtype=np.uint32), draw.integers(-1, 9, 50).astype(np.int32)
    groups, influence, shares = draw.integers(0, 4, 40), draw.normal(size=4), draw.random(4)
    named = BitMap(draw.choice(50, 20, replace=False).tolist())
    found = cluster_employers(employers, numbers, groups, influence)
    expected = 0.0
    for employer in {e for e in employers[numbers].tolist() if e >= 0 and (employers[numbers] == e).sum() > 1}:
        summed = 0.0
        for number, group in zip(numbers.tolist(), groups.tolist(), strict=True):
            if employers[number] == employer:
                residual = influence[group] * ((number in named) - shares[group])
                held = ((groups == group) & (employers[numbers] == employer)).sum() / (groups == group).sum()
                summed += residual / (1 - held)
                expected -= residual**2
        expected += summed**2
    assert found
    assert found.excess(named, shares) == pytest.approx(expected)
