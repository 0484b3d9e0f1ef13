import pytest
from pyroaring import BitMap

from truerole.data.market.aggregates import Proportion
from truerole.data.market.skill_match import Advice, LearningStep, RoleFit
from truerole.phrasing.fit import (
    coverage_words,
    equals_sentence,
    known_words,
    named_words,
    next_sentence,
    path_sentence,
    points_added,
    posting_sentence,
    target_sentence,
)

FIT = RoleFit("data_analyst", Proportion("data_analyst", 1_100, 9_365), 0.287, (0.27, 0.3), -2.0)


def step(skill: str, named: int, reach: int, gained: int, behind: bool = False) -> LearningStep:
    return LearningStep(
        skill, Proportion(skill, named, 9_365), Proportion(skill, reach, 9_365), gained, 0.33, 0.043, behind
    )


STEPS = [step("spark", 1_579, 1_101, 1), step("airflow", 1_200, 1_150, 50), step("git", 1_000, 1_100, 0, True)]


@pytest.mark.parametrize(
    ("fit", "chosen", "sentence"),
    [
        (FIT, False, "For *data analysts*, whose postings are likeliest to name these skills: you know 28.7 % of what "
         "a posting asks for, on average, and 1,100 of 9,365 postings are within your reach: you know half "
         "of what they ask for, or more."),
        (FIT, True, "For *data analysts*: you know 28.7 % of what a posting asks for, on average, and 1,100 of 9,365 "
         "postings are within your reach: you know half of what they ask for, or more."),
        (RoleFit("ml_engineer", Proportion("ml_engineer", 0, 29), 0.0, (0.0, 0.1), -3.0), True,
         "For *ML engineers*: only 29 postings here, too few to advise. Take a filter away, or gather more."),
        (None, False, "No data role has 30 postings here, too few to advise. Take a filter away, or gather more."),
    ],
)  # fmt: skip
def test_whom_the_advice_is_for(fit: RoleFit | None, chosen: bool, sentence: str) -> None:
    advice = Advice([], fit.role if fit else None, chosen, BitMap(), fit, (), ())
    assert target_sentence(advice, "*{}*".format) == sentence


@pytest.mark.parametrize(
    ("postings", "likelihood", "aside"),
    [
        (21, -1.0, " (21 postings for data engineers say too little)"),
        (90, -2.0, " (those for data engineers hardly less)"),
        (90, -2.69, " (those for data engineers hardly less)"),
        (90, -2.70, ""),
    ],
)
def test_the_reason_for_a_role_names_others_that_are_as_likely(postings: int, likelihood: float, aside: str) -> None:
    other = RoleFit("data_engineer", Proportion("data_engineer", 9, postings), 0.5, (0.4, 0.6), likelihood)
    assert target_sentence(Advice([other, FIT], "data_analyst", False, BitMap(), FIT, (), ())).startswith(
        f"For data analysts, whose postings are likeliest to name these skills{aside}: you know "
    )


def test_a_step_says_how_many_postings_name_it() -> None:
    assert named_words(STEPS[0]) == "named by 1,579 of 9,365"
    assert next_sentence(STEPS, FIT, "*{}*".format) == (
        "Learn *spark* next: named by 1,579 of 9,365 postings. With it you know 33.0 % of what a posting asks for, "
        "instead of 28.7 % (+4.3 points), and 1 posting more within your reach."
    )
    assert next_sentence(STEPS[2:], FIT).endswith("instead of 28.7 % (+4.3 points).")
    assert next_sentence([], FIT) == (
        "There is no skill to advise: none that you lack and can learn is named by 30 of these postings, "
        "and by 3 % of them."
    )


@pytest.mark.parametrize(
    ("coverage", "closer", "points"),
    [(0.464, 0.049, 4.9), (0.4644, 0.0498, 4.9), (0.4645, 0.0495, 5.0), (0.1, 0.1, 10.0), (0.5004, 0.0001, 0.0)],
)
def test_points_are_those_between_the_shares_shown(coverage: float, closer: float, points: float) -> None:
    assert points_added(coverage, closer) == points
    then, now = (float(coverage_words(share).removesuffix(" %")) for share in (coverage, coverage - closer))
    assert then - now == pytest.approx(points)


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (STEPS, "About equal: airflow. The difference may be chance."),
        (STEPS[::2], "Every other skill adds less, beyond chance."),
        (STEPS[:1], ""),
        ([], ""),
    ],
)
def test_how_sure_it_is(steps: list[LearningStep], sentence: str) -> None:
    assert equals_sentence(steps) == sentence


def test_a_path_in_words() -> None:
    assert path_sentence(STEPS[:2]) == (
        "One after the other: spark (named by 1,579 of 9,365), then airflow (named by 1,200 of 9,365). Then you know "
        "33.0 % of what a posting asks for, and 1,150 of 9,365 are within your reach."
    )
    assert path_sentence(STEPS[:1]) == path_sentence([]) == ""


@pytest.mark.parametrize(
    ("known", "asked", "coverage", "sentence"),
    [
        (0, 9, 0.0, "You know none of it."),
        (9, 9, 1.0, "You know all of it."),
        (3, 9, 3 / 9, "You know 3 of these 9: 33 % of it."),
        (3, 9, 0.375, "You know 3 of these 9: 38 % of it, nice-to-have ones counting half."),
    ],
)
def test_how_much_of_one_posting_is_known(known: int, asked: int, coverage: float, sentence: str) -> None:
    assert posting_sentence(known, asked, coverage) == sentence


@pytest.mark.parametrize(
    ("known", "asked", "coverage", "said"),
    [
        (2, 2, 1.0, "all of its 2 skills"),
        (1, 1, 1.0, "all of its 1 skill"),
        (2, 4, 0.43, "2 of its 4 skills (43 %)"),
        (0, 3, 0.0, "0 of its 3 skills (0 %)"),
    ],
)
def test_how_many_skills_of_a_posting_are_known(known: int, asked: int, coverage: float, said: str) -> None:
    assert known_words(known, asked, coverage) == said
