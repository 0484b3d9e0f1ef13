"""The view *Pay* of the page *Market*."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.charts.hover import hover_of
from tests.data.market.paid import paid_market
from truerole.data.store.store import open_store

Visit = Callable[..., AppTest]


@pytest.fixture
def own(empty_home: Path) -> Path:
    with open_store() as store:
        store.add(paid_market(), "v1")
    return empty_home


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("by", "title"), [("Role", "Yearly pay by role"), ("Skill", "Pay with a skill against like postings without it")]
)
def test_medians_by_facet(opens: Visit, by: str, title: str) -> None:
    app = opens("market", view="Pay", when="All time", pay=by)
    assert title in [head.value for head in app.subheader]
    assert len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")) == 1
    assert app.metric[0].value == "83,000 USD"
    assert app.metric[0].label == "Median a year"
    assert app.caption[0].value.startswith(
        "Of the 47 postings that publish it in this currency, 53 % for data analysts: 95 % interval "
    )
    assert any("47 of 57 postings (82 %) publish the pay" in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    ("by", "names", "source"),
    [("Role", ("role", "Data engineer"), "lever"), ("Level", ("level", "Some years"), "Indeed, United States 2019")],
)
def test_a_bar_has_the_names_of_the_page(
    opens: Visit, empty_home: Path, by: str, names: tuple[str, str], source: str
) -> None:
    kept = "lever" if source == "lever" else "indeed_us_2019_thekartikay"
    with open_store() as store:
        store.add([replace(each, posting=replace(each.posting, source=kept)) for each in paid_market()], "v1")
    shown = hover_of(opens("market", view="Pay", when="All time", pay=by))
    assert next(iter(shown.items())) == names
    assert shown["most from"] == f"100 % {source}"
    assert not {"low", "high", "quarter", "three quarters"} & shown.keys(), "no column's name tells what it is"


@pytest.mark.usefixtures("home")
def test_too_few_are_said_to_be_too_few(opens: Visit) -> None:
    app = opens("market", view="Pay", when="All time", country="Australia")
    assert any("too few" in info.value.lower() for info in app.info)
