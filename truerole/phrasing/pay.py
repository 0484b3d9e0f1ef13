"""Pay in words and rows: the range of a posting, quartiles of the market, how much of it is published."""

from collections.abc import Iterable, Mapping

from pyroaring import BitMap

from truerole.core.text.visible import one_line
from truerole.data.market.aggregates import count_values
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.pay import FEWEST, PayFacet, PayQuartiles, PaySelection
from truerole.phrasing.facets import value_name
from truerole.phrasing.market import MAIN_SOURCE
from truerole.phrasing.reading import capitalize_first, counted_percent, plural
from truerole.phrasing.skills import skill_name

Row = Mapping[str, str | float | None]

FACET_TITLES: dict[PayFacet, str] = {
    "role": "Role", "seniority": "Level", "country": "Country", "year": "Year", "skill": "Skill",
}  # fmt: skip
PAY_METHOD = (
    "Amounts a year in one currency, never converted: an hour counts 2,080 times, a day 260, a week 52, a month 12; "
    f"of a range the middle counts. Nothing is shown of fewer than {FEWEST} postings. Jobs that publish their pay are "
    "not like all jobs."
)
ROWS_METHOD = "But for years, rows are in the order of the low end of the median's 95 % interval."


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


def whose_pay(overall: PayQuartiles) -> str:
    """Return in words which postings a median of pay is of."""
    return f"of the {plural(overall.count, 'posting')} that publish it in this currency"


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
    return f"{needed} {coverage_words(pay)} Take a filter away."


def pay_rows(index: BitmapIndex, found: Iterable[PayQuartiles], facet: PayFacet, currency: str | None) -> list[Row]:
    """Return quartiles as rows: name, id, median, its 95 % interval, quartiles, number of postings, currency.

    The last two are the source of most of the postings and its share of them.
    """
    return [
        {
            facet: _name(facet, each.name),
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
        for each, source in ((each, each.source(index)) for each in found)
    ]


def pay_caveat(index: BitmapIndex, pay: PaySelection, rows: Iterable[Row], facet: PayFacet) -> str:
    """Return further differences between rows of pay in words, of roles and sources; empty where none is known."""
    said = [skill_caveat(index, pay.postings)] if facet == "skill" else []
    mainly = [row for row in rows if _share(row) > MAIN_SOURCE]
    others = [row for row in mainly if row["source"] != mainly[0]["source"]]
    if others:
        first, second = (f"{row[facet]} is {source_words(row)}" for row in (mainly[0], others[0]))
        said.append(f"Rows differ by where they are from, too: {first}; {second}.")
    return " ".join(filter(None, said))


def skill_caveat(index: BitmapIndex, postings: BitMap) -> str:
    """Return that the pay of a skill is that of the roles as well, in words; empty for postings of a single role."""
    if len(count_values(index, "role", postings)) < 2:
        return ""
    return "A skill is paid as the roles that name it: choose one role to compare within it."


def source_words(row: Row) -> str:
    """Return the main source of a row's postings, with the share, in words: "94 % LinkedIn"."""
    return f"{counted_percent(_share(row))} {one_line(value_name('source', str(row['source'])))[:60]}"


def _share(row: Row) -> float:
    return float(str(row["source share"]))


def _name(facet: PayFacet, value: str) -> str:
    return skill_name(value) if facet == "skill" else capitalize_first(value_name(facet, value))


def amount_words(amount: object, currency: str | None = None) -> str:
    """Return an amount a year in words: "95,000 USD"."""
    return f"{float(str(amount)):,.0f} {currency or ''}".strip()
