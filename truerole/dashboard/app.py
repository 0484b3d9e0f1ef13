"""The dashboard: its pages and their navigation; run by `app.py` of a checkout and by `entry/app.py`."""

import streamlit as st

from truerole.core.settings import writable
from truerole.dashboard.pages import about, fit, gather, label, market, models, postings, read, skill, titles


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title="TrueRole", page_icon="🔎", layout="wide")
    st.navigation(
        [
            st.Page(read.page, title="Read", url_path="read", default=True),
            st.Page(market.page, title="Market", url_path="market"),
            st.Page(titles.page, title="Titles", url_path="titles"),
            st.Page(postings.page, title="Postings", url_path="postings"),
            st.Page(fit.page, title="Fit", url_path="fit"),
            *([st.Page(label.page, title="Label", url_path="label")] if writable() else []),
            st.Page(models.page, title="Models", url_path="models"),
            st.Page(gather.page, title="Gather", url_path="gather"),
            st.Page(about.page, title="About the numbers", url_path="about"),
            st.Page(skill.page, title="Skill", url_path="skill", visibility="hidden"),
        ],
        position="top",
    ).run()
