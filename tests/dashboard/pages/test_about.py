from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_market import charts
from truerole.core.stored import StoreEntry
from truerole.dashboard.pages.about import _lower


@pytest.mark.usefixtures("home")
def test_it_says_where_the_numbers_come_from(opens: Callable[..., AppTest], some: list[StoreEntry]) -> None:
    app = opens("about")
    told = app.markdown[0].value.replace("\\", "")
    assert f"{len(some):,} postings" in told
    assert f"{len(some):,} are of the market sample" in told
    assert f"{sum(bool(e.duplicate_of) for e in some):,} repeat another" in told
    assert charts(app) == 1
    assert len(app.dataframe[0].value) == len({e.posting.source for e in some})
    assert any("Model card" in m.value for m in app.markdown)


def test_headings_are_lowered() -> None:
    assert _lower(["# Card", "text", "## Part"]) == "#### Card\ntext\n##### Part"


def test_sources_are_named_in_tables_alone() -> None:
    source = "indeed_us_2019_thekartikay"
    assert _lower([f"| {source} | 0.8 |", source]) == f"| Indeed, United States 2019 | 0.8 |\n{source}"
