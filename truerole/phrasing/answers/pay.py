"""Answer on pay by role, level, country, year or skill, in words and rows."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pyroaring import BitMap

from truerole.core.errors import DataError
from truerole.data.market.aggregates import Selection, sample_note
from truerole.data.market.pay import FEWEST, PayQuartiles, PaySelection, pay_overall, pay_table, select_pay
from truerole.data.market.profiles.company_table import company_table
from truerole.data.store.store import Store
from truerole.phrasing.answers.answer import Answer
from truerole.phrasing.answers.filters import Spell, as_option, parse_by
from truerole.phrasing.answers.left_out import left_out_words
from truerole.phrasing.answers.nothing_left import about_lines
from truerole.phrasing.market import rows_caution
from truerole.phrasing.pay import (
    PAY_METHOD,
    PAY_VIEWS,
    VIEW_TITLES,
    Row,
    amount_words,
    coverage_words,
    median_note,
    more_words,
    pay_caveat,
    pay_rows,
    rows_method,
    rows_sample,
    source_words,
    too_little_pay,
    whose_pay,
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
    """Return the quartiles of pay a year by a facet, or by skill beside like postings, as an answer of `top` rows.

    `by` is a facet or skill, or its title, `currency` by default the commonest, `estimated` for what job boards
    estimate instead.
    Raises DataError for another facet, and for a currency without pay.
    """
    view = parse_by(by, PAY_VIEWS, spell)
    found = _selected(store, selection, currency, estimated, spell)
    employers = company_table(store, selection.index).company if view == "skill" else None
    rows = pay_rows(selection.index, found, view, top, employers)
    columns = {
        VIEW_TITLES[view]: lambda row: str(row[view]),
        **(_DIFFERENCE if view == "skill" else {}),
        "Median": lambda row: amount_words(row["median"], found.currency),
        **({} if view == "skill" else _INTERVAL),
        "Middle half": lambda row: f"{amount_words(row['quarter'])} to {amount_words(row['three quarters'])}",
        "Postings": lambda row: f"{row['postings']:,}",
        **({} if view == "skill" else {"Most from": source_words}),
    }
    overall = pay_overall(found)
    said = [coverage_words(found, estimated)] if overall else [too_little_pay(found)]
    if overall:
        whose, note = whose_pay(selection.index, found, overall), median_note(overall, found.currency)
        said.append(f"Median {amount_words(overall.median, found.currency)} a year {whose}: {note}")
    if overall and not rows:
        said.append(f"No {VIEW_TITLES[view].lower()} has enough postings that publish their pay.")
    left = "" if view == "skill" else left_out_words(selection.index, view, found.postings, FEWEST, top)
    # Where too few are left for a figure, there is nothing to caution of.
    shown = sample_note(selection.index, found.postings if overall else BitMap())
    of_rows = rows_caution(rows_sample(selection.index, found, rows, view), shown)
    said += [left, of_rows] if rows else []
    said += [
        pay_caveat(selection.index, found, rows, view),
        PAY_METHOD,
        rows_method(view, len(found.postings)) if rows else "",
    ]
    lines = about_lines(selection, *filter(None, said), shown=shown, spell=spell)
    return Answer(lines, "pay", rows, columns, _facts(selection, found, overall))


_INTERVAL: dict[str, Callable[[Row], str]] = {
    "95 % interval": lambda row: f"{amount_words(row['low'])} to {amount_words(row['high'])}"
}
_DIFFERENCE: dict[str, Callable[[Row], str]] = {
    "Paid more": lambda row: more_words(row["more"]),
    "95 % interval": lambda row: f"{more_words(row['least'])} to {more_words(row['most'])}",
    "Sure": lambda row: "yes" if row["sure"] else "no",
}


def _facts(selection: Selection, found: PaySelection, overall: PayQuartiles | None) -> dict[str, Any]:
    return {
        "sample": asdict(selection.sample),
        "published": found.published,
        "estimated": found.estimated,
        "of": found.total,
        "currency": found.currency,
        "currencies": dict(found.by_currency),
        "median": overall.median if overall else None,
        "low": overall.low if overall else None,
        "high": overall.high if overall else None,
    }


def _selected(store: Store, selection: Selection, currency: str | None, estimated: bool, spell: Spell) -> PaySelection:
    code = currency.upper() if currency else None
    found = select_pay(pay_table(store, selection.index), selection.postings, code, estimated)
    if currency and not found.postings:
        held = ", ".join(found.by_currency) or "none"
        raise DataError(f"{spell('currency')}: no posting here has pay in {currency[:10]!r}; there are: {held}")
    return found
