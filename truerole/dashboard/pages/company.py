"""Page of a company, hidden in the navigation: roles, deep learning, skills, changes, open jobs, similar companies."""

import altair as alt
import streamlit as st

from truerole.core.reading import DATA_ROLES
from truerole.core.text.visible import one_line
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import Row, share_row, show_figure
from truerole.dashboard.components import posting_cards
from truerole.dashboard.components.filters import filter_bar
from truerole.dashboard.components.finding.narrowing import ALL_WORK
from truerole.dashboard.components.links import (
    LONGEST_NAME,
    carried_filters,
    company_link_html,
    link_html,
    page_address,
    skill_link_html,
)
from truerole.dashboard.pages.companies import say_none_yet
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import Selection, newest, sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.listing import list_postings
from truerole.data.market.profiles.company_list import similar_companies
from truerole.data.market.profiles.company_profile import (
    FEWEST,
    CompanyProfile,
    company_profile,
    postings_by_month,
)
from truerole.data.market.profiles.company_table import CompanyTable, company_table, near_companies
from truerole.data.market.statistics.open_times import open_times
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import sample_words
from truerole.phrasing.postings.freshness import OPEN_TIME_METHOD, open_time_words
from truerole.phrasing.profiles import (
    change_sentence,
    deep_learning_sentence,
    mistitled_sentence,
    roles_sentence,
    share_words,
    stages_sentence,
)
from truerole.phrasing.reading import DEEP_LEARNING_NAMES, ROLE_NAMES, plural

_BOTH = "; both ask more than others for "
_OPEN_SHOWN = 5
# Fewer months need no chart.
_FEWEST_MONTHS = 3
_MOST_SKILLS = 30
_MOST_SPELLINGS = 5


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    companies = company_table(store, index)
    asked = one_line(st.query_params.get("name", ""))[:LONGEST_NAME]
    known = companies.find(asked) if asked else None
    st.title(escape_markdown(companies.names[known] if known is not None else "Companies"), anchor=False)
    if known is None:
        _unknown(index, companies, asked)
        return
    selection = filter_bar(index, all_work=True)
    profile = company_profile(index, companies, asked, selection.postings)
    if profile is None or not profile.postings:
        frame.show_message("No posting of this company passes the filters. Take one away, or choose all time.")
    else:
        _show(store, selection, companies, profile)
    st.html(f"<p>{link_html('All companies', page_address('companies', carried_filters()))}</p>")


def _unknown(index: BitmapIndex, companies: CompanyTable, asked: str) -> None:
    """Say that the store knows no such company, with near names."""
    if not companies.names:
        say_none_yet(index)
        return
    if asked:
        frame.show_message(f"No posting is of a company called {asked[:80]}.")
    links = [company_link_html(name) for name in near_companies(companies, asked)]
    links.append(link_html("All companies", page_address("companies", carried_filters())))
    st.html("".join(f"<p>{link}</p>" for link in links))


def _show(store: Store, selection: Selection, companies: CompanyTable, profile: CompanyProfile) -> None:
    others = ", ".join(profile.spellings[:_MOST_SPELLINGS])
    st.markdown(
        f"**{plural(len(profile.postings), 'posting')}, {len(profile.open):,} of them open.**"
        + (f" Also written {escape_markdown(others[:LONGEST_NAME])}." if others else "")
    )
    st.caption(f"{sample_words(sample_note(profile.index, profile.postings), escape_markdown)}.")
    if not profile.tells:
        frame.show_message(
            f"From fewer than {FEWEST} postings too little can be told for shares; these are the counts."
        )
    left, right = st.columns(2, gap="large")
    with left:
        _work(profile)
    with right:
        _deep_learning(profile)
        _in_its_own_words(profile)
    _skills(profile)
    _changes(store, profile)
    _open_jobs(store, profile)
    _like_this(selection, companies, profile)


def _work(profile: CompanyProfile) -> None:
    title = "What it really hires for"
    st.subheader(title, anchor=False)
    st.markdown(f"{roles_sentence(profile.roles)} {mistitled_sentence(profile.mistitled)}")
    if not profile.tells:
        return
    sides = {"by the title": profile.titled, "by the work": profile.roles}
    rows: list[Row] = [
        {"role": ROLE_NAMES[role], "told": side, "postings": counts.get(role, 0)}
        for side, shares in sides.items()
        for counts in [{share.name: share.count for share in shares}]
        for role in DATA_ROLES
        if any(share.name == role for share in (*profile.titled, *profile.roles))
    ]
    if not rows:
        return
    colours = alt.Scale(domain=list(sides), range=[frame.GREY, frame.BLUE])
    drawn = frame.chart_of(rows).mark_bar()
    drawn = drawn.encode(
        y=frame.name_axis("role"),
        yOffset=alt.YOffset("told:N", sort=list(sides)),
        x=alt.X("postings:Q", title="Postings", axis=alt.Axis(tickMinStep=1, format=",d")),
        color=alt.Color("told:N", title=None, scale=colours, legend=alt.Legend(orient="top", symbolType="square")),
        tooltip=["role:N", "told:N", alt.Tooltip("postings:Q", format=",")],
    )
    show_figure(
        drawn.properties(height=80 + 20 * len(rows)),
        rows,
        f"{title}, {profile.name}",
        alt=roles_sentence(profile.roles),
        sample=sample_note(profile.index, profile.postings),
        note="The four data roles alone; other work is not drawn.",
    )


def _deep_learning(profile: CompanyProfile) -> None:
    title = "How much deep learning is behind it"
    st.subheader(title, anchor=False)
    st.markdown(deep_learning_sentence(profile.deep))
    if not profile.tells:
        return
    rows = [share_row("deep learning", DEEP_LEARNING_NAMES[share.name], share) for share in profile.deep_learning]
    spoken = ", ".join(f"{row['deep learning']} {row['postings']}" for row in rows)
    show_figure(
        frame.bar_chart(rows, "deep learning"),
        rows,
        f"{title}, {profile.name}",
        alt=f"Postings by level of deep learning: {spoken}",
        sample=sample_note(profile.index, profile.postings),
    )


def _in_its_own_words(profile: CompanyProfile) -> None:
    st.subheader("Start-up or large, in its own words", anchor=False)
    st.markdown(stages_sentence(profile.stages))


def _skills(profile: CompanyProfile) -> None:
    st.subheader("What it asks for", anchor=False)
    if not profile.skills:
        frame.show_message("Its postings name no tool, language or method.")
        return
    state = carried_filters()
    rows = (
        f'<li>{skill_link_html(share.name, state)} <span class="tr-note">{share_words(share)}</span></li>'
        for share in profile.skills[:_MOST_SKILLS]
    )
    st.html(f'<ol class="tr-columns">{"".join(rows)}</ol>')


def _changes(store: Store, profile: CompanyProfile) -> None:
    title = "How its postings came and went"
    months = postings_by_month(store, profile.index, profile.postings)
    if not months:
        return
    st.subheader(title, anchor=False)
    st.markdown(change_sentence(months))
    if usual := open_times(store, profile.index).of(profile.postings):
        st.markdown(f"Usually open: {open_time_words(usual, 'its jobs')}.")
        st.caption(OPEN_TIME_METHOD)
    if len(months) < _FEWEST_MONTHS:
        return
    rows: list[Row] = [
        {"when": f"{each.month}-15", "change": change, "postings": count}
        for each in months
        for change, count in (("opened", each.opened), ("closed", -each.closed))
    ]
    colours = alt.Scale(domain=["opened", "closed"], range=[frame.BLUE, frame.ORANGE])
    drawn = frame.chart_of(rows).mark_bar()
    drawn = drawn.encode(
        x=alt.X("yearmonth(when):O", title=None, axis=alt.Axis(format="%b %Y", labelAngle=0, labelOverlap=True)),
        y=alt.Y("postings:Q", title="Closed below, opened above", axis=alt.Axis(format=",d", tickMinStep=1)),
        color=alt.Color("change:N", title=None, scale=colours, legend=alt.Legend(orient="top", symbolType="square")),
        tooltip=[alt.Tooltip("when:T", format="%B %Y"), "change:N", alt.Tooltip("postings:Q", format=",")],
    )
    show_figure(
        drawn.properties(height=240),
        rows,
        f"{title}, {profile.name}",
        alt=change_sentence(months),
        sample=sample_note(profile.index, profile.postings),
        note="Closed: its board shows it no longer, or the last day to apply is past.",
    )


def _open_jobs(store: Store, profile: CompanyProfile) -> None:
    st.subheader("Open jobs", anchor=False)
    shown = profile.open or profile.postings
    if not profile.open:
        frame.show_message("None of its postings is open; these were the last ones.")
    listed = list_postings(store, newest(profile.index, shown, 0, _OPEN_SHOWN))
    posting_cards.show_cards(store, profile.index, listed)
    if len(profile.open) > _OPEN_SHOWN:
        st.caption(f"The newest {_OPEN_SHOWN} of {len(shown):,}.")
        all_work = {ALL_WORK: "true"}
        address = page_address("postings", carried_filters(), company=profile.name, open="true", **all_work)
        st.html(f"<p>{link_html(f'Search all open jobs of {profile.name}', address)}</p>")


def _like_this(selection: Selection, companies: CompanyTable, profile: CompanyProfile) -> None:
    st.subheader("Companies like this", anchor=False)
    held = selection.postings & companies.held
    found = similar_companies(profile.index, companies, held, profile.name)
    if not found:
        few = f"Only companies of {FEWEST} postings or more are compared"
        frame.show_message(f"{few}, and there is none like it." if profile.tells else f"{few}.")
        return
    state = carried_filters()
    rows = "".join(
        f"<li>{company_link_html(one.name, state=state)} "
        f'<span class="tr-note">{plural(one.postings, "posting")}{_BOTH if one.common else ""}</span>'
        f"{', '.join(skill_link_html(skill, state) for skill in one.common)}</li>"
        for one in found
    )
    st.html(f'<ul class="tr-like">{rows}</ul>')
    st.caption(
        f"By the roles and skills of their postings, as far as these differ from all companies'; of {FEWEST} postings "
        f"or more. Out of {sample_words(sample_note(profile.index, held), escape_markdown)}."
    )
