from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.browser.browser import base, chromium, server_home, visit  # noqa: F401
from truerole.core.stored import StoreEntry
from truerole.dashboard.store_cache import store_cache
from truerole.data.market import sample


@pytest.fixture(scope="session")
def some() -> list[StoreEntry]:
    """Return every twelfth posting of the market sample."""
    return sample.load_sample()[0][::12]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, some: list[StoreEntry]) -> Iterator[Path]:
    """Give the pages a store of their own, and a small sample to fill it with."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    sample.save_sample(some, "v1", tmp_path / "sample.parquet")
    monkeypatch.setattr(sample.fill_store, "__defaults__", (tmp_path / "sample.parquet",))
    store_cache.clear()
    yield tmp_path
    store_cache.clear()


@pytest.fixture
def opens() -> Callable[..., AppTest]:
    """Return a function that opens a page with what its address says."""

    def open_page(name: str, **query: str | list[str]) -> AppTest:
        app = AppTest.from_string(f"from truerole.dashboard.pages import {name}\n{name}.page()", default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    return open_page
