"""Further filters of postings to apply to: skills, place, company, age, pay; the page's address holds them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import streamlit as st
from pyroaring import BitMap

from truerole.dashboard.components.filters import forget_unknown, note_unknown, show_chosen, show_unknown
from truerole.dashboard.components.finding.skill_names import follow_names, held_skills
from truerole.data.market.aggregates import Filters, Selection, count_skills, select_postings
from truerole.data.market.bitmap_index import NO, SAMPLE, BitmapIndex
from truerole.data.market.pay import pay_table, select_pay
from truerole.data.market.search.order import paid_at_least
from truerole.data.market.search.posting_search import match_company, match_place
from truerole.data.store.store import Store
from truerole.phrasing.skills import skill_label, skill_name

SKILL_KEYS = {"all": "Names all of these skills", "any": "Names one of these or more", "none": "Names none of these"}
_AGES = {"Last 24 hours": 1, "Last 3 days": 3, "Last 7 days": 7, "Last 14 days": 14, "Last 30 days": 30}
_LONGEST, _MOST_PAY = 100, 10_000_000
# The key of the toggle that searches all work, where no role is chosen.
ALL_WORK = "all-work"
NARROWING_KEYS = (*SKILL_KEYS, "place", "company", "posted", "pay", "currency", "open")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Further filter as set: the words for it, the keys of its widgets, and the postings that pass it."""

    words: str
    keys: tuple[str, ...]
    postings: BitMap


def narrowing_bar(store: Store, selection: Selection) -> tuple[Selection, list[Narrowing]]:
    """Show the further filters; return the selection with skills and open postings alone, and the other filters set."""
    index = selection.index
    with st.container(horizontal=True, vertical_alignment="bottom", key="tr-folded-narrowing"):
        narrowings = [*_words(index, "place", "Place", _place_example(index), partial(match_place, store, index))]
        with st.popover(_label(), icon=":material/filter_list:", key="narrowing"):
            named, wanted, unwanted = (tuple(_skills(index, key)) for key in SKILL_KEYS)
            narrowings += _words(index, "company", "Company", "Acme", partial(match_company, store, index))
            narrowings += [*_age(index), *_pay(store, index)]
        st.toggle(
            "Other work, too",
            key=ALL_WORK,
            bind="query-params",
            disabled=bool(st.session_state.get("role")),
            help="Where no role is chosen, the four data roles alone are searched, unless this is on.",
        )
        st.toggle(
            "Open jobs only",
            key="open",
            bind="query-params",
            help="Leaves out the market sample, whose jobs are past, and postings that are closed.",
        )
    show_unknown(NARROWING_KEYS)
    filters = replace(selection.filters, all_skills=named, any_skills=wanted, no_skills=unwanted)
    filters = open_alone(filters) if st.session_state.get("open") else filters
    if chosen := [*_chosen(filters), *(one.words for one in narrowings)]:
        show_chosen(chosen)
    return Selection(index, filters, select_postings(index, filters)), narrowings


def wants_all_work() -> bool:
    """Tell whether all work is searched where no role is chosen; on the first run only the address knows."""
    return bool(st.session_state.get(ALL_WORK, st.query_params.get(ALL_WORK) == "true"))


def search_all_work() -> None:
    """Search all work from the next run on."""
    st.session_state[ALL_WORK] = True


def in_all_work(selection: Selection, narrowings: Sequence[Narrowing]) -> BitMap:
    """Return the postings of all work that pass all other filters."""
    return BitMap.intersection(selection.having(role=()), *(one.postings for one in narrowings))


def _chosen(filters: Filters) -> Iterator[str]:
    """Yield the filters by skills, and the filter by open jobs, in words."""
    for key, skills in zip(SKILL_KEYS, (filters.all_skills, filters.any_skills, filters.no_skills), strict=True):
        if skills:
            yield f"{SKILL_KEYS[key].lower()}: {', '.join(map(skill_name, skills))}"
    if st.session_state.get("open"):
        yield "open jobs only"


def _place_example(index: BitmapIndex) -> str:
    """Return a place to write; of the market sample only countries are known."""
    return "Berlin or Germany" if index.bitmap(SAMPLE, NO) else "Germany"


def open_alone(filters: Filters) -> Filters:
    """Return filters that only postings pass which nobody is known to have closed, none of the market sample's."""
    return replace(filters.with_facets(sample="no"), closed=False)


def _label() -> str:
    number = sum(
        bool(st.session_state.get(key) or st.query_params.get(key)) for key in (*SKILL_KEYS, "company", "posted", "pay")
    )
    return f"Skills, company, age, pay ({number} set)" if number else "Skills, company, age, pay"


def _skills(index: BitmapIndex, key: str) -> Sequence[str]:
    options = held_skills(share.name for share in count_skills(index, index.all))
    follow_names(key, SKILL_KEYS[key], options)
    return st.multiselect(
        SKILL_KEYS[key],
        options,
        format_func=skill_label,
        filter_mode="contains",
        placeholder="Any skills" if key != "none" else "None",
        key=key,
        bind="query-params",
        on_change=forget_unknown,
        args=(key,),
    )


def _words(index: BitmapIndex, key: str, label: str, example: str, match: Callable[[str], BitMap]) -> list[Narrowing]:
    given = st.text_input(label, key=key, bind="query-params", max_chars=_LONGEST, placeholder=example, width=260)
    words = " ".join(given.split())
    return [Narrowing(f"{label.lower()} “{words}”", (key,), index.all & match(words))] if words else []


def _age(index: BitmapIndex) -> list[Narrowing]:
    note_unknown("posted", "Posted", list(_AGES))
    chosen = st.selectbox(
        "Posted",
        [None, *_AGES],
        format_func=lambda age: age or "Any time",
        key="posted",
        bind="query-params",
        help="By the day that the source names; postings without a day are left out.",
        on_change=forget_unknown,
        args=("posted",),
    )
    if not chosen:
        return []
    first = (date.today() - timedelta(days=_AGES[chosen])).isoformat()
    days = [day for day in index.values("posted_on") if day >= first]
    return [Narrowing(f"posted in the {chosen.lower()}", ("posted",), index.any("posted_on", days))]


def _pay(store: Store, index: BitmapIndex) -> list[Narrowing]:
    amount = st.number_input(
        "Pay at least, a year",
        min_value=0,
        max_value=_MOST_PAY,
        value=None,
        step=5_000,
        key="pay",
        bind="query-params",
        placeholder="Any",
        help="Published pay, hours and months counted up to a year; postings that publish none are left out.",
    )
    if not amount:
        return []
    table = pay_table(store, index)
    currencies = list(select_pay(table, index.all).by_currency)
    if not currencies:
        return [Narrowing(f"pay of at least {amount:,}", ("pay",), BitMap())]
    note_unknown("currency", "Currency", currencies)
    currency = st.selectbox("Currency", currencies, key="currency", bind="query-params")
    passing = paid_at_least(select_pay(table, index.all, currency), amount)
    return [Narrowing(f"pay of at least {amount:,} {currency} a year", ("pay",), passing)]
