"""The view "What the days hold" of the page Market: charts, and words where too little is known."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.charts.hover import hover_of
from tests.data.market.made_up import worked_market
from truerole.core.stored import StoreEntry
from truerole.data.store.store import open_store

Visit = Callable[..., AppTest]


def elsewhere(source: str, count: int, **reading: Any) -> list[StoreEntry]:
    """Return so many postings of analysts of another source, in three countries."""
    entry = worked_market()[0]
    return [
        replace(
            entry,
            posting=replace(entry.posting, source=source, external_id=f"x{n}", description=f"x{n}", country=country),
            reading=replace(entry.reading, **reading),
        )
        for n, country in zip(range(count), "pl at cz".split() * count, strict=False)
    ]


@pytest.fixture
def own(empty_home: Path) -> Path:
    with open_store() as store:
        store.add(worked_market(), "v1")
    return empty_home


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(("by", "title"), [("Role", "by role"), ("Level", "by level")])
def test_mean_mixes_by_facet(opens: Visit, by: str, title: str) -> None:
    app = opens("market", view="What the days hold", when="All time", days=by)
    assert f"What the days hold, {title}" in [head.value for head in app.subheader]
    assert len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")) == 1
    assert any(
        each.value.startswith("All these postings: data pipelines 38 %, analysis and reports 35 %")
        for each in app.markdown
    )
    (table,) = (each.proto.body for each in app.get("html") if each.proto.body.startswith('<table class="tr-table"'))
    assert re.search(r'<th scope="row">[^<]+</th><td data-label="Analysis">\d+ % \(\d+ to \d+\)</td>', table)
    assert any("The duties of 52 of 62 postings (84 %) are known" in caption.value for caption in app.caption)


@pytest.mark.usefixtures("own")
def test_rows_of_other_roles_are_not_compared(opens: Visit) -> None:
    entry = worked_market()[0]
    own = replace(entry.posting, external_id="of no kind", description="other text")
    with open_store() as store:
        store.add([replace(entry, posting=own, reading=replace(entry.reading, stage="unknown"))], "v1")
    app = opens("market", view="What the days hold", when="All time", days="Kind of company")
    (told,) = (info.value for info in app.info)
    assert told.startswith("Nothing can be compared")
    assert "Large organisation" in told
    (caption,) = (caption.value for caption in app.caption if "are known" in caption.value)
    assert "Not shown: 1 posting without a kind of company." in caption
    assert "Each row is shown as if all had the same roles and sources" in caption


@pytest.mark.usefixtures("own")
def test_the_caption_counts_what_the_chart_shows(opens: Visit) -> None:
    with open_store() as store:
        store.add(elsewhere("ashby", 57), "v1")
    app = opens("market", view="What the days hold", when="All time", days="Country")
    (caption,) = (caption.value for caption in app.caption if "are known" in caption.value)
    assert caption.startswith(
        "52 postings, March 2026, from 1 source. The duties of 109 of 119 postings (92 %) are known"
    )
    cautions = [each.proto.body for each in app.get("html") if "tr-caution" in each.proto.body]
    assert ["All postings behind these rows are from lever" in each for each in cautions] == [False, True]


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("by", ["Role", "Title", "Country", "Level", "Kind of company"])
def test_a_bar_has_the_names_of_the_page(opens: Visit, by: str) -> None:
    with open_store() as store:
        store.add(elsewhere("lever", 90, stage="startup", seniority="senior"), "v1")
    app = opens("market", view="What the days hold", when="All time", days=by)
    assert next(iter(hover_of(app))) == by.lower()


@pytest.mark.usefixtures("own")
def test_unknown_duties_are_said_to_be_unknown(opens: Visit) -> None:
    with open_store() as store:
        store.add([], "v1")
        with store.write_transaction() as connection:
            connection.exec_driver_sql("UPDATE readings SET duties = NULL")
            connection.exec_driver_sql("UPDATE blocks SET version = version + 1, rewritten = version + 1")
    app = opens("market", view="What the days hold", when="All time")
    assert any("the duties of 20 postings are needed" in info.value for info in app.info)
