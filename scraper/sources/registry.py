"""List the sources of postings, and find the one that an address belongs to. One that is asked for is loaded alone."""

from functools import cache
from importlib import import_module

from truerole.core.errors import DataError
from truerole.scraper.sources.base import Source

# In the order in which an address is shown to them: `careers`, which takes any page, is the last.
NAMES = (
    "greenhouse",
    "lever",
    "ashby",
    "workable",
    "recruitee",
    "personio",
    "teamtailor",
    "workday",
    "smartrecruiters",
    "hn",
    "arbeitnow",
    "themuse",
    "himalayas",
    "remotive",
    "jobicy",
    "weworkremotely",
    "remoteok",
    "usajobs",
    "careers",
)


@cache
def source_of(name: str) -> Source:
    """Return the source of a name; raises DataError where there is none."""
    if name not in NAMES:
        raise DataError(f"{name[:80]}: no such source; there are {', '.join(NAMES)}")
    source: Source = import_module(f"truerole.scraper.sources.{name}").SOURCE
    return source


def sources() -> dict[str, Source]:
    """Return all sources by name."""
    return {name: source_of(name) for name in NAMES}


def source_of_url(url: str) -> tuple[str, str] | None:
    """Return the name of the source that an address belongs to, and its board there; None where it is of none."""
    for name in NAMES:
        if (board := source_of(name).board_of(url)) is not None:
            return name, board
    return None
