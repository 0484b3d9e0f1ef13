from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_market import charts
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.dashboard.pages.about import _lower
from truerole.data.store.store import open_store


@pytest.mark.usefixtures("home")
def test_it_says_where_the_numbers_come_from(opens: Callable[..., AppTest], some: list[StoreEntry]) -> None:
    app = opens("about")
    told = app.markdown[0].value.replace("\\", "")
    assert f"{len(some):,} postings" in told
    assert "; all from the market sample." in told
    assert charts(app) == 1
    assert len(app.dataframe[0].value) == len({e.posting.source for e in some})
    assert any("Model card" in m.value for m in app.markdown)


def test_headings_are_lowered() -> None:
    assert _lower(["# Card", "text", "## Part"]) == "#### Card\ntext\n##### Part"


def test_sources_are_named_in_tables_alone() -> None:
    source = "indeed_us_2019_thekartikay"
    assert _lower([f"| {source} | 0.8 |", source]) == f"| Indeed, United States 2019 | 0.8 |\n{source}"


@pytest.mark.usefixtures("home")
def test_it_says_which_part_of_the_postings_is_the_sample_s(
    opens: Callable[..., AppTest], some: list[StoreEntry]
) -> None:
    with open_store() as store:
        unread = replace(some[0].reading, role=None)
        rows = (("Gärtner", "Rosen pflegen."), ("Cook", "Cook soup. " * 60), ("Cook", "Cook soup. " * 60))
        own = [Posting("mine", str(n), title, text, company="Acme") for n, (title, text) in enumerate(rows)]
        read = (unread, some[0].reading, some[0].reading)
        store.add([StoreEntry(p, r, "2026-01") for p, r in zip(own, read, strict=True)], "v1")
    told = opens("about").markdown[0].value.replace("\\", "")
    assert f"Of these, {len(some):,} are of the market sample that comes with TrueRole" in told
    assert "; 1 repeat another; 1 got no role, as they are not in English or too short." in told
