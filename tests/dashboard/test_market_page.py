from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import market
from data.posting import Posting
from data.sample import load, save
from data.store import Entry, open_store

SOME = load()[0][::12]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the page a store of its own, and a small sample to fill it with."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    save(SOME, "v1", tmp_path / "sample.parquet")
    monkeypatch.setattr(market.sample.fill, "__defaults__", (tmp_path / "sample.parquet",))
    market._opened.clear()
    yield tmp_path
    market._opened.clear()


def script() -> None:
    from dashboard import market

    market.page()


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def charts(app: AppTest) -> int:
    return len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart"))


@pytest.mark.usefixtures("home")
def test_the_first_visit_shows_the_sample() -> None:
    app = opened()
    data_roles = sum(e.facts.role not in (None, "other") for e in SOME)
    assert app.caption[0].value.startswith(f"{data_roles:,} postings, 20")
    assert "sample that ships with TrueRole" in app.caption[0].value
    assert [s.value for s in app.subheader] == [
        "The skills asked for most",
        "What sets these postings apart",
        "How it changes",
        "What the title says, and what the work is",
    ]
    assert charts(app) >= 3


@pytest.mark.usefixtures("home")
def test_the_address_holds_the_filters() -> None:
    analysts = sum(e.facts.role == "data_analyst" for e in SOME)
    app = opened(role="data analyst")
    assert app.multiselect(key="role").value == ["data_analyst"]
    assert app.caption[0].value.startswith(f"{analysts:,} postings")
    abroad = sum(e.facts.role == "data_analyst" and e.posting.country == "gb" for e in SOME)
    app.multiselect(key="country").set_value(["gb"]).run()
    assert app.caption[0].value.startswith(f"{abroad:,} postings")


@pytest.mark.usefixtures("home")
def test_too_few_are_said_to_be_too_few() -> None:
    app = opened(role="ML engineer")
    app.multiselect(key="country").set_value(["sk"]).run()
    assert "Too few postings" in app.info[0].value
    assert charts(app) == 0


def test_a_hostile_source_is_plain_text(home: Path) -> None:
    hostile = [
        Entry(Posting("[x](javascript:alert(1)) $y$", str(i), "<b>t</b>", ""), entry.facts, "2026-01")
        for i, entry in enumerate(SOME[:200])
    ]
    with open_store() as store:
        store.add(hostile, "v1")
    app = opened()
    assert "sample" not in app.caption[0].value
    assert "[x](javascript:alert(1)) $y$" in app.multiselect(key="source").options


def test_a_store_that_cannot_be_read_is_one_line(home: Path) -> None:
    (home / "truerole.db").write_text("a diary " * 1000)
    app = opened()
    assert "is no store of TrueRole" in app.info[0].value
    assert charts(app) == 0


def test_names_in_files_cannot_be_formulas_by_quotes() -> None:
    assert market._cell('a "b", c') == '"a ""b"", c"'
    assert market._cell(0.25) == "0.25"
