"""Open the dashboard: `streamlit run app.py`."""

import streamlit as st

from dashboard import market, read

st.set_page_config(page_title="TrueRole", page_icon="🔎", layout="wide")
st.navigation(
    [
        st.Page(read.page, title="Read", url_path="read", default=True),
        st.Page(market.page, title="Market", url_path="market"),
    ],
    position="top",
).run()
