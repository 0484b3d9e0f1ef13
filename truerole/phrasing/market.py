"""Sentences on the market: the sample behind a figure, comparisons and trends in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt

from truerole.core.normalise.months import month_of
from truerole.core.text.visible import one_line
from truerole.data.market.aggregates import Proportion, SampleNote
from truerole.data.market.statistics.comparison import (
    DRAWN,
    FEWEST_OF_BOTH,
    ComparedSide,
    Incomparable,
    SkillComparison,
    SkillDifference,
)
from truerole.data.market.statistics.period_effects import MONTHS, Step
from truerole.data.market.statistics.trends import (
    FEWEST_AT_AN_END,
    FEWEST_AT_AN_END_MONTHS,
    FEWEST_MONTHS,
    FEWEST_NAMED,
    Trend,
    TrendDoubt,
)
from truerole.phrasing.facets import value_name
from truerole.phrasing.reading import counted_percent, month_name, plural
from truerole.phrasing.skills import skill_name

# Of fewer postings shares are rough; beyond this share of one source they tell of that source.
FEW_POSTINGS, MAIN_SOURCE = 100, 0.5
# So many of the rows that cannot be compared are named.
_MOST_LISTED = 8


def sample_words(note: SampleNote, escaped: Callable[[str], str] = str, *, largest: bool = True) -> str:
    """Return the sample behind a figure in words: postings, dates, sources, and how many are the market sample's.

    `escaped` is applied to the name of a source, which may hold whatever was imported. Which source gave most is said
    where `largest`.
    """
    months = [month_name(month) for month in dict.fromkeys((note.first, note.last)) if month]
    when = f", {' to '.join(months)}" if months else ""
    sources = f"from {plural(note.sources, 'source')}{_largest(note, escaped) if largest else ''}"
    return f"{plural(note.postings, 'posting')}{when}, {sources}{_sampled(note)}"


def _largest(note: SampleNote, escaped: Callable[[str], str]) -> str:
    """Return how much one source gave, where that is more than half: then the figure is mainly about this source."""
    if note.largest is None or note.sources < 2 or note.largest.share <= 0.5:
        return ""
    return f" ({counted_percent(note.largest.share)} from {_source_name(note.largest, escaped)})"


def _source_name(source: Proportion, escaped: Callable[[str], str]) -> str:
    return escaped(one_line(value_name("source", source.name))[:60])


def _sampled(note: SampleNote) -> str:
    if not note.sampled:
        return ""
    part = "all" if note.all_sample else f"{note.sampled:,} of {note.postings:,}"
    return f"; {part} from the market sample"


def listed_words(named: Sequence[tuple[str, int]]) -> str:
    """Return names with how many postings each has, the first eight: "2018 (1,661 postings), 2019 (1 posting)"."""
    more = f" and {len(named) - _MOST_LISTED} more" if len(named) > _MOST_LISTED else ""
    shown = [f"{one_line(name)[:60]} ({plural(count, 'posting')})" for name, count in named[:_MOST_LISTED]]
    return ", ".join(shown) + more


def caution_sentence(note: SampleNote, *, told: bool = False, figures: str = "these figures") -> str:
    """Return a caution about shares of few postings, or of postings mostly of a single source; empty where neither is.

    By chance alone a share of n postings is off by 1/sqrt(n) at most, in 95 of 100 samples. Where the figures beside
    have `told` how far chance moves them, only the source is spoken of, as that of `figures`.
    """
    if not note.postings:
        return ""
    few = note.postings < FEW_POSTINGS and not told
    whole = note.largest is not None and note.largest.share > MAIN_SOURCE
    source = _source_name(note.largest, str) if note.largest else ""
    part = "all" if note.largest is None or note.largest.count == note.postings else counted_percent(note.largest.share)
    rough = _rough_words("a share", note.postings)
    if few and whole:
        of = f"{part} from {source}" if part == "all" else f"{part} of them from {source}"
        alone = "alone" if part == "all" else "more than of the market"
        return f"Only {plural(note.postings, 'posting')}, {of}: {rough}, and tells of this source {alone}."
    if few:
        return f"Only {plural(note.postings, 'posting')}: {rough}."
    if whole:
        behind = f" behind {figures}" if told else ""
        of = f"All postings{behind}" if part == "all" else f"{part} of the postings{behind}"
        return f"{of} are from {source}: the figures tell of this source more than of the market."
    return ""


def rows_caution(shown: SampleNote, overall: SampleNote) -> str:
    """Return a caution about the postings that rows show, where that about all names another source or none."""
    said = _main_source(shown) == _main_source(overall)
    return "" if said else caution_sentence(shown, told=True, figures="these rows")


def _main_source(note: SampleNote) -> str | None:
    return note.largest.name if note.largest and note.largest.share > MAIN_SOURCE else None


def sample_lines(sample: SampleNote, shown: SampleNote | None = None) -> list[str]:
    """Return the sample behind an answer in words, and the caution about the postings, if any.

    The caution is of those that are `shown`, where these are not all and their figures tell how far chance moves them.
    Which source gave most is said once, in the caution, where both are of the same postings.
    """
    note = shown or sample
    caution = caution_sentence(note, told=shown is not None)
    named = note == sample and note.largest is not None and note.largest.share > MAIN_SOURCE
    return [f"{sample_words(sample, largest=not named)}.", *filter(None, [caution])]


def _rough_words(what: str, count: int) -> str:
    return f"{what} can be off by {100 / sqrt(count):.0f} percentage points by chance"


# Comparisons

SHARES_METHOD = (
    "With 95 % intervals. Where companies are known, their postings are not taken for independent; where they are not, "
    "as in the market sample, intervals are too narrow."
)
COMPARISON_METHOD = (
    "Each year of each source is compared by itself, and the differences are averaged, so neither a change of years "
    "nor of sources makes one. Only what is beyond chance is shown, for all skills at once. Where companies are known, "
    "their postings are not taken for independent; where they are not, as in the market sample, more seems sure."
)
ROLES_MAY_DIFFER = "Either side has its own mix of roles; choose one role to compare it alone."
NO_DIFFERENCE = "Cannot tell the two sides apart: no difference is beyond chance."


def comparison_words(found: SkillComparison, here: str, there: str) -> str:
    """Return in words how many postings of either side could be compared, and from when they are."""
    strata = "1 of these holds" if found.strata == 1 else f"{found.strata:,} of these hold"
    drawn = f" Of a side of more than {DRAWN:,} about as many are drawn by chance." if found.drawn else ""
    return (
        f"Compared: {_used(found.here, here)}, and {_used(found.there, there)}, always within one year of one source "
        f"({strata} {FEWEST_OF_BOTH} postings of both).{drawn}"
    )


def comparison_caution(found: SkillComparison, note: SampleNote, here: str, there: str) -> str:
    """Return a caution about a comparison, of whose postings `note` is: a side of few, or most of a single source."""
    count, name = min((found.here.used, here), (found.there.used, there))
    few = f"Only {plural(count, 'posting')} of {name} could be compared: {_rough_words('their shares', count)}."
    return " ".join(filter(None, [few if count < FEW_POSTINGS else "", caution_sentence(note, told=True)]))


def undecided_words(found: Sequence[SkillDifference]) -> str:
    """Return in words which frequent skills do not tell two sides apart; empty without such skills."""
    named = "; ".join(
        f"{skill_name(each.skill)} ({points_words(each.low)} to {points_words(each.high)} points)" for each in found
    )
    return f"Cannot tell apart, as the 95 % interval of the difference contains zero: {named}." if named else ""


def incomparable_words(found: Incomparable, here: str, there: str) -> str:
    """Return in words why two sides cannot be compared, and what to do."""
    return (
        f"Cannot be compared: no year of one source holds {FEWEST_OF_BOTH} postings of both. "
        f"There are: {_held(found.here, here)}; {_held(found.there, there)}. Take a longer time, or a filter away."
    )


def _used(side: ComparedSide, name: str) -> str:
    return f"{name}, {side.used:,} of {plural(side.total, 'posting')}{_median(side)}"


def _held(side: ComparedSide, name: str) -> str:
    return f"{name}, {plural(side.total, 'posting')}{_median(side)}"


def _median(side: ComparedSide) -> str:
    return f" (median date {month_name(side.median_month)})" if side.median_month else ""


def points_words(share: float) -> str:
    """Return a difference of shares in percentage points, with a sign unless 0: "+4.2", "-11"."""
    points = 100 * share
    if abs(points) < 0.05:
        return "0"
    return f"{points:+.0f}" if abs(points) >= 9.95 else f"{points:+.1f}"


# Trends

TREND_METHOD = (
    "A trend is a change within sources that reach across a year or more, each role for itself, so that other sources "
    f"or roles make none; a source needs postings of {FEWEST_AT_AN_END_MONTHS} months or more at each end, as one "
    "month may be peculiar. Months with too few postings to be drawn still count. Other countries, or other kinds of "
    "jobs, within a source can look like a trend."
)
WHOLE_TIME = (
    "Of all time, not of the newest 24 months alone: two years are too short for a trend. “From … until …” above "
    "looks at another time."
)
MORE_TO_TELL = (
    "The more months of the same sources the store holds, the more can be told: “Gather postings” brings in your own."
)


def trend_sentence(name: str, trend: Trend) -> str:
    """Return the trend of a named thing as a sentence."""
    return f"{name}: {trend_words(trend)}."


def trend_words(trend: Trend) -> str:
    """Return a trend in words: rising, falling, steady or cannot tell, by how much, and what it rests on."""
    if trend.verdict in ("rising", "falling"):
        least, most = sorted((abs(trend.low), abs(trend.high)))
        return f"{trend.verdict}, {_unsigned(least)} to {_unsigned(most)} points a year ({_rests_on(trend)})"
    if trend.told:
        between = f"{points_words(trend.low)} to {points_words(trend.high)} points a year"
        said = f"steady, {between}" if trend.verdict == "steady" else f"cannot tell, it may be from {between}"
        return f"{said} ({_rests_on(trend)})"
    return f"cannot tell, {_UNTOLD[trend.reason]}"


_UNTOLD: dict[TrendDoubt, str] = {
    "no source": f"no source holds {FEWEST_AT_AN_END} postings and as many {FEWEST_MONTHS} months later",
    "few named": f"fewer than {FEWEST_NAMED} such postings are in the sources that reach across a year",
    "few months": (
        "no source that reaches across a year has its postings spread over "
        f"{FEWEST_AT_AN_END_MONTHS} months or more at both ends, and a single month may be peculiar"
    ),
}


def untold_sentence(trends: Iterable[Trend]) -> str:
    """Return why none of the trends can be told, where the reason is the same for all; else an empty text."""
    reasons = {trend.reason for trend in trends}
    alone = reasons.pop() if len(reasons) == 1 else ""
    return f" Why: {_UNTOLD[alone]}." if alone in _UNTOLD else ""


def untold_together(trends: Mapping[str, Trend]) -> dict[str, list[str]]:
    """Map each reason why trends cannot be told, in words, to the names that have it, where several have."""
    named: dict[str, list[str]] = {}
    for name, trend in trends.items():
        if trend.reason in _UNTOLD:
            named.setdefault(_UNTOLD[trend.reason], []).append(name)
    return {why: names for why, names in named.items() if len(names) > 1}


def untold_sentences(
    trends: Mapping[str, Trend],
    name: Callable[[str], str] = skill_name,
    say: str = "{} rise or fall",
    of: str = "skills",
) -> list[str]:
    """Return a sentence for each reason that several trends have in common why they cannot be told.

    `name` turns their keys, by default ids of skills, into what `say` holds in the place of its braces.
    """
    told = untold_together(trends)
    who = {why: f"these {of}" if len(keys) == len(trends) else _few(map(name, keys)) for why, keys in told.items()}
    return [f"Cannot tell whether {say.format(names)}: {why}." for why, names in who.items()]


def _few(names: Iterable[str]) -> str:
    """Return the first eight names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - _MOST_LISTED} more" if len(listed) > _MOST_LISTED else ""
    return ", ".join(listed[:_MOST_LISTED]) + more


def _unsigned(share: float) -> str:
    return points_words(share).lstrip("+-")


def _rests_on(trend: Trend) -> str:
    reach = "reaches" if trend.sources == 1 else "reach"
    time = f"{month_name(trend.first)} to {month_name(trend.last)}" if trend.first and trend.last else ""
    return f"{plural(trend.sources, 'source')} that {reach} from {time}, {plural(trend.postings, 'posting')}"


def period_name(month: int, step: Step) -> str:
    """Return the name of a period, given its first month counted from the year 0: "2025", "July to September 2025"."""
    first, last = month_name(month_of(month)), month_name(month_of(month + MONTHS[step] - 1))
    return {"year": last.split()[-1], "quarter": f"{first.split()[0]} to {last}", "month": first}[step]
