"""Page *Gather*: the boards and their states, past crawls, sources, and a crawl in the background."""

import streamlit as st

from truerole.core.crawl import BOARD_STATES, Board, BoardState
from truerole.core.errors import TrueRoleError
from truerole.core.settings import require_writable, writable
from truerole.core.text.visible import visible
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.table import show_table
from truerole.dashboard.components import posting_cards
from truerole.dashboard.components.searches import last_search, search_form, show_last_search, show_saved_searches
from truerole.dashboard.store_cache import on_market
from truerole.data.crawl import boards, work_queue
from truerole.data.crawl.history import CrawlRun, deferred_hosts, last_crawls
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.phrasing.boards import STATE_NAMES, duration, state_reason, time_ago
from truerole.phrasing.escape import escape, escape_markdown
from truerole.phrasing.reading import capitalize_first, plural
from truerole.workflows.jobs import background_job
from truerole.workflows.jobs.background_job import TRUEROLE

# What the process beside the page is called; its log has that name.
CRAWL_JOB = "gathering"
SCRAPE = (*TRUEROLE, "scrape")
_SECONDS = 2
_LONGEST = 500
_BOARDS, _SEARCH, _RUNS, _SOURCES = "Boards", "Search", "Last gatherings", "Sources"


@on_market
def page(store: Store, _: BitmapIndex) -> None:
    """Show the page."""
    posting_cards.add_style()
    st.title("Gather postings", anchor=False)
    # Its place is kept where there is nothing to tell: what is below stays the same, and open.
    with st.container():
        _tell()
    if not writable():
        frame.show_read_only()
    listed = boards.list_boards(store)
    busy = background_job.running(CRAWL_JOB) or work_queue.running(store) is not None
    if not listed and not busy and not last_crawls(store, 1):
        _none_yet(store)
        return
    st.fragment(_now, run_every=_SECONDS if busy else None)(store, sorted({board.source for board in listed}))
    view = st.segmented_control(
        "View",
        [_BOARDS, _SEARCH, _RUNS, _SOURCES],
        # Who has searched looks for what was found, and may search again.
        default=_BOARDS if listed and not last_search().words else _SEARCH,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    if view == _RUNS:
        _runs(last_crawls(store), work_queue.running(store))
    elif view == _SEARCH:
        _search(store, busy)
    elif view == _SOURCES:
        _sources(store, listed)
    elif listed:
        _boards(store, listed)
    else:
        _none_yet(store)


def _tell() -> None:
    """Show the result of the last button, once."""
    if message := st.session_state.pop("told", None):
        st.success(escape_markdown(message), icon=":material/check:")


def _do_and_tell(message: str) -> None:
    st.session_state["told"] = message
    st.rerun(scope="app")


def _none_yet(store: Store) -> None:
    many = len(boards.starter_boards())
    st.markdown(
        "Postings come from the public job boards of companies, and from a few feeds. No board is on the list yet. "
        f"The starter list has {plural(many, 'board')} of companies that look for people who work with data; boards "
        "can be added and removed at any time."
    )
    if writable():
        if st.button(f"Add the starter list ({plural(many, 'board')})", type="primary"):
            _seed(store)
        _add(store)
        st.markdown("**Or search at once**, by words and place:")
        search_form(_start)


def _search(store: Store, busy: bool) -> None:
    """Show the form of a search unless a gathering runs, and the saved searches."""
    may_start = writable() and not busy
    if may_start:
        search_form(_start)
    show_last_search()
    show_saved_searches(store, _start if may_start else None)


def _seed(store: Store) -> None:
    require_writable()
    _do_and_tell(f"{plural(boards.add_starter_boards(store), 'board')} added. None has been asked yet: gather now.")


# Gathering at once


def _now(store: Store, sources: list[str]) -> None:
    """Show the crawl that runs, or the form to start a crawl; redrawn every few seconds meanwhile."""
    ours, run = background_job.running(CRAWL_JOB), work_queue.running(store)
    if not ours and run is None:
        if st.session_state.pop("busy", False):
            st.rerun(scope="app")
        _begin(store, sources)
        return
    st.session_state["busy"] = True
    with st.container(border=True):
        _progress(store, run)
        if not ours:
            st.caption("It was started elsewhere and can only be stopped there.")
        elif writable() and st.button("Stop", icon=":material/stop:", help="What is done is kept."):
            background_job.stop(CRAWL_JOB)
            st.caption("Stopping. What is done is kept; the next gathering goes on from there.")


def _progress(store: Store, run: int | None) -> None:
    rows = work_queue.progress(store, run) if run is not None else []
    done, total = sum(row[2] for row in rows), sum(row[3] for row in rows)
    if not total:
        st.progress(0.0, "Gathering: beginning …")
        return
    st.progress(done / total, f"Gathering: {done:,} of {plural(total, 'request')} made")
    table = [{"Source": s, "Boards": b, "Requests made": m, "of": a} for s, b, m, a in rows]
    show_table(table, height=_height(len(table)))


def _begin(store: Store, sources: list[str]) -> None:
    with st.container(border=True):
        _last(store)
        if not writable():
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.multiselect("Sources", sources, placeholder="All sources", key="sources", width=420)
            if st.button("Gather now", type="primary", icon=":material/download:"):
                _start(chosen)
        st.caption(
            "It runs in the background, so you may close this page. Each host is asked slowly, and only for what it "
            "allows; the first time takes long, later ones ask only for what has changed."
        )


def _last(store: Store) -> None:
    newest = next(iter(last_crawls(store, 1)), None)
    if newest is None:
        st.markdown("**Nothing has been gathered yet.**")
    else:
        st.markdown(f"**Last gathering: {time_ago(newest.begun_at)}.** {escape_markdown(_came(newest, runs=False))}")
    if lines := background_job.last_lines(CRAWL_JOB):
        with st.expander("Output of the last gathering started here"):
            st.text(visible("\n".join(lines)))


def _start(chosen: list[str]) -> None:
    try:
        require_writable()
        background_job.start(CRAWL_JOB, [*SCRAPE, *chosen])
    except TrueRoleError as error:
        frame.show_message(f"Sorry: {error}.")
        return
    st.rerun(scope="app")


# Boards


def _boards(store: Store, listed: list[Board]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Find a board", key="board", bind="query-params", placeholder="Name or company", width=260
        )
        states = [state for state in BOARD_STATES if any(board.state == state for board in listed)]
        state = st.selectbox(
            "State",
            [None, *states],
            format_func=lambda s: STATE_NAMES[s] if s else "All",
            key="state",
            bind="query-params",
            width=180,
        )
    found = [one for one in listed if state in (None, one.state) and _fits(one, words)]
    found.sort(key=lambda one: _FIRST.index(one.state))
    if found:
        opened = boards.open_postings(store)
        rows = [_row(one, opened.get((one.source, one.board), 0)) for one in found]
        show_table(rows, height=_height(len(rows)), column_config=_COLUMNS)
    else:
        frame.show_message("No board matches. Remove a word or the state.")
    st.caption(f"{len(found):,} of {plural(len(listed), 'board')}; boards that need attention come first.")
    if writable():
        _add(store)
        _remove(store, found)


# Whoever looks at boards looks for those that fail.
_FIRST: tuple[BoardState, ...] = ("failing", "paused", "stale", "unverified", "fresh")
_COLUMNS = {
    "Why": st.column_config.TextColumn(width="large"),
    "Open postings": st.column_config.NumberColumn(format="localized"),
}


def _height(rows: int) -> int:
    """Return the height, in pixels, of a table of `rows` rows, at most a dozen, and the head."""
    return 35 * (min(rows, 12) + 1) + 3


def _fits(board: Board, words: str) -> bool:
    text = f"{board.name} {board.company or ''}".lower()
    return all(word in text for word in words.lower().split())


def _row(board: Board, opened: int) -> dict[str, str | int]:
    return {
        "Board": visible(board.name),
        "Company": visible(board.company or ""),
        "State": STATE_NAMES[board.state],
        "Open postings": opened,
        "Last good answer": time_ago(board.good_at),
        "Why": visible(state_reason(board)),
    }


def _add(store: Store) -> None:
    with st.form("add", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        # Another key after each board that is added: then the next one finds the field empty.
        address = st.text_input(
            "Add a board by the address of a careers page or of a posting",
            key=f"address {st.session_state.get('added', 0)}",
            max_chars=_LONGEST,
            placeholder="https://jobs.lever.co/spotify",
        )
        asked = st.form_submit_button("Add")
    if not asked or not address.strip():
        return
    from truerole.workflows.gathering.boards import add_named_board

    try:
        require_writable()
        added = add_named_board(store, address)
    except TrueRoleError as error:
        frame.show_message(f"Sorry: {error}.")
        return
    st.session_state["added"] = st.session_state.get("added", 0) + 1
    known = ", as a careers page: no board that TrueRole knows" if added.spec.any_site else ""
    _do_and_tell(f"{added.name} {'is added' if added.new else 'is there already'}{known}.")


def _remove(store: Store, found: list[Board]) -> None:
    names = {one.name: one for one in found}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect("Remove boards", list(names), placeholder="None", select_all=False, key="remove")
        removed = st.button("Remove", disabled=not chosen)
    st.caption("Postings of a removed board stay. The starter list does not add it again; you can.")
    if removed:
        require_writable()
        for name in chosen:
            boards.remove_board(store, names[name].source, names[name].board)
        _do_and_tell(f"{plural(len(chosen), 'board')} removed.")


# Gatherings


def _runs(runs: list[CrawlRun], now: int | None) -> None:
    if not runs:
        frame.show_message("Nothing has been gathered yet.")
        return
    for run in runs:
        with st.container(border=True):
            st.html(_card(run, run.number == now))


def _card(run: CrawlRun, runs: bool) -> str:
    """Return a past crawl as safe HTML."""
    about = (
        f"{run.begun_at:%Y-%m-%d %H:%M} UTC",
        f"took {duration(run.begun_at, run.ended_at)}" if run.ended_at else "",
        plural(run.asked, "request"),
    )
    title, came = escape(" · ".join(filter(None, about))), escape(_came(run, runs))
    return f'<div class="tr-card"><h4 class="tr-title">{title}</h4><p>{came}</p></div>'


def _came(run: CrawlRun, runs: bool) -> str:
    """Return a sentence on the outcome of a crawl; `runs` says that the crawl still runs."""
    if runs:
        return "It is running."
    if run.ended_at is None:
        return "It was stopped or cut off; the next one goes on from there."
    return capitalize_first(run.summary or "it ended") + "."


# Sources


def _sources(store: Store, listed: list[Board]) -> None:
    from truerole.dashboard.components.source_cards import other_source_cards, source_card

    opened, later = boards.open_postings(store), deferred_hosts(store)
    names = sorted({board.source for board in listed})
    for name in names:
        with st.container(border=True):
            st.html(source_card(name, [board for board in listed if board.source == name], opened, later))
    with st.expander("Sources of which no board is gathered"):
        st.html(other_source_cards(names))
