"""The dashboard: the look of all pages, and the page that the address names; `app.py` and `entry/app.py` run it."""

import gc
from functools import cache
from pathlib import Path

import streamlit as st

from truerole.core.concurrency.background import in_foreground
from truerole.dashboard.navigation import page_groups, show_navigation
from truerole.dashboard.origin import refuse_other_origins

_HERE = Path(__file__).parent
_LOGO, _MARK = _HERE / "images" / "logo.svg", _HERE / "images" / "mark.svg"


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title="TrueRole", page_icon=str(_MARK), layout="wide")
    refuse_other_origins()
    st.logo(str(_LOGO), size="large")
    st.html(_HERE / "style.css")
    groups = page_groups()
    chosen = st.navigation(groups, position="hidden")
    show_navigation(groups, chosen)
    with in_foreground():
        chosen.run()
    _keep_what_is_loaded(chosen.url_path)


@cache
def _keep_what_is_loaded(_page: str) -> None:
    """Exempt all that the first run of a page has loaded from garbage collection, modules above all.

    Streamlit collects after each run, and all who look at pages wait: a sixth of a second where that goes through
    libraries, too.
    """
    gc.freeze()
