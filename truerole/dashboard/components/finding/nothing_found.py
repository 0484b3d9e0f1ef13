"""Empty result of a search: which term or filter finds nothing, with a button that drops it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from pyroaring import BitMap

from truerole.core.normalise.towns import country_of_town
from truerole.core.reading import DATA_ROLES
from truerole.core.settings import writable
from truerole.core.text.visible import one_line
from truerole.dashboard.charts import frame
from truerole.dashboard.components.filters import ADDRESS_KEYS
from truerole.dashboard.components.finding.narrowing import (
    ALL_WORK,
    NARROWING_KEYS,
    Narrowing,
    in_all_work,
    open_alone,
    wants_all_work,
)
from truerole.dashboard.components.page_links import page_link
from truerole.data.market.aggregates import Filters, Selection, select_postings
from truerole.data.market.bitmap_index import SAMPLE, YES, BitmapIndex
from truerole.data.market.search.posting_search import PostingSearch, SearchTerm, TypedSearch, postings_without
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.facets import value_name
from truerole.phrasing.reading import plural
from truerole.phrasing.skills import skill_name

_MOST_OFFERS = 8
_LONGEST_TERM = 60


@dataclass(frozen=True, slots=True)
class Remedy:
    """Way out of an empty result: the words for it, the number of postings found then, and the new state of widgets."""

    words: str
    found: int
    state: dict[str, Any]


def show_nothing_found(
    search: PostingSearch, typed: TypedSearch, selection: Selection, narrowings: Sequence[Narrowing]
) -> None:
    """Show why nothing is found, and a button for each term or filter without which there are postings."""
    unknown = [term for term in typed.wanted if not search.matches(term)]
    told = " ".join(f"“{_short(' '.join(term.words))}” is in no posting at all." for term in unknown)
    of_roles = selection.filters.facets["role"] and not search.find(typed, in_all_work(selection, narrowings))
    other = "Nor does any of other work." if of_roles else ""
    frame.show_message(" ".join(filter(None, ("No posting passes all of this.", other, told, *_reasons(search.index)))))
    if not _open_postings(search.index) and st.session_state.get("open") and writable():
        page_link("Gather open jobs from boards", "gather", icon=":material/arrow_forward:")
    remedies = [*_remedies(search, typed, selection, narrowings)] or [*_afresh(search, typed, unknown)]
    if not remedies:
        st.markdown("Leave out more than one of the words and filters, or write the words another way.")
    for number, remedy in enumerate(remedies[:_MOST_OFFERS]):
        label = f"{escape_markdown(remedy.words)}: {plural(remedy.found, 'posting')}"
        st.button(
            label, key=f"remedy {number}", icon=":material/filter_list_off:", on_click=_take, args=(remedy.state,)
        )


def _reasons(index: BitmapIndex) -> Iterator[str]:
    """Yield what the postings that there are cannot answer: which jobs are open, or in which town a job is."""
    if st.session_state.get("open") and not _open_postings(index):
        yield "No open job has been gathered yet: the postings of the market sample are past, nobody can apply to them."
    place = st.session_state.get("place")
    if place and not country_of_town(place) and index.bitmap(SAMPLE, YES):
        yield "Of the postings of the market sample only the country is known: write a country, such as Germany."


def _open_postings(index: BitmapIndex) -> BitMap:
    return select_postings(index, open_alone(Filters()))


def _afresh(search: PostingSearch, typed: TypedSearch, unknown: Iterable[SearchTerm]) -> Iterator[Remedy]:
    """Yield the search without any filter, and without the words that are in no posting."""
    for term in unknown:
        typed = typed.without(term)
    if found := len(search.find(typed, select_postings(search.index, Filters(closed=False)))):
        words = (
            f"Only {_short(str(typed))}, of all time and without any filter"
            if typed
            else "Without these words and filters"
        )
        yield Remedy(words, found, dict.fromkeys((*ADDRESS_KEYS, *NARROWING_KEYS)) | {ALL_WORK: True, "q": str(typed)})


def _short(text: str) -> str:
    words = one_line(text)
    return words if len(words) <= _LONGEST_TERM else words[: _LONGEST_TERM - 1] + "…"


def _take(state: dict[str, Any]) -> None:
    """Set the widgets of a remedy; None empties a widget."""
    for key, value in state.items():
        if key == "when":
            st.session_state[key] = value or "All time"
        elif value is not None:
            st.session_state[key] = value
        elif key in st.session_state:
            was = st.session_state[key]
            st.session_state[key] = type(was)() if isinstance(was, list | str | bool) and not _is_choice(key) else None


def _is_choice(key: str) -> bool:
    return key in ("posted", "origin")


def _remedies(
    search: PostingSearch, typed: TypedSearch, selection: Selection, narrowings: Sequence[Narrowing]
) -> Iterator[Remedy]:
    index, passing = search.index, [narrowing.postings for narrowing in narrowings]
    within = _all(selection.postings, passing)
    for term, found in postings_without(search, typed, within).items():
        yield Remedy(f"Without {_short(str(term))}", found, {"q": str(typed.without(term))})
    for place, narrowing in enumerate(narrowings):
        rest = _all(selection.postings, passing[:place] + passing[place + 1 :])
        if found := len(search.find(typed, rest)):
            yield Remedy(f"Without {narrowing.words}", found, dict.fromkeys(narrowing.keys))
    for words, keys, filters in _relaxed(selection.filters):
        if found := len(search.find(typed, _all(select_postings(index, filters), passing))):
            yield Remedy(words, found, dict.fromkeys(keys))
    if selection.filters.facets["role"] and (found := len(search.find(typed, in_all_work(selection, narrowings)))):
        yield Remedy("In all work", found, {"role": None, ALL_WORK: True})


def _all(within: BitMap, passing: Sequence[BitMap]) -> BitMap:
    return BitMap.intersection(within, *passing) if passing else within


def _relaxed(filters: Filters) -> Iterator[tuple[str, tuple[str, ...], Filters]]:
    """Yield the filters without each that is set, with words and the keys of the widgets."""
    if filters.period != (None, None):
        yield "From all time", ("when",), replace(filters, period=(None, None))
    for key, field in {"all": "all_skills", "any": "any_skills", "none": "no_skills"}.items():
        if skills := getattr(filters, field):
            names = ", ".join(map(skill_name, skills))
            yield (
                f"Without the skills {names}" if key != "none" else f"Also with {names}",
                (key,),
                _without(filters, field),
            )
    for facet, values in filters.facets.items():
        if facet == "sample" and values and not filters.closed:
            opened = replace(filters.with_facets(sample=()), closed=True)
            yield "Also what is past or closed", ("open", "origin"), opened
        elif values and (facet == "sample" or st.session_state.get(facet)):
            names = ", ".join(value_name(facet, value) for value in values)
            words = "Whosever postings" if facet == "sample" else f"Without the filter {names}"
            rest = DATA_ROLES if facet == "role" and not wants_all_work() else ()
            yield words, ("origin" if facet == "sample" else facet,), filters.with_facets(**{facet: rest})


def _without(filters: Filters, field: str) -> Filters:
    changed: dict[str, Any] = {field: ()}
    return replace(filters, **changed)
