import pytest

from data import market
from data.bitmaps import Bitmaps
from data.market import Distinct, Filters, Share
from data.posting import Posting
from data.store import Asked, Entry, Facts, open_store

# role, title's role, country, month, skills ("!" before one that is required)
POSTINGS = """
data_analyst data_scientist de 2026-01 !sql tableau
data_analyst data_analyst de 2026-02 !sql excel
data_analyst - us 2026-02 !sql excel tableau
data_engineer data_engineer us 2026-02 !python sql spark
data_engineer data_engineer de 2026-03 !python spark
ml_engineer data_scientist us 2026-03 !python pytorch
other data_scientist - - excel
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Bitmaps:
    made = Bitmaps()
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('market') / 'a.db'}") as store:
        store.add([_entry(i, line) for i, line in enumerate(POSTINGS.strip().splitlines())], "v1")
        made.refresh(store)
    return made


def _entry(i: int, line: str) -> Entry:
    role, title, country, month, *skills = (None if word == "-" else word for word in line.split())
    asked = tuple(Asked(s.lstrip("!"), "required" if s[0] == "!" else "preferred") for s in skills)
    facts = Facts(role, (0.2,) * 5, True, title, title and title == role, 0, "unknown", "mid", asked)
    return Entry(Posting("s", str(i), "t", "", country=country), facts, month)


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
        (Filters({"role": ("other",)}).but(role="data_engineer"), 2),
    ],
)
def test_filters(index: Bitmaps, filters: Filters, count: int) -> None:
    assert len(market.postings(index, filters)) == count


def test_skills_by_how_many_name_them(index: Bitmaps) -> None:
    named = [(s.name, s.count, s.of) for s in market.skills(index, index.all)]
    assert named[:3] == [("sql", 4, 7), ("excel", 3, 7), ("python", 3, 7)]
    required = market.skills(index, market.postings(index, Filters({"role": ("data_engineer",)})), required=True)
    assert [(s.name, s.share) for s in required] == [("python", 1.0)]


def test_what_is_distinctive(index: Bitmaps) -> None:
    here = market.postings(index, Filters({"role": ("data_engineer",)}))
    found = market.distinctive(index, here, index.all - here, fewest=1)
    assert [d.skill for d in found][:2] == ["spark", "python"]
    assert {d.skill for d in market.distinctive(index, here, index.all - here, fewest=4)} == {"sql"}


def test_by_month(index: Bitmaps) -> None:
    found = market.by_month(index, index.all, ["sql", "none"])
    assert [(s.name, s.count, s.of) for s in found["sql"]] == [("2026-01", 1, 1), ("2026-02", 3, 3), ("2026-03", 0, 2)]
    assert [s.count for s in found["none"]] == [0, 0, 0]


def test_what_comes_with_a_skill(index: Bitmaps) -> None:
    assert [(s.name, s.count, s.of) for s in market.beside(index, index.all, "spark")] == [
        ("python", 2, 2),
        ("sql", 1, 2),
    ]
    assert market.beside(index, index.all, "none") == []


def test_titles_against_work(index: Bitmaps) -> None:
    found = market.titles(index, index.all)
    assert [(s.name, s.count, s.of) for s in found["data_scientist"]] == [
        ("data_analyst", 1, 3),
        ("ml_engineer", 1, 3),
        ("other", 1, 3),
    ]
    assert [s.name for s in found["data_engineer"]] == ["data_engineer"]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (500, 1000, 0.469, 0.531)],
)
def test_intervals(count: int, of: int, low: float, high: float) -> None:
    assert Share("x", count, of).interval == pytest.approx((low, high), abs=0.0005)


def test_few_postings_are_not_typical_by_chance() -> None:
    few = Distinct("x", Share("x", 2, 100), Share("x", 0, 1000))
    many = Distinct("x", Share("x", 40, 100), Share("x", 20, 1000))
    assert few.lift < many.lift
    assert Distinct("x", Share("x", 0, 0), Share("x", 0, 0)).lift == 0
