"""Open every page in headless Chromium: what all of them must do, wide and on a phone, light and dark.

axe-core comes with `axe-playwright-python`; no finding of it that is serious or critical may be left.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.browser import DRAWN, PHONE, Tabs, Visit, expect_no_overflow, visiting
from tests.dashboard.browser.crowded import crowded_home, crowded_store  # noqa: F401
from truerole.data.labels.examples import demo_examples

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}
EXAMPLE = f"/read?example={demo_examples()[0].id}"


@dataclass(frozen=True)
class Shown:
    """Hold the heading of a page, a text that it shows, how many charts, and what one came for."""

    heading: str = ""
    text: str = ""
    charts: int = 0
    first: str = "h1"


# Every page by its address; of Read with a verdict, too.
PAGES = {
    "/": Shown("See what a job really is", first="textarea"),
    "/read": Shown("What is this job, really?"),
    EXAMPLE: Shown("What is this job, really?", first=".tr-verdict"),
    "/market?view=Over+time": Shown(
        "What does the market ask for?", "How often postings for the four data roles", first="h3"
    ),
    "/titles": Shown("Does the title say what the work is?", "What the title says, and what the work is", 4, "h3"),
    "/companies": Shown(text="Vision One"),
    "/company?name=Acme": Shown(text="What it really hires for", charts=3),
    "/skill?id=spark": Shown(text="Who asks for Apache Spark", charts=2),
    "/fit?know=SQL&know=Microsoft+Excel": Shown(text="What to learn next, for data analysts", charts=2),
    "/postings?q=spark": Shown(),
    "/label": Shown(),
    "/models": Shown(),
    "/about": Shown(text="How they are computed", charts=1),
    "/gather": Shown(),
}
GROUPS = ("Start", "Read", "Market", "Jobs", "Correct", "Sources")
# Rules of axe-core that Streamlit itself breaks where no page can mend it, with the reason.
NOT_OURS: dict[str, str] = {}
# Rules of axe-core that look at colours, which are all that is different in the dark; the rest sees the same page.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
FINDINGS = """rules => axe.run({resultTypes: ['violations'], ...(rules && {runOnly: rules})})
    .then(results => results.violations)"""

# Whether the page has taken on the scheme that is asked for.
IS_DARK = """dark => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor.match(/\\d+/g)
    .slice(0, 3).every(part => Number(part) < 128) == dark"""


@pytest.fixture(scope="module")
def server_home(crowded_home: Path) -> Path:  # noqa: F811
    return crowded_home


@pytest.fixture
def page(visit: Visit) -> Page:
    """Open an empty page."""
    visit.page.set_viewport_size(WIDE)
    return visit.page


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, base: str, tabs: Tabs) -> Iterator[tuple[str, Page]]:
    """Open every page once for all that is asked of it; pytest asks the tests of one before it opens the next."""
    with tabs.tab() as tab, visiting(tab, base):
        tab.set_viewport_size(WIDE)
        tab.goto(base + request.param)
        yield request.param, tab


def settle(page: Page) -> str:
    """Wait until the page has been drawn, and return its heading."""
    heading = page.locator("h1")
    expect(heading).to_be_visible()
    page.wait_for_function(DRAWN)
    assert page.locator("[data-testid=stException], .vega-error").count() == 0
    return heading.inner_text()


def test_nobody_is_shut_out(opened: tuple[str, Page]) -> None:
    path, page = opened
    settle(page)
    shown, charts = PAGES[path], page.locator("[data-testid=stVegaLiteChart]")
    expect(page.locator(".stMain").get_by_text(shown.text).first).to_be_visible()
    for n in range(shown.charts):
        expect(charts.nth(n).locator("canvas, svg").first).to_be_visible()
    assert charts.count() == shown.charts
    page.evaluate(_axe())
    # Measured between two colours, a contrast is of neither.
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    # Each change of the scheme or the size draws the page anew.
    for size, schemes in ((WIDE, ("light", "dark")), (PHONE, ("dark", "light"))):
        page.set_viewport_size(size)
        for group in GROUPS:
            expect(page.get_by_role("link", name=group, exact=True).first).to_be_in_viewport()
        expect(page.locator("h1")).to_be_in_viewport()
        if size == PHONE:
            expect(page.locator(shown.first).first).to_be_in_viewport()
        expect_no_overflow(page)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(IS_DARK, arg=scheme == "dark")
            page.wait_for_function(DRAWN)
            page.wait_for_timeout(400)
            found = page.evaluate(FINDINGS, None if scheme == "light" else OF_COLOURS)
            serious = [f for f in found if f["impact"] in ("serious", "critical") and f["id"] not in NOT_OURS]
            assert [(f["id"], [node["html"] for node in f["nodes"]][:3]) for f in serious] == [], (size, scheme)


def test_a_shared_link_back_and_a_reload_show_the_same(opened: tuple[str, Page]) -> None:
    path, page = opened
    page.set_viewport_size(WIDE)
    # On the way out Streamlit 1.67 puts an entry without what its widgets wrote between the two in the history.
    heading, address = settle(page), page.url
    assert PAGES[path].heading in heading
    other = "Read" if path == "/" else "Start"
    page.get_by_role("link", name=other, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=PAGES["/read" if path == "/" else "/"].heading)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    if settle(page) and page.url != address:
        page.go_back()
    expect(page).to_have_url(address)
    page.reload()
    assert settle(page) == heading
    expect(page).to_have_url(address)


def _axe() -> str:
    """Return the program axe-core, which is given to a page once, whatever it is asked."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("axe-playwright-python is not installed")
    return Axe().axe_script


@pytest.mark.parametrize(
    "path",
    ["/market?from=March+2022&until=March+2022", "/titles?from=March+2022&until=March+2022", "/postings?q=zzyzzyx"],
)
def test_a_filter_that_matches_nothing_says_so(page: Page, base: str, path: str) -> None:
    page.goto(base + path)
    settle(page)
    expect(page.locator("[data-testid=stAlert]").first).to_be_visible()
    assert page.locator("[data-testid=stVegaLiteChart], .tr-card").count() == 0


def test_an_unknown_page_leads_on(page: Page, base: str) -> None:
    page.goto(f"{base}/nowhere")
    settle(page)
    expect(page.get_by_text("There is no page nowhere here")).to_be_visible()


def test_what_is_pasted_on_the_start_page_is_read(page: Page, base: str) -> None:
    page.goto(base)
    settle(page)
    page.get_by_label("Job description").fill(demo_examples()[1].description)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".tr-verdict")).to_be_visible()
    assert page.url.startswith(f"{base}/read?p=")
    page.reload()
    expect(page.locator(".tr-verdict")).to_be_visible()
