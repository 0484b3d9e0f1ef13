"""Mean mixes of duties in words and rows: shares of the kinds of work, and the number of postings behind."""

from collections.abc import Iterable, Mapping, Sequence

from truerole.core.reading import WORK_KINDS, Duty
from truerole.data.market.duties import FEWEST, MIX_FACETS, ApartRow, MeanMix, MixFacet, MixRows
from truerole.phrasing.facets import FACET_LABELS, value_name
from truerole.phrasing.market import listed_words
from truerole.phrasing.reading import DUTY_NAMES, capitalize_first, counted_percent, plural

Row = Mapping[str, str | float | None]

_VALUES_OF = {"level": "seniority", "company": "stage"}
FACET_TITLES: dict[MixFacet, str] = {
    facet: "Title" if facet == "title" else FACET_LABELS[_VALUES_OF.get(facet, facet)] for facet in MIX_FACETS
}
# Headings where a column is narrow.
SHORT_NAMES: dict[Duty, str] = {
    "analysis": "Analysis",
    "data_engineering": "Pipelines",
    "data_science": "Modelling",
    "ml_engineering": "ML and AI",
    "software": "Software",
    "business": "Business",
    "general": "Any job",
}
MIX_METHOD = (
    "The share of the sentences on the work that are of each kind, averaged over postings. Sentences are no hours: "
    "they tell what a posting speaks of, and a model reads them, right in about five of six. Nothing is shown of fewer "
    f"than {FEWEST} postings."
)
AS_THEY_ARE = "These rows are as they are: they differ by their sources, years and countries, too."
AS_IF_ALIKE = (
    "Each row is shown as if all had the same roles and sources, so that a difference between rows is one within the "
    "same role and source. Compared, and counted beside the bars of a chart, are postings of a role and source that "
    "other rows hold, too."
)

BELOW_ZERO = "A share that comes out below 0 so is shown as 0, and the others of the row are a little smaller."
# From a twentieth of a point on.
_NOTICED = 0.0005


def known_words(known: int, total: int) -> str:
    """Return in words of how many postings the duties are known, and why not of the others."""
    if not total:
        return "No posting is left."
    if known == total:
        return f"The duties of all {plural(total, 'posting')} are known." if total > 1 else "Its duties are known."
    share = (
        f"{known:,} of {plural(total, 'posting')} ({counted_percent(known / total)})" if known else "no posting here"
    )
    return f"The duties of {share} are known: the others say nothing of the work, or an earlier model read them."


def too_few_known(known: int, total: int) -> str:
    """Return in words that the duties of too few postings are known, with a remedy."""
    needed = f"Too few to say anything: the duties of {FEWEST} postings are needed."
    reread = ", or let `truerole models reread` read them again" if known < total else ""
    return f"{needed} {known_words(known, total)} Take a filter away{reread}."


def spread_words(mixes: Iterable[MeanMix]) -> str:
    """Return in words how far the shown means may lie from the truth: the widest 95 % interval; empty for no mixes."""
    widest = max((spread for mix in mixes for spread in mix.spreads), default=0.0)
    return f"Chance moves no share by more than {max(100 * widest, 0.1):.1f} points (95 %)." if widest else ""


def method_words(rows: MixRows) -> str:
    """Return in words how the means were made, and how far rows can be compared."""
    adjusted = any(mix.compared is not None for mix in rows.shown) or rows.apart
    cut = f" {BELOW_ZERO}" if any(mix.cut > _NOTICED for mix in rows.shown) else ""
    return f"{MIX_METHOD} {AS_IF_ALIKE if adjusted else AS_THEY_ARE}{cut}"


def apart_words(rows: MixRows, facet: MixFacet) -> str:
    """Return in words which rows are not shown, as they cannot be compared with the others; empty for none."""
    if not rows.apart:
        return ""
    named = listed_words([(mix_name(facet, row.name), row.count) for row in rows.apart])
    who = "Not shown, as they" if rows.shown else "Nothing can be compared, as these"
    return (
        f"{who} share too few postings of the same role and source with other rows: {named}. A filter shows one "
        "of them alone."
    )


def mix_name(facet: MixFacet, value: str) -> str:
    """Return the display name of a facet's value."""
    return capitalize_first(value_name(_VALUES_OF.get(facet, facet), value))


def mix_words(shares: Iterable[float]) -> str:
    """Return shares by WORK_KINDS in words, the largest first; kinds of under 1 % are left out."""
    ranked = sorted(zip(WORK_KINDS, shares, strict=True), key=lambda pair: -pair[1])
    return ", ".join(f"{DUTY_NAMES[kind]} {counted_percent(share)}" for kind, share in ranked if share >= 0.01)


def mix_rows(mixes: Iterable[MeanMix], facet: MixFacet) -> list[Row]:
    """Return mean mixes as rows: name, id, the share of each kind of work with a 95 % interval, postings, compared."""
    rows: list[Row] = []
    for mix in mixes:
        row: dict[str, str | float | None] = {facet: mix_name(facet, mix.name), "id": mix.name}
        for kind, share, (low, high) in zip(WORK_KINDS, mix.shares, mix.intervals, strict=True):
            row |= {kind: share, f"{kind} low": low, f"{kind} high": high}
        rows.append({**row, "postings": mix.count, "compared": mix.compared})
    return rows


def interval_rows(mixes: Iterable[MeanMix], facet: MixFacet) -> list[dict[str, str]]:
    """Return mean mixes as rows of words: the name, and for each kind of work the share with the 95 % interval."""
    return [
        {
            FACET_TITLES[facet]: mix_name(facet, mix.name),
            **{SHORT_NAMES[kind]: _with_interval(*figures) for kind, *figures in _figures(mix)},
        }
        for mix in mixes
    ]


def _figures(mix: MeanMix) -> Iterable[tuple[Duty, float, float, float]]:
    ends = zip(*mix.intervals, strict=True)
    return zip(WORK_KINDS, mix.shares, *ends, strict=True)


def _with_interval(share: float, low: float, high: float) -> str:
    return f"{counted_percent(share)} ({_end(low)} to {_end(high)})"


def _end(share: float) -> str:
    """Return an end of an interval as a whole number of per cent, "under 1" and "over 99" as shares are."""
    return counted_percent(share).removesuffix(" %")


def apart_rows(apart: Sequence[ApartRow], facet: MixFacet) -> list[Row]:
    """Return the values that cannot be compared as rows: name, id, postings."""
    return [{facet: mix_name(facet, row.name), "id": row.name, "postings": row.count} for row in apart]
