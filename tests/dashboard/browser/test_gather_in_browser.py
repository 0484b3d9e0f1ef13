"""Gather from the page, in headless Chromium: add a board, gather beside the page, see what came of it."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.browser import PHONE, expect_no_overflow, settle
from truerole.data.crawl import boards
from truerole.data.crawl.boards import record_outcome
from truerole.data.store.store import open_store

pytestmark = pytest.mark.browser

HOSTILE = '<img src="/nowhere.png" onerror="window.hacked=1"> [x](javascript:window.hacked=2) $1$ :red[z]'
# No host of the internet is asked: what is not public may not be.
PRIVATE = "http://127.0.0.1:9/careers"


@pytest.fixture(scope="module")
def server_home(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> Path:
    """Make a store with one board that may not be asked, and one whose every word is hostile."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(sample_store, home)
    with open_store(f"sqlite:///{home / 'truerole.db'}") as store:
        boards.add_board(store, "careers", PRIVATE, HOSTILE)
        with store.write_transaction() as connection:
            record_outcome(connection, boards.get_board(store, "careers", PRIVATE), "forbidden", HOSTILE)
    return home


def go(page: Page, base: str, path: str = "/gather") -> None:
    page.goto(base + path)
    expect(page.get_by_role("heading", name="Gather postings")).to_be_visible()
    settle(page)


@pytest.mark.parametrize("view", ["Boards", "Last+gatherings", "Sources"])
def test_it_opens_wide_and_on_a_phone_and_shows_words_as_words(visit, base, view):
    go(visit.page, base, f"/gather?view={view}")
    expect_no_overflow(visit.page)
    visit.page.set_viewport_size(PHONE)
    expect_no_overflow(visit.page)
    assert visit.page.evaluate("window.hacked") is None
    assert not [url for url in visit.requests if "nowhere" in url]
    assert visit.page.locator("[data-testid=stException]").count() == 0


def test_a_board_is_added_gathered_and_removed(visit, base, server_home):
    page = visit.page
    go(page, base)
    page.get_by_label("Add a board by the address").fill("https://jobs.lever.co/acme/0-1-2/apply")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("lever:acme is added.")).to_be_visible()
    settle(page)
    expect(page.get_by_label("Add a board by the address")).to_have_value("")
    page.get_by_role("combobox", name="Sources").fill("careers")
    page.get_by_role("option", name="careers").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Gather now").click()
    expect(page.get_by_text("Gathering: ").first).to_be_visible()
    expect(page.get_by_text("Last gathering: just now. 0 new, 0 changed")).to_be_visible()
    settle(page)
    box = page.get_by_role("combobox", name="Remove boards")
    # A list of options closes where the page is scrolled under it.
    box.scroll_into_view_if_needed()
    page.mouse.wheel(0, 2_000)
    page.wait_for_timeout(500)
    box.fill("lever")
    page.get_by_role("option", name="lever:acme").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("1 board removed.")).to_be_visible()
    with open_store(f"sqlite:///{server_home / 'truerole.db'}") as store:
        assert [board.name for board in boards.list_boards(store)] == [f"careers:{PRIVATE}"]
