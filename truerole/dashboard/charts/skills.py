"""Charts of skills: most frequent, typical, different between two groups, co-occurring."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import streamlit as st
from pyroaring import BitMap

from truerole.core.reading import ROLES
from truerole.core.taxonomy import load_taxonomy
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import MIN_POSTINGS, Row, share_row, show_figure
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Contrast, Filters, Selection, sample_note
from truerole.data.market.bitmap_index import SKILL
from truerole.phrasing.reading import capitalize_first, percent
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
    """Show the skills that most postings ask for, with 95 % intervals."""
    st.subheader(title, anchor=False)
    shares = [
        s for s in aggregates.count_skills(selection.index, selection.postings, wanted.required) if s.name in wanted
    ]
    rows = [share_row("skill", skill_name(share.name), share) for share in shares[: wanted.top]]
    if not rows:
        frame.show_message("No skill of this kind is asked for here.")
        return
    spoken = f"Share of postings by skill: {_spoken(rows)}"
    show_figure(frame.bar_chart(rows, "skill"), rows, title, alt=spoken, sample=selection.sample)


def show_typical_skills(selection: Selection, title: str, wanted: SkillChoice) -> None:
    """Show the skills that are surely more frequent than in all other work, with the least factor."""
    st.subheader(title, anchor=False)
    everyone = Filters({**selection.filters.facets, "role": ROLES}, selection.filters.period, selection.filters.copies)
    others = aggregates.select_postings(selection.index, everyone) - selection.postings
    found = aggregates.distinctive(
        aggregates.contrasts(selection.index, selection.postings, others, MIN_POSTINGS, wanted.required)
    )
    rows = [_times(c) for c in found if c.skill in wanted and c.here.share >= _TYPICAL_FROM][: wanted.top]
    if not rows:
        frame.show_message("No skill is clearly more frequent here than in other work.")
        return
    hover = [alt.Tooltip(f"{name}:Q", format=".1%") for name in ("here", "elsewhere")]
    drawn = frame.chart_of(rows).mark_bar(color=frame.BLUE)
    drawn = drawn.encode(
        y=frame.name_axis("skill"),
        x=alt.X("times:Q", scale=alt.Scale(type="log", domainMin=1), title="Times as frequent as in all other work"),
        x2=alt.datum(1),
        tooltip=["skill:N", alt.Tooltip("times:Q", format=".1f"), *hover],
    )
    show_figure(
        drawn.properties(height=frame.chart_height(rows)),
        rows,
        title,
        alt="Most typical skills: " + ", ".join(str(row["skill"]) for row in rows[:5]),
        sample=selection.sample,
        note=f"Skills that {percent(_TYPICAL_FROM)} of these postings name or more, against {len(others):,} postings "
        "of other work; the true factor is very probably not lower.",
    )


def show_skill_differences(
    selection: Selection, title: str, here: ComparisonSide, there: ComparisonSide, required: bool
) -> None:
    """Show the skills whose shares surely differ between two sides, largest differences first."""
    st.subheader(title, anchor=False)
    if min(len(here.postings), len(there.postings)) < MIN_POSTINGS:
        frame.show_message(f"Too few postings: {_count(here)}, {_count(there)}. Take a filter away.")
        return
    found = aggregates.contrasts(selection.index, here.postings, there.postings, MIN_POSTINGS, required)
    rows = [_difference(c, here.name, there.name) for c in aggregates.most_different(found, _SIDES)]
    if not rows:
        frame.show_message("No difference is beyond chance.")
        return
    first = [str(row["skill"]) for row in rows if row["more"] == here.name][:5]
    show_figure(
        frame.difference_chart(rows, "skill", here.name, there.name),
        rows,
        title,
        alt=f"Skills asked for more of {here.name}: {', '.join(first)}",
        sample=sample_note(selection.index, here.postings | there.postings),
        note=f"{capitalize_first(_count(here))}, {_count(there)}. Only differences beyond the 95 % intervals.",
    )


def show_cooccurring_skills(selection: Selection, skill: str) -> None:
    """Show the skills that postings name beside a given skill."""
    name, named = skill_name(skill), selection.index.bitmap(SKILL, skill) & selection.postings
    title = f"Other skills in postings that name {name}"
    st.subheader(title, anchor=False)
    found = (
        aggregates.cooccurring(selection.index, selection.postings, skill)[:_BESIDE]
        if len(named) >= MIN_POSTINGS
        else []
    )
    if not found:
        few = len(named) < MIN_POSTINGS
        frame.show_message(
            f"Only {len(named)} postings here name it." if few else "No other skill stands out beside it."
        )
        return
    rows = [{**share_row("skill", skill_name(c.skill), c.here), "without it": c.there.share} for c in found]
    marks = frame.chart_of(rows).mark_tick(color=frame.ORANGE, thickness=3, size=16, opacity=1)
    hover = ["skill:N", alt.Tooltip("without it:Q", format=".1%")]
    show_figure(
        alt.layer(
            frame.bar_chart(rows, "skill"), marks.encode(y=frame.name_axis("skill"), x="without it:Q", tooltip=hover)
        ),
        rows,
        title,
        alt=f"Beside {name}: {_spoken(rows)}",
        sample=sample_note(selection.index, named),
        note=f"The orange mark is the share among the {len(selection.postings) - len(named):,} postings that do not "
        "name it.",
    )


def _times(contrast: Contrast) -> Row:
    here, there = contrast.here.share, contrast.there.share
    return {"skill": skill_name(contrast.skill), "times": contrast.lift, "here": here, "elsewhere": there}


def _difference(contrast: Contrast, here: str, there: str) -> Row:
    return {
        "skill": skill_name(contrast.skill),
        here: contrast.here.share,
        there: contrast.there.share,
        "difference": contrast.difference,
        "more": here if contrast.difference > 0 else there,
    }


def _count(side: ComparisonSide) -> str:
    return f"{side.name}: {len(side.postings):,}"


def _spoken(rows: Sequence[Row]) -> str:
    return ", ".join(f"{row['skill']} {percent(float(row['share'] or 0))}" for row in rows[:5]) + " and so on"
