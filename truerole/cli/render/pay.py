"""Answer of `truerole market pay`: pay by role, level, country, year or skill, in words and rows."""

from typing import TYPE_CHECKING

from truerole.cli.render.answer import Answer
from truerole.cli.render.nothing_left import about_lines
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.data.market.aggregates import Selection
    from truerole.data.market.pay import PayFacet, PaySelection


def parse_facet(by: str) -> "PayFacet":
    """Return the facet of a name; raises DataError for another name."""
    from truerole.data.market.pay import PAY_FACETS
    from truerole.phrasing.pay import FACET_TITLES

    for facet in PAY_FACETS:
        if by.lower() in (facet, FACET_TITLES[facet].lower()):
            return facet
    raise DataError(f"--by: {by[:40]!r} is none of {', '.join(PAY_FACETS)}")


def selected_pay(selection: "Selection", currency: str | None, estimated: bool) -> "PaySelection":
    """Return the pay of a selection; raises DataError for a currency without pay."""
    from truerole.data.market.pay import pay_table, select_pay
    from truerole.data.store.store import open_store

    with open_store() as store:
        table = pay_table(store, selection.index)
    found = select_pay(table, selection.postings, currency.upper() if currency else None, estimated)
    if currency and not found.postings:
        held = ", ".join(found.by_currency) or "none"
        raise DataError(f"--currency: no posting here has pay in {currency[:10]!r}; there are: {held}")
    return found


def pay_answer(selection: "Selection", found: "PaySelection", facet: "PayFacet", top: int, estimated: bool) -> Answer:
    """Return the quartiles of pay by a facet as an answer of at most `top` rows."""
    from dataclasses import asdict

    from truerole.data.market.pay import pay_by
    from truerole.phrasing.pay import FACET_TITLES, PAY_METHOD, amount_words, coverage_words, pay_rows

    rows = pay_rows(pay_by(selection.index, found, facet), facet, found.currency)[:top]
    columns = {
        FACET_TITLES[facet]: lambda row: str(row[facet]),
        "Median": lambda row: amount_words(row["median"], found.currency),
        "95 % interval": lambda row: f"{amount_words(row['low'])} to {amount_words(row['high'])}",
        "Middle half": lambda row: f"{amount_words(row['quarter'])} to {amount_words(row['three quarters'])}",
        "Postings": lambda row: f"{row['postings']:,}",
    }
    facts = {
        "sample": asdict(selection.sample),
        "published": found.published,
        "estimated": found.estimated,
        "of": found.total,
        "currency": found.currency,
        "currencies": dict(found.by_currency),
    }
    lines = about_lines(selection, coverage_words(found, estimated), PAY_METHOD)
    return Answer(lines, "pay", rows, columns, facts)
