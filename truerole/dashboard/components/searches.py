"""The search of the page Gather: a form by words and place, and the saved searches with their new postings."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from truerole.core.clock import now
from truerole.core.errors import TrueRoleError
from truerole.core.normalise.job_search import Search
from truerole.core.settings import require_writable, writable
from truerole.core.text.visible import visible
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.table import show_table
from truerole.dashboard.components.finding.narrowing import ALL_WORK
from truerole.dashboard.components.links import link_html, page_address
from truerole.data.crawl.saved_searches import SavedSearch, mark_looked_at, remove_search, saved_searches
from truerole.data.crawl.search_results import FoundPosting
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.reading import plural

Start = Callable[[list[str]], None]

_AGES = {"Any time": 0, "Last day": 1, "Last 7 days": 7, "Last 30 days": 30}
_LONGEST, _LONGEST_NAME, _LONGEST_NUMBER = 100, 60, 9
_MOST, _ROWS = 20, 200
# What the ages of a search are called on Postings; another one is asked for there.
_POSTED = {1: "Last 24 hours", 7: "Last 7 days", 30: "Last 30 days"}
_LAST = "last search"
_COLUMNS = {"Posting": st.column_config.LinkColumn(display_text="Open")}


def search_form(start: Start) -> None:
    """Show the form of a search, and call `start` with the arguments of `truerole scrape` where it is sent.

    It shows the last search again: of the address, else of this visit.
    """
    last, ages = last_search(), list(_AGES.values())
    with st.form("search"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            words = st.text_input("Words", last.words, _LONGEST, placeholder="data engineer", width=260)
            place = st.text_input("Place", last.place, _LONGEST, placeholder="Berlin, or Leeds, UK", width=200)
            age = st.selectbox("Posted", list(_AGES), ages.index(last.days) if last.days in ages else 2, width=140)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            pay = st.number_input("Pay from, a year", 0, value=last.salary_from or 0, step=5_000, width=160)
            name = st.text_input("Save as", max_chars=_LONGEST_NAME, placeholder="A name, to keep it", width=260)
            remote = st.checkbox("Remote work only", last.remote)
        sent = st.form_submit_button("Search", type="primary", icon=":material/search:")
    st.caption(
        "Asks the feeds and searches that need no key, or whose key is set, for these words in this place, and filters "
        "the lists of all boards. It runs in the background; each host is asked slowly."
    )
    if sent and words.strip():
        search = Search(" ".join(words.split()), " ".join(place.split()), remote, _AGES[age], int(pay))
        _keep(search)
        start(_arguments(search, name))
    elif sent:
        frame.show_message("Write the words to search for, such as data engineer.")


def _keep(search: Search) -> None:
    """Keep a search for this visit, and in the address of the page."""
    st.session_state[_LAST] = search
    for key, value in {"words": search.words, "place": search.place, "days": search.days}.items():
        st.query_params[key] = str(value)
    st.query_params["pay"], st.query_params["remote"] = str(search.salary_from or 0), str(search.remote).lower()


def last_search() -> Search:
    """Return the search of the address, else the last one of this visit, else an empty one of the last week."""
    given = st.query_params
    if words := given.get("words", "")[:_LONGEST].strip():
        days, pay = (_whole(given.get(key, "")) for key in ("days", "pay"))
        return Search(words, given.get("place", "")[:_LONGEST], given.get("remote") == "true", days, pay)
    last = st.session_state.get(_LAST)
    return last if isinstance(last, Search) else Search("", days=_AGES["Last 7 days"])


def _whole(text: str) -> int:
    """Return the number that an address gives, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


def _arguments(search: Search, name: str) -> list[str]:
    """Return the arguments of the command; each value is in the same argument as the option, and can be no option."""
    pay = str(search.salary_from or "")
    given = {"search": search.words, "location": search.place, "save": name.strip(), "salary-from": pay}
    found = [f"--{option}={value}" for option, value in given.items() if value]
    return found + ["--remote"] * search.remote + [f"--since={search.days}d"] * (search.days > 0)


def postings_address(search: Search) -> str:
    """Return the address of the open jobs of a search on *Postings*."""
    words = f"{search.words} remote" if search.remote else search.words
    values = {"q": words, "place": search.place, "posted": _POSTED.get(search.days, "")}
    values |= {"pay": str(search.salary_from or ""), "open": "true", ALL_WORK: "true"}
    return page_address("postings", (), **{key: value for key, value in values.items() if value})


def show_last_search() -> None:
    """Show the way from the last search, of the address or of this visit, to its postings."""
    if (search := last_search()).words:
        st.html(f"<p>{link_html(f'On Postings: {search}', postings_address(search))}</p>")


def show_saved_searches(store: Store, start: Start | None) -> None:
    """Show each saved search with the open postings found, new postings marked; `start` searches for it again."""
    from truerole.workflows.gathering.search import found_postings

    try:
        saved = saved_searches()
    except TrueRoleError as error:
        frame.show_message(f"Sorry: {error}.")
        return
    if not saved:
        st.caption("No search is saved yet.")
    for one in saved[:_MOST]:
        _show(one, found_postings(store, one.search), start)


def _show(saved: SavedSearch, found: Sequence[FoundPosting], start: Start | None) -> None:
    at = now()
    fresh = [one for one in found if _is_new(one, saved.looked_at)]
    label = f"{saved.name}: {plural(len(found), 'open posting')}, {len(fresh):,} new"
    with st.expander(escape_markdown(visible(label)), expanded=bool(fresh)):
        st.caption(escape_markdown(visible(str(saved.search))))
        if found:
            rows = [_row(one, saved.looked_at) for one in found[:_ROWS]]
            show_table(rows, column_config=_COLUMNS)
            st.html(f"<p>{link_html('On Postings, with their roles and skills', postings_address(saved.search))}</p>")
        if writable():
            _buttons(saved, found, at, start)


def _buttons(saved: SavedSearch, found: Sequence[FoundPosting], at: datetime, start: Start | None) -> None:
    from truerole.workflows.gathering.atom import atom_feed

    with st.container(horizontal=True):
        if start and st.button("Search again", key=f"again {saved.name}", icon=":material/search:"):
            _keep(saved.search)
            start(_arguments(saved.search, ""))
        if st.button("Mark all as seen", key=f"seen {saved.name}"):
            require_writable()
            mark_looked_at(saved.name, at)
            st.rerun(scope="app")
        if st.button("Remove the search", key=f"forget {saved.name}"):
            require_writable()
            remove_search(saved.name)
            st.rerun(scope="app")
        st.download_button(
            "Atom feed",
            lambda: atom_feed(saved, found, at),
            f"{saved.name}.xml",
            "application/atom+xml",
            key=f"feed {saved.name}",
            on_click="ignore",
        )


def _is_new(found: FoundPosting, looked_at: datetime | None) -> bool:
    return looked_at is None or found.first_seen >= looked_at


def _row(found: FoundPosting, looked_at: datetime | None) -> dict[str, str | None]:
    posting = found.posting
    return {
        "New": "new" if _is_new(found, looked_at) else "",
        "Title": visible(posting.title),
        "Company": visible(posting.company or ""),
        "Place": visible(posting.location or ""),
        "First seen": f"{found.first_seen:%Y-%m-%d}",
        "Board": visible(found.board),
        "Posting": posting.url,
    }
