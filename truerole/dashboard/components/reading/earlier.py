"""Earlier readings of this visit: a click leads back to each, and sets one beside the reading shown."""

import streamlit as st

from truerole.dashboard.components.reading.visit import VisitReading, address_of, visit_readings
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.reading import ROLE_NAMES, percent

_BESIDE = "beside"


def show_earlier(now: str | None = None) -> None:
    """Show the readings of this visit, but for the reading `now`, each with a button to open."""
    others = [one for one in visit_readings() if one.key != now]
    if not others:
        return
    with st.expander(f"Earlier readings of this visit ({len(others)})", icon=":material/history:"):
        for one in others:
            with st.container(horizontal=True, vertical_alignment="center", key=f"earlier-{one.key}"):
                st.button(_line(one), key=f"open-{one.key}", on_click=_open, args=(one,), type="tertiary")
                if now:
                    st.button("Put beside this one", key=f"beside-{one.key}", on_click=_put_beside, args=(one.key,))
        st.caption("They are kept in this browser tab alone, until it is closed or loaded anew.")


def reading_beside(now: str) -> VisitReading | None:
    """Return the reading of this visit to show beside the present reading."""
    wanted = st.session_state.get(_BESIDE)
    return next((one for one in visit_readings() if one.key == wanted != now), None)


def offer_to_close() -> None:
    """Show the button that ends the comparison."""
    st.button("Show this one alone", key="alone", on_click=_put_beside, args=(None,), icon=":material/close:")


def _line(one: VisitReading) -> str:
    return f"{escape_markdown(one.label)} · {ROLE_NAMES[one.role]} ({percent(one.share)})"


def _open(one: VisitReading) -> None:
    st.session_state.pop(_BESIDE, None)
    st.query_params.from_dict(address_of(one.draft))


def _put_beside(key: str | None) -> None:
    st.session_state[_BESIDE] = key
