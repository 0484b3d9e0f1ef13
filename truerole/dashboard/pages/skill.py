"""Page of a skill, hidden in the navigation: frequency, roles, trend, skills beside, pay, postings, relatives."""

import streamlit as st

from truerole.core.reading import DATA_ROLES
from truerole.core.taxonomy import SkillEntry, load_taxonomy
from truerole.core.text.visible import one_line
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import share_row, show_figure
from truerole.dashboard.charts.skills import show_cooccurring_skills
from truerole.dashboard.charts.trends import show_skill_trends
from truerole.dashboard.components import posting_cards
from truerole.dashboard.components.filters import filter_bar
from truerole.dashboard.components.finding.skill_names import all_skills
from truerole.dashboard.components.links import (
    carried_filters,
    link_html,
    link_list,
    page_address,
    skill_addresses,
    skill_link_html,
)
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import count_skills, newest, sample_note
from truerole.data.market.bitmap_index import CLOSED, SAMPLE, YES, BitmapIndex
from truerole.data.market.listing import list_postings
from truerole.data.market.pay import pay_table
from truerole.data.market.profiles.company_table import company_table
from truerole.data.market.profiles.skill_profile import (
    FEWEST_OF_ROLE,
    SkillProfile,
    find_skill,
    near_skills,
    related_skills,
    skill_pay,
)
from truerole.data.store.store import Store
from truerole.phrasing.answers.left_out import left_out_words
from truerole.phrasing.escape import escape, escape_markdown
from truerole.phrasing.market import sample_words
from truerole.phrasing.pay import DIFFERENCE_CAVEAT, PAY_METHOD
from truerole.phrasing.profiles import frequency_sentence, needs_sentence, pay_difference_sentence, skill_pay_sentence
from truerole.phrasing.reading import ROLE_NAMES, capitalize_first, counted_percent
from truerole.phrasing.skills import skill_label

_COMMONEST = 60
_CARDS = 3
# As many names of relatives as are read at a glance.
_MOST_RELATED = 24


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    asked = one_line(st.query_params.get("id", ""))[:100]
    entry = find_skill(load_taxonomy(), asked)
    if entry is None:
        _choose(index, asked)
    else:
        _show(store, index, entry)


def _choose(index: BitmapIndex, asked: str) -> None:
    """Show a search box of skills and the commonest skills; say so where the address asks for an unknown skill."""
    st.title("Skills", anchor=False)
    if asked:
        frame.show_message(f"No skill is called {asked}. Search for it here, or take one below.")
        if near := near_skills(load_taxonomy(), asked):
            st.html(link_list("Near it:", skill_addresses([entry.name for entry in near], carried_filters())))
    _search_box(index)
    selection = filter_bar(index)
    if frame.too_few(selection.postings):
        return
    st.subheader("The skills that most postings name", anchor=False)
    state = carried_filters()
    rows = (
        f'<li>{skill_link_html(share.name, state)} <span class="tr-note">{counted_percent(share.share)}</span></li>'
        for share in count_skills(index, selection.postings)[:_COMMONEST]
    )
    st.html(f'<ol class="tr-columns">{"".join(rows)}</ol>')
    st.caption(f"Out of {sample_words(selection.sample, escape_markdown)}.")


def _search_box(index: BitmapIndex) -> None:
    st.selectbox(
        "Find a skill",
        all_skills(index),
        None,
        format_func=skill_label,
        filter_mode="contains",
        placeholder="Type a name",
        key="find-skill",
        on_change=_open_found,
        width=420,
    )


def _open_found() -> None:
    if found := st.session_state.get("find-skill"):
        st.query_params["id"] = found
        st.session_state["find-skill"] = None


def _show(store: Store, index: BitmapIndex, entry: SkillEntry) -> None:
    st.title(entry.name, anchor=False)
    _what_it_is(entry)
    selection = filter_bar(index)
    _related(entry)
    if not frame.too_few(selection.postings):
        frame.show_caution(selection.sample)
        _numbers(store, SkillProfile(entry, selection, company_table(store, index).company))
    with st.expander("Another skill"):
        _search_box(index)
    st.html(f"<p>{link_html('The commonest skills', page_address('skill', carried_filters()))}</p>")


def _what_it_is(entry: SkillEntry) -> None:
    about = f"{escape(entry.about)} " if entry.about else ""
    also = f" Also written {escape(', '.join(entry.aliases))}." if entry.aliases else ""
    kind = f'<span class="tr-note">{escape(capitalize_first(entry.category))}.{also}</span>'
    st.html(f"<p>{about}{kind}</p>")


def _related(entry: SkillEntry) -> None:
    related, state = related_skills(load_taxonomy(), entry.id), carried_filters()
    lists = {"A part or a kind of": related.parents, "Kinds and parts of it": related.children}
    lists["Beside it"] = related.siblings
    lines = [
        link_list(label, skill_addresses([skill.name for skill in found[:_MOST_RELATED]], state))
        for label, found in lists.items()
    ]
    if any(lines):
        st.html("".join(lines))


def _numbers(store: Store, profile: SkillProfile) -> None:
    st.markdown(f"**{frequency_sentence(profile.frequency)}** {needs_sentence(profile.needs)}")
    st.caption(f"Out of {sample_words(profile.selection.sample, escape_markdown)}.")
    if not profile.named:
        return
    left, right = st.columns(2, gap="large")
    with left:
        _by_role(profile)
    with right:
        show_skill_trends(profile.selection, f"{profile.entry.name} over time", [profile.entry.id], "year", False)
    show_cooccurring_skills(profile.selection, profile.entry.id)
    _pay(store, profile)
    _postings(store, profile)


def _by_role(profile: SkillProfile) -> None:
    title = f"Who asks for {profile.entry.name}"
    st.subheader(title, anchor=False)
    rows = [share_row("role", ROLE_NAMES[share.name], share) for share in profile.by_role]  # type: ignore[index]
    if not rows:
        frame.show_message(f"No role has {FEWEST_OF_ROLE} postings here.")
        return
    everyone = profile.selection.having(role=tuple(share.name for share in profile.by_role))
    left = left_out_words(profile.selection.index, "role", profile.selection.having(role=DATA_ROLES), FEWEST_OF_ROLE)
    spoken = ", ".join(f"{row['role']} {counted_percent(float(row['share'] or 0))}" for row in rows)
    show_figure(
        frame.bar_chart(rows, "role"),
        rows,
        title,
        alt=f"Share of each role's postings that name it: {spoken}",
        sample=sample_note(profile.selection.index, everyone),
        note=f"Each bar is of that role's postings, whichever role is chosen above. {left}".rstrip(),
    )


def _pay(store: Store, profile: SkillProfile) -> None:
    """Show what the postings pay, where enough of them publish pay."""
    pay = skill_pay(profile, pay_table(store, profile.selection.index))
    if pay:
        st.subheader(f"Pay where {profile.entry.name} is named", anchor=False)
        st.markdown(f"{skill_pay_sentence(pay)} {pay_difference_sentence(pay.difference)}")
        st.caption(f"{PAY_METHOD} {DIFFERENCE_CAVEAT}")


def _postings(store: Store, profile: SkillProfile) -> None:
    name, selection = profile.entry.name, profile.selection
    st.subheader(f"Postings that ask for {name}", anchor=False)
    # Where one can apply comes first.
    shown = profile.named - selection.index.bitmap(CLOSED, YES) - selection.index.bitmap(SAMPLE, YES) or profile.named
    found = list_postings(store, newest(selection.index, shown, 0, _CARDS))
    posting_cards.show_cards(store, selection.index, found)
    address = page_address("postings", carried_filters(), all=skill_label(profile.entry.id))
    st.html(f"<p>{link_html(f'Search all postings that name {name}', address)}</p>")
