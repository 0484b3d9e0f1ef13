"""The filter bar as a visitor and an address use it."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.store.store import open_store
from truerole.phrasing.reading import month_name

Visit = Callable[..., AppTest]
Query = dict[str, str | list[str]]
WRITE = "write 2025, 2025-01 or January 2025. What follows is without it."
LEFT_OUT = "which is not to be found here: what follows is without it."


def plain(app: AppTest) -> list[str]:
    """Return the warnings as a visitor reads them."""
    return [warning.value.replace("\\", "") for warning in app.warning]


def months(app: AppTest) -> str:
    """Return the dates that the first chart stands on."""
    return str(next(c.value for c in app.caption if " postings, " in c.value)).split(", ")[1]


@pytest.mark.parametrize(
    ("query", "when", "first", "last"),
    [
        ({}, "Newest 24 months", "2024-08", "2026-07"),
        ({"when": "All time"}, "All time", "0000", "9999"),
        ({"from": "January 2020", "until": "December 2020"}, "From … until …", "2020-01", "2020-12"),
        ({"until": "December 2019"}, "From … until …", "0000", "2019-12"),
        ({"from": "2020", "until": "2020"}, "From … until …", "2020-01", "2020-12"),
        ({"from": "2023-05"}, "From … until …", "2023-05", "9999"),
    ],
)
@pytest.mark.usefixtures("home")
def test_the_time_is_seen_and_changed(
    opens: Visit, some: list[StoreEntry], query: Query, when: str, first: str, last: str
) -> None:
    app = opens("market", **query)
    assert app.session_state["when"] == when
    of_data_work = (e for e in some if e.reading.role not in (None, "other") and not e.duplicate_of)
    held = sorted(e.month for e in of_data_work if first <= (e.month or "") <= last and e.month)
    assert months(app) == f"{month_name(held[0])} to {month_name(held[-1])}"
    assert not app.warning


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"role": "data wizard"}, f"Real role: this address asks for data wizard, {LEFT_OUT}"),
        ({"country": ["Germany", "Atlantis"]}, f"Country: this address asks for Atlantis, {LEFT_OUT}"),
        (
            {"origin": "My own postings alone"},
            f"Whose postings: this address asks for My own postings alone, {LEFT_OUT}",
        ),
        ({"when": "tomorrow"}, f"Time: this address asks for tomorrow, {LEFT_OUT}"),
        ({"from": "Maytember 2024"}, f"From: “Maytember 2024” is no month; {WRITE}"),
        ({"until": "<b>$x$</b>"}, f"Until: “<b>$x$</b>” is no month; {WRITE}"),
        ({"source": "![x](http://x.example)"}, f"Source: this address asks for ![x](http://x.example), {LEFT_OUT}"),
        (
            {"from": "March 2021", "until": "April 2021"},
            "No posting is from March 2021 to April 2021. There are postings between July 2018 and July 2026.",
        ),
        (
            {"from": "May 2024", "until": "April 2021"},
            "The time ends, in April 2021, before it begins, in May 2024.",
        ),
    ],
)
@pytest.mark.usefixtures("home")
def test_an_address_that_asks_in_vain_is_told(opens: Visit, query: Query, told: str) -> None:
    assert plain(opens("market", **query)) == [told]


@pytest.mark.usefixtures("home")
def test_a_time_that_is_typed_is_told_to_be_none_until_it_is_one(opens: Visit) -> None:
    app = opens("market", when="From … until …")
    app.text_input(key="from").set_value("last year").run()
    assert plain(app) == [f"From: “last year” is no month; {WRITE}"]
    app.text_input(key="from").set_value("2020").run()
    assert not app.warning
    assert months(app) == "March 2020 to July 2026"
    app.text_input(key="until").set_value("2020").run()
    assert months(app) == "March 2020 to November 2020"


@pytest.mark.usefixtures("home")
def test_it_is_told_until_the_visitor_changes_this_filter(opens: Visit) -> None:
    app = opens("market", role="data wizard", country="Atlantis")
    app.multiselect(key="role").set_value(["data_analyst"]).run()
    assert [line.partition(":")[0] for line in plain(app)] == ["Country"]
    app.multiselect(key="country").set_value(["de"]).run()
    assert not app.warning


@pytest.mark.parametrize(
    ("facet", "values", "meant"),
    [
        ("source", ["multi_us_2020_yanmsong"], ["multi_us_2020_yanmsong"]),
        ("source", ["Several boards, United States 2020"], ["multi_us_2020_yanmsong"]),
        ("country", ["de", "India"], ["de", "in"]),
        ("role", ["data_engineer", "data engineer"], ["data_engineer"]),
        ("role", ["data engineer,data_analyst"], ["data_engineer", "data_analyst"]),
        ("country", [" de , India,", "us"], ["de", "in", "us"]),
        ("source", ["Several boards, United States 2020"], ["multi_us_2020_yanmsong"]),
    ],
)
@pytest.mark.usefixtures("home")
def test_an_address_names_values_by_id_or_by_name(
    opens: Visit, facet: str, values: list[str], meant: list[str]
) -> None:
    app = opens("market", when="All time", **{facet: values})
    assert app.multiselect(key=facet).value == meant
    assert not app.warning


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"country": "Germany"}, f"Country: this address asks for Germany, {LEFT_OUT}"),
        ({"source": "lever"}, f"Source: this address asks for lever, {LEFT_OUT}"),
        ({"origin": "The market sample alone"}, None),
    ],
)
def test_a_filter_without_any_value_tells_it_too(query: dict[str, str], told: str | None) -> None:
    app = AppTest.from_function(_bar_of_no_postings)
    for key, value in query.items():
        app.query_params[key] = value
    assert plain(app.run()) == ([told] if told else [])


def _bar_of_no_postings() -> None:
    from pyroaring import BitMap

    from truerole.dashboard.components.filters import filter_bar
    from truerole.data.market.bitmap_index import BitmapIndex

    filter_bar(BitmapIndex({"sample": {"yes": BitMap([1])}}))


@pytest.mark.usefixtures("home")
def test_nothing_is_asked_where_all_is_the_sample(opens: Visit) -> None:
    assert not [box for box in opens("market").selectbox if box.key == "origin"]


@pytest.mark.usefixtures("home")
def test_own_postings_can_be_shown_alone(opens: Visit, some: list[StoreEntry]) -> None:
    with open_store() as store:
        reading = next(e.reading for e in some if e.reading.role == "data_engineer")
        texts = ("Pipelines in Bern.", "Tables in Thun.")
        own = [Posting("lever", str(n), f"Data engineer {n}", text) for n, text in enumerate(texts)]
        store.add([StoreEntry(posting, reading, "2026-06") for posting in own], "v1")
    app = opens("postings", origin="My own postings alone")
    assert any(caption.value.endswith("2 postings, June 2026, from 1 source.") for caption in app.caption)
    app.selectbox(key="origin").set_value("yes").run()
    assert any("; all from the market sample" in caption.value for caption in app.caption)
    app.selectbox(key="origin").set_value(None).run()
    assert any(" from the market sample" in c.value and "; all" not in c.value for c in app.caption)
