"""Page *Find postings*: search by words and filters, or by similarity to a pasted posting."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from pyroaring import BitMap

from truerole.core.settings import writable
from truerole.dashboard.components import posting_cards
from truerole.dashboard.components.filters import filter_bar
from truerole.dashboard.components.finding.download import show_downloads
from truerole.dashboard.components.finding.narrowing import (
    Narrowing,
    in_all_work,
    narrowing_bar,
    search_all_work,
    wants_all_work,
)
from truerole.dashboard.components.finding.nothing_found import show_nothing_found
from truerole.dashboard.components.finding.similar import show_similar
from truerole.dashboard.components.finding.towns import show_towns
from truerole.dashboard.components.page_links import page_link
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import Filters, Selection, newest, sample_note
from truerole.data.market.bitmap_index import SAMPLE, YES, BitmapIndex
from truerole.data.market.listing import Listing, list_postings
from truerole.data.market.pay import pay_table, select_pay
from truerole.data.market.search.order import best_matches, best_paid
from truerole.data.market.search.posting_search import PostingSearch, TypedSearch, read_search
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import sample_words
from truerole.phrasing.reading import plural
from truerole.phrasing.skills import skill_name

_SEARCH, _LIKE = "By words", "Like one that you paste"
_NEWEST, _BEST, _PAY = "Newest first", "Most of the skills first", "Highest published pay first"


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    posting_cards.add_style()
    st.title("Find postings", anchor=False)
    _say_all_past(index)
    view = st.segmented_control(
        "How", [_SEARCH, _LIKE], default=_SEARCH, key="how", bind="query-params", label_visibility="collapsed"
    )
    if view == _LIKE:
        show_similar(store, index)
    else:
        _search(store, index)


def _say_all_past(index: BitmapIndex) -> None:
    """Say that nobody can apply to any posting here, where all are of the market sample, with the way to open jobs."""
    if index.all - index.bitmap(SAMPLE, YES) or not index.all:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("All of these are past: the market sample, to which nobody can apply.", width="content")
        if writable():
            page_link("Gather open jobs", "gather", icon=":material/arrow_forward:")


def _search(store: Store, index: BitmapIndex) -> None:
    words = st.text_input(
        "Words in the title, the company, the place, the skills or the text",
        key="q",
        bind="query-params",
        max_chars=300,
        placeholder='spark kafka "data engineer" germany -senior',
        help='Every word must be there; "in quotes" together; -word must not be there. '
        "The name of a skill or a country also finds the postings with that skill, or in that country.",
    )
    typed = read_search(words)
    selection, narrowings = narrowing_bar(store, filter_bar(index, all_work=wants_all_work(), to_apply=True))
    search = PostingSearch(store, index)
    within = BitMap.intersection(selection.postings, *(one.postings for one in narrowings))
    found = search.find(typed, within)
    show_towns(search, typed, selection, narrowings)
    if not found:
        show_nothing_found(search, typed, selection, narrowings)
        return
    skills = _skills(typed, selection.filters)
    numbers = _ordered(search, found, skills)
    _offer_all_work(search, typed, selection, narrowings, len(found))
    if search.capped:
        st.caption("Some of these words are in very many postings; of each such word the newest are searched.")
    start = posting_cards.choose_page(len(found))
    shown = list_postings(store, numbers(start, posting_cards.PER_PAGE))
    posting_cards.show_cards(store, index, shown, partial(_wanted_first, skills))
    note = sample_words(sample_note(index, found), escape_markdown)
    st.caption(f"{_searched(index, typed)}{note}.")
    show_downloads(store, numbers, len(found))


def _offer_all_work(
    search: PostingSearch, typed: TypedSearch, selection: Selection, narrowings: Sequence[Narrowing], found: int
) -> None:
    """Show how many more postings the words find in other work, where no role is chosen, with the way there."""
    if not typed or wants_all_work() or st.session_state.get("role"):
        return
    if more := len(search.find(typed, in_all_work(selection, narrowings))) - found:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"The same search finds {plural(more, 'more posting')} in other work.", width="content")
            st.button("Search all work", key="all work", icon=":material/filter_list_off:", on_click=search_all_work)


def _skills(typed: TypedSearch, filters: Filters) -> list[str]:
    """Return the skills that the search and the filters want."""
    return [*dict.fromkeys((*typed.skills, *filters.all_skills, *filters.any_skills))]


def _wanted_first(wanted: list[str], listing: Listing) -> str:
    """Return the skills of a posting as safe HTML, the wanted ones in a line before the others."""
    skills = listing.reading.skills if listing.reading else ()
    line = posting_cards.skills_line("Of your words", [asked for asked in skills if asked.skill in wanted])
    return line + posting_cards.skills_by_need([asked for asked in skills if asked.skill not in wanted])


def _ordered(search: PostingSearch, found: BitMap, skills: list[str]) -> Callable[[int, int], list[int]]:
    """Show the number of postings and ask for their order; return the function of place and count that lists them."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{posting_cards.posting_count(len(found), search.capped)}**", width="content")
        order = st.selectbox(
            "Order",
            [_NEWEST, *([_BEST] if skills else []), _PAY],
            key="sort",
            bind="query-params",
            label_visibility="collapsed",
            width=240,
        )
    index = search.index
    if order == _BEST:
        return partial(best_matches, index, found, skills)
    if order == _PAY:
        pay = select_pay(pay_table(search.store, index), found, st.session_state.get("currency"))
        if pay.currency:
            amounts = f"Amounts in {escape_markdown(pay.currency)} a year come first"
            st.caption(f"{amounts}; other currencies and postings without published pay follow, the newest first.")
        return partial(best_paid, index, pay, found)
    return partial(newest, index, found)


def _searched(index: BitmapIndex, typed: TypedSearch) -> str:
    """Return sentences on the names that were searched as skills, and on the sample, which has no texts."""
    names = " and ".join(escape_markdown(skill_name(skill)) for skill in typed.skills)
    as_skills = f"Searched as words and as skills: {names}. " if names else ""
    if not typed or not index.bitmap(SAMPLE, YES):
        return as_skills
    return f"{as_skills}The market sample has no texts: there, titles, skills and countries are searched. "
