"""Open every page in headless Chromium: what all of them must do, wide and on a phone, light and dark.

axe-core comes with `axe-playwright-python`; no finding of it that is serious or critical may be left.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.browser import DRAWN, PHONE, Tabs, expect_no_overflow, listening
from tests.shared import market_sample
from truerole.data.labels.examples import demo_examples
from truerole.data.store.store import open_store

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}
EXAMPLE = f"/read?example={demo_examples()[0].id}"
# Address and heading of every page; of Read with a verdict, too.
PAGES = {
    "/": "See what a job really is",
    "/read": "What is this job, really?",
    EXAMPLE: "What is this job, really?",
    "/market?view=Over+time": "What does the market ask for?",
    "/titles": "Does the title say what the work is?",
    "/companies": "",
    "/company?name=Acme": "",
    "/skill?id=spark": "",
    "/fit?know=SQL": "",
    "/postings?q=spark": "",
    "/label": "",
    "/models": "",
    "/about": "",
    "/gather": "",
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
def server_home(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> Path:
    """Fill a store with the sample and with forty open jobs of one company."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(sample_store, home)
    with open_store(f"sqlite:///{home / 'truerole.db'}") as store:
        entries, reader = market_sample()
        own = [
            replace(e, sample=False, posting=replace(e.posting, source="acme", company="Acme")) for e in entries[:40]
        ]
        store.add(own, reader)
    return home


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """Open an empty page, and fail of what goes wrong in it."""
    with sound(tab):
        yield tab


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, base: str, tabs: Tabs) -> Iterator[tuple[str, Page]]:
    """Open every page once for all that is asked of it; pytest asks the tests of one before it opens the next."""
    with tabs.tab() as tab, sound(tab):
        tab.goto(base + request.param)
        yield request.param, tab


@contextmanager
def sound(page: Page) -> Iterator[None]:
    """Make a page wide, and fail at the end of what went wrong in it."""
    page.set_viewport_size(WIDE)
    errors: list[str] = []
    with listening(page, pageerror=lambda error: errors.append(str(error))):
        yield
    assert not errors


def settle(page: Page) -> str:
    """Wait until the page has been drawn, and return its heading."""
    heading = page.locator("h1")
    expect(heading).to_be_visible()
    page.wait_for_function(DRAWN)
    assert page.locator("[data-testid=stException], .vega-error").count() == 0
    return heading.inner_text()


def test_nobody_is_shut_out(opened: tuple[str, Page]) -> None:
    page = opened[1]
    settle(page)
    page.evaluate(_axe())
    # Measured between two colours, a contrast is of neither.
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    # Each change of the scheme or the size draws the page anew.
    for size, schemes in ((WIDE, ("light", "dark")), (PHONE, ("dark", "light"))):
        page.set_viewport_size(size)
        for group in GROUPS:
            expect(page.get_by_role("link", name=group, exact=True).first).to_be_in_viewport()
        expect(page.locator("h1")).to_be_in_viewport()
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
    assert PAGES[path] in heading
    other = "Read" if path == "/" else "Start"
    page.get_by_role("link", name=other, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=PAGES["/read" if path == "/" else "/"])).to_be_visible()
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
    ("path", "first"), [(EXAMPLE, ".tr-verdict"), ("/market", "h3"), ("/titles", "h3"), ("/", "textarea")]
)
def test_what_one_came_for_is_on_the_first_screen_of_a_phone(page: Page, base: str, path: str, first: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(base + path)
    settle(page)
    expect(page.locator(first).first).to_be_in_viewport()


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
