"""The origin of who opens a page: Streamlit's own check takes pages of every port and address of this machine.

It also believes each name of a host (DNS rebinding); where TrueRole listens on this machine alone, or is known by this
machine's name alone, as in a container, only names of this machine are its own, and those of
`server.corsAllowedOrigins`.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from streamlit.config import is_manually_set


def refuse_other_origins() -> None:
    """Stop the page, before anything is shown, where a page of another origin opens the connection."""
    headers = st.context.headers
    trusted = frozenset(st.get_option("server.corsAllowedOrigins"))
    names = [st.get_option("server.address") or ""]
    if is_manually_set("browser.serverAddress"):
        names.append(st.get_option("browser.serverAddress"))
    local = any(map(_is_of_this_machine, names))
    if not is_own_origin(headers.get("Origin"), headers.get("Host"), trusted, local=local):
        st.error("This page was opened from another address than its own. Open it in a tab of its own.")
        st.stop()


def is_own_origin(origin: str | None, host: str | None, trusted: Collection[str], *, local: bool) -> bool:
    """Return whether a request's headers `Origin` and `Host` are of this page, or of a `trusted` origin.

    `local` says that only names of this machine lead here. A client without an origin is no browser.
    """
    known = {urlsplit(one).netloc for one in trusted}
    if local and host is not None and host not in known and not _is_of_this_machine(_hostname(host)):
        return False
    return origin is None or origin in trusted or urlsplit(origin).netloc == host


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_of_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
