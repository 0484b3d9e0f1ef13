"""Open the dashboard in headless Chromium: the server, the browser, and a visit that notes what a page does."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[3]
PHONE = {"width": 390, "height": 844}
# Milliseconds; they matter only where a test fails, on however busy a machine.
PATIENCE = 120_000
# Whether the last run is drawn whole, with nothing left of the run before.
DRAWN = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState == 'notRunning'
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')"""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the server keeps its store in; a module of tests may put something there first."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def base(server_home: Path) -> Iterator[str]:
    """Start the dashboard on a free port and return its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    with serving(command, port, ROOT, os.environ | {"TRUEROLE_HOME": str(server_home)}):
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
            _wait(f"http://localhost:{port}/_stcore/health")
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        names = ("chromium", "chromium-browser", "google-chrome")
        path = next(filter(None, map(shutil.which, names)), driver.chromium.executable_path)
        if not Path(path).exists() and os.environ.get("CI") != "true":
            pytest.skip("no Chromium here")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """Hold an open page and what it asked for while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def read(self, text: str, title: str = "") -> None:
        self.page.get_by_label("Job description").fill(text)
        self.page.get_by_label("Title (optional)").fill(title)
        self.page.get_by_role("button", name="Read it").click()
        expect(self.page.locator(".tr-verdict")).to_be_visible()


@pytest.fixture
def visit(base: str, chromium: Browser) -> Iterator[Visit]:
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    seen = Visit(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{base}/read")
    expect(page.get_by_label("Job description")).to_be_visible()
    yield seen
    page.close()
    assert not seen.errors
    assert not [u for u in seen.requests if not u.startswith((base, base.replace("http", "ws"), "data:", "blob:"))]


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
