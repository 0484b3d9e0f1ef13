import numpy as np
import pytest
from pyroaring import BitMap

from truerole.data.market.aggregates import sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.pay import PayQuartiles, PayTable, pay_overall, select_pay
from truerole.phrasing.market import rows_caution
from truerole.phrasing.pay import (
    PayView,
    amount_words,
    coverage_words,
    median_note,
    more_words,
    pay_caveat,
    pay_rows,
    rows_method,
    rows_sample,
    source_words,
    too_little_pay,
    whose_pay,
)


def table(estimated: bool = False) -> PayTable:
    numbers = np.arange(1, 6)
    return PayTable(numbers, numbers * 10_000.0, np.full(5, int.from_bytes(b"EUR", "big")), np.full(5, estimated))


@pytest.mark.parametrize(
    ("estimated", "within", "words"),
    [
        (False, range(0), "No posting is left."),
        (False, range(6, 9), "0 of 3 postings (none) publish the pay."),
        (False, range(1, 11), "5 of 10 postings (50 %) publish the pay. These figures stand on 5 postings in EUR."),
        (True, range(1, 11), "0 of 10 postings (none) publish the pay; of 5 more a job board estimates it."),
    ],
)
def test_how_many_publish_pay(estimated: bool, within: range, words: str) -> None:
    assert coverage_words(select_pay(table(estimated), BitMap(within))) == words


def test_too_few_say_what_to_do() -> None:
    words = too_little_pay(select_pay(table(), BitMap(range(1, 11))))
    assert words.startswith("Too few to say anything: 20 postings in one currency are needed.")
    assert words.endswith("Take a filter away, or look at all time or at another currency.")


def test_amounts() -> None:
    assert (amount_words(95_000.4, "USD"), amount_words(1_200)) == ("95,000 USD", "1,200")


def test_a_median_says_how_sure_it_is() -> None:
    overall = PayQuartiles("", 1_498, 139_500, 170_000, 212_500, 153_550, 196_200)
    assert median_note(overall, "USD") == (
        "95 % interval 153,550 USD to 196,200 USD; the middle half 139,500 USD to 212,500 USD."
    )


def market(linkedin: int) -> tuple[BitmapIndex, PayTable]:
    """Return the index and the pay of a hundred postings, half of either role; engineers are of the source `a`."""
    numbers, half = np.arange(100), BitMap(range(50))
    source = {"a": half | BitMap(range(50, 100 - linkedin)), "linkedin": BitMap(range(100 - linkedin, 100))}
    bits = {
        "source": source,
        "all": {"yes": BitMap(range(100))},
        "month": {"2026-01": BitMap(range(100))},
        "role": {"data_engineer": half, "data_analyst": BitMap(range(50, 100))},
        "skill": {"sql": BitMap(range(100)), "spark": BitMap(range(0, 100, 2))},
    }
    return BitmapIndex(bits), PayTable(
        numbers, 150_000.0 - numbers, np.full(100, int.from_bytes(b"EUR", "big")), np.zeros(100, bool)
    )


@pytest.mark.parametrize(
    ("linkedin", "said"),
    [
        (26, "Rows differ by where they are from, too: Data engineer is 100 % a; Data analyst is 52 % linkedin."),
        (25, ""),
        (24, ""),
    ],
)
def test_rows_say_how_else_they_differ(linkedin: int, said: str) -> None:
    index, pay = market(linkedin)
    rows = pay_rows(index, found := select_pay(pay, BitMap(range(100))), "role", 10)
    assert pay_caveat(index, found, rows, "role") == said


@pytest.mark.parametrize(
    ("among", "whose", "caveat"),
    [
        (range(100), "", ""),
        (
            range(83),
            ", 60 % for data engineers",
            "The pay is 60 % for data engineers, so the differences are mostly theirs: choose a role to see its own.",
        ),
        (range(50), "", ""),
    ],
)
def test_pay_says_for_which_role_most_of_it_is(among: range, whose: str, caveat: str) -> None:
    index, pay = market(26)
    found = select_pay(pay, BitMap(among))
    overall = pay_overall(found)
    assert overall is not None
    assert whose_pay(index, found, overall) == f"of the {len(among)} postings that publish it in this currency{whose}"
    assert pay_caveat(index, found, pay_rows(index, found, "skill", 10), "skill") == caveat


@pytest.mark.parametrize(
    ("view", "ids", "count", "caution"),
    [
        ("role", ["data_engineer", "data_analyst"], 100, ""),
        ("role", ["data_engineer"], 50, ""),
        (
            "role",
            ["data_analyst"],
            50,
            "52 % of the postings behind these rows are from linkedin: the figures tell of this source more than of "
            "the market.",
        ),
        ("year", ["2026"], 100, ""),
        ("year", ["1999"], 0, ""),
        ("skill", ["spark"], 100, ""),
    ],
)
def test_rows_caution_of_the_postings_that_they_show(view: PayView, ids: list[str], count: int, caution: str) -> None:
    index, pay = market(26)
    found = select_pay(pay, BitMap(range(100)))
    shown = rows_sample(index, found, [{"id": each} for each in ids], view)
    assert shown.postings == count
    assert rows_caution(shown, sample_note(index, found.postings)) == caution


@pytest.mark.parametrize(
    ("view", "postings", "begins", "drawn"),
    [
        ("year", 30_000, "Years are in order.", False),
        ("seniority", 501, "Levels are in order, intern to lead.", False),
        ("country", 501, "Rows are in the order of the low end", False),
        ("role", 501, "Rows are in the order of the low end", False),
        ("skill", 501, "By how much postings that name a skill", False),
        ("skill", 20_000, "By how much postings that name a skill", False),
        ("skill", 20_001, "By how much postings that name a skill", True),
    ],
)
def test_the_method_is_that_of_the_rows(view: PayView, postings: int, begins: str, drawn: bool) -> None:
    words = rows_method(view, postings)
    assert words.startswith(begins)
    assert ("Of more than 20,000 postings about as many are drawn." in words) == drawn


def test_rows_of_skills_are_beside_like_postings() -> None:
    index, pay = market(26)
    (row,) = pay_rows(index, select_pay(pay, BitMap(range(100))), "skill", 10)
    assert (row["skill"], row["postings"], row["median"], row["sure"]) == ("Apache Spark", 50, 149_951, False)


@pytest.mark.parametrize(
    ("part", "words"), [(0.123, "+12 %"), (-0.03, "-3 %"), (0.004, "0 %"), (-0.004, "0 %"), (0, "0 %")]
)
def test_a_difference_has_a_sign(part: float, words: str) -> None:
    assert more_words(part) == words


def test_a_source_is_named_in_a_line_of_bounded_length() -> None:
    assert source_words({"source": "x\n" * 90, "source share": 0.5}) == "50 % " + ("x " * 30)[:60]
