"""Page *Companies*: the companies of own postings by their work in machine learning."""

from collections.abc import Mapping, Sequence

import streamlit as st

from truerole.core.settings import writable
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.frame import Row
from truerole.dashboard.components.filters import filter_bar, follow_values
from truerole.dashboard.components.links import State, carried_filters, company_link_html
from truerole.dashboard.components.page_links import page_link
from truerole.dashboard.store_cache import on_market
from truerole.data.market.aggregates import count_values, sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.profiles.company_list import ORDERS, CompanyList, CompanySummary, list_companies
from truerole.data.market.profiles.company_profile import FEWEST
from truerole.data.market.profiles.company_table import company_table
from truerole.data.market.wishes import KINDS
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape, escape_markdown
from truerole.phrasing.facets import SIDE_NAMES
from truerole.phrasing.market import sample_words
from truerole.phrasing.profiles import KIND_NAMES, ORDER_NAMES, share_words
from truerole.phrasing.reading import ROLE_NAMES, capitalize_first

_PER_PAGE = 20
_NONE_YET = (
    "No company yet, as the market sample names none: gather postings from the job boards of companies, or import a "
    "file with a column *company* (`truerole import FILE`)."
)
_COMPARED = {"view": "Compare", "compare": "Kinds of company"}


@on_market
def page(store: Store, index: BitmapIndex) -> None:
    """Show the page."""
    st.title("Companies", anchor=False)
    companies = company_table(store, index)
    if not companies.names:
        say_none_yet(index)
        return
    selection = filter_bar(index)
    follow_values("does", {str(kind): KIND_NAMES[kind] for kind in KINDS})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = st.pills(
            "What they do",
            list(KINDS),
            selection_mode="multi",
            format_func=KIND_NAMES.__getitem__,
            key="does",
            bind="query-params",
        )
        order = st.selectbox(
            "Sorted by", ORDERS, format_func=ORDER_NAMES.__getitem__, key="sort", bind="query-params", width=280
        )
    held = selection.postings & companies.held
    found = list_companies(index, companies, held, kinds)
    if not len(found):
        frame.show_message("No company has such postings and passes the filters. Take one away.")
        return
    _show(found, order)
    st.caption(
        f"Shares are told from {FEWEST} postings on; of fewer, only how many. A posting is of a kind of work if it "
        f"names two skills of that kind. Out of {sample_words(sample_note(index, held), escape_markdown)}."
    )


def say_none_yet(index: BitmapIndex) -> None:
    """Say that the store knows no company, and how to gather postings; show the kinds of company instead."""
    st.info(_NONE_YET, icon=":material/info:")
    if writable():
        page_link("Gather postings", "gather", icon=":material/arrow_forward:")
    stages = {
        share.name: share for share in count_values(index, "stage", index.all) if share.name in SIDE_NAMES["stage"]
    }
    if len(stages) == len(SIDE_NAMES["stage"]):
        told = " and ".join(f"{share.count:,} are of {SIDE_NAMES['stage'][name]}" for name, share in stages.items())
        st.markdown(f"Of {len(index.all):,} postings, {told} by what the texts say; the others do not say.")
        page_link("Compare the two", "market", icon=":material/arrow_forward:", query=_COMPARED)


def _show(found: CompanyList, order: str) -> None:
    st.markdown(f"**{len(found):,} {'company' if len(found) == 1 else 'companies'}**")
    places, state = found.order(order), carried_filters()
    lines = [found.summary(place) for place in _of_page(places)]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in _cells(lines[0], {}))
    body = "".join(_row_html(line, state) for line in lines)
    st.html(f'<table class="tr-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
    st.download_button(
        "CSV of all",
        lambda: frame.to_csv([_figures(found.summary(place)) for place in places]),
        "companies.csv",
        "text/csv",
        type="tertiary",
        on_click="ignore",
    )


def _of_page(places: Sequence[int]) -> Sequence[int]:
    """Show the pager, and return the places of the chosen page."""
    pages = -(-len(places) // _PER_PAGE)
    if int(st.session_state.get("page") or 1) > pages:
        st.session_state["page"] = 1
    start = (st.pagination(pages, key="page", bind="query-params") - 1) * _PER_PAGE if pages > 1 else 0
    return places[start : start + _PER_PAGE]


def _cells(line: CompanySummary, name: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a line by heading, as safe HTML."""
    role = f"{escape(ROLE_NAMES[line.role.name])}, {share_words(line.role)}" if line.role else "not read"  # type: ignore[index]
    return {
        "Company": name.get("html", ""),
        "Postings": f"{line.postings:,}",
        "Open": f"{line.open:,}",
        "Most of it": role,
        "Requires deep learning": share_words(line.deep),
        **{capitalize_first(KIND_NAMES[kind]): share_words(share) for kind, share in line.kinds.items()},
    }


def _row_html(line: CompanySummary, state: State) -> str:
    cells = _cells(line, {"html": company_link_html(line.name, state=state)})
    name, *rest = cells.items()
    tail = "".join(f'<td data-label="{escape(label)}">{text}</td>' for label, text in rest)
    return f'<tr><th scope="row">{name[1]}</th>{tail}</tr>'


def _figures(line: CompanySummary) -> Row:
    return {
        "company": line.name,
        "postings": line.postings,
        "open": line.open,
        "commonest role": line.role.name if line.role else None,
        "of that role": line.role.count if line.role else 0,
        "requires deep learning": line.deep.count,
        **{kind: share.count for kind, share in line.kinds.items()},
    }
