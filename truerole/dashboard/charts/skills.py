"""Charts of skills: most frequent, typical, different between two groups, co-occurring."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, log2

import altair as alt
import streamlit as st
from pyroaring import BitMap

from truerole.core.reading import ROLES
from truerole.core.taxonomy import load_taxonomy
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import MIN_POSTINGS, Chart, Row, show_figure
from truerole.dashboard.store_cache import store_cache
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Selection, sample_note
from truerole.data.market.facets.skills import REQUIRED, SKILL
from truerole.data.market.profiles.company_table import company_table
from truerole.data.market.statistics.comparison import (
    UNDECIDED_SHOWN,
    Incomparable,
    SkillComparison,
    compare_skills,
    cooccurring,
    most_different,
    typical,
    undecided,
)
from truerole.data.market.statistics.design_effect import Employers
from truerole.data.market.statistics.share_intervals import with_employers
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import (
    COMPARISON_METHOD,
    NO_DIFFERENCE,
    SHARES_METHOD,
    comparison_caution,
    comparison_words,
    incomparable_words,
    undecided_words,
)
from truerole.phrasing.market_rows import difference_rows, skill_rows
from truerole.phrasing.reading import counted_percent
from truerole.phrasing.skills import skill_name

# What fewer name is typical of some, not of the role.
_TYPICAL_FROM = 0.05
# So many skills on either side of a comparison, and beside one.
_SIDES, _BESIDE = 12, 20


@dataclass(frozen=True)
class SkillChoice:
    """Choice of skills to show: required only, a category, the top few."""

    required: bool
    category: str | None
    top: int

    def __contains__(self, skill: str) -> bool:
        entry = load_taxonomy().skills.get(skill)
        return self.category is None or (entry is not None and entry.category == self.category)


@dataclass(frozen=True)
class ComparisonSide:
    """Side of a comparison: a name and a set of postings."""

    name: str
    postings: BitMap


def show_top_skills(selection: Selection, title: str, wanted: SkillChoice) -> None:
    """Show the skills that most postings name, or require, with 95 % intervals."""
    st.subheader(title, anchor=False)
    index, facet = selection.index, REQUIRED if wanted.required else SKILL
    shares = aggregates.count_skills(index, selection.postings, wanted.required)
    counted = [(share, index.bitmap(facet, share.name)) for share in shares if share.name in wanted][: wanted.top]
    rows = skill_rows(with_employers(counted, selection.postings, _employers(selection)))
    if not rows:
        frame.show_message(f"No skill of this kind is {'required' if wanted.required else 'named'} here.")
        return
    spoken = f"Share of postings by skill: {_spoken(rows)}"
    show_figure(frame.bar_chart(rows, "skill"), rows, title, alt=spoken, sample=selection.sample, note=SHARES_METHOD)


def show_typical_skills(selection: Selection, title: str, wanted: SkillChoice) -> None:
    """Show the skills that are surely more frequent than in all other work, with the least factor."""
    st.subheader(title, anchor=False)
    filters = replace(selection.filters, facets={**selection.filters.facets, "role": ROLES})
    others = aggregates.select_postings(selection.index, filters) - selection.postings
    names = "these", "other work"
    found = compare_skills(
        selection.index, selection.postings, others, required=wanted.required, employers=_employers(selection)
    )
    if isinstance(found, Incomparable):
        frame.show_message(incomparable_words(found, *names))
        return
    kept = [s for s in typical(found) if s.skill in wanted and s.here >= _TYPICAL_FROM][: wanted.top]
    rows = difference_rows(kept, "here", "elsewhere")
    if not rows:
        frame.show_message("No skill is clearly more frequent here than in other work.")
        return
    show_figure(
        times_chart(rows),
        rows,
        title,
        alt="Most typical skills: " + ", ".join(str(row["skill"]) for row in rows[:5]),
        sample=sample_note(selection.index, found.postings),
        note=f"Skills that {counted_percent(_TYPICAL_FROM)} of these postings name or more, by how many times as often "
        f"as in other work at least. {_about(found, *names)}",
    )


def times_chart(rows: Sequence[Row]) -> Chart:
    """Return a bar chart of the least ratios, on a scale whose every step is twice as often."""
    doublings = max(1, ceil(log2(max(float(row["times at least"] or 1) for row in rows))))
    steps = [2**step for step in range(doublings + 1)]
    ratios = [alt.Tooltip(f"{name}:Q", format=".1f") for name in ("times at least", "times", "times at most")]
    shares = [alt.Tooltip(f"{name}:Q", format=".0%") for name in ("here", "elsewhere")]
    drawn = frame.chart_of(rows).mark_bar(color=frame.BLUE)
    drawn = drawn.encode(
        y=frame.name_axis("skill"),
        x=alt.X(
            "times at least:Q",
            scale=alt.Scale(type="log", base=2, domain=[1, steps[-1]]),
            axis=alt.Axis(values=steps, labelExpr="datum.value + '×'", labelOverlap=False),
            # In two lines: in one, it is wider than the bars are on a phone.
            title=["Times as often as in other work,", "at least; every step doubles it"],
        ),
        x2=alt.datum(1),
        tooltip=["skill:N", *ratios, *shares],
    )
    sized: Chart = drawn.properties(height=frame.chart_height(rows))
    return sized


def show_skill_differences(
    selection: Selection, title: str, here: ComparisonSide, there: ComparisonSide, required: bool
) -> None:
    """Show the skills whose standardised shares surely differ between two sides, largest differences first."""
    st.subheader(title, anchor=False)
    found = compare_skills(
        selection.index, here.postings, there.postings, required=required, employers=_employers(selection)
    )
    if isinstance(found, Incomparable):
        frame.show_message(incomparable_words(found, here.name, there.name))
        return
    sample = sample_note(selection.index, found.postings)
    frame.show_cautioning(comparison_caution(found, sample, here.name, there.name))
    st.markdown(escape_markdown(comparison_words(found, here.name, there.name)))
    rows = difference_rows(most_different(found, _SIDES), here.name, there.name)
    if not rows:
        frame.show_message(" ".join(filter(None, (NO_DIFFERENCE, undecided_words(undecided(found, UNDECIDED_SHOWN))))))
        return
    first = [str(row["skill"]) for row in rows if row["more"] == here.name][:5]
    show_figure(
        frame.difference_chart(rows, "skill", {here.name: found.here.used, there.name: found.there.used}),
        rows,
        title,
        alt=f"Skills asked for more of {here.name}: {', '.join(first)}",
        sample=sample,
        note=COMPARISON_METHOD,
    )
    st.markdown(escape_markdown(undecided_words(undecided(found, UNDECIDED_SHOWN))))


def show_cooccurring_skills(selection: Selection, skill: str, *, cautious: bool = False) -> None:
    """Show the skills that surely more postings name beside a given skill than without.

    `cautious` says what few postings or a main source mean, where the page has not said it.
    """
    name, named = skill_name(skill), selection.index.bitmap(SKILL, skill) & selection.postings
    title = f"Other skills in postings that name {name}"
    st.subheader(title, anchor=False)
    if len(named) < MIN_POSTINGS:
        frame.show_message(f"Only {len(named)} postings here name it.")
        return
    found = cooccurring(selection.index, selection.postings, skill, employers=_employers(selection))
    names = "those that name it", "the others"
    if isinstance(found, Incomparable):
        frame.show_message(incomparable_words(found, *names))
        return
    sample = sample_note(selection.index, found.postings)
    if cautious:
        frame.show_cautioning(comparison_caution(found, sample, *names))
    beside = sorted((s for s in found.skills if s.sure and s.difference > 0), key=lambda s: (-s.here, s.skill))
    rows = difference_rows(beside[:_BESIDE], "with it", "without it")
    if not rows:
        frame.show_message("No other skill stands out beside it.")
        return
    show_figure(
        _beside_chart(rows),
        rows,
        title,
        alt=f"Beside {name}: {_spoken(rows, 'with it')}",
        sample=sample,
        note=f"Skills that are surely more frequent beside it, the commonest first. The orange mark is the share of "
        f"the postings without it. {_about(found, *names)}",
    )


def _beside_chart(rows: Sequence[Row]) -> Chart:
    """Return a bar chart of shares with a skill, with a mark for the share without."""
    hover = [alt.Tooltip("skill:N"), *(alt.Tooltip(f"{name}:Q", format=".0%") for name in ("with it", "without it"))]
    base = frame.chart_of(rows).encode(y=frame.name_axis("skill"), tooltip=hover)
    axis = frame.percent_axis(rows, "with it")
    bars = base.mark_bar(color=frame.BLUE).encode(x=alt.X("with it:Q", axis=axis, title="Share of the postings"))
    marks = base.mark_tick(color=frame.ORANGE, thickness=3, size=16, opacity=1).encode(x="without it:Q")
    return alt.layer(bars, marks).properties(height=frame.chart_height(rows))


def _employers(selection: Selection) -> Employers:
    return company_table(store_cache().store, selection.index).company


def _about(found: SkillComparison, here: str, there: str) -> str:
    return f"{comparison_words(found, here, there)} {COMPARISON_METHOD}"


def _spoken(rows: Sequence[Row], share: str = "share") -> str:
    return ", ".join(f"{row['skill']} {counted_percent(float(row[share] or 0))}" for row in rows[:5]) + " and so on"
