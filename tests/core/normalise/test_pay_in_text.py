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
        ("The base salary range for this role is $110,000 - $140,000.", "us", (110_000, 140_000, "USD", "year")),
        ("Salary: $55,000.00 to $70,000.00 /year Work location: one", "us", (55_000, 70_000, "USD", "year")),
        ("Pay rate: $40-47/hr. Other: a background check.", "us", (40, 47, "USD", "hour")),
        ("Hourly rate: $36.18 - $40.20, by experience.", "us", (36.18, 40.2, "USD", "hour")),
        ("Starting pay range - $18-$19.50", "us", (18, 19.5, "USD", "hour")),
        ("The hourly rate for this role is $25.", "us", (25, 25, "USD", "hour")),
        ("This shelf filler earns £14.93ph at night.", "gb", (14.93, 14.93, "GBP", "hour")),
        ("Tester, at a day rate of £300.", "gb", (300, 300, "GBP", "day")),
        ("$60,000 a year. We bake bread.", "us", (60_000, 60_000, "USD", "year")),
        ("Baker - up to £70k - remote. Competitive salary up to £70,000.", "gb", (None, 70_000, "GBP", "year")),
        ("Salary: £31,346 - £37,890 pro rata, per annum", "gb", (31_346, 37_890, "GBP", "year")),
        ("Salary £41,250 - £44,900 (half of it for half the week, £20,625 pro rata)", "gb", (41_250, 44_900, "GBP", "year")),
        ("Salary: £16,788 for 37 hours per week", "gb", (16_788, 16_788, "GBP", "year")),
        ("An annual gross base salary between 75.000 EUR and 90.000 EUR", "de", (75_000, 90_000, "EUR", "year")),
        ("Gross salary: €80,000+ and a car", "nl", (80_000, None, "EUR", "year")),
        ("Compensation: EUR 2.6k/month for interns", "de", (2_600, 2_600, "EUR", "month")),
        ("Annual salary: £255,000—£325,000 GBP", "us", (255_000, 325_000, "GBP", "year")),
        ("Remuneration: $90,000 - $99,000 including super", "au", (90_000, 99_000, "AUD", "year")),
        ("Annual CTC: 12 LPA", "in", (1_200_000, 1_200_000, "INR", "year")),
        ("Salary ₹25 lakhs and a bonus", "in", (2_500_000, 2_500_000, "INR", "year")),
        ("The full salary range for this position is 110k-175k, paid by $.", "us", (110_000, 175_000, "USD", "year")),
        ("The range is between$200,000- $220,000annually.", "us", (200_000, 220_000, "USD", "year")),
        ("Baker, San Francisco, CA$100,000-$120,000 We bake", "us", (100_000, 120_000, "USD", "year")),
        ("Coast: $227,000 - $270,000. Inland: $181,000 - $216,000.", "us", (181_000, 270_000, "USD", "year")),
        ("Pay: days £15.40 per hour, nights £20.02 per hour", "gb", (15.4, 20.02, "GBP", "hour")),
        ("Pay: $120,000 a year, and a $5,000 sign-on bonus", "us", (120_000, 120_000, "USD", "year")),
        ("Base pay: $90k. We raised $40M from investors.", "us", (90_000, 90_000, "USD", "year")),
        ("We pay £45,000 a year. Fine work.", "gb", (45_000, 45_000, "GBP", "year")),
        ("Fine work for a salary of £45,000 a year.", "gb", (45_000, 45_000, "GBP", "year")),
        ("We pay £45,000 a year. Training is on us.", "gb", (45_000, 45_000, "GBP", "year")),
        ("Hybrid · $173,000 – $197,400 + benefits", None, (173_000, 197_400, "USD", "year")),
    ],
)  # fmt: skip
def test_pay_of_the_job_is_found(text: str, country: str | None, said: tuple[object, ...]) -> None:
    assert pay(text, country) == said


@pytest.mark.parametrize(
    "text",
    [
        "", "Competitive salary.", "We pay well.", "Medical, dental, 401k match.",
        "We raised $20 million from investors.", "Revenue of $1.2B and growing.", "backed by $63 million",
        "You get a $5,000 sign-on bonus.", "A referral bonus of $3,000 for each friend.",
        "An annual learning budget of $2,000 per year.", "Tuition reimbursement up to $5,250 per year.",
        "A wellness allowance of $100 per month.", "€110/month lunch budget.", "Meal vouchers valued at €7.00 / day.",
        "You manage accounts of $100,000 to $300,000 in annual revenue.", "A fee of £26 is deducted from your salary.",
        "Life cover of at least £10,000.", "On target earnings: $180,100 - $233,500.", "An OTE of €140k.",
        "A golden hello of £2,500.", "We saved the NHS £70 million each year.", "100k - 120k visitors a month",
        "Our market cap is ~$35BN.", "Relocation: $10,000.", "We serve 30,000 customers.",
        "Salary: $50,000.00 to $85,000.00 /hour", "Prizes of $25,000 a year for schools.",
        "A fine of £45,000 a year.", "A £45,000 a year fine.", "They were fined £45,000 a year.",
        "A £45,000 a year bonus for us all.",
    ],
)  # fmt: skip
def test_other_amounts_are_no_pay(text: str) -> None:
    assert pay(text) is None


def test_the_words_stand_in_the_text_as_given() -> None:
    text = "We bake bread. Salary: $60,000 - $70,000. We raised $3M."
    found = find_pay(text, "us")
    assert found and text[found.start : found.end].strip() == "$60,000 - $70,000"


@pytest.mark.parametrize(
    ("text", "basis"),
    [("Pay: $60,000 a year", "published"), ("$60K - $80K a year (Glassdoor est.)", "estimated")],
)
def test_an_estimate_of_a_board_is_told_apart(text: str, basis: str) -> None:
    found = find_pay(text, "us")
    assert found and found.salary == Salary(found.salary.min, found.salary.max, "USD", "year", basis)


@pytest.mark.parametrize("attack", ["$ " * 20_000, "$1-" * 20_000, "salary $" * 9_999, "1,000" * 20_000 + "$"])
def test_a_hostile_text_takes_no_time(attack: str) -> None:
    began = time.perf_counter()
    find_pay(attack, "us")
    assert time.perf_counter() - began < 5
