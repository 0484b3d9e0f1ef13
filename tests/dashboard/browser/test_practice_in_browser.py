"""Open the page Label of a fresh install in headless Chromium: ten examples by keys alone, wide and on a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.browser import PHONE, expect_no_overflow, settle
from truerole.data.labels.practice import Practice

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty folder: the server fills the store."""
    return tmp_path_factory.mktemp("home")


def press(page: Page, key: str) -> None:
    """Press a key and wait until another example is shown."""
    settle(page)
    before = page.locator(".tr-body").inner_text()
    page.keyboard.press(key)
    expect(page.locator(".tr-body")).not_to_have_text(before)


def test_a_fresh_install_labels_ten_examples_by_keys(visit, base):
    visit.page.goto(f"{base}/label")
    expect(visit.page.locator(".tr-body")).to_be_visible()
    for key in "1234512345":
        press(visit.page, key)
    roles = ["data_analyst", "data_engineer", "data_scientist", "ml_engineer", "other"] * 2
    agreed = sum(role == example.role for role, example in zip(roles, Practice().coming, strict=False))
    expect(visit.page.get_by_text(re.compile(f"You agree on {agreed} of 10"))).to_be_visible()
    expect(visit.page.get_by_text("Number 11", exact=True)).to_be_visible()
    visit.page.get_by_text(f"Where you differ ({10 - agreed})").click()
    expect(visit.page.get_by_text(re.compile("You say .*, a careful reader")).first).to_be_visible()
    press(visit.page, "u")
    expect(visit.page.get_by_text(re.compile("of 9[. ]")).first).to_be_visible()
    press(visit.page, "s")
    expect_no_overflow(visit.page)
    visit.page.set_viewport_size(PHONE)
    expect_no_overflow(visit.page)
