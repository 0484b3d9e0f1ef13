"""Share a reading: as text, as a link that holds the posting itself, as JSON."""

import json
from urllib.parse import urlencode

import streamlit as st

from truerole.core.reading import Reading
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading.visit import KEPT, address_of
from truerole.phrasing.reading import summary_text


def show_share(draft: Draft, reading: Reading) -> None:
    """Show the reading to copy, the link to pass on, and the data to download."""
    with st.expander("Share or copy"):
        st.markdown("As text")
        st.code(summary_text(reading), language=None, wrap_lines=True)
        st.markdown("As a link")
        if link := _link(draft):
            st.code(link, language=None)
            st.caption(
                "The link itself holds what was read; nothing is stored. It opens where TrueRole runs at this address."
            )
        else:
            st.caption("This posting is too long for a link; pass on the text instead.")
        st.markdown("As data for programs (JSON)")
        data = json.dumps(reading.to_dict(), ensure_ascii=False, indent=2)
        st.download_button("Download", data, "reading.json", "application/json", on_click="ignore")
        st.code(data, language="json", height=240)


def _link(draft: Draft) -> str | None:
    query = address_of(draft)
    here = (st.context.url or "").split("?")[0].rstrip("/").removesuffix("/read")
    return None if KEPT in query else f"{here}/read?{urlencode(query)}"
