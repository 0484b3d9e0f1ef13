from datetime import date

import pytest
from pyroaring import BitMap

from truerole.core.posting import Posting
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Filters, Proportion
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.store.store import open_store

# role, title's role ("?" where the title may be right all the same), country, month, skills ("!": required)
POSTINGS = """
data_analyst data_scientist de 2026-01 !sql tableau
data_analyst data_analyst de 2026-02 !sql excel
data_analyst - us 2026-02 !sql excel tableau
data_engineer data_analyst? us 2026-02 !python sql spark
data_engineer data_engineer de 2026-03 !python spark
ml_engineer data_scientist us 2026-03 !python pytorch
other data_scientist - - excel
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> BitmapIndex:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('market') / 'a.db'}") as store:
        store.add([_entry(i, line) for i, line in enumerate(POSTINGS.strip().splitlines())], "v1")
        return refresh(store)


def _entry(i: int, line: str) -> StoreEntry:
    role, title, country, month, *skills = (None if word == "-" else word for word in line.split())
    asked = tuple(SkillDemand(s.lstrip("!"), "required" if s[0] == "!" else "preferred") for s in skills)
    agrees = None if not title or title.endswith("?") else title == role
    facts = StoredReading(role, (0.2,) * 5, True, title and title.rstrip("?"), agrees, 0, "unknown", "mid", asked)
    return StoreEntry(
        Posting(
            "s",
            str(i),
            {"data_analyst": "Data Analyst", "ml_engineer": "ML Engineer"}.get(role, "t"),
            "",
            country=country,
        ),
        facts,
        month,
    )


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 7),
        (Filters({"role": ("data_analyst",)}), 3),
        (Filters({"role": ("data_analyst", "data_engineer")}), 5),
        (Filters({"role": ("data_analyst",), "country": ("de",)}), 2),
        (Filters({"role": ()}), 7),
        (Filters({"role": ("nobody",)}), 0),
        (Filters(period=("2026-02", None)), 5),
        (Filters(period=(None, "2026-02")), 4),
        (Filters(period=("2026-02", "2026-02")), 3),
        (Filters(period=("2027-01", None)), 0),
        (Filters({"role": ("other",)}).with_facets(role="data_engineer"), 2),
        (Filters(all_skills=("sql",)), 4),
        (Filters(all_skills=("sql", "tableau")), 2),
        (Filters(any_skills=("tableau", "spark")), 4),
        (Filters(no_skills=("sql",)), 3),
        (Filters(all_skills=("sql",), no_skills=("excel", "tableau")), 1),
        (Filters({"country": ("de",)}, all_skills=("sql",), any_skills=("excel", "python")), 1),
        (Filters(all_skills=("no such skill",)), 0),
    ],
)
def test_filters(index: BitmapIndex, filters: Filters, count: int) -> None:
    assert len(aggregates.select_postings(index, filters)) == count


@pytest.mark.parametrize(
    ("months", "period"),
    [
        ((), (None, None)),
        (("2026-03",), ("2024-04", "2026-03")),
        (("2018-01", "2025-12"), ("2024-01", "2025-12")),
        (("2025-12", "2026-11", "2026-12", "2031-01"), ("2024-12", "2026-11")),
        (("2027-01",), (None, None)),
    ],
)
def test_the_newest_two_years(months: tuple[str, ...], period: tuple[str | None, str | None]) -> None:
    held = BitmapIndex({"month": {month: BitMap([1]) for month in months}})
    assert aggregates.newest_period(held, today=date(2026, 11, 28)) == period


def test_skills_by_how_many_name_them(index: BitmapIndex) -> None:
    named = [(s.name, s.count, s.total) for s in aggregates.count_skills(index, index.all)]
    assert named[:3] == [("sql", 4, 7), ("excel", 3, 7), ("python", 3, 7)]
    required = aggregates.count_skills(
        index, aggregates.select_postings(index, Filters({"role": ("data_engineer",)})), required=True
    )
    assert [(s.name, s.share) for s in required] == [("python", 1.0)]


def test_by_year(index: BitmapIndex) -> None:
    assert {year: len(found) for year, found in aggregates.postings_by_year(index, index.all).items()} == {"2026": 6}


def test_titles_against_work(index: BitmapIndex) -> None:
    found = aggregates.roles_by_title(index, index.all)
    assert [(s.name, s.count, s.total) for s in found["data_scientist"]] == [
        ("data_analyst", 1, 3),
        ("ml_engineer", 1, 3),
        ("other", 1, 3),
    ]
    assert [s.name for s in found["data_engineer"]] == ["data_engineer"]


def test_titles_that_name_other_work(index: BitmapIndex) -> None:
    assert len(aggregates.mistitled(index, index.all)) == 3
    found = {s.name: (s.count, s.total) for s in aggregates.mistitle_rate(index, index.all, "title_role")}
    assert found == {"data_analyst": (0, 2), "data_engineer": (0, 1), "data_scientist": (3, 3)}
    assert list(aggregates.unclear_titles(index, index.all)) == [4]
    assert [(s.name, s.count, s.total) for s in aggregates.mistitle_rate(index, index.all, "country")] == [
        ("de", 1, 3),
        ("us", 1, 2),
    ]


def test_families_of_titles(index: BitmapIndex) -> None:
    assert list(aggregates.roles_by_family(index, index.all, 1)) == ["Data analyst", "ML engineer"]
    assert list(aggregates.roles_by_family(index, index.all, 2)) == ["Data analyst"]


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (0, 3, [6, 5, 4]),
        (0, 7, [6, 5, 4, 3, 2, 1, 7]),
        (1, 2, [5, 4]),
        (2, 3, [4, 3, 2]),
        (5, 9, [1, 7]),
        (6, 1, [7]),
        (7, 5, []),
        (0, 0, []),
    ],
)
def test_the_newest_first_and_those_without_a_month_last(
    index: BitmapIndex, start: int, count: int, expected: list[int]
) -> None:
    assert aggregates.newest(index, index.all, start, count) == expected


def test_within_a_month_the_newest_day_first() -> None:
    days = {"2026-07-02": BitMap([1, 5]), "2026-07-20": BitMap([2]), "2026-06-30": BitMap([3])}
    months = {"2026-07": BitMap([1, 2, 4, 5]), "2026-06": BitMap([3, 6])}
    index = BitmapIndex({"month": months, "posted_on": days})
    everything = BitMap(range(1, 8))
    order = [2, 5, 1, 4, 3, 6, 7]
    assert aggregates.newest(index, everything, 0, 9) == order
    for start in range(7):
        for count in range(1, 4):
            assert aggregates.newest(index, everything, start, count) == order[start : start + count]


def test_a_list_goes_on_after_a_posting_whatever_came_and_went() -> None:
    days = {"2026-07-02": BitMap([1, 5, 8]), "2026-07-20": BitMap([2]), "2026-06-30": BitMap([3])}
    months = {"2026-07": BitMap([1, 2, 4, 5, 8]), "2026-06": BitMap([3, 6])}
    index = BitmapIndex({"month": months, "posted_on": days})
    everything = BitMap(range(1, 8))
    order = [2, 5, 1, 4, 3, 6, 7]
    for place, number in enumerate(order, 1):
        assert aggregates.place_after(index, everything, number) == place
        assert aggregates.place_after(index, everything - BitMap([number]), number) == place - 1
        newer = place + (number != 2)
        assert aggregates.place_after(index, everything | BitMap([8]), number) == newer


def test_copies_count_once_unless_asked_for() -> None:
    index = BitmapIndex({"all": {"yes": BitMap([1, 2, 3])}, "copy": {"yes": BitMap([2])}})
    assert aggregates.select_postings(index, Filters()) == BitMap([1, 3])
    assert aggregates.select_postings(index, Filters(copies=True)) == BitMap([1, 2, 3])


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (500, 1000, 0.469, 0.531)],
)
def test_intervals(count: int, of: int, low: float, high: float) -> None:
    assert Proportion("x", count, of).interval == pytest.approx((low, high), abs=0.0005)
