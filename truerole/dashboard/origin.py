"""The origin of who opens a page: Streamlit's own check takes pages of every port and address of this machine.

It also asks a host of the internet for this machine's address, to take pages of that too, and believes each name of a
host (DNS rebinding). Here, other origins are refused before a session begins, and nobody is asked. Where TrueRole
listens on this machine alone, or is known by this machine's name alone, as in a container, only names of this machine
are its own, and those of `server.corsAllowedOrigins`.
"""

import sys
from collections.abc import Collection
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from streamlit.config import is_manually_set

# Function of Streamlit that judges an origin other than the host's; modules of its servers import it by name.
_JUDGE = "is_url_from_allowed_origins"


@cache
def take_own_origin_only() -> None:
    """Have Streamlit refuse the connections of other origins: from the first on, or from a first page on."""
    import streamlit.web.bootstrap
    from streamlit.web.server import server_util

    asked = getattr(server_util, _JUDGE)
    for name, module in list(sys.modules.items()):
        if name.startswith("streamlit.") and getattr(module, _JUDGE, None) is asked:
            setattr(module, _JUDGE, _is_trusted)
    streamlit.net_util.get_external_ip = _unasked


def _is_trusted(url: str) -> bool:
    return url in _trusted()


def _trusted() -> frozenset[str]:
    return frozenset(st.get_option("server.corsAllowedOrigins"))


def _unasked() -> None:
    """Return no address of this machine: nobody is asked for it."""


def refuse_other_origins() -> None:
    """Stop the page, before anything is shown, where a page of another origin opens the connection."""
    take_own_origin_only()
    headers = st.context.headers
    trusted = _trusted()
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
