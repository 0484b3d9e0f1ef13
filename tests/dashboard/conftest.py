import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.dashboard.browser.browser import (  # noqa: F401
    base,
    browsers,
    chromium,
    sample_store,
    server_home,
    server_settings,
    tab,
    tabs,
    visit,
)
from tests.shared import made_once
from truerole.core.stored import StoreEntry
from truerole.dashboard.store_cache import store_cache
from truerole.data.market import sample
from truerole.data.market.bitmap_index import refresh
from truerole.data.store.store import open_store


@pytest.fixture(scope="session", autouse=True)
def components_found_once() -> Iterator[None]:
    """Spare each page that is opened the search of all installed packages for components of Streamlit."""
    with pytest.MonkeyPatch.context() as patched:
        scan = cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def small_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of every twelfth posting of the market sample, and beside it a store that is filled with them."""
    return made_once(tmp_path_factory, "sample", make_small_sample) / "sample.parquet"


def make_small_sample(folder: Path) -> None:
    sample.save_sample(sample.load_sample()[0][::12], "v1", folder / "sample.parquet")
    with open_store(f"sqlite:///{folder / 'truerole.db'}") as store:
        sample.fill_store(store, folder / "sample.parquet")
        refresh(store)  # what it keeps in the store, no page reads again


@pytest.fixture(scope="session")
def some(small_sample: Path) -> list[StoreEntry]:
    """Return the postings of the small sample."""
    return sample.load_sample(small_sample)[0]


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_sample: Path) -> Iterator[Path]:
    """Give the pages a folder of their own without a store, and a small sample to fill one with."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    monkeypatch.setattr(sample.fill_store, "__defaults__", (small_sample,))
    store_cache.clear()
    yield tmp_path
    store_cache.clear()


@pytest.fixture
def home(empty_home: Path, small_sample: Path) -> Path:
    """Give the pages a store of their own that is filled with the small sample."""
    shutil.copy(small_sample.with_name("truerole.db"), empty_home)
    return empty_home


@pytest.fixture
def opens() -> Callable[..., AppTest]:
    """Return a function that opens a page with what its address says."""

    def open_page(page: str, /, **query: str | list[str]) -> AppTest:
        app = AppTest.from_string(f"from truerole.dashboard.pages import {page}\n{page}.page()", default_timeout=180)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    return open_page
