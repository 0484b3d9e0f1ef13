"""Navigation: pages by group, what is left out where nothing may be changed, and that every page is reached."""

import gc
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from truerole.dashboard import app, pages

# Addresses that links outside may hold; the hidden ones last.
ADDRESSES = {
    "Start": [""],
    "Read": ["read"],
    "Market": ["market", "titles", "companies", "company", "skill"],
    "Jobs": ["fit", "postings"],
    "Correct": ["label", "models"],
    "Sources": ["about", "gather"],
}
# A page knows its address only while a script runs.
SCRIPT = """
import streamlit as st
from truerole.dashboard.navigation import page_groups
groups = page_groups()
st.session_state.update(
    addresses={name: [page.url_path for page in pages] for name, pages in groups.items()},
    hidden=[pages[0].url_path for pages in groups.values() if pages[0].visibility == "hidden"],
)
"""


def addresses() -> dict[str, list[str]]:
    app = AppTest.from_string(SCRIPT).run()
    assert not app.exception
    assert app.session_state["hidden"] == []
    found: dict[str, list[str]] = app.session_state["addresses"]
    return found


def test_addresses_stay() -> None:
    assert addresses() == ADDRESSES


def test_every_page_is_reached() -> None:
    modules = {path.stem for path in Path(pages.__file__).parent.glob("[!_]*.py")}
    assert modules == {address or "start" for group in ADDRESSES.values() for address in group}


def test_no_garbage_is_looked_for_in_what_a_page_has_loaded() -> None:
    app._keep_what_is_loaded.cache_clear()
    frozen = [gc.get_freeze_count()]
    for _ in range(2):
        assert not AppTest.from_string("from truerole.dashboard.app import main\nmain()").run().exception
        frozen.append(gc.get_freeze_count())
    before, first, second = frozen
    assert before < first >= second


def test_where_nothing_may_be_changed_there_is_nothing_to_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    assert addresses() == ADDRESSES | {"Correct": ["models"]}


@pytest.mark.parametrize(
    ("group", "below"), [("Read", []), ("Market", ["What jobs ask for", "What titles hide", "Companies"])]
)
def test_groups_are_shown_and_the_pages_of_the_group_that_one_is_in(group: str, below: list[str]) -> None:
    def script(group: str) -> None:
        from truerole.dashboard.navigation import page_groups, show_navigation

        groups = page_groups()
        show_navigation(groups, groups[group][0])

    app = AppTest.from_function(script, args=(group,)).run()
    assert not app.exception
    assert [link.proto.label for link in app.get("page_link")] == [*ADDRESSES, *below]
