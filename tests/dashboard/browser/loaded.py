"""Load what every server of the dashboard loads, for the servers that are forked from the process that imports this."""

import streamlit.web.cli  # noqa: F401

import truerole.dashboard.app  # noqa: F401
from truerole.model.reader import default_reader

default_reader()
