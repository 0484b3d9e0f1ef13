import pytest

from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.aggregates import Proportion
from truerole.data.market.pay import PayQuartiles
from truerole.data.market.profiles.company_list import ORDERS
from truerole.data.market.profiles.company_profile import MonthOfPostings
from truerole.data.market.profiles.skill_profile import SkillPay
from truerole.data.market.statistics.pay_differences import PayDifference
from truerole.data.market.wishes import KINDS
from truerole.phrasing.profiles import (
    KIND_NAMES,
    ORDER_NAMES,
    change_sentence,
    deep_learning_sentence,
    frequency_sentence,
    mistitled_sentence,
    needs_sentence,
    pay_difference_sentence,
    roles_sentence,
    share_words,
    skill_pay_sentence,
    stages_sentence,
)


def shares(**counts: int) -> list[Proportion]:
    total = sum(counts.values())
    return [Proportion(name, count, total) for name, count in counts.items()]


@pytest.mark.parametrize(
    ("count", "total", "told"),
    [
        (12, 30, "40 % (12 of 30)"),
        (5, 10, "50 % (5 of 10)"),
        (4, 9, "4 of 9"),
        (0, 30, "none of 30"),
        (0, 2, "none of 2"),
        (30, 30, "all 30"),
        (1_200, 4_800, "25 % (1,200 of 4,800)"),
    ],
)
def test_shares_stand_on_enough_postings(count: int, total: int, told: str) -> None:
    assert share_words(Proportion("x", count, total)) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            frequency_sentence(Proportion("spark", 1_588, 9_543)),
            "1,588 of 9,543 postings name it: 17 % (95 % interval 16 % to 17 %).",
        ),
        (frequency_sentence(Proportion("spark", 0, 9_543)), "None of the 9,543 postings names it."),
        (
            needs_sentence(shares(required=8, preferred=2, context=0)),
            "Of these 80 % (8 of 10) require it, 20 % (2 of 10) call it nice to have.",
        ),
        (needs_sentence(shares(required=0, preferred=0, context=0)), ""),
        (
            skill_pay_sentence(
                SkillPay(
                    "USD",
                    PayQuartiles("all", 40, 90_000, 120_000, 150_000, 110_000, 130_000),
                    PayQuartiles("all", 900, 80_000, 110_000, 140_000, 108_000, 112_000),
                    None,
                )
            ),
            "Median 120,000 USD a year (95 % interval 110,000 USD to 130,000 USD), the middle half 90,000 USD to "
            "150,000 USD, of the 40 postings that name it and publish their pay in this currency. Of all 900 here that "
            "do, the median is 110,000 USD.",
        ),
        (
            pay_difference_sentence(None),
            "Too few postings of the same role, level, country, year and source name it, or do not, to say whether "
            "they pay more.",
        ),
        (
            pay_difference_sentence(PayDifference("sql", 0.04, -0.03, 0.12, sure=False)),
            "Beside postings of the same role, level, country, year and source without it, they are not surely paid "
            "more or less (95 % interval -3 % to +12 %).",
        ),
        (
            pay_difference_sentence(PayDifference("sql", -0.12, -0.2, -0.03, sure=True)),
            "Beside postings of the same role, level, country, year and source without it, they are paid 12 % less "
            "(95 % interval -20 % to -3 %).",
        ),
        (
            pay_difference_sentence(PayDifference("sql", 0.004, 0.001, 0.007, sure=True)),
            "Beside postings of the same role, level, country, year and source without it, they are paid less than "
            "1 % more (95 % interval 0 % to +1 %).",
        ),
        (deep_learning_sentence(Proportion("deep", 3, 73)), "4 % of its postings (3 of 73) require deep learning."),
        (deep_learning_sentence(Proportion("deep", 0, 73)), "None of its 73 postings requires deep learning."),
        (
            deep_learning_sentence(Proportion("deep", 2, 2)),
            "2 of 2 postings require deep learning; too few to tell more.",
        ),
        (deep_learning_sentence(Proportion("deep", 0, 0)), ""),
        (roles_sentence([]), "None of its postings could be read."),
        (
            roles_sentence(shares(ml_engineer=6, other=6)),
            "By the work: ML engineer 50 % (6 of 12), other work 50 % (6 of 12).",
        ),
        (mistitled_sentence(Proportion("m", 0, 0)), ""),
        (
            mistitled_sentence(Proportion("m", 0, 2)),
            "Of 2 titles with one of the four roles, none names another role than the work.",
        ),
        (
            mistitled_sentence(Proportion("m", 1, 14)),
            "Of 14 titles with one of the four roles, 1 names another role than the work.",
        ),
        (
            mistitled_sentence(Proportion("m", 3, 14)),
            "Of 14 titles with one of the four roles, 3 name another role than the work.",
        ),
        (
            stages_sentence(shares(unknown=1, startup=3)),
            "By what its postings say of it: a start-up or young company 3 of 4, not said 1 of 4.",
        ),
        (stages_sentence([]), ""),
        (change_sentence([]), ""),
        (change_sentence([MonthOfPostings("2026-06", 2, 0)]), "2 opened and 0 closed, June 2026."),
        (
            change_sentence([MonthOfPostings("2026-06", 2, 0), MonthOfPostings("2026-07", 1, 3)]),
            "3 opened and 3 closed, June 2026 to July 2026.",
        ),
    ],
)
def test_sentences(sentence: str, told: str) -> None:
    assert sentence == told


def test_every_kind_of_work_and_every_order_has_a_name() -> None:
    assert KIND_NAMES.keys() == KINDS.keys()
    assert tuple(ORDER_NAMES) == ORDERS
    assert {category for kinds in KINDS.values() for category in kinds} <= set(load_taxonomy().categories)
