"""Pay in words and rows: the range of a posting, quartiles of the market, how much of it is published."""

from collections.abc import Iterable, Mapping
from typing import Literal, cast, get_args

from truerole.core.reading import Role
from truerole.core.text.visible import one_line
from truerole.data.market.aggregates import Proportion, SampleNote, count_values, postings_of, sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import SKILL
from truerole.data.market.pay import FEWEST, PayFacet, PayQuartiles, PaySelection, pay_by, quartiles_of
from truerole.data.market.statistics.design_effect import Employers
from truerole.data.market.statistics.pay_differences import DRAWN, PayDifference, pay_differences
from truerole.phrasing.facets import FACET_LABELS, value_name
from truerole.phrasing.market import MAIN_SOURCE
from truerole.phrasing.reading import PLURALS, capitalize_first, counted_percent, plural
from truerole.phrasing.skills import skill_name

Row = Mapping[str, str | float | None]

# By a facet each row has postings of its own; by skill it is compared with postings that are alike.
PayView = Literal[PayFacet, "skill"]
PAY_VIEWS: tuple[PayView, ...] = get_args(PayView)
VIEW_TITLES: dict[PayView, str] = {view: "Skill" if view == "skill" else FACET_LABELS[view] for view in PAY_VIEWS}
PAY_METHOD = (
    "Amounts a year in one currency, never converted: an hour counts 2,080 times, a day 260, a week 52, a month 12; "
    "of a range the middle counts, of an open range the end that is named. Nothing is shown of fewer than "
    f"{FEWEST} postings. Jobs that publish their pay are not like all jobs."
)
_ORDERS: dict[PayView, str] = {"year": "Years are in order.", "seniority": "Levels are in order, intern to lead."}
_BY_LOW_END = "Rows are in the order of the low end of the median's 95 % interval."
DIFFERENCE_CAVEAT = (
    "Where companies are known, their postings are not taken for independent; where they are not, as in the market "
    "sample, intervals are too narrow. Who asks for a skill may differ in other ways, too: this is no promise of what "
    "learning it brings."
)
_DIFFERENCE_METHOD = (
    "By how much postings that name a skill pay more than postings of the same role, level, country, year and source "
    "that do not, or less: those that are surest to differ. Of so many skills a few intervals leave out zero by "
    "chance; sure is what holds for all of them at once."
)


def coverage_words(pay: PaySelection, estimated: bool = False) -> str:
    """Return in words how many postings publish pay, and how many of them the figures stand on."""
    if not pay.total:
        return "No posting is left."
    share = counted_percent(pay.published / pay.total) if pay.published else "none"
    said = f"{pay.published:,} of {plural(pay.total, 'posting')} ({share}) publish the pay"
    guessed = f"; of {pay.estimated:,} more a job board estimates it" if pay.estimated else ""
    kind = "estimates" if estimated else "postings"
    used = f" These figures stand on {len(pay.postings):,} {kind} in {pay.currency}." if pay.currency else ""
    return f"{said}{guessed}.{used}"


def whose_pay(index: BitmapIndex, pay: PaySelection, overall: PayQuartiles) -> str:
    """Return in words which postings a median of pay is of, and for which role most of them are."""
    main = _main_role(index, pay)
    role = f", {main}" if main else ""
    return f"of the {plural(overall.count, 'posting')} that publish it in this currency{role}"


def _main_role(index: BitmapIndex, pay: PaySelection) -> str:
    """Return which role has more than half of the pay, in words: "70 % for ML engineers"; empty for none or all."""
    first, *others = count_values(index, "role", pay.postings) or [Proportion("", 0, 0)]
    if not others or first.share <= MAIN_SOURCE:
        return ""
    return f"{counted_percent(first.share)} for {PLURALS.get(cast(Role, first.name), first.name)}"


def median_note(overall: PayQuartiles, currency: str | None) -> str:
    """Return the 95 % interval of a median of pay and the middle half in words."""
    low, high, quarter, rest = (
        amount_words(amount, currency)
        for amount in (overall.low, overall.high, overall.quarter, overall.three_quarters)
    )
    return f"95 % interval {low} to {high}; the middle half {quarter} to {rest}."


def too_little_pay(pay: PaySelection) -> str:
    """Return in words that too few postings publish their pay for a figure, and what to do."""
    needed = f"Too few to say anything: {FEWEST} postings in one currency are needed."
    return f"{needed} {coverage_words(pay)} Take a filter away, or look at all time or at another currency."


def rows_method(view: PayView, postings: int) -> str:
    """Return in words how the rows of a view of so many postings with pay are made and ordered."""
    if view != "skill":
        return _ORDERS.get(view, _BY_LOW_END)
    drawn = f" Of more than {DRAWN:,} postings about as many are drawn." if postings > DRAWN else ""
    return f"{_DIFFERENCE_METHOD}{drawn} {DIFFERENCE_CAVEAT}"


def pay_rows(
    index: BitmapIndex, pay: PaySelection, view: PayView, most: int, employers: Employers | None = None
) -> list[Row]:
    """Return the pay by a facet, or by skill beside like postings, as at most `most` rows.

    They have name, id, median, its 95 % interval, quartiles, number of postings, currency, the source of most of the
    postings and its share; of a skill also by which part it is paid `more`, with `least` and `most` of the 95 %
    interval, and whether that is `sure`. `employers` are the codes of employers by posting number.
    """
    if view == "skill":
        surest = pay_differences(index, pay, employers, most)
        found = sorted(surest, key=lambda each: (-each.low, each.skill))
        naming = ((each, index.bitmap(SKILL, each.skill) & pay.postings) for each in found)
        paid = [(each, quartiles_of(each.skill, pay, postings)) for each, postings in naming]
        return [_row(index, view, part, pay.currency) | _difference(each) for each, part in paid if part]
    return [_row(index, view, each, pay.currency) for each in pay_by(index, pay, view)[:most]]


def _row(index: BitmapIndex, view: PayView, each: PayQuartiles, currency: str | None) -> dict[str, str | float | None]:
    source = each.source(index)
    return {
        view: _name(view, each.name),
        "id": each.name,
        "median": each.median,
        "low": each.low,
        "high": each.high,
        "quarter": each.quarter,
        "three quarters": each.three_quarters,
        "postings": each.count,
        "currency": currency,
        "source": source.name,
        "source share": source.share,
    }


def _difference(found: PayDifference) -> dict[str, str | float | None]:
    return {"more": found.more, "least": found.low, "most": found.high, "sure": found.sure}


def more_words(part: object) -> str:
    """Return a difference of pay in words: "+12 %", "-3 %", "0 %"."""
    percent = round(100 * float(str(part)))
    return f"{percent:+d} %" if percent else "0 %"


def pay_caveat(index: BitmapIndex, pay: PaySelection, rows: Iterable[Row], view: PayView) -> str:
    """Return in words what else rows of pay rest on: sources that differ, of skills a role; empty for neither."""
    if view == "skill":
        main = _main_role(index, pay)
        return f"The pay is {main}, so the differences are mostly theirs: choose a role to see its own." if main else ""
    mainly = [row for row in rows if _share(row) > MAIN_SOURCE]
    others = [row for row in mainly if row["source"] != mainly[0]["source"]]
    if not others:
        return ""
    first, second = (f"{row[view]} is {source_words(row)}" for row in (mainly[0], others[0]))
    return f"Rows differ by where they are from, too: {first}; {second}."


def rows_sample(index: BitmapIndex, pay: PaySelection, rows: Iterable[Row], view: PayView) -> SampleNote:
    """Return the sample note of the postings that rows of pay show: of skills, of all of the pay."""
    shown = pay.postings if view == "skill" else postings_of(index, view, pay.postings, (str(r["id"]) for r in rows))
    return sample_note(index, shown)


def source_words(row: Row) -> str:
    """Return the main source of a row's postings, with the share, in words: "94 % LinkedIn"."""
    return f"{counted_percent(_share(row))} {one_line(value_name('source', str(row['source'])))[:60]}"


def _share(row: Row) -> float:
    return float(str(row["source share"]))


def _name(view: PayView, value: str) -> str:
    return skill_name(value) if view == "skill" else capitalize_first(value_name(view, value))


def amount_words(amount: object, currency: str | None = None) -> str:
    """Return an amount a year in words: "95,000 USD"."""
    return f"{float(str(amount)):,.0f} {currency or ''}".strip()
