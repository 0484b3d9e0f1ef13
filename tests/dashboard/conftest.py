from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.opened import opened
from data import sample
from data.store import Entry
from model.reading import ROLES, Evidence, Reading, Section, Signals, Skill, Title
from tests.dashboard.browser import base, chromium, server_home, visit  # noqa: F401

TEXT = "We are a bakery.\nBuild dashboards in Tableau.\nRun one pipeline in Airflow.\nPython is a plus."


def span(words: str) -> tuple[int, int]:
    """Return where `words` stand in TEXT."""
    start = TEXT.index(words)
    return start, start + len(words)


def evidence(words: str, **weights: float) -> Evidence:
    return Evidence(*span(words), tuple(weights.get(role, 0.0) for role in ROLES))


READING = Reading(
    id=None,
    role="data_analyst",
    roles={"data_analyst": 0.78, "data_engineer": 0.15, "data_scientist": 0.04, "ml_engineer": 0.02, "other": 0.01},
    confident=True,
    title=Title("Data Scientist", "data_scientist", False),
    evidence=(
        evidence("We are a bakery.", other=0.05),
        evidence("Build dashboards in Tableau.", data_analyst=2.0, data_engineer=-0.5),
        evidence("Run one pipeline in Airflow.", data_engineer=0.8),
    ),
    skills=(
        Skill("tableau", "Tableau", "business intelligence", "required", None, (span("Tableau"),)),
        Skill("airflow", "Apache Airflow", "data pipelines", "context", None, (span("Airflow"),)),
        Skill("python", "Python", "languages", "preferred", 3, (span("Python"),)),
    ),
    signals=Signals(0, "startup", "unknown", stage_words=(span("bakery"),)),
    sections=(Section("about", 0, 16), Section("responsibilities", 17, len(TEXT))),
    language="en",
    model="test",
)


@pytest.fixture
def text() -> str:
    return TEXT


@pytest.fixture
def make() -> Callable[..., Reading]:
    """Return a function that makes the reading of TEXT with some of its fields changed."""

    def changed(**fields: Any) -> Reading:
        return replace(READING, **fields)

    return changed


@pytest.fixture(scope="session")
def some() -> list[Entry]:
    """Return every twelfth posting of the market sample."""
    return sample.load()[0][::12]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, some: list[Entry]) -> Iterator[Path]:
    """Give the pages a store of their own, and a small sample to fill it with."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    sample.save(some, "v1", tmp_path / "sample.parquet")
    monkeypatch.setattr(sample.fill, "__defaults__", (tmp_path / "sample.parquet",))
    opened.clear()
    yield tmp_path
    opened.clear()


@pytest.fixture
def opens() -> Callable[..., AppTest]:
    """Return a function that opens a page with what its address says."""

    def open_page(name: str, **query: str | list[str]) -> AppTest:
        app = AppTest.from_string(f"from dashboard import {name}\n{name}.page()", default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    return open_page
