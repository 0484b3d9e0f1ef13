"""Pay of the job in the text of a posting, beside amounts that are something else."""

import time

import pytest

from truerole.core.normalise.pay_in_text import find_pay
from truerole.core.posting import Salary


def pay(text: str, country: str | None = "us") -> tuple[float | None, float | None, str | None, str | None] | None:
    found = find_pay(text, country)
    return found and (found.salary.min, found.salary.max, found.salary.currency, found.salary.period)


@pytest.mark.parametrize(
    ("text", "country", "said"),
    [
        ("The base salary range of a baker here: $51,300 - $63,700.", "us", (51_300, 63_700, "USD", "year")),
        ("Salary: $41,150.00 to $52,350.00 /year Ovens: two", "us", (41_150, 52_350, "USD", "year")),
        ("Pay rate: $31-37/hr. Other: an apron.", "us", (31, 37, "USD", "hour")),
        ("The pay is $61,200 to $83,900 per annum/hour.", "us", (61_200, 83_900, "USD", "year")),
        ("The pay is $38 to $44 per annum/hour.", "us", (38, 44, "USD", "hour")),
        ("Hourly rate: $27.35 - $29.85, by years at the oven.", "us", (27.35, 29.85, "USD", "hour")),
        ("Starting pay range - $13-$14.70", "us", (13, 14.7, "USD", "hour")),
        ("The hourly rate at this oven is $23.", "us", (23, 23, "USD", "hour")),
        ("This shelf filler earns £13.57ph at night.", "gb", (13.57, 13.57, "GBP", "hour")),
        ("Tester, at a day rate of £290.", "gb", (290, 290, "GBP", "day")),
        ("$47,100 a year. We bake bread.", "us", (47_100, 47_100, "USD", "year")),
        ("Baker - up to £43k - remote. Competitive salary up to £43,000.", "gb", (None, 43_000, "GBP", "year")),
        ("Salary: £26,130 - £29,410 pro rata, paid by the year", "gb", (26_130, 29_410, "GBP", "year")),
        ("Salary £41,250 - £44,900 (for half the week £20,625 pro rata)", "gb", (41_250, 44_900, "GBP", "year")),
        ("Salary: £17,330 for 31 hours per week", "gb", (17_330, 17_330, "GBP", "year")),
        ("A baker's annual gross base salary lies between 41.300 EUR and 47.900 EUR", "de",
         (41_300, 47_900, "EUR", "year")),
        ("Gross salary: €53,100+ and a van", "nl", (53_100, None, "EUR", "year")),
        ("Compensation: EUR 1.7k/month for apprentices", "de", (1_700, 1_700, "EUR", "month")),
        ("Annual salary: £133,700—£147,900 GBP", "us", (133_700, 147_900, "GBP", "year")),
        ("Remuneration: $71,300 - $78,700 including super", "au", (71_300, 78_700, "AUD", "year")),
        ("Annual CTC: 13 LPA", "in", (1_300_000, 1_300_000, "INR", "year")),
        ("Salary ₹17 lakhs and a bonus", "in", (1_700_000, 1_700_000, "INR", "year")),
        ("Salary: 11-14 lacs, and bread", "in", (1_100_000, 1_400_000, "INR", "year")),
        ("CTC 13 to 17 lpa", "in", (1_300_000, 1_700_000, "INR", "year")),
        ("You earn 12 lacs per annum.", "in", (1_200_000, 1_200_000, "INR", "year")),
        ("Package of 23 lakhs a year", "pk", (2_300_000, 2_300_000, "PKR", "year")),
        ("Salary: PKR 130,000 - 170,000 per month", "pk", (130_000, 170_000, "PKR", "month")),
        ("Our bakers' gross pay is KSh 113,000 per month.", "ke", (113_000, 113_000, "KES", "month")),
        ("Salary KES 130,000 to 170,000 monthly", "ke", (130_000, 170_000, "KES", "month")),
        ("Estimated Annual Pay Range\n\n$123,300—$254,700 USD", None, (123_300, 254_700, "USD", "year")),
        ("The full salary range of our bakers: 57k-69k, paid by $.", "us", (57_000, 69_000, "USD", "year")),
        ("The range is between$61,300- $67,900annually.", "us", (61_300, 67_900, "USD", "year")),
        ("Baker, San Francisco, CA$71,300-$77,900 We bake", "us", (71_300, 77_900, "USD", "year")),
        ("Coast: $91,300 - $97,700. Inland: $81,700 - $87,100.", "us", (81_700, 97_700, "USD", "year")),
        ("Pay: days £13.30 per hour, nights £17.90 per hour", "gb", (13.3, 17.9, "GBP", "hour")),
        ("Pay: $77,300 a year, and a $4,700 sign-on bonus", "us", (77_300, 77_300, "USD", "year")),
        ("Base pay: $93k. We raised $41M from investors.", "us", (93_000, 93_000, "USD", "year")),
        ("We pay £37,300 a year. Fine work.", "gb", (37_300, 37_300, "GBP", "year")),
        ("Fine work for a salary of £37,300 a year.", "gb", (37_300, 37_300, "GBP", "year")),
        ("We pay £37,300 a year. Training is on us.", "gb", (37_300, 37_300, "GBP", "year")),
        ("Hybrid · $83,300 – $97,100 + bread", None, (83_300, 97_100, "USD", "year")),
        ("The salary is $73,100 and 401K.", "us", (73_100, 73_100, "USD", "year")),
        ("Base pay $73,100 – 401k", "us", (73_100, 73_100, "USD", "year")),
        ("Compensation: $93,700 base. $401K.", "us", (93_700, 93_700, "USD", "year")),
        ("A salary range of $61,300-$73,100 and $401k plan", "us", (61_300, 73_100, "USD", "year")),
        ("Salary: $73,100, 401 K, bread", "us", (73_100, 73_100, "USD", "year")),
        ("Base pay: $357K - $401K a year", "us", (357_000, 401_000, "USD", "year")),
        ("Base pay: $401,000 a year", "us", (401_000, 401_000, "USD", "year")),
        ("Monthly salary of $39,000", "us", (39_000, 39_000, "USD", "month")),
    ],
)  # fmt: skip
def test_pay_of_the_job_is_found(text: str, country: str | None, said: tuple[object, ...]) -> None:
    assert pay(text, country) == said


@pytest.mark.parametrize(
    "text",
    [
        "", "Competitive salary.", "We pay well.", "Medical, dental, 401k match.", "Competitive pay, $401K plan.",
        "Salary: 41,300 to 63,700 EUR per month", "Weekly pay of $13,700",
        "We raised $17 million from investors.", "Revenue of $1.7B and growing.", "backed by $47 million",
        "You get a $4,700 sign-on bonus.", "A referral bonus of $1,300 for each baker you bring.",
        "An annual learning budget of $1,700 per year.", "Tuition of up to $4,130 per year is reimbursed.",
        "A wellness allowance of $130 per month.", "€170/month lunch budget.", "Vouchers for meals, €6.30 / day.",
        "You manage accounts of $130,000 to $370,000 in annual revenue.", "A fee of £31 is taken off the salary.",
        "Life cover of at least £13,000.", "On target earnings: $131,300 - $147,700.", "An OTE of €113k.",
        "A golden hello of £1,700.", "We saved the town £17 million each year.", "130k - 170k visitors a month",
        "Our market cap is ~$37BN.", "Relocation: $7,300.", "We serve 37,000 customers.",
        "Salary: $41,000.00 to $73,000.00 /hour", "Prizes of $23,000 a year for schools.",
        "A fine of £37,300 a year.", "A £37,300 a year fine.", "They were fined £37,300 a year.",
        "A £37,300 a year bonus for us all.", "We feed 17 lakhs of people.", "The workshop 50,000 came to.",
    ],
)  # fmt: skip
def test_other_amounts_are_no_pay(text: str) -> None:
    assert pay(text) is None


def test_the_words_stand_in_the_text_as_given() -> None:
    text = "We bake bread. Salary: $47,100 - $53,900. We raised $3M."
    found = find_pay(text, "us")
    assert found and text[found.start : found.end].strip() == "$47,100 - $53,900"


@pytest.mark.parametrize(
    ("text", "basis"),
    [("Pay: $47,100 a year", "published"), ("$60K - $80K a year (Glassdoor est.)", "estimated")],
)
def test_an_estimate_of_a_board_is_told_apart(text: str, basis: str) -> None:
    found = find_pay(text, "us")
    assert found and found.salary == Salary(found.salary.min, found.salary.max, "USD", "year", basis)


@pytest.mark.slow
@pytest.mark.parametrize("attack", ["$ " * 20_000, "$1-" * 20_000, "salary $" * 9_999, "1,000" * 20_000 + "$"])
def test_a_hostile_text_takes_no_time(attack: str) -> None:
    began = time.process_time()
    find_pay(attack, "us")
    assert time.process_time() - began < 5
