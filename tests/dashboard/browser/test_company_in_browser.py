"""Open the pages of skills and companies in headless Chromium: bars that are links, hostile names, phones."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.dashboard.browser.browser import PHONE, expect_no_overflow
from tests.dashboard.browser.crowded import crowded_home, crowded_store  # noqa: F401
from tests.dashboard.browser.test_market_in_browser import go

pytestmark = pytest.mark.browser

SKILLS = ("/skill", "The skills that most postings name")


@pytest.fixture(scope="module")
def server_home(crowded_home: Path) -> Path:  # noqa: F811
    return crowded_home


def test_the_page_of_all_skills_opens_wide_and_on_a_phone(visit, base):
    go(visit.page, base, *SKILLS)
    assert visit.page.locator("[data-testid=stException], .vega-error").count() == 0
    expect_no_overflow(visit.page)
    visit.page.set_viewport_size(PHONE)
    expect_no_overflow(visit.page)


def test_a_bar_leads_to_the_skill_in_the_same_tab_and_back_again(visit, base):
    go(visit.page, base, "/market?role=data+engineer", "name most")
    tabs = len(visit.page.context.pages)
    visit.page.locator("path[aria-roledescription=bar]").first.click(position={"x": 8, "y": 6})
    expect(visit.page).to_have_url(re.compile(r"/skill\?id=[\w-]+&role=data\+engineer"))
    expect(visit.page.get_by_text("Who asks for").first).to_be_visible()
    assert len(visit.page.context.pages) == tabs
    visit.page.go_back()
    expect(visit.page.get_by_text("name most").first).to_be_visible()


def test_a_search_opens_another_skill(visit, base):
    go(visit.page, base, *SKILLS)
    visit.page.get_by_label("Find a skill").fill("kafka")
    visit.page.get_by_role("option", name="Apache Kafka", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Apache Kafka", exact=True)).to_be_visible()
    expect(visit.page).to_have_url(re.compile(r"id=kafka"))


def test_from_the_list_to_a_company_to_one_like_it_to_a_skill(visit, base):
    go(visit.page, base, "/companies", "Vision One")
    visit.page.get_by_role("link", name="Vision One").click()
    expect(visit.page.get_by_role("heading", name="Companies like this")).to_be_visible()
    visit.page.get_by_role("link", name="PyTorch").first.click()
    expect(visit.page.get_by_text("Who asks for PyTorch").first).to_be_visible()


def test_hostile_names_do_nothing(visit, base):
    go(visit.page, base, "/companies?role=data+analyst", "1 compan")
    visit.page.locator(".tr-table .tr-link").first.click()
    expect(visit.page.get_by_text("1 posting, 1 of them open")).to_be_visible()
    expect_no_overflow(visit.page)
    visit.page.set_viewport_size(PHONE)
    expect_no_overflow(visit.page)
    assert visit.page.evaluate("window.hacked") is None
    assert not visit.dialogs
    assert not [url for url in visit.requests if url.endswith("nowhere.png")]
    assert visit.page.locator("a[href^='javascript'], img[src*=nowhere]").count() == 0
