"""Saved searches: a file that a person may write, too."""

from pathlib import Path

import pytest

from truerole.core.clock import now
from truerole.core.errors import DataError
from truerole.core.normalise.job_search import Search
from truerole.data.crawl.saved_searches import (
    SavedSearch,
    mark_looked_at,
    remove_search,
    save_search,
    saved_search,
    saved_searches,
)

SEARCH = Search("data engineer", "Köln", True, 7, 60_000)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "new"))
    return tmp_path / "new"


def test_saved_noted_and_removed() -> None:
    assert saved_searches() == []
    save_search("mine", SEARCH)
    save_search("another", Search("sql"))
    at = now()
    mark_looked_at("mine", at)
    assert saved_searches() == [SavedSearch("another", Search("sql")), SavedSearch("mine", SEARCH, at)]
    save_search("mine", Search("r"))
    assert saved_search("mine") == SavedSearch("mine", Search("r"))
    remove_search("mine")
    with pytest.raises(DataError, match="mine: no such search; there are another"):
        saved_search("mine")


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\nb"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(DataError, match="give a name of at most 60 signs"):
        save_search(name, SEARCH)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"a": 1}',
        '{"a": {}}',
        '{"a": {"words": 7}}',
        '{"a": {"words": "x", "looked_at": "y"}}',
        "[" * 9_999,
    ],
)
def test_a_damaged_file_is_told(home: Path, text: str) -> None:
    home.mkdir()
    (home / "searches.json").write_text(text)
    with pytest.raises(DataError, match=r"searches\.json: is no list of searches"):
        saved_searches()


def test_a_file_of_a_person(home: Path) -> None:
    home.mkdir()
    (home / "searches.json").write_text('{"own": {"words": "dbt", "place": "Oslo"}}')
    assert saved_searches() == [SavedSearch("own", Search("dbt", "Oslo"))]
