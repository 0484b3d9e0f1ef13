import pytest

from tests.data.market.profiles.offers import offers
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.market.profiles.company_list import CompanyList, list_companies, similar_companies
from truerole.data.market.profiles.company_table import CompanyTable, refresh_companies
from truerole.data.store.store import Store

DEEP = ["pytorch", "deep-learning", "computer-vision"]
ENGINEERING = ["airflow", "spark", "kafka"]


@pytest.fixture
def market(store: Store) -> tuple[BitmapIndex, CompanyTable]:
    store.add(offers("Vision One", 12, DEEP, role="ml_engineer", deep_learning=3), "v1")
    store.add(offers("Vision Two", 11, [*DEEP, "sql"], role="ml_engineer", deep_learning=2), "v1")
    store.add(offers("Pipes", 20, ENGINEERING, role="data_engineer", deep_learning=0), "v1")
    store.add(offers("Mixed", 10, [*ENGINEERING, *DEEP], role="data_engineer", deep_learning=0), "v1")
    store.add(offers("Tiny Vision", 2, DEEP, role="ml_engineer", deep_learning=3), "v1")
    store.add(offers(None, 30, ["sql"], role="data_analyst"), "v1")
    index = refresh(store)
    return index, refresh_companies(store, index)


def listed(market: tuple[BitmapIndex, CompanyTable], **how: object) -> CompanyList:
    index, companies = market
    return list_companies(index, companies, index.all, **how)


def test_a_line_counts_the_postings_of_a_company(market: tuple[BitmapIndex, CompanyTable]) -> None:
    found = listed(market)
    lines = {line.name: line for line in map(found.summary, range(len(found)))}
    vision = lines["Vision Two"]
    assert (vision.postings, vision.open) == (11, 11)
    assert vision.role is not None
    assert (vision.role.name, vision.role.count) == ("ml_engineer", 11)
    assert (vision.deep.count, vision.deep.total) == (11, 11)
    assert {kind: share.count for kind, share in lines["Mixed"].kinds.items()} == {
        "deep learning": 10,
        "classical": 0,
        "engineering": 10,
        "interfaces": 0,
    }


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        ((), {"Vision One", "Vision Two", "Pipes", "Mixed", "Tiny Vision"}),
        (("deep learning",), {"Vision One", "Vision Two", "Mixed", "Tiny Vision"}),
        (("deep learning", "engineering"), {"Mixed"}),
        (("interfaces",), set()),
    ],
)
def test_companies_are_filtered_by_what_they_do(
    market: tuple[BitmapIndex, CompanyTable], kinds: tuple[str, ...], names: set[str]
) -> None:
    assert set(listed(market, kinds=kinds).names) == names


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("postings", ["Pipes", "Vision One", "Vision Two", "Mixed", "Tiny Vision"]),
        ("open", ["Pipes", "Vision One", "Vision Two", "Mixed", "Tiny Vision"]),
        ("name", ["Mixed", "Pipes", "Tiny Vision", "Vision One", "Vision Two"]),
        # More postings make a share surer; of too few there is none.
        ("deep", ["Vision One", "Vision Two", "Pipes", "Mixed", "Tiny Vision"]),
        ("engineering", ["Pipes", "Mixed", "Vision One", "Vision Two", "Tiny Vision"]),
    ],
)
def test_orders(market: tuple[BitmapIndex, CompanyTable], order: str, names: list[str]) -> None:
    found = listed(market)
    assert [found.names[place] for place in found.order(order)] == names


def test_a_selection_counts_alone(market: tuple[BitmapIndex, CompanyTable]) -> None:
    index, companies = market
    found = list_companies(index, companies, index.bitmap("role", "data_engineer"))
    assert {line.name: line.postings for line in map(found.summary, range(len(found)))} == {"Pipes": 20, "Mixed": 10}
    assert len(list_companies(index, companies, index.bitmap("role", "nobody"))) == 0


def test_companies_like_one_do_the_same_work(market: tuple[BitmapIndex, CompanyTable]) -> None:
    index, companies = market
    first, *others = similar_companies(index, companies, index.all, "vision one")
    assert (first.name, first.postings) == ("Vision Two", 11)
    assert 0.5 < first.similarity <= 1
    assert set(first.common) >= set(DEEP)
    assert "Tiny Vision" not in [one.name for one in others]
    assert "Pipes" not in [one.name for one in others], "what is the other way round is not alike"


@pytest.mark.parametrize("name", ["Tiny Vision", "Nobody"])
def test_too_few_postings_are_like_nothing(market: tuple[BitmapIndex, CompanyTable], name: str) -> None:
    index, companies = market
    assert similar_companies(index, companies, index.all, name) == []


def test_two_companies_that_are_all_there_is(store: Store) -> None:
    store.add([*offers("One", 10, ["sql"]), *offers("Two", 10, ["sql"])], "v1")
    index = refresh(store)
    assert similar_companies(index, refresh_companies(store, index), index.all, "One") == [], "nothing sets them apart"
