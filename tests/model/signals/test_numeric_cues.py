"""Years that a posting asks for, and amounts that show how large and old a company is."""

import pytest

from truerole.model.signals.numeric_cues import company_size, years_asked
from truerole.model.text.document import prepare

ASKED = [
    ("3+ years of experience with SQL", [3]),
    ("At least 5 years in a similar role", [5]),
    ("Minimum of two years experience", [2]),
    ("3-5 years of professional experience", [3]),
    ("three to five (3-5) years of relevant work", [3]),
    ("Four (or more) years building pipelines", [4]),
    ("5 yrs. experience; 2+ yrs with Spark", [5, 2]),
    ("experience: SQL: 1 year (required)", [1]),
    ("0-2 years' experience", [0]),
    ("a degree in a related field3+ years of reporting", [3]),
    ("10+ YEARS", [10]),
]
NOT_ASKED = [
    "",
    "For over 20 years we have baked bread",
    "for more than 10 years now",
    "In the last 5 years we grew",
    "You must be 18 years old",
    "a 2 year contract",
    "a 4 year degree",
    "every 2 years of your contract",
    "more than 150 years of experience in banking",
    "several years of experience",
    "years of experience",
    "²+ years of experience",
]
SIZES = [
    ("We are 1,200 people in 30 countries", {"people 1000+", "countries 10+"}),
    ("a team of 12 engineers", {"engineers 10+"}),
    ("over 50k employees", {"employees 10000+"}),
    ("a staff of 7: 7 people", {"people under 10"}),
    ("Founded in 2021 in Leeds", {"since 2018+"}),
    ("since 1898", {"since under 1950"}),
    ("more than 150 years of banking", {"age 100+"}),
    ("we raised $12 million, then $3B", {"$ m", "$ b"}),
    ("We are three people", {"we under 10"}),
    ("we're a small team of 12.", {"we 10+"}),
    ("We are now about 40 people in Leeds", {"we 10+", "people 10+"}),
    ("We are 5 of 9", set()),
    ("we're just seven of us", {"we under 10"}),
    ("We are looking for 2 people", {"people under 10"}),
    ("we need 3 engineers", {"engineers under 10"}),
    ("we", set()),
    ("we are", set()),
    ("We are 2024 people", set()),
    ("our 125-year-old bank", {"age 100+"}),
    ("the 2024 employees survey", set()),
    ("$ 12 an hour", set()),
    ("employees", set()),
    ("founded", set()),
    ("$", set()),
]


@pytest.mark.parametrize(("text", "years"), ASKED)
def test_years_asked(text: str, years: list[int]) -> None:
    words = prepare(text).lower
    assert [a.value for a in years_asked(words, enumerate(words))] == years


@pytest.mark.parametrize("text", NOT_ASKED)
def test_years_of_other_kinds_are_not_asked(text: str) -> None:
    words = prepare(text).lower
    assert not list(years_asked(words, enumerate(words)))


def test_an_amount_stands_where_it_is_written() -> None:
    words = prepare("You bring 3 - 5 years of experience").lower
    (found,) = years_asked(words, enumerate(words))
    assert words[found.first : found.last] == ("3", "-", "5", "years")


@pytest.mark.parametrize(("text", "names"), SIZES)
def test_company_size(text: str, names: set[str]) -> None:
    tokens = prepare(text).tokens
    assert {a.name for a in company_size(tokens, enumerate(tokens.lower))} == names
