"""Words for the facts that a text states: pay, place, workplace, employment."""

from truerole.core.posting import Salary
from truerole.phrasing.reading import WORKPLACE_NAMES, capitalize_first
from truerole.workflows.reading.posting_facts import PostingFacts

_PER = {period: f"a{'n' if period == 'hour' else ''} {period}" for period in ("year", "month", "week", "day", "hour")}


def fact_rows(facts: PostingFacts) -> list[tuple[str, str, int, int]]:
    """Return (name, value, start, end) of each fact that a text states, in plain words."""
    pay, place, workplace, employment = facts.pay, facts.place, facts.workplace, facts.employment
    rows = [
        ("Pay", pay and pay_text(pay.value), pay),
        ("Place", place and place.value, place),
        ("Workplace", workplace and WORKPLACE_NAMES[workplace.value], workplace),
        ("Employment", employment and capitalize_first(employment.value), employment),
    ]
    return [(name, value, fact.start, fact.end) for name, value, fact in rows if fact and value]


def pay_text(salary: Salary | None) -> str | None:
    """Return the range of a salary in words, None without an amount."""
    if salary is None or (salary.min is None and salary.max is None):
        return None
    amounts = [_exactly(amount) for amount in dict.fromkeys((salary.min, salary.max)) if amount is not None]
    end = "up to " if salary.min is None else "from " if salary.max is None else ""
    unit = " ".join(filter(None, (salary.currency, _PER.get(salary.period or "", salary.period))))
    return f"{end}{' to '.join(amounts)} {unit}".strip()


def _exactly(amount: float) -> str:
    """Return an amount, of an hourly rate with the hundredths."""
    return f"{amount:,.2f}" if amount < 1_000 and amount % 1 else f"{amount:,.0f}"
