import random

import pytest

from truerole.data.dedup.boilerplate import strip_boilerplate

ABOUT = "We are a utility of the north. Wind is what we live from!"
LAW = "• We hire whoever fits, of any age and origin."
OWN = ["Run our turbines by night.", "Sell what they give.", "Count what was sold.", "Mend what the storm broke."]
TITLES = ["Operator", "Seller", "Accountant", "Fitter"]


def posting(own: str, law: str = LAW) -> str:
    return f"{ABOUT}\n\nYour work\n{own}\n{law}"


def test_what_most_say_is_taken_away() -> None:
    assert strip_boilerplate([posting(own) for own in OWN], TITLES) == OWN
    assert strip_boilerplate([posting(own) for own in OWN]) == OWN


@pytest.mark.parametrize(
    ("dressed", "same"),
    [(LAW, True), (LAW.upper(), True), (LAW.replace("•", "-") + "\r\n", True), (LAW.replace("age", "sex"), False)],
)
def test_a_block_is_the_same_in_any_dress(dressed: str, same: bool) -> None:
    found = strip_boilerplate([posting(own) for own in OWN[:3]] + [posting(OWN[3], dressed)], TITLES)
    assert (found[3] == OWN[3]) == same


@pytest.mark.parametrize(
    ("count", "titles", "removed"),
    [
        (2, TITLES, False),  # of two nobody can tell
        (3, TITLES, True),
        (4, ["Seller", "Seller (m/f/d)", "SELLER", "Seller - Remote"], False),  # one job, posted often
        (4, ["Seller", "Seller", "Operator", "Operator"], False),
        (4, ["Seller", "Seller", "Operator", "Fitter"], True),
        (1, ["Seller"], False),
    ],
)
def test_how_many_titles_it_takes(count: int, titles: list[str], removed: bool) -> None:
    texts = [posting(own) for own in OWN[:count]]
    found = strip_boilerplate(texts, titles[:count])
    assert found == (OWN[:count] if removed else texts)


def test_postings_whose_text_is_not_known_yet_say_nothing() -> None:
    texts = [*(posting(own) for own in OWN), *[""] * 20]
    assert strip_boilerplate(texts, [*TITLES, *(f"Listed {chr(97 + n)}" for n in range(20))]) == [*OWN, *[""] * 20]


def test_what_half_say_is_their_own() -> None:
    shared = "You will be on call."
    texts = [f"{ABOUT}\n{own}\n{shared if n < 2 else ''}" for n, own in enumerate(OWN)]
    assert [shared in own for own in strip_boilerplate(texts, TITLES)] == [True, True, False, False]


def test_ten_titles_are_enough_on_a_large_board() -> None:
    texts = [f"{'Ours alone.' if n < 10 else ''}\n{'Rare.' if n < 9 else ''}\nWork number {n}." for n in range(60)]
    found = strip_boilerplate(texts, [f"Title {chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60)])
    assert not any("Ours" in own for own in found)
    assert sum("Rare" in own for own in found) == 9


@pytest.mark.parametrize("texts", [[], [""], ["", "", ""], ["a"] * 5, ["\ud800 x. y", "b", "c"], [" \n. ! ?"] * 3])
def test_odd_boards(texts: list[str]) -> None:
    assert len(strip_boilerplate(texts)) == len(texts)


@pytest.mark.slow
def test_texts_without_line_breaks_and_long_ones() -> None:
    texts = [f"{ABOUT} {own} {LAW}" for own in OWN]
    assert strip_boilerplate(texts, TITLES) == OWN
    words = random.Random(1).choices("a b c d. e! f\n".split(" "), k=200_000)
    assert len(strip_boilerplate([" ".join(words)] * 4, TITLES)) == 4
