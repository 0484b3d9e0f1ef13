"""Filter bar of the pages; the page's address holds the filters, so that a link shows the same postings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from truerole.core.normalise.dates import parse_month
from truerole.core.reading import DATA_ROLES, ROLES
from truerole.core.text.visible import one_line
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Filters, Period, Selection
from truerole.data.market.bitmap_index import CLOSED, COPY, YES, BitmapIndex
from truerole.phrasing.answers.filters import MONTH_FORMS
from truerole.phrasing.escape import escape, escape_markdown
from truerole.phrasing.facets import FACET_LABELS, filter_words, role_words, value_name
from truerole.phrasing.reading import country_name, month_name, plural

_MORE = {facet: FACET_LABELS[facet] for facet in FACET_LABELS if facet not in ("role", "year")}
_CHECKS = ("copies", "closed")
# Which time the postings are from; `_BETWEEN` shows the two months to choose.
_NEWEST, _ALL_TIME, _BETWEEN = "Newest 24 months", "All time", "From … until …"
# In the session: whether the time was chosen, by the visitor or by the address, and not by the page.
_TIME_CHOSEN = "time chosen"
# By key: the label, and the month that a year alone means there.
_ENDS = {"from": ("From", "01"), "until": ("Until", "12")}
# By the value of the facet `sample`.
_ORIGINS = {"no": "My own postings alone", "yes": "The market sample alone"}
# Pixels, for the longest name, so that the roles have the rest of the row.
_MONTH_WIDTH = 168
_LONGEST_MONTH = 40
# Commas of a value in an address that part values.
_MOST_VALUES = 100
_UNKNOWN = "unknown in the address"
# The keys by which an address holds the filters.
ADDRESS_KEYS = ("role", *_MORE, "origin", *_CHECKS, "when", *_ENDS)


def filter_bar(
    index: BitmapIndex,
    all_work: bool = False,
    to_apply: bool = False,
    ask_role: bool = True,
    of_trends: bool = False,
) -> Selection:
    """Show the filters and return the selection; no role chosen means the four data roles, or all with `all_work`.

    The newest 24 months are chosen at first, and all time where a page is `of_trends`, for which two years are too
    short. On pages that are for whoever looks for work, `to_apply`, closed postings
    are left out unless wanted. A page that asks for the role itself says so by `ask_role`. What the address asks for
    and nothing here is called is said, not dropped in silence.
    """
    months = index.values("month")
    chosen = _fold()
    with st.container(horizontal=True, key="tr-folded-filters"):
        none = "All work" if all_work else "All four data roles"
        roles = _choose(index, "role", "Real role", none) if ask_role else []
        period = _period(index, months, of_trends)
        with st.popover(_more_label(index), icon=":material/tune:", key="more-filters"):
            facets = {facet: tuple(_choose(index, facet, label)) for facet, label in _MORE.items()}
            origin = _origin(index)
            copies = bool(index.bitmap(COPY, YES)) and _check(
                "copies",
                "Count repeated postings each time",
                "A job that is posted again, on another board or by an agency, counts once, unless this is on.",
            )
            closed = not to_apply or (
                bool(index.bitmap(CLOSED, YES))
                and _check(
                    "closed",
                    "Show closed postings, too",
                    "A posting is closed when its board shows it no longer, or its last day to apply is past.",
                )
            )
            if number := _number_set(index):
                st.button(f"Clear {plural(number, 'filter')}", on_click=_clear, type="tertiary")
    show_unknown(ADDRESS_KEYS)
    for line in (*_no_months(), *_empty_period(period, months)):
        st.warning(escape_markdown(line), icon=":material/info:")
    wanted = tuple(roles or (() if all_work else DATA_ROLES))
    filters = Filters({"role": wanted, **facets, "sample": origin}, period, copies, closed)
    with chosen:
        show_chosen([*([role_words(wanted)] if ask_role else []), *filter_words(filters)])
    return Selection(index, filters, aggregates.select_postings(index, filters))


def _fold() -> DeltaGenerator:
    """Show what unfolds the filters on a phone, and return the place beside for what is chosen; style.css folds."""
    with st.container(horizontal=True, vertical_alignment="center", key="tr-fold"):
        # These words never change: what a visitor has unfolded would be folded by the change.
        st.html('<details class="tr-fold"><summary>Filters</summary></details>', width="content")
        return st.container()


def show_chosen(chosen: Iterable[str]) -> None:
    """Show the values of filters in words, where a phone folds them."""
    st.html(f'<p class="tr-chosen">{escape(" · ".join(chosen))}</p>')


def _more_label(index: BitmapIndex) -> str:
    """Return the label of the further filters, with the number that are set."""
    number = _number_set(index)
    return f"More filters ({number} set)" if number else "More filters"


def _number_set(index: BitmapIndex) -> int:
    return sum(_is_set(index, key) for key in (*_MORE, "origin", *_CHECKS))


def _clear() -> None:
    """Empty the further filters."""
    for key in (*_MORE, "origin", *_CHECKS):
        st.session_state[key] = [] if key in _MORE else False if key in _CHECKS else None


def _is_set(index: BitmapIndex, key: str) -> bool:
    """Return whether a filter is set; on the first run only the address knows."""
    if key in st.session_state:
        return bool(st.session_state[key])
    if key in _MORE:
        names = {value_name(key, value) for value in index.values(key)}
    else:
        names = {"true"} if key in _CHECKS else set(_ORIGINS.values())
    return not names.isdisjoint(st.query_params.get_all(key))


def _choose(index: BitmapIndex, facet: str, label: str, none: str = "All") -> list[str]:
    values = index.values(facet)
    if facet in ("role", "title_role"):
        values = [role for role in ROLES if role in values]
    elif facet == "country":
        values.sort(key=country_name)
    names = {value: value_name(facet, value) for value in values}
    follow_values(facet, names)
    note_unknown(facet, label, [*names.values()])
    if not values:
        return []
    return st.multiselect(
        label,
        values,
        format_func=lambda v: value_name(facet, v),
        placeholder=none,
        key=facet,
        bind="query-params",
        on_change=forget_unknown,
        args=(facet,),
    )


def _check(key: str, label: str, why: str) -> bool:
    return st.checkbox(label, key=key, bind="query-params", help=why)


def _origin(index: BitmapIndex) -> tuple[str, ...]:
    """Ask whose postings count, where the store holds own postings beside the market sample; empty for all."""
    held = index.values("sample")
    note_unknown("origin", "Whose postings", [_ORIGINS[value] for value in held if value in _ORIGINS])
    if len(held) < 2:
        return ()
    chosen = st.selectbox(
        "Whose postings",
        [None, *_ORIGINS],
        format_func=lambda value: _ORIGINS[value] if value else "All",
        key="origin",
        bind="query-params",
        on_change=forget_unknown,
        args=("origin",),
    )
    return (chosen,) if chosen else ()


# The period


def _period(index: BitmapIndex, months: Sequence[str], of_trends: bool) -> Period:
    """Ask for the time; the newest 24 months, or all, unless the visitor or the address asks for another."""
    note_unknown("when", "Time", [_NEWEST, _ALL_TIME, _BETWEEN])
    if len(months) < 2:
        return None, None
    _set_time(of_trends)
    when = st.selectbox(
        "Time",
        [_ALL_TIME, _BETWEEN] if of_trends else [_NEWEST, _ALL_TIME, _BETWEEN],
        key="when",
        bind="query-params",
        width=_MONTH_WIDTH,
        on_change=_choose_time,
    )
    if when == _BETWEEN:
        first, last = map(_month, _ENDS)
        return first, last
    return aggregates.newest_period(index) if when == _NEWEST else (None, None)


def _set_time(of_trends: bool) -> None:
    """Set a time that was not chosen to that of the view: at first, and where a view of trends is opened or left."""
    if "when" not in st.session_state:
        if "when" not in st.query_params and _ENDS.keys() & st.query_params.keys():
            st.session_state["when"] = _BETWEEN
        st.session_state[_TIME_CHOSEN] = "when" in st.session_state or st.query_params.get("when", _NEWEST) != _NEWEST
    elif not st.session_state.get(_TIME_CHOSEN):
        st.session_state["when"] = _ALL_TIME if of_trends else _NEWEST


def _choose_time() -> None:
    """Note that the visitor has chosen the time: all views keep to it but for the newest months, the time at first."""
    forget_unknown("when")
    st.session_state[_TIME_CHOSEN] = st.session_state["when"] != _NEWEST


def _empty_period(period: Period, months: Sequence[str]) -> list[str]:
    """Return a line that says why a period holds no posting; none where the period holds any."""
    first, last = period
    if not (first or last):
        return []
    if first and last and first > last:
        return [f"The time ends, in {month_name(last)}, before it begins, in {month_name(first)}."]
    if any((first or month) <= month <= (last or month) for month in months):
        return []
    chosen = " to ".join(month_name(month) for month in dict.fromkeys((first or months[0], last or months[-1])))
    return [
        f"No posting is from {chosen}. There are postings between {month_name(months[0])} and {month_name(months[-1])}."
    ]


def _month(key: str) -> str | None:
    """Ask for the first or the last month of the time; None for all months, and for other text."""
    label, of_year = _ENDS[key]
    typed = st.text_input(
        label,
        key=key,
        bind="query-params",
        max_chars=_LONGEST_MONTH,
        placeholder="May 2024, or 2024",
        width=_MONTH_WIDTH,
    )
    return parse_month(typed, of_year)


def _no_months() -> Iterator[str]:
    """Yield a line for each end of the time that is no month, as the visitor or the address has typed it."""
    for key, (label, of_year) in _ENDS.items():
        typed = str(st.session_state.get(key) or "").strip()
        if typed and st.session_state.get("when") == _BETWEEN and not parse_month(typed, of_year):
            yield f"{label}: “{one_line(typed)[:60]}” is no month; write {MONTH_FORMS}. What follows is without it."


# What the address asks for, and what in vain


def rewrite_address(key: str, find: Callable[[str], str | None], *, several: bool = True) -> None:
    """Write the values in the address as the widget `key` does, where the address says them in another way.

    `find` returns how the widget writes a value, None for an unknown value; `several` values may have commas between.
    The run begins anew where that changes the address, as a widget reads only the address of the beginning of a run.
    """
    given = st.query_params.get_all(key)
    wanted = list(dict.fromkeys(found for value in given for found in _found(value, find, several)))
    if wanted != given:
        # Streamlit refuses while a widget of this page holds the key, as after "back" in the browser.
        with suppress(StreamlitAPIException):
            st.query_params[key] = wanted
            st.rerun()


def _found(value: str, find: Callable[[str], str | None], several: bool) -> list[str]:
    """Return the known values that a value of an address means, and unknown values as they are."""
    parts = [part.strip() for part in value.split(",", _MOST_VALUES) if part.strip()]
    if (whole := find(value)) or not several or not parts:
        return [whole or value]
    return [find(part) or part for part in parts]


def follow_values(key: str, names: Mapping[str, str]) -> None:
    """Let the address say the values of the widget `key` by value or by name, given the names by value."""
    known = {**{name: name for name in names.values()}, **names}
    rewrite_address(key, known.get)


def note_unknown(key: str, label: str, names: Sequence[str]) -> None:
    """Note values in the address that a filter does not know, until the visitor changes this filter."""
    if key in st.session_state:
        return
    unknown = [one_line(value)[:60] for value in st.query_params.get_all(key) if value not in names]
    if unknown:
        asked = " and ".join(dict.fromkeys(unknown))
        line = f"{label}: this address asks for {asked}, which is not to be found here: what follows is without it."
        st.session_state.setdefault(_UNKNOWN, {})[key] = line
    else:
        forget_unknown(key)


def show_unknown(keys: Sequence[str]) -> None:
    """Show which values the address asks of these filters in vain."""
    for key, line in st.session_state.get(_UNKNOWN, {}).items():
        if key in keys:
            st.warning(escape_markdown(line), icon=":material/info:")


def forget_unknown(key: str) -> None:
    """Forget the unknown values of a filter, once the visitor has changed the filter."""
    st.session_state.get(_UNKNOWN, {}).pop(key, None)
