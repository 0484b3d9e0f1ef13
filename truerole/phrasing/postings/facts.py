"""Words for the facts that a text states: pay, place, workplace, employment."""

from truerole.phrasing.pay import pay_text
from truerole.phrasing.reading import WORKPLACE_NAMES, capitalize_first
from truerole.workflows.reading.posting_facts import PostingFacts


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
