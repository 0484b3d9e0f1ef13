"""Filter bar of the pages; the page's address holds the filters, so that a link shows the same postings."""

import streamlit as st

from truerole.core.reading import DATA_ROLES, ROLES
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Filters, Selection
from truerole.data.market.bitmap_index import CLOSED, COPY, YES, BitmapIndex
from truerole.phrasing.facets import value_name
from truerole.phrasing.reading import country_name, month_name

_MORE = {
    "title_role": "Role in the title",
    "seniority": "Seniority",
    "stage": "Kind of company",
    "country": "Country",
    "workplace": "Workplace",
    "source": "Source",
}
_CHECKS = ("copies", "closed")


def filter_bar(index: BitmapIndex, all_work: bool = False, to_apply: bool = False) -> Selection:
    """Show the filters and return the selection; no role chosen means the four data roles, or all with `all_work`.

    On pages that are for whoever looks for work, `to_apply`, closed postings are left out unless wanted.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        roles = _choose(index, "role", "Real role", "All work" if all_work else "All four data roles")
        with st.popover(_more_label(index), icon=":material/tune:", key="more-filters"):
            facets = {facet: tuple(_choose(index, facet, label)) for facet, label in _MORE.items()}
            period = _period(index.values("month"))
            copies = bool(index.bitmap(COPY, YES)) and st.checkbox(
                "Count repeated postings each time",
                key="copies",
                bind="query-params",
                help="A job that is posted again, on another board or by an agency, counts once, unless this is on.",
            )
            closed = not to_apply or (
                bool(index.bitmap(CLOSED, YES))
                and st.checkbox(
                    "Show closed postings, too",
                    key="closed",
                    bind="query-params",
                    help="A posting is closed when its board shows it no longer, or its last day to apply is past.",
                )
            )
    wanted = tuple(roles or (() if all_work else DATA_ROLES))
    filters = Filters({"role": wanted, **facets}, period, copies, closed)
    return Selection(index, filters, aggregates.select_postings(index, filters))


def _more_label(index: BitmapIndex) -> str:
    """Return the label of the further filters, with the number that are set."""
    number = sum(_is_set(index, key) for key in (*_MORE, "from", "until", *_CHECKS))
    return f"More filters ({number} set)" if number else "More filters"


def _is_set(index: BitmapIndex, key: str) -> bool:
    """Return whether a filter is set; on the first run only the address knows."""
    if key in st.session_state:
        return bool(st.session_state[key])
    if key in _MORE:
        names = {value_name(key, value) for value in index.values(key)}
    else:
        names = {"true"} if key in _CHECKS else {month_name(month) for month in index.values("month")}
    return not names.isdisjoint(st.query_params.get_all(key))


def _choose(index: BitmapIndex, facet: str, label: str, none: str = "All") -> list[str]:
    values = index.values(facet)
    if not values:
        return []
    if facet in ("role", "title_role"):
        values = [role for role in ROLES if role in values]
    elif facet == "country":
        values.sort(key=country_name)
    return st.multiselect(
        label, values, format_func=lambda v: value_name(facet, v), placeholder=none, key=facet, bind="query-params"
    )


def _period(months: list[str]) -> tuple[str | None, str | None]:
    if len(months) < 2:
        return None, None
    return _month("From", "from", "The beginning", months), _month("Until", "until", "The end", months)


def _month(label: str, key: str, end: str, months: list[str]) -> str | None:
    return st.selectbox(
        label,
        [None, *months],
        format_func=lambda month: month_name(month) if month else end,
        key=key,
        bind="query-params",
    )
