"""Page *Fit*: postings ranked by the skills and wishes of the visitor, and the next skill to learn."""

from collections.abc import Sequence

import altair as alt
import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.reading import ROLES
from truerole.core.taxonomy import load_taxonomy
from truerole.core.text.visible import visible
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import MIN_POSTINGS, Row, share_row, show_figure
from truerole.dashboard.components import posting_cards
from truerole.dashboard.components.filters import filter_bar
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import Selection, sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.listing import Listing, list_postings
from truerole.data.market.skill_match import LearningStep, Match, SkillMatcher, missing_skills
from truerole.data.market.wishes import Person, with_implied
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.facets import value_name
from truerole.phrasing.reading import PLURALS, ROLE_NAMES, percent
from truerole.phrasing.skills import skill_name

_NEXT, _PATH = 6, 3
_LONGEST = 100_000
_KINDS = {
    "deep learning": "Deep learning",
    "classical": "Classical machine learning and statistics",
    "engineering": "Engineering: pipelines and platforms",
    "interfaces": "Dashboards and web pages",
}
_WISHES = {"No": -1.0, "Rather not": -0.5, "Either way": 0.0, "Rather": 0.5, "Yes": 1.0}
_EITHER = "Either way"
# Facets of which one may wish for a value.
_VALUES = {"stage": "Kind of company", "seniority": "Seniority", "country": "Country", "workplace": "Workplace"}


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    posting_cards.add_style()
    st.title("What fits you, and what to learn next?", anchor=False)
    skills = _know()
    wishes = _wishes(index)
    selection = filter_bar(index, to_apply=True)
    if frame.too_few(selection.postings):
        return
    matched = SkillMatcher(index, selection.postings, load_taxonomy())
    person = Person(with_implied(skills, load_taxonomy()), *wishes)
    if not skills:
        frame.show_message("Choose at least one skill that you have, SQL or Excel for example.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        _next(selection, matched, person)
    with right:
        _reach(selection, matched, person)
    _best(store, matched, person)


def _know() -> list[str]:
    """Ask for the visitor's skills, chosen from a list or found in a pasted CV."""
    known = load_taxonomy().skills
    options = sorted(known, key=lambda skill: known[skill].name.lower())
    chosen = st.multiselect(
        "What do you know?",
        options,
        format_func=skill_name,
        key="know",
        bind="query-params",
        placeholder="Type a skill: SQL, Excel, Python …",
        select_all=False,
        help="If you know PyTorch, deep learning counts as known, too: a skill includes what it belongs to.",
    )
    with st.popover("Take it from a CV or a profile", icon=":material/content_paste:"):
        st.text_area("CV or profile", key="cv", height=220, max_chars=_LONGEST, placeholder="Paste the text.")
        st.button("Find the skills in it", on_click=_take_from_text, type="primary")
        st.caption("It is read on this machine and not stored. Look through what was found before you rely on it.")
        if message := st.session_state.get("cv told"):
            st.info(escape_markdown(message), icon=":material/info:")
    return chosen


def _take_from_text() -> None:
    """Add the skills found in the pasted CV to the chosen skills."""
    from truerole.model.reader import default_reader

    text = str(st.session_state.get("cv", ""))
    if not visible(text).strip():
        st.session_state["cv told"] = "Paste the text first."
        return
    try:
        found = [skill.id for skill in default_reader().read(text).skills]
    except TrueRoleError as error:
        st.session_state["cv told"] = f"Sorry: {error}."
        return
    before = list(st.session_state.get("know", []))
    new = [skill for skill in found if skill not in before]
    st.session_state["know"] = before + new
    st.session_state["cv told"] = f"{len(found)} skills found, {len(new)} of them new."


def _wishes(index: BitmapIndex) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    with st.expander("What would you like?"):
        columns = st.columns(2, gap="large")
        kinds = {kind: _kind(columns[i % 2], kind, label) for i, (kind, label) in enumerate(_KINDS.items())}
        values = [
            (facet, value)
            for i, (facet, label) in enumerate(_VALUES.items())
            for value in _preferred(columns[i % 2], index, facet, label)
        ]
        st.caption(
            "Wishes change the order of the postings, they leave none out. The skills weigh as much as three wishes."
        )
    return {kind: weight for kind, weight in kinds.items() if weight}, dict.fromkeys(values, 1.0)


def _kind(where: "st.delta_generator.DeltaGenerator", kind: str, label: str) -> float:
    chosen = where.select_slider(
        label, list(_WISHES), _EITHER, key=f"like-{kind.split(maxsplit=1)[0]}", bind="query-params"
    )
    return _WISHES[chosen]


def _preferred(where: "st.delta_generator.DeltaGenerator", index: BitmapIndex, facet: str, label: str) -> Sequence[str]:
    options = [value for value in index.values(facet) if value != "unknown"]
    if not options:
        return ()
    chosen = where.selectbox(
        label,
        [None, *sorted(options, key=lambda value: value_name(facet, value))],
        format_func=lambda value: value_name(facet, value) if value else _EITHER,
        key=f"like-{facet}",
        bind="query-params",
    )
    return (chosen,) if chosen else ()


def _next(selection: Selection, matched: SkillMatcher, person: Person) -> None:
    title = "The one skill to learn next"
    st.subheader(title, anchor=False)
    steps = matched.next_skills(person, _NEXT)
    reached = len(matched.within_reach(person))
    if not steps or not steps[0].gained:
        frame.show_message("No single skill would bring more of these postings within reach.")
        return
    st.markdown(_advice(steps[0], reached, len(matched.asking)))
    rows: list[Row] = [
        {"skill": skill_name(s.skill), "more": s.gained, "reach": s.reach.share} for s in steps if s.gained
    ]
    drawn = frame.chart_of(rows).mark_bar(color=frame.BLUE)
    drawn = drawn.encode(
        y=frame.name_axis("skill"),
        x=alt.X("more:Q", title="Postings that come within reach", axis=alt.Axis(format=",d", tickCount=6)),
        tooltip=["skill:N", alt.Tooltip("more:Q", format=","), alt.Tooltip("reach:Q", format=".1%")],
    )
    spoken = ", ".join(f"{row['skill']} {row['more']}" for row in rows)
    sample = sample_note(selection.index, matched.asking)
    show_figure(
        drawn.properties(height=frame.chart_height(rows)),
        rows,
        title,
        alt=f"Postings gained by: {spoken}",
        sample=sample,
    )
    _path(matched.learning_path(person, _PATH, steps[:1]))


def _advice(step: LearningStep, reached: int, of: int) -> str:
    name = escape_markdown(skill_name(step.skill))
    return (
        f"**{name}**: with it, {step.reach.count:,} of {of:,} postings are within reach, "
        f"{step.gained:,} more than today's {reached:,}."
    )


def _path(steps: Sequence[LearningStep]) -> None:
    if len(steps) > 1:
        path = ", then ".join(f"**{escape_markdown(skill_name(s.skill))}** (+{s.gained:,})" for s in steps)
        st.markdown(f"One after the other: {path}.")


def _reach(selection: Selection, matched: SkillMatcher, person: Person) -> None:
    title = "Postings within your reach, by role"
    st.subheader(title, anchor=False)
    shares = sorted(
        (share for share in matched.reach_by_role(person) if share.total >= MIN_POSTINGS),
        key=lambda share: -share.share,
    )
    if not shares:
        frame.show_message(f"No role has {MIN_POSTINGS} postings here.")
        return
    best = shares[0]
    st.markdown(
        f"You know half or more of what {percent(best.share)} of the postings for **{_plural(best.name)}** ask."
    )
    rows = [share_row("role", ROLE_NAMES[s.name], s) for s in shares]  # type: ignore[index]
    spoken = ", ".join(f"{row['role']} {percent(float(row['share'] or 0))}" for row in rows)
    note = "Within reach: you know half or more of the skills that it asks for; nice-to-have ones count half."
    sample = sample_note(selection.index, matched.asking)
    show_figure(
        frame.bar_chart(rows, "role"), rows, title, alt=f"Share within reach: {spoken}", sample=sample, note=note
    )


def _plural(role: str) -> str:
    return next(PLURALS[r] for r in ROLES if r == role)


def _best(store: Store, matched: SkillMatcher, person: Person) -> None:
    st.subheader("Postings by fit", anchor=False)
    start = posting_cards.choose_page(min(len(matched.asking), 50 * posting_cards.PER_PAGE))
    matches = {match.posting: match for match in matched.rank_postings(person, posting_cards.PER_PAGE, start)}
    found = list_postings(store, list(matches))
    posting_cards.show_cards(store, found, lambda one: _gaps(one, person, matches[one.number]))


def _gaps(one: Listing, person: Person, match: Match) -> str:
    skills = one.reading.skills if one.reading else ()
    lacking = missing_skills(person, skills)
    have = [asked for asked in skills if asked.skill in person.skills and asked.need != "context"]
    covered = posting_cards.labelled_line(
        "You know", f"{percent(match.coverage)} of it" if match.coverage < 1 else "all of it"
    )
    return covered + posting_cards.skills_line("Missing", lacking) + posting_cards.skills_line("You have", have)
