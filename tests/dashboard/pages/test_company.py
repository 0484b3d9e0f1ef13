from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_market import charts
from tests.dashboard.pages.test_skill import html
from tests.data.market.profiles.offers import offers
from truerole.data.store.store import open_store

Visit = Callable[..., AppTest]
HOSTILE = "](javascript:alert(1)) <img src=x onerror=alert(1)>"
LONG = "Söhne & Töchter " * 18
RTL = "شركة البيانات"


@pytest.fixture
def gathered(empty_home: Path) -> Iterator[Path]:
    """Give the pages a store of own postings of five companies, without the market sample."""
    with open_store(f"sqlite:///{empty_home / 'truerole.db'}") as store:
        deep = ["pytorch", "deep-learning", "computer-vision"]
        store.add(offers("Vision One", 25, deep, role="ml_engineer", deep_learning=3), "v1")
        store.add(offers("Vision One GmbH", 5, ["sql"], role="data_analyst", deep_learning=0), "v1")
        store.add(offers("Vision Two", 12, deep, role="ml_engineer", deep_learning=2), "v1")
        store.add(offers("Pipes", 14, ["airflow", "spark"], role="data_engineer"), "v1")
        for name in (HOSTILE, LONG, RTL):
            store.add(offers(name, 1, ["sql"], role="data_analyst"), "v1")
    yield empty_home


@pytest.mark.usefixtures("gathered")
def test_what_a_company_really_hires_for(opens: Visit) -> None:
    app = opens("company", name="vision one")
    told = " ".join(part.value for part in app.markdown)
    assert app.title[0].value == "Vision One"
    assert "**30 postings, 30 of them open.** Also written Vision One GmbH." in told
    assert "By the work: ML engineer 83 % (25 of 30), data analyst 17 % (5 of 30)." in told
    assert "83 % of its postings (25 of 30) require deep learning." in told
    assert [head.value for head in app.subheader] == [
        "What it really hires for",
        "How much deep learning is behind it",
        "Start-up or large, in its own words",
        "What it asks for",
        "How its postings came and went",
        "Open jobs",
        "Companies like this",
    ]
    assert charts(app) == 3
    assert 'href="postings?company=Vision+One&amp;open=true&amp;all-work=true' in html(app)
    assert 'href="company?name=Vision+Two"' in html(app)
    assert 'href="skill?id=pytorch"' in html(app)


@pytest.mark.usefixtures("gathered")
def test_filters_are_carried_over(opens: Visit) -> None:
    app = opens("company", name="Vision One", role="ML engineer")
    assert "**25 postings" in app.markdown[0].value
    assert 'href="skill?id=pytorch&amp;role=ML+engineer"' in html(app)


@pytest.mark.parametrize("name", [HOSTILE, LONG, RTL])
@pytest.mark.usefixtures("gathered")
def test_few_postings_and_hostile_names(opens: Visit, name: str) -> None:
    app = opens("company", name=name)
    assert "**1 posting, 1 of them open.**" in app.markdown[0].value
    assert any("too few to tell more" in part.value for part in app.markdown)
    assert "](" not in app.title[0].value.replace("\\]\\(", "")
    assert "<img" not in html(app)
    assert not any("%" in part.value for part in app.markdown)


@pytest.mark.usefixtures("gathered")
def test_an_unknown_company_says_so_with_near_names(opens: Visit) -> None:
    app = opens("company", name="Vision Won")
    assert "No posting is of a company called Vision Won" in app.info[0].value
    assert 'href="company?name=Vision+One"' in html(app)
    assert app.title[0].value == "Companies"


@pytest.mark.usefixtures("gathered")
def test_no_name_leads_to_all_companies(opens: Visit) -> None:
    app = opens("company")
    assert not app.info
    assert 'href="companies"' in html(app)


@pytest.mark.usefixtures("gathered")
def test_a_filter_that_leaves_nothing_says_so(opens: Visit) -> None:
    app = opens("company", name="Pipes", role="ML engineer")
    assert "No posting of this company passes the filters" in app.info[0].value


@pytest.mark.parametrize("page", ["company", "companies"])
@pytest.mark.usefixtures("home")
def test_the_market_sample_names_no_companies(opens: Visit, page: str) -> None:
    app = opens(page, name="Anybody")
    assert "the market sample names none" in app.info[0].value
    assert "gather postings from the job boards" in app.info[0].value
    assert any("of start-ups" in m.value and "of large organisations" in m.value for m in app.markdown)
    assert [link.proto.label for link in app.get("page_link")] == ["Gather postings", "Compare the two"]


# The list


def rows(app: AppTest) -> list[str]:
    """Return the names in the order of the list."""
    table = next(part.proto.body for part in app.get("html") if "tr-table" in part.proto.body)
    return [row.split("<bdi>")[1].split("</bdi>")[0] for row in table.split('<th scope="row">')[1:]]


@pytest.mark.usefixtures("gathered")
def test_companies_by_what_they_do(opens: Visit) -> None:
    app = opens("companies")
    assert app.markdown[0].value == "**6 companies**"
    assert rows(app)[:3] == ["Vision One", "Pipes", "Vision Two"]
    assert "83 % (25 of 30)" in html(app)
    assert "<img" not in html(app)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"does": "deep learning, vision, language models"}, ["Vision One", "Vision Two"]),
        ({"does": "data engineering"}, ["Pipes"]),
        ({"does": "engineering"}, ["Pipes"]),
        ({"role": "ML engineer"}, ["Vision One", "Vision Two"]),
        (
            {"sort": "Most of it requires deep learning", "role": ["ML engineer", "data engineer"]},
            ["Vision One", "Vision Two", "Pipes"],
        ),
        ({"sort": "Name", "role": ["ML engineer", "data engineer"]}, ["Pipes", "Vision One", "Vision Two"]),
    ],
)
@pytest.mark.usefixtures("gathered")
def test_the_list_is_filtered_and_sorted_by_the_address(opens: Visit, query: dict[str, str], names: list[str]) -> None:
    assert rows(opens("companies", **query)) == names


@pytest.mark.usefixtures("gathered")
def test_a_filter_that_matches_nothing_says_so(opens: Visit) -> None:
    app = opens("companies", role="data analyst", does="data engineering")
    assert "No company has such postings" in app.info[0].value
