"""Start page: three doors (read a job, see the market, find a fit), with the live numbers behind each."""

from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from truerole.core.errors import TrueRoleError
from truerole.core.settings import writable
from truerole.core.text.visible import one_line
from truerole.dashboard.charts import frame
from truerole.dashboard.components.page_links import page_at, page_link
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading import visit
from truerole.dashboard.store_cache import store_cache
from truerole.data.market.overview import Overview, overview
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import sample_words
from truerole.phrasing.reading import counted_percent, month_name

_ONWARD = ":material/arrow_forward:"
# In the session: the address that went on to Read.
_HANDED_OVER = "handed over"
_DOORS = ("Read a job", "See the market", "Find what fits me")


def page() -> None:
    """Show the page, or go on to Read with the posting that the address holds."""
    link = st.query_params.to_dict()
    if any(key in link for key in visit.DRAFT_KEYS) and link != st.session_state.get(_HANDED_OVER):
        _hand_over(link)
    _note_unknown_page()
    st.title("See what a job really is", anchor=False)
    st.markdown("Titles mislead. TrueRole reads the work itself, and what thousands of postings ask for.")
    numbers = [_door(column, name) for column, name in zip(st.columns(3, gap="medium"), _DOORS, strict=True)]
    note = st.container()
    _show_numbers(numbers, note)


def _note_unknown_page() -> None:
    """Say so where the address names a page that there is not; the first page is shown in its place."""
    name = unquote(urlsplit(st.context.url or "").path).strip("/")
    if name:
        frame.show_message(f"There is no page {one_line(name)[:60]} here. Choose one above, or go on below.")


def _door(column: DeltaGenerator, name: str) -> DeltaGenerator:
    """Show a door, and return the place for its number, which comes once the postings are open."""
    with column, st.container(border=True, height="stretch", key=f"tr-door-{name.split(maxsplit=1)[0].lower()}"):
        st.subheader(name, anchor=False)
        number = st.container()
        _BEHIND[name]()
    return number


def _read_door() -> None:
    with st.form("start", border=False):
        text = st.text_area("Job description", key="start-text", height=150, placeholder="Paste the whole text here.")
        asked = st.form_submit_button("Read it", type="primary")
    page_link("A link, a file or an example", "read", icon=_ONWARD)
    if asked and text.strip():
        _hand_over(visit.address_of(visit.tidy(Draft(text))))


def _hand_over(link: dict[str, str]) -> None:
    """Go on to Read with a posting, once: the browser keeps the address here, too, and Back comes by it."""
    st.session_state[_HANDED_OVER] = link
    st.switch_page(page_at("read"), query_params=link)


def _market_door() -> None:
    page_link("What jobs ask for", "market", icon=_ONWARD)
    page_link("What titles hide", "titles", icon=_ONWARD)
    page_link("Companies", "companies", icon=_ONWARD)


def _fit_door() -> None:
    page_link("Tick what you know", "fit", icon=_ONWARD)
    page_link("Search postings", "postings", icon=_ONWARD)
    if writable():
        page_link("Gather open jobs", "gather", icon=_ONWARD)


_BEHIND = {"Read a job": _read_door, "See the market": _market_door, "Find what fits me": _fit_door}


def _show_numbers(places: list[DeltaGenerator], note: DeltaGenerator) -> None:
    with note:
        try:
            found = overview(store_cache().index)
        except TrueRoleError as error:
            frame.show_message(f"Read works; the numbers cannot be shown: {error}.")
            return
        st.caption(f"{sample_words(found.everything, escape_markdown)}.")
    for place, (number, words) in zip(places, _numbers(found), strict=True):
        place.html(f'<p class="tr-number"><b>{number}</b> {words}</p>')


def _numbers(found: Overview) -> list[tuple[str, str]]:
    """Return the number behind each door, with words for the number."""
    wrong, everything = found.wrong_titles, found.everything
    newest = f"the newest of {month_name(everything.last)}" if everything.last else "none has a date"
    own = "open jobs that you gathered" if found.open_jobs else "open jobs gathered yet: the market sample is past"
    return [
        (
            counted_percent(wrong.share),
            f"of {wrong.total:,} titles of the newest 24 months are contradicted by the work in the text",
        ),
        (f"{everything.postings:,}", f"postings read, {newest}"),
        (f"{found.open_jobs:,}", own),
    ]
