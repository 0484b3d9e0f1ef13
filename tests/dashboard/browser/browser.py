"""Open the dashboard in headless Chromium: the server, the browser, and a visit that notes what a page does."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Error,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TookTooLong

from tests.dashboard.browser.forked import forked
from tests.shared import made_once
from truerole.data.market import sample
from truerole.data.market.bitmap_index import refresh
from truerole.data.store.store import open_store

ROOT = Path(__file__).parents[3]
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 720}
# An address of the server that answers with two letters.
EMPTY = "/_stcore/health"
# A style of every page; what waits for the end of a movement is told of one.
STILL = """new MutationObserver((_, observer) => {
    if (!document.head) return;
    observer.disconnect();
    document.head.append(Object.assign(document.createElement('style'), {textContent: `*, *::before, *::after {
        transition-duration: 0s !important; transition-delay: 0s !important; animation-delay: 0s !important;
        animation-duration: 1ms !important; animation-iteration-count: 1 !important }`}));
}).observe(document, {childList: true, subtree: true});"""
# The first, Chromium without the parts of a window, takes a seventh less processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# There is no graphics card, and to play one takes as much processor time again. The compilers that optimise take
# a quarter of the time of a page, which is gone before that pays.
FLAGS = [
    "--no-sandbox",
    "--process-per-site",
    "--disable-gpu",
    "--js-flags=--no-maglev --no-turbofan --always-sparkplug",
]
# Milliseconds; they matter only where a test fails, on however busy a machine.
PATIENCE = 120_000
# Whether the last run is drawn whole, with nothing left of the run before.
DRAWN = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState == 'notRunning'
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')"""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store that holds the market sample, for modules of tests to copy."""

    def fill(folder: Path) -> None:
        with open_store(f"sqlite:///{folder / 'truerole.db'}") as store:
            sample.fill_store(store)
            refresh(store)

    return made_once(tmp_path_factory, "filled", fill) / "truerole.db"


@pytest.fixture(scope="module")
def server_home(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> Path:
    """Return the folder that the server keeps its store in: one of the sample, unless a module of tests has its own."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(sample_store, home)
    return home


@pytest.fixture(scope="module")
def server_settings() -> dict[str, str]:
    """Return further settings of the server."""
    return {}


@pytest.fixture(scope="module")
def base(server_home: Path, server_settings: dict[str, str]) -> Iterator[str]:
    """Start the dashboard on a free port and return its address."""
    port, environment = free_port(), os.environ | {"TRUEROLE_HOME": str(server_home)} | server_settings
    arguments = ["run", "app.py", "--server.headless=true", f"--server.port={port}"]
    with forked(arguments, environment):
        _wait(f"http://localhost:{port}{EMPTY}")
        yield f"http://localhost:{port}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a dashboard from when it answers until the context is left."""
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=silent, stderr=silent) as server:
        try:
            _wait(f"http://localhost:{port}{EMPTY}")
            yield
        finally:
            server.terminate()


def _wait(url: str) -> None:
    deadline = time.monotonic() + 180
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


class SharedBrowser:
    """Hold the browser of this process, which tests in a row share: to start one takes as long as to open two pages."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._browser: Browser | None = None

    def started(self) -> Browser:
        """Return the browser, which is started where there is none."""
        if self._browser is None:
            driver = self._open.enter_context(sync_playwright())
            path = next(filter(None, map(shutil.which, BROWSERS)), driver.chromium.executable_path)
            if not Path(path).exists() and os.environ.get("CI") != "true":
                self.close()
                pytest.skip("no Chromium here")
            self._browser = driver.chromium.launch(executable_path=path, args=FLAGS)
            self._open.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        """Close it and the event loop of its driver, beside which no test could run its own."""
        self._open.close()
        self._browser = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, nextitem: pytest.Item | None) -> Generator[None, object, object]:
        """Close it after the last of the tests in a row."""
        try:
            return (yield)
        finally:
            if nextitem is None or not nextitem.get_closest_marker("browser"):
                self.close()


# One, though a fixture is another in each folder that imports it.
SHARED = SharedBrowser()


@pytest.fixture(scope="session")
def browsers(pytestconfig: pytest.Config) -> Iterator[SharedBrowser]:
    """Return the browser of this process, which is told of the end of each test."""
    if not pytestconfig.pluginmanager.is_registered(SHARED):
        pytestconfig.pluginmanager.register(SHARED)
    yield SHARED
    SHARED.close()


@pytest.fixture(scope="module")
def chromium(browsers: SharedBrowser) -> Browser:
    return browsers.started()


@dataclass
class Tabs:
    """Hold what the pages of a module share: a cache of the files of Streamlit, and tabs that are empty again."""

    base: str
    context: BrowserContext
    free: list[Page] = field(default_factory=list)

    @contextmanager
    def tab(self) -> Iterator[Page]:
        """Open an empty page of a browser that has never been here, but for the files of Streamlit."""
        page = self.free.pop() if self.free else self._new()
        yield page
        with suppress(TookTooLong):  # a tab that can't be emptied is left alone
            self._forget(page)
            self.free.append(page)

    def _new(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def _forget(self, page: Page) -> None:
        """Make a tab as good as new, which takes a tenth of the time of another one."""
        page.goto(f"{self.base}{EMPTY}", timeout=20_000)
        page.evaluate("sessionStorage.clear()")
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        self.context.clear_cookies()
        session = self.context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": self.base, "storageTypes": "all"})
        session.send("Page.resetNavigationHistory")
        session.detach()


@pytest.fixture(scope="module")
def tabs(chromium: Browser, base: str) -> Iterator[Tabs]:
    """Return tabs in which nothing moves: what fades in is drawn sixty times a second while others want to work.

    A page of the server that stays open keeps the process of all pages, which has compiled the files of Streamlit.
    """
    with chromium.new_context(viewport=WIDE) as context:
        context.add_init_script(STILL)
        context.new_page().goto(f"{base}{EMPTY}")
        yield Tabs(base, context)


@pytest.fixture
def tab(tabs: Tabs) -> Iterator[Page]:
    """Open an empty page for one test."""
    with tabs.tab() as page:
        yield page


@contextmanager
def listening(page: Page, **listeners: Callable[[Any], object]) -> Iterator[None]:
    """Have functions called, each with what the events of its name carry, until the context is left."""
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


@dataclass
class Visit:
    """Hold an open page and what it asked for while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def note_error(self, error: Error) -> None:
        self.errors.append(str(error))

    def dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def read(self, text: str, title: str = "") -> None:
        self.page.get_by_label("Job description").fill(text)
        self.page.get_by_label("Title (optional)").fill(title)
        self.page.get_by_role("button", name="Read it").click()
        expect(self.page.locator(".tr-verdict")).to_be_visible()


@contextmanager
def visiting(page: Page, base: str) -> Iterator[Visit]:
    """Note what an empty page does, and fail of an error in it and of what it asks for elsewhere."""
    seen = Visit(page)
    with listening(page, request=seen.note_request, pageerror=seen.note_error, dialog=seen.dismiss):
        yield seen
    assert not seen.errors
    assert not [u for u in seen.requests if not u.startswith((base, base.replace("http", "ws"), "data:", "blob:"))]


@pytest.fixture
def visit(base: str, tab: Page) -> Iterator[Visit]:
    """Open an empty page."""
    with visiting(tab, base) as seen:
        yield seen


def settle(page: Page) -> None:
    """Wait until the page is drawn and listens: a key or a click before may be meant for what is there no more."""
    page.wait_for_function(DRAWN)
    # Shortcuts are bound after the frame in which their buttons are drawn.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_function(DRAWN)


def expect_no_overflow(page: Page) -> None:
    """Wait until nothing sticks out of the page: after a change of its size it is drawn anew."""
    widest = "Math.max(...[...document.querySelectorAll('.stMain, html')].map(e => e.scrollWidth - e.clientWidth))"
    page.wait_for_timeout(400)
    page.wait_for_function(f"{widest} <= 0")
