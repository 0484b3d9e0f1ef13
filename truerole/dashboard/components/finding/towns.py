"""Towns in a search: the market sample knows countries alone, so the country of a town is one click away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st
from pyroaring import BitMap

from truerole.core.normalise.towns import country_of_town
from truerole.dashboard.components.finding.narrowing import Narrowing
from truerole.data.market.aggregates import Selection
from truerole.data.market.bitmap_index import SAMPLE, YES
from truerole.data.market.search.posting_search import PostingSearch, TypedSearch, read_search
from truerole.data.market.search.towns import named_towns
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.reading import country_name, plural


@dataclass(frozen=True, slots=True)
class _Offer:
    """Country in the place of a town: both names, the widget to change and its new words, and the postings found."""

    town: str
    country: str
    key: str
    words: str
    found: int


def show_towns(
    search: PostingSearch, typed: TypedSearch, selection: Selection, narrowings: Sequence[Narrowing]
) -> None:
    """Show for each town that is searched a button that searches its country, where the market sample is searched."""
    if not selection.postings.intersect(search.index.bitmap(SAMPLE, YES)):
        return
    found = (*_of_words(search, typed, selection, narrowings), *_of_place(search, typed, selection, narrowings))
    offers = [offer for offer in found if offer.found]
    if not offers:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("The market sample knows the country of a job, not the town.", width="content")
        for offer in offers:
            names = escape_markdown(f"{offer.country} in place of {offer.town}")
            label = f"{names}: {plural(offer.found, 'posting')}"
            key = f"town {offer.key} {offer.town}"
            st.button(label, key=key, icon=":material/public:", on_click=_take, args=(offer,))


def _of_words(
    search: PostingSearch, typed: TypedSearch, selection: Selection, narrowings: Sequence[Narrowing]
) -> Iterator[_Offer]:
    within = BitMap.intersection(selection.postings, *(one.postings for one in narrowings))
    for town in named_towns(typed):
        country = country_name(town.country)
        words = f"{town.rest} {country}".strip()
        yield _Offer(town.name, country, "q", words, len(search.find(read_search(words), within)))


def _of_place(
    search: PostingSearch, typed: TypedSearch, selection: Selection, narrowings: Sequence[Narrowing]
) -> Iterator[_Offer]:
    """Yield the country in the place of the town that the filter by place names."""
    place = " ".join((st.session_state.get("place") or "").split())
    if code := country_of_town(place):
        others = (one.postings for one in narrowings if "place" not in one.keys)
        within = BitMap.intersection(selection.postings, search.index.bitmap("country", code), *others)
        yield _Offer(place, country_name(code), "place", country_name(code), len(search.find(typed, within)))


def _take(offer: _Offer) -> None:
    st.session_state[offer.key] = offer.words
