"""Pay in words: "60,000 to 75,000 EUR a year"."""

from truerole.core.posting import Salary


def pay_text(salary: Salary | None) -> str | None:
    """Return the range of a salary in words, None without an amount."""
    if salary is None or (salary.min is None and salary.max is None):
        return None
    amounts = [f"{amount:,.0f}" for amount in dict.fromkeys((salary.min, salary.max)) if amount is not None]
    unit = " ".join(filter(None, (salary.currency, f"a {salary.period}" if salary.period else None)))
    return f"{' to '.join(amounts)} {unit}".strip()
