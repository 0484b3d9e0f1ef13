"""Page *Fit*: postings ranked by the skills and wishes of the visitor, and the next skill to learn."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.reading import DATA_ROLES, Duty, Role
from truerole.core.stored import list_demands
from truerole.core.taxonomy import load_taxonomy
from truerole.core.text.visible import visible
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.fit import fit_chart, fit_rows, step_chart, step_rows
from truerole.dashboard.charts.frame import MIN_POSTINGS, show_figure
from truerole.dashboard.components import posting_cards
from truerole.dashboard.components.asked_skills import asked_skills, show_asked
from truerole.dashboard.components.filters import filter_bar, follow_values, forget_unknown, note_unknown, show_unknown
from truerole.dashboard.components.finding.skill_names import all_skills, follow_names
from truerole.dashboard.components.links import (
    carried_filters,
    link_html,
    page_address,
    skill_link_html,
)
from truerole.dashboard.components.page_links import KNOWN_SKILLS
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import Filters, Selection
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.duties import MeanMix, mix_table, usual_mixes
from truerole.data.market.listing import Listing, list_postings
from truerole.data.market.skill_match import Advice, Match, SkillMatcher, advise, missing_skills
from truerole.data.market.wishes import Person
from truerole.data.store.store import Store
from truerole.phrasing.answers.left_out import left_out_words
from truerole.phrasing.duties.difference import days_words
from truerole.phrasing.duties.wishes import WISHED_KINDS, duty_weights
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.facets import FACET_LABELS, value_name
from truerole.phrasing.fit import (
    REACH_NOTE,
    advised_sample,
    equals_sentence,
    known_words,
    next_sentence,
    path_sentence,
    role_name,
    role_plural,
    target_sentence,
)
from truerole.phrasing.reading import DUTY_NAMES, capitalize_first, counted_percent
from truerole.phrasing.skills import skill_label, skill_name

_KNOW = "What do you know?"
_NEXT = 6
_LONGEST = 100_000
_KINDS = {
    "deep learning": "Deep learning",
    "classical": "Classical machine learning and statistics",
    "engineering": "Engineering: pipelines and platforms",
    "interfaces": "Dashboards and web pages",
}
_WISHES = {"No": -1.0, "Rather not": -0.5, "Either way": 0.0, "Rather": 0.5, "Yes": 1.0}
_EITHER = "Either way"
_MORE_OR_LESS = ("Days with more of", "Days with less of")
# Facets of which one may wish for a value.
_VALUES = {facet: FACET_LABELS[facet] for facet in ("stage", "seniority", "country", "workplace")}


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    posting_cards.add_style()
    st.title("What fits you, and what to learn next?", anchor=False)
    posting = st.container()
    skills = _know(index)
    if asked := asked_skills():
        with posting:
            show_asked(asked, skills)
    if skills:
        st.session_state[KNOWN_SKILLS] = skills  # for the way from a reading to this page
    wishes = _wishes(index)
    role = _target()
    selection = filter_bar(index, to_apply=True, ask_role=False)
    if frame.too_few(selection.postings):
        return
    if not skills:
        frame.show_message("Choose at least one skill that you have, SQL or Excel for example.")
        return
    person = Person(load_taxonomy().implied_by(skills), *wishes)
    advice = advise(index, selection.filters, person, load_taxonomy(), role=role, count=_NEXT)
    frame.show_caution(advised_sample(selection, advice))
    st.markdown(target_sentence(advice, _strong))
    left, right = st.columns(2, gap="large")
    with left:
        _next(selection, advice)
    with right:
        _fits(selection, advice)
    matched = SkillMatcher(index, advice.postings or selection.postings, load_taxonomy())
    _best(store, matched, person, advice, selection.filters)


def _know(index: BitmapIndex) -> list[str]:
    """Ask for the visitor's skills, chosen from a list or found in a pasted CV."""
    skills = all_skills(index)
    follow_names("know", _KNOW, skills)
    chosen = st.multiselect(
        _KNOW,
        skills,
        format_func=skill_label,
        filter_mode="contains",
        key="know",
        bind="query-params",
        placeholder="Type a skill: SQL, Excel, Python …",
        select_all=False,
        on_change=forget_unknown,
        args=("know",),
        help="If you know PyTorch, deep learning counts as known, too: a skill includes what it belongs to.",
    )
    show_unknown(("know",))
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


def _wishes(index: BitmapIndex) -> tuple[dict[str, float], dict[tuple[str, str], float], dict[Duty, float]]:
    with st.expander("What would you like?"):
        duties = _duty_wishes()
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
    show_unknown([f"like-{facet}" for facet in _VALUES])
    return {kind: weight for kind, weight in kinds.items() if weight}, dict.fromkeys(values, 1.0), duties


def _duty_wishes() -> dict[Duty, float]:
    """Ask which duties the days should hold more of, and which less."""
    names = {str(kind): capitalize_first(DUTY_NAMES[kind]) for kind in WISHED_KINDS}
    for key in ("more", "less"):
        follow_values(key, names)
    sides = (
        where.multiselect(
            label,
            WISHED_KINDS,
            format_func=names.__getitem__,
            key=key,
            bind="query-params",
            placeholder="No matter",
            select_all=False,
        )
        for where, label, key in zip(st.columns(2, gap="large"), _MORE_OR_LESS, ("more", "less"), strict=True)
    )
    return duty_weights(*sides)


def _kind(where: "st.delta_generator.DeltaGenerator", kind: str, label: str) -> float:
    chosen = where.select_slider(
        label, list(_WISHES), _EITHER, key=f"like-{kind.split(maxsplit=1)[0]}", bind="query-params"
    )
    return _WISHES[chosen]


def _preferred(where: "st.delta_generator.DeltaGenerator", index: BitmapIndex, facet: str, label: str) -> Sequence[str]:
    options = [value for value in index.values(facet) if value != "unknown"]
    if not options:
        return ()
    key = f"like-{facet}"
    note_unknown(key, label, [value_name(facet, value) for value in options])
    chosen = where.selectbox(
        label,
        [None, *sorted(options, key=lambda value: value_name(facet, value))],
        format_func=lambda value: value_name(facet, value) if value else _EITHER,
        key=key,
        bind="query-params",
        on_change=forget_unknown,
        args=(key,),
    )
    return (chosen,) if chosen else ()


def _target() -> str | None:
    """Ask for the target role of the advice; None for the role that the skills point to.

    An address with the one role of another page's filters asks for that.
    """
    named = [role for role in DATA_ROLES if role_name(role) in st.query_params.get_all("role")]
    if len(named) == 1 and "for" not in st.session_state and "for" not in st.query_params:
        st.session_state["for"] = named[0]
    return st.selectbox(
        "For which role?",
        [None, *DATA_ROLES],
        format_func=lambda role: role_name(role) if role else "The one that my skills point to",
        key="for",
        bind="query-params",
        width=420,
    )


def _next(selection: Selection, advice: Advice) -> None:
    if advice.fit is None or advice.fit.reach.total < MIN_POSTINGS:
        return
    title, state = f"What to learn next, for {role_plural(advice.fit.role)}", carried_filters()
    linked = partial(skill_link_html, state=state)
    st.subheader(title, anchor=False)
    steps = advice.next_skills
    _say(f"{next_sentence(steps, advice.fit, linked)} {equals_sentence(steps, linked)}")
    if not steps:
        return
    _say(path_sentence(advice.path, linked))
    names = {"role": role_name(advice.fit.role), "all": skill_label(steps[0].skill)}
    _say(link_html(f"Postings that ask for {skill_name(steps[0].skill)}", page_address("postings", state, **names)))
    rows = step_rows(steps)
    spoken = ", ".join(f"{row['skill']}, named by {row['written']} postings" for row in rows)
    show_figure(
        step_chart(rows),
        rows,
        title,
        alt=f"The skills that add most: {spoken}",
        sample=advised_sample(selection, advice),
        note="In each bar: how many of them name the skill. Blue: about equal to the first. Left out is what comes "
        "with the practice of other skills, as dashboards do with Tableau, and what is too broad to be learnt.",
    )


def _say(sentence: str) -> None:
    """Show a sentence of our own words, which may hold safe HTML."""
    if sentence:
        st.html(f"<p>{sentence}</p>")


def _strong(text: str) -> str:
    return f"**{escape_markdown(text)}**"


def _fits(selection: Selection, advice: Advice) -> None:
    title = "How much you know of what each role asks for"
    st.subheader(title, anchor=False)
    rows = fit_rows([fit for fit in advice.fits if fit.reach.total >= MIN_POSTINGS])
    if not rows:
        frame.show_message(f"No data role has {MIN_POSTINGS} postings here.")
        return
    st.markdown("Within your reach: " + "; ".join(f"{row['written']} for {row['role']}" for row in rows) + ".")
    spoken = ", ".join(f"{row['role']} {counted_percent(float(row['share'] or 0))}" for row in rows)
    show_figure(
        fit_chart(rows),
        rows,
        title,
        alt=f"Part of what a posting asks for that is known: {spoken}",
        sample=selection.sample,
        note=f"{REACH_NOTE} {left_out_words(selection.index, 'role', selection.postings, MIN_POSTINGS)}".rstrip(),
    )


def _best(store: Store, matched: SkillMatcher, person: Person, advice: Advice, filters: Filters) -> None:
    st.subheader(f"Postings for {role_plural(advice.role)} by fit" if advice.role else "Postings by fit", anchor=False)
    start = posting_cards.choose_page(min(len(matched.asking), 50 * posting_cards.PER_PAGE))
    mixes = mix_table(store, matched.index)
    ranked = matched.rank_postings(person, posting_cards.PER_PAGE, start, mixes)
    matches = {match.posting: match for match in ranked}
    found = list_postings(store, list(matches))
    usual = usual_mixes(matched.index, mixes, filters, (one.reading.role for one in found if one.reading))
    posting_cards.show_cards(
        store, matched.index, found, lambda one: _work(one, usual) + _gaps(one, person, matches[one.number])
    )


def _work(one: Listing, usual: Mapping[Role, MeanMix]) -> str:
    """Return a line on how the duties of a posting differ from the usual mix of the role, as safe HTML."""
    words = days_words(one.reading, usual)
    return posting_cards.labelled_line("Its days", capitalize_first(words)) if words else ""


def _gaps(one: Listing, person: Person, match: Match) -> str:
    skills = one.reading.skills if one.reading else ()
    missing, asked = missing_skills(person, skills), len(list_demands(skills))
    have = [each for each in skills if each.need != "context" and each.skill in person.skills]
    words = known_words(asked - len(missing), asked, match.coverage)
    covered = posting_cards.labelled_line("You know", words)
    return covered + posting_cards.missing_line(missing) + posting_cards.skills_line("You have", have)
