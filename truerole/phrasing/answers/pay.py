"""Answer on pay by role, level, country, year or skill, in words and rows."""

from dataclasses import asdict
from typing import Any

from truerole.core.errors import DataError
from truerole.data.market.aggregates import Selection
from truerole.data.market.pay import PAY_FACETS, PayFacet, PaySelection, pay_by, pay_table, select_pay
from truerole.data.store.store import Store
from truerole.phrasing.answers.answer import Answer
from truerole.phrasing.answers.filters import Spell, as_option
from truerole.phrasing.answers.nothing_left import about_lines
from truerole.phrasing.pay import (
    FACET_TITLES,
    PAY_METHOD,
    ROWS_METHOD,
    amount_words,
    coverage_words,
    pay_caveat,
    pay_rows,
    source_words,
)


def pay_answer(
    store: Store,
    selection: Selection,
    by: str,
    *,
    currency: str | None,
    estimated: bool,
    top: int,
    spell: Spell = as_option,
) -> Answer:
    """Return the quartiles of pay a year by a facet as an answer of at most `top` rows.

    `by` is a facet or its title, `currency` by default the commonest, `estimated` for what job boards estimate instead.
    Raises DataError for another facet, and for a currency without pay.
    """
    facet = _parse_facet(by, spell)
    found = _selected(store, selection, currency, estimated, spell)
    rows = pay_rows(selection.index, pay_by(selection.index, found, facet)[:top], facet, found.currency)
    columns = {
        FACET_TITLES[facet]: lambda row: str(row[facet]),
        "Median": lambda row: amount_words(row["median"], found.currency),
        "95 % interval": lambda row: f"{amount_words(row['low'])} to {amount_words(row['high'])}",
        "Middle half": lambda row: f"{amount_words(row['quarter'])} to {amount_words(row['three quarters'])}",
        "Postings": lambda row: f"{row['postings']:,}",
        "Most from": source_words,
    }
    said = [coverage_words(found, estimated), pay_caveat(selection.index, found, rows, facet), PAY_METHOD, ROWS_METHOD]
    lines = about_lines(selection, *filter(None, said), spell=spell)
    return Answer(lines, "pay", rows, columns, _facts(selection, found))


def _facts(selection: Selection, found: PaySelection) -> dict[str, Any]:
    return {
        "sample": asdict(selection.sample),
        "published": found.published,
        "estimated": found.estimated,
        "of": found.total,
        "currency": found.currency,
        "currencies": dict(found.by_currency),
    }


def _parse_facet(by: str, spell: Spell) -> PayFacet:
    for facet in PAY_FACETS:
        if by.lower() in (facet, FACET_TITLES[facet].lower()):
            return facet
    raise DataError(f"{spell('by')}: {by[:40]!r} is none of {', '.join(PAY_FACETS)}")


def _selected(store: Store, selection: Selection, currency: str | None, estimated: bool, spell: Spell) -> PaySelection:
    code = currency.upper() if currency else None
    found = select_pay(pay_table(store, selection.index), selection.postings, code, estimated)
    if currency and not found.postings:
        held = ", ".join(found.by_currency) or "none"
        raise DataError(f"{spell('currency')}: no posting here has pay in {currency[:10]!r}; there are: {held}")
    return found
