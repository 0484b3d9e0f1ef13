"""Open the pages of the market in headless Chromium: filters, addresses, downloads, hostile titles, phones."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.browser import PHONE, expect_no_overflow, settle
from tests.dashboard.browser.crowded import crowded_home, crowded_store  # noqa: F401

pytestmark = pytest.mark.browser

# Address, what it shows at once, and how many charts; further pages are opened in `test_every_page_in_browser.py`.
PAGES = {
    "market": ("/market", "What is typical of the four data roles", 2),
    "roles": ("/market?view=Role+against+role", "What ML engineers need more than data scientists", 1),
    "together": ("/market?view=What+goes+together", "Other skills in postings that name Python", 1),
    "deep": ("/market?view=Deep+learning", "How much deep learning each role asks for", 1),
    "companies": ("/market?view=Start-up+or+enterprise", "What start-ups ask for more", 1),
}


@pytest.fixture(scope="module")
def server_home(crowded_home: Path) -> Path:  # noqa: F811
    return crowded_home


def go(page: Page, base: str, path: str, shown: str) -> None:
    page.goto(base + path)
    expect(page.get_by_text(shown).first).to_be_visible()
    settle(page)


def stands_on(page: Page) -> str:
    return page.get_by_text(re.compile(r"^[\d,]+ postings, ")).first.inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_wide_and_on_a_phone(visit, base, name):
    path, shown, charts = PAGES[name]
    go(visit.page, base, path, shown)
    drawn = visit.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")
    if charts:
        expect(drawn.nth(charts - 1)).to_be_visible()
    assert visit.page.locator("[data-testid=stVegaLiteChart]").count() == charts
    assert visit.page.locator("[data-testid=stException], .vega-error").count() == 0
    expect_no_overflow(visit.page)
    visit.page.set_viewport_size(PHONE)
    expect_no_overflow(visit.page)


def test_filters_change_the_charts_and_the_address(visit, base):
    go(visit.page, base, *PAGES["market"][:2])
    before = stands_on(visit.page)
    visit.page.get_by_label("Real role").click()
    visit.page.get_by_role("option", name="ML engineer").click()
    expect(visit.page.get_by_text("What is typical of ML engineers")).to_be_visible()
    assert stands_on(visit.page) != before
    assert "role=ML" in visit.page.url
    visit.page.keyboard.press("Escape")
    visit.page.get_by_text("Compare", exact=True).click()
    expect(visit.page).to_have_url(re.compile("view=Compare"))


def test_a_phone_folds_the_filters_below_a_line_that_says_what_is_chosen(visit, base):
    visit.page.set_viewport_size(PHONE)
    go(visit.page, base, *PAGES["market"][:2])
    expect(visit.page.locator("h3").first).to_be_in_viewport()
    told, role = visit.page.locator(".tr-chosen"), visit.page.get_by_label("Real role")
    expect(told).to_contain_text("All four data roles")
    expect(role).not_to_be_visible()
    visit.page.get_by_text("Filters", exact=True).click()
    role.click()
    visit.page.get_by_role("option", name="ML engineer").click()
    expect(told).to_contain_text("ML engineer")
    settle(visit.page)
    expect(role).to_be_visible()


def test_all_sides_of_a_comparison_are_seen_on_a_phone(visit, base):
    visit.page.set_viewport_size(PHONE)
    go(visit.page, base, "/market?view=Compare", PAGES["roles"][1])
    expect(visit.page.get_by_role("radio", name="Levels")).to_be_in_viewport(ratio=1)
    expect_no_overflow(visit.page)


def test_the_address_restores_the_state(visit, base):
    go(
        visit.page,
        base,
        "/market?role=data+engineer&top=Top+10&required=true&country=Germany",
        "typical of data engineers",
    )
    told = stands_on(visit.page)
    address = visit.page.url
    go(visit.page, base, *PAGES["market"][:2])
    assert stands_on(visit.page) != told
    visit.page.goto("about:blank")
    visit.page.goto(address)
    expect(visit.page.get_by_text(told).first).to_be_visible()
    expect(visit.page.get_by_text("More filters (1 set)")).to_be_visible()


def test_numbers_and_pictures_can_be_taken_along(visit, base):
    go(visit.page, base, *PAGES["market"][:2])
    settle(visit.page)
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="CSV").first.click()
    lines = Path(started.value.path()).read_text("utf-8").splitlines()
    assert lines[0] == "skill,id,share,low,high,postings,of"
    assert len(lines) == 21
    with visit.page.expect_download() as started:
        visit.page.get_by_role("button", name="PNG").first.click()
    assert Path(started.value.path()).read_bytes().startswith(b"\x89PNG")
    assert started.value.suggested_filename.endswith(".png")


def test_hostile_words_are_shown_as_words(visit, base):
    go(visit.page, base, "/postings?q=zebracorn&all-work=true", "1 posting")
    expect(visit.page.locator(".tr-title")).to_contain_text('<img src="/nowhere.png"')
    visit.page.get_by_text("The text", exact=True).click()
    expect(visit.page.get_by_text("The zebracorn desk keeps <script>")).to_be_visible()
    for path in ("/about", "/titles?by=Source"):
        visit.page.goto(base + path)
        visit.page.wait_for_timeout(1_500)
    go(visit.page, base, *PAGES["market"][:2])
    visit.page.get_by_text("More filters").click()
    sources = visit.page.get_by_role("combobox", name="Source")
    sources.click()
    sources.fill("<img")
    expect(visit.page.get_by_role("option", name='<img src="/nowhere.png"')).to_be_visible()
    assert visit.page.evaluate("window.hacked") is None
    assert not visit.dialogs
    assert not [url for url in visit.requests if "nowhere" in url]
    assert visit.page.locator("a[href^='javascript']").count() == 0


def test_from_page_to_page_and_back_to_reading(visit, base):
    go(visit.page, base, "/market?role=ML+engineer", "What is typical of ML engineers")
    for name, shown in (
        ("What titles hide", "What the title says"),
        ("Jobs", "What do you know?"),
        ("Search postings", "Find postings"),
    ):
        visit.page.get_by_role("link", name=name, exact=True).click()
        expect(visit.page.get_by_text(shown).first).to_be_visible()
    visit.page.get_by_role("link", name="Read", exact=True).click()
    expect(visit.page.get_by_label("Job description")).to_be_visible()
    assert visit.page.get_by_text("Sorry").count() == 0


def test_a_skill_is_chosen_and_the_next_one_named(visit, base):
    go(visit.page, base, "/fit", "What do you know?")
    visit.page.get_by_role("combobox", name="What do you know?").fill("SQL")
    visit.page.get_by_role("option", name="SQL", exact=True).click()
    expect(visit.page.get_by_text("What to learn next, for ").first).to_be_visible()
    expect(visit.page.locator(".tr-card").first).to_contain_text("You know")
    assert "know=SQL" in visit.page.url


def test_the_nearest_to_a_pasted_posting(visit, base):
    go(visit.page, base, "/postings?how=Like+one+that+you+paste", "Find postings like it")
    visit.page.get_by_label("Job description").fill("You build models in PyTorch and serve them on Kubernetes. " * 4)
    visit.page.get_by_role("button", name="Find postings like it").click()
    expect(visit.page.get_by_text("The 20 postings most like it")).to_be_visible()
    expect(visit.page.locator(".tr-card").nth(1)).to_contain_text("In common")
