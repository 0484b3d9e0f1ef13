"""Load what the dashboard and commands load, for those that are forked from the process that imports this."""

import pycountry  # noqa: F401
import streamlit.web.cli  # noqa: F401

import benchmarks.farm.stand_in  # noqa: F401
import truerole.cli.main
import truerole.cli.render.crawl
import truerole.dashboard.app
import truerole.workflows.gathering.boards
import truerole.workflows.gathering.search  # noqa: F401
from truerole.model.reader import default_reader
from truerole.scraper.sources.registry import sources

# The first reading loads what the model takes along.
default_reader().read("You build pipelines with Python and Airflow, and know SQL.", "Data Engineer")
sources()
