"""Links between the pages: the addresses of skills, companies and postings, in texts and in charts.

An address is relative to the page that it stands on, so that it holds behind a proxy, too. What the filter bar has set
is carried over where `state` is given, as `carried_filters` returns it.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlencode

import altair as alt
import streamlit as st

from truerole.core.taxonomy import load_taxonomy
from truerole.core.text.visible import one_line
from truerole.dashboard.components.filters import ADDRESS_KEYS
from truerole.phrasing.escape import escape
from truerole.phrasing.skills import skill_name

LinkedChart = alt.Chart | alt.LayerChart | alt.FacetChart
# Keys and values of an address, a key once for each of its values.
State = tuple[tuple[str, str], ...]

# The longest name of a company that an address holds, in characters.
LONGEST_NAME = 300


def carried_filters() -> State:
    """Return the filters in the address of the open page, to be carried over to another page."""
    return tuple((key, value) for key in ADDRESS_KEYS for value in st.query_params.get_all(key))


def page_address(page: str, state: State = (), **values: str) -> str:
    """Return the address of a page with given values, and with the state of the filters behind them."""
    query = urlencode([*values.items(), *((key, value) for key, value in state if key not in values)])
    return f"{page}?{query}" if query else page


def skill_address(skill: str, state: State = ()) -> str:
    """Return the address of a skill's page, such as "skill?id=spark"."""
    return page_address("skill", state, id=skill)


def company_address(name: str, state: State = ()) -> str:
    """Return the address of a company's page, such as "company?name=Acme+AI"."""
    return page_address("company", state, name=one_line(name)[:LONGEST_NAME])


def link_html(name: str, address: str) -> str:
    """Return a link that opens in the same tab, as safe HTML; a name keeps the own direction of writing."""
    return f'<a class="tr-link" href="{escape(address)}" target="_self"><bdi>{escape(one_line(name))}</bdi></a>'


def skill_link_html(skill: str, state: State = ()) -> str:
    """Return the name of a skill as a link to the page of the skill, as safe HTML."""
    return link_html(skill_name(skill), skill_address(skill, state))


def company_link_html(name: str, shown: str = "", state: State = ()) -> str:
    """Return a link to the page of a company, under the name or a shorter text to be `shown`, as safe HTML."""
    return link_html(shown or name, company_address(name, state))


def chart_link(drawn: LinkedChart, column: str, addresses: Mapping[str, str]) -> LinkedChart:
    """Return a chart whose marks open, in the same tab, the addresses of the names in `column`.

    A chart is no link for whoever cannot see or point: show `link_list` under it.
    """
    looked_up = f"({json.dumps(dict(addresses))})[datum[{json.dumps(column)}]]"
    linked: LinkedChart = drawn.transform_calculate(address=looked_up).encode(href=alt.Href("address:N"))
    return linked


def skill_addresses(names: Iterable[str], state: State = (), but: str | None = None) -> dict[str, str]:
    """Return the addresses of skills by their names as shown, for `chart_link` and `link_list`.

    Names that are none are left out, and so is the skill `but`, whose page is open.
    """
    ids = _ids_by_name()
    return {name: skill_address(ids[name], state) for name in names if ids.get(name, but) != but}


@lru_cache(maxsize=1)
def _ids_by_name() -> dict[str, str]:
    return {entry.name: entry.id for entry in load_taxonomy().skills.values()}


def link_list(label: str, addresses: Mapping[str, str]) -> str:
    """Return a line of links by name behind a label, as safe HTML; empty without links."""
    links = " · ".join(link_html(name, address) for name, address in addresses.items())
    return f'<p class="tr-links"><span class="tr-note">{escape(label)}</span> {links}</p>' if links else ""
