import pytest

from truerole.core.posting import Salary
from truerole.phrasing.pay import pay_text


@pytest.mark.parametrize(
    ("salary", "words"),
    [
        (None, None),
        (Salary(None, None, "EUR", "year"), None),
        (Salary(60_000, 75_000, "EUR", "year"), "60,000 to 75,000 EUR a year"),
        (Salary(60_000, 60_000, "EUR", "year"), "60,000 EUR a year"),
        (Salary(None, 75_000, None, "year"), "75,000 a year"),
        (Salary(40, None, "USD", None), "40 USD"),
    ],
)
def test_pay_in_words(salary, words):
    assert pay_text(salary) == words
